//! Finds out what an address in a post means.

use super::{post::is_id, site::Index};
use crate::{Kind, Target, address::decoded, normal};

/// How Tumblr's detours begin; the address they lead to follows.
const DETOUR: &str = "t.umblr.com/redirect?z=";

/// Links that Tumblr sent through its own host lead straight again.
pub(super) fn without_detours(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(DETOUR) {
        let (before, detour) = rest.split_at(at);
        let start =
            ["https://", "http://", "//"].iter().find_map(|scheme| before.strip_suffix(scheme));
        let end = detour.find(['"', '\'', '<', '>', ' ', '\n']).unwrap_or(detour.len());
        let (address, after) = detour.split_at(end);
        let target = address.get(DETOUR.len()..).unwrap_or_default();
        let target = decoded(target.split("&").next().unwrap_or_default());
        if target.starts_with("http") {
            out.push_str(start.unwrap_or(before));
            out.push_str(&super::post::escape(&target));
        } else {
            out.push_str(before);
            out.push_str(address);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// What a link leads to. Ids are unique among all blogs, so any of Tumblr's addresses of a post will do.
pub(super) fn target(index: &Index, raw: &str) -> Target {
    if raw.trim().starts_with('#') {
        return Target::SamePage;
    }
    let Some(address) = normal(raw) else { return Target::External };
    let own = address.host.as_deref().is_none_or(|host| {
        index.site.hosts.iter().any(|known| known.trim_start_matches("www.") == host)
    });
    let path = address.path.split('?').next().unwrap_or_default();
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let id = parts.find(|part| is_id(part) && part.len() >= 6).and_then(|id| id.parse().ok());
    let tumblr = address
        .host
        .as_deref()
        .is_some_and(|host| host == "tumblr.com" || host.ends_with(".tumblr.com"));
    match id {
        Some(id) if (own || tumblr) && index.has(id) => Target::entry(Kind::Post, id.to_string()),
        _ if own => Target::Missing { path: raw.to_owned() },
        _ => Target::External,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detours_are_cut_short() {
        let html = "<a href=\"http://t.umblr.com/redirect?z=https%3A%2F%2Fa.example%2F%3Fb%3D1%26c&amp;t=Yzk1\">a</a> x";
        assert_eq!(without_detours(html), "<a href=\"https://a.example/?b=1&amp;c\">a</a> x");
        assert_eq!(without_detours("t.umblr.com/redirect?z=x y"), "t.umblr.com/redirect?z=x y");
    }
}
