//! What the addresses in a document lead to.

use std::collections::HashSet;

use super::files::{Role, role};
use crate::{
    Asset, Kind, LinkUsage, Options, Target, Tree,
    address::decoded,
    jsonl::beside,
    known::{Known, is_on_disk, picture_elsewhere},
};

/// The source as seen from one document.
pub(super) struct Links<'a> {
    tree: &'a Tree,
    file: &'a str,
    known: Known,
}

impl<'a> Links<'a> {
    pub(super) fn new(tree: &'a Tree, options: &Options, file: &'a str) -> Self {
        let mut known = Known::default();
        options.own_hosts.iter().for_each(|host| known.add_host(host));
        Self { tree, file, known }
    }

    pub(super) fn target(&self, raw: &str, usage: LinkUsage) -> Target {
        let (path, fragment) = match raw.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment)),
            None => (raw, None),
        };
        let fragment = fragment.filter(|it| !it.is_empty()).map(str::to_owned);
        if path.is_empty() {
            return Target::SamePage;
        }
        if is_on_disk(path) {
            return self.by_end(path).map_or(Target::LocalDisk, |path| entry(path, fragment));
        }
        if !path.contains(':') && !path.starts_with('/') {
            let path = decoded(path.split('?').next().unwrap_or(path));
            let found = beside(self.file, &path).and_then(|path| self.tree.file(&path));
            return match found {
                Some(file) => entry(&file.path, fragment),
                None => Target::Missing { path },
            };
        }
        match self.known.target(raw, usage) {
            Target::Missing { path } => match self.by_end(raw) {
                Some(path) => entry(path, fragment),
                None => Target::Missing { path },
            },
            other => other,
        }
    }

    /// The file whose path the address ends with, the longest first: the source is a part of that disk or site.
    fn by_end(&self, raw: &str) -> Option<&'a str> {
        let path = decoded(raw.split(['#', '?']).next().unwrap_or(raw)).replace('\\', "/");
        let mut rest = path.as_str();
        for _ in 0..40 {
            rest = rest.split_once('/')?.1;
            if let Some(file) = self.tree.file(rest) {
                return Some(&file.path);
            }
        }
        None
    }

    /// The pictures that are shown from elsewhere or from other files of the source.
    pub(super) fn pictures(&self, addresses: &[(String, LinkUsage)]) -> Vec<Asset> {
        let mut seen = HashSet::new();
        let shown = addresses.iter().filter(|(_, usage)| *usage == LinkUsage::Embedded);
        let found = shown.filter_map(|(raw, usage)| match self.target(raw, *usage) {
            Target::Entry { kind: Kind::Media, external_id, .. } => {
                let asset = picture_elsewhere(raw, self.file, None)?;
                (asset.external_id == external_id && seen.insert(external_id)).then_some(asset)
            }
            _ => None,
        });
        found.collect()
    }
}

fn entry(path: &str, fragment: Option<String>) -> Target {
    match role(path) {
        Role::Text | Role::Attached => {
            Target::Entry { kind: Kind::Page, external_id: path.to_owned(), fragment }
        }
        Role::Shown => Target::entry(Kind::Media, format!("media:{path}")),
        Role::Idle => Target::Missing { path: path.to_owned() },
    }
}
