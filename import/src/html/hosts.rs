//! Finds out on which hosts a site was, from what its pages say of themselves.

use std::collections::BTreeMap;

use scraper::Html;
use url::Url;

use super::catalogue::Catalogue;
use crate::dom;

/// Hosts that are counted, at most.
const MAX_HOSTS: usize = 1_000;

/// So many links with paths that are in the source make a host the site's own.
const MIN_HITS: u64 = 3;

/// What pages say of one host.
#[derive(Debug, Default)]
struct Seen {
    /// Pages that name their own address there (`rel=canonical`, `og:url`, `<base>`), and the first of them.
    selves: u64,
    page: String,
    /// Links to it, and those whose path is in the source.
    links: u64,
    hits: u64,
}

/// All hosts that pages name.
#[derive(Debug, Default)]
pub(super) struct Hosts(BTreeMap<String, Seen>);

impl Hosts {
    /// Looks at a page.
    pub(super) fn look(&mut self, id: &str, page: &Html, catalogue: &Catalogue) {
        let found = |url: &Url| {
            let path = url.path().trim_start_matches('/');
            // The first page is nearly everywhere.
            !path.is_empty() && catalogue.find(&format!("{}{path}", catalogue.root)).is_some()
        };
        let root = page.root_element();
        let canonical = dom::all(root, "link")
            .find(|it| it.attr("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")));
        let base = dom::first(page, "base").and_then(|it| it.attr("href"));
        let selves = [canonical.and_then(|it| it.attr("href")), dom::meta(page, "og:url"), base];
        for url in selves.into_iter().flatten().filter_map(absolute) {
            let Some(seen) = self.of(&url, id) else { continue };
            if seen.selves == 0 {
                id.clone_into(&mut seen.page);
            }
            seen.selves += 1;
        }
        for url in dom::all(root, "a").filter_map(|it| it.attr("href")).filter_map(absolute) {
            let hit = found(&url);
            let Some(seen) = self.of(&url, id) else { continue };
            seen.links += 1;
            seen.hits += u64::from(hit);
        }
    }

    /// The site's own hosts but for those that are `known`, each with a page that says so: that of most addresses that
    /// pages give themselves, and those of which most links are in the source.
    pub(super) fn own(self, known: &[String]) -> Vec<(String, String)> {
        let most = self.0.values().map(|seen| seen.selves).max().unwrap_or_default();
        let own = self.0.into_iter().filter(|(host, seen)| {
            let named = seen.selves > 0 && seen.selves * 2 > most;
            let linked = seen.hits >= MIN_HITS && seen.hits * 2 > seen.links;
            (named || linked) && !known.iter().any(|it| it.eq_ignore_ascii_case(host))
        });
        own.map(|(host, seen)| (host, seen.page)).collect()
    }

    fn of(&mut self, url: &Url, id: &str) -> Option<&mut Seen> {
        let host = url.host_str()?;
        if self.0.len() >= MAX_HOSTS && !self.0.contains_key(host) {
            return None;
        }
        let new = || Seen { page: id.to_owned(), ..Seen::default() };
        Some(self.0.entry(host.to_owned()).or_insert_with(new))
    }
}

fn absolute(address: &str) -> Option<Url> {
    Url::parse(address.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}
