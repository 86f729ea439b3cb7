//! Where items were, under their own names and dates and under those they had before.

use std::collections::HashSet;

use super::{address, item::Item};
use crate::address::{Address, normal};

/// Former names of one item that are taken.
const MAX_OLD_NAMES: usize = 50;

/// The addresses at which a document was, other than by its number.
pub(super) fn addresses(item: &Item) -> Vec<Address> {
    old_addresses(item).iter().filter_map(|address| normal(address)).collect()
}

/// The addresses at which a document was, as written: its own first, then under names it had before.
pub(super) fn old_addresses(item: &Item) -> Vec<String> {
    let mut found = vec![item.link.clone(), item.guid.clone()];
    let former = |wanted: &'static str| {
        let fields = item.fields.iter().filter(move |(key, _)| key == wanted);
        fields.map(|(_, value)| value.trim()).filter(|value| !value.is_empty()).take(MAX_OLD_NAMES)
    };
    if let Some((folder, last)) = item.link.trim_end_matches('/').rsplit_once('/')
        && let Some(end) = last.strip_prefix(item.name.as_str()).filter(|_| !item.name.is_empty())
        && (end.is_empty() || end.starts_with('.'))
    {
        let slash = if end.is_empty() { "/" } else { "" };
        found.extend(former("_wp_old_slug").map(|name| format!("{folder}/{name}{end}{slash}")));
    }
    found.extend(former("_wp_old_date").filter_map(|date| dated_before(item, date)));
    found.retain(|address| address.starts_with("http://") || address.starts_with("https://"));
    // Where a text was before it came from Blogger.
    found.extend(former("blogger_permalink").filter(|it| it.starts_with('/')).map(str::to_owned));
    let mut seen = HashSet::new();
    found.retain(|address| normal(address).is_some_and(|address| seen.insert(address)));
    found
}

/// The addresses of the page that showed an attachment alone.
pub(super) fn page_addresses(item: &Item) -> impl Iterator<Item = String> {
    let link = Some(item.link.trim().to_owned()).filter(|link| link.starts_with("http"));
    let number = item.id.parse::<u64>().ok().map(|number| format!("/?attachment_id={number}"));
    let mut found: Vec<String> = link.into_iter().collect();
    found.extend(number.filter(|short| !item.link.ends_with(short)));
    found.into_iter()
}

/// The address of an item when it bore another date, where addresses hold dates.
fn dated_before(item: &Item, date: &str) -> Option<String> {
    let slashed = |date: &str| Some(date.get(..10)?.replace('-', "/"));
    let (now, before) = (slashed(&item.date)?, slashed(date)?);
    ["2013/05/20".len(), "2013/05".len()].into_iter().find_map(|length| {
        let here = format!("/{}/", now.get(..length)?);
        let there = format!("/{}/", before.get(..length)?);
        item.link.contains(&here).then(|| item.link.replacen(&here, &there, 1))
    })
}

/// The addresses of an attachment's file: where it is, and as it was before it was scaled down.
pub(super) fn file_addresses(item: &Item) -> Vec<String> {
    let url = item.attachment_url.trim();
    let mut found: Vec<String> = Vec::new();
    let mut add = |address: String| {
        if !address.is_empty() && !found.contains(&address) {
            found.push(address);
        }
    };
    add(url.to_owned());
    if let Some(original) = url.contains("-scaled.").then(|| address::unsized_path(url)).flatten() {
        add(original);
    }
    let guid = item.guid.trim();
    if normal(guid).is_some_and(|address| address.host.is_some() && address::is_file(&address.path))
    {
        add(guid.to_owned());
    }
    found
}
