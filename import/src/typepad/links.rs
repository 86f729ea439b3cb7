//! Gives each address in an entry its target.

use super::{entry::Entry, index::Index};
use crate::{
    Code, Document, Kind, Link, LinkUsage, Target,
    address::Address,
    blog::{notes::Lines, places::Meaning},
};

/// A link for each address of an entry.
pub(super) fn of(index: &Index, entry: &Entry, addresses: &[(String, LinkUsage)]) -> Vec<Link> {
    let body = Lines::of(&entry.body.text, entry.body.line.max(entry.line));
    within(index, body, entry.get("UNIQUE URL"), addresses)
}

/// A link for each address of a text that was at `base`.
pub(super) fn within(
    index: &Index,
    mut body: Lines<'_>,
    base: Option<&str>,
    addresses: &[(String, LinkUsage)],
) -> Vec<Link> {
    let link = |(raw, usage): &(String, LinkUsage)| {
        let target = target(index, index.places.meaning(raw, *usage, base));
        // Only links that may come to nothing need to be found again by a person.
        let line = match target {
            Target::External | Target::SamePage => None,
            _ => Some(body.line(raw)),
        };
        Link { raw: raw.clone(), usage: *usage, target, line }
    };
    addresses.iter().map(link).collect()
}

/// Reports pictures for which several files came along.
pub(super) fn ambiguous(index: &Index, document: &Document, add: &mut impl FnMut(Code, u32, &str)) {
    for link in &document.links {
        if let Target::Entry { kind: Kind::Media, external_id, .. } = &link.target
            && index.media.get(external_id).is_some_and(|medium| medium.ambiguous)
        {
            let message = format!("several files could be `{}`; none was taken", link.raw);
            add(Code::AmbiguousMedia, link.line.unwrap_or_default(), &message);
        }
    }
}

fn target(index: &Index, meaning: Meaning) -> Target {
    match meaning {
        Meaning::SamePage => Target::SamePage,
        Meaning::External => Target::External,
        Meaning::LocalDisk => Target::LocalDisk,
        Meaning::Document(position, fragment) => document(index, position, fragment),
        Meaning::Medium { id, address, .. } => {
            if index.media.get(&id).is_some() {
                Target::entry(Kind::Media, id)
            } else if index.places.is_own(&address) {
                Target::Missing { path: address }
            } else {
                Target::External
            }
        }
        Meaning::Missing(address) => match by_name(index, &address) {
            Some(position) => document(index, position, None),
            None => Target::Missing {
                path: format!("{}{}", address.host.as_deref().unwrap_or_default(), address.path),
            },
        },
    }
}

fn document(index: &Index, position: u32, fragment: Option<String>) -> Target {
    let id = index.items.get(position as usize).map(|item| item.id.to_string());
    Target::Entry { kind: Kind::Post, external_id: id.unwrap_or_default(), fragment }
}

/// The entry whose year, month and name an address ends in, for exports that do not tell addresses.
fn by_name(index: &Index, address: &Address) -> Option<u32> {
    let path = address.path.split('?').next().unwrap_or(&address.path);
    let path = path.rsplit_once(".htm").map_or(path, |(path, _)| path);
    let mut parts = path.rsplitn(4, '/');
    let (name, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let id = format!("{year}/{month}/{name}");
    // The names of Movable Type have lines where its addresses have dashes.
    let spelt = || index.position(&format!("{year}/{month}/{}", name.replace('-', "_")));
    index.position(&id).or_else(spelt)
}
