//! What the addresses in a text lead to.

use std::collections::HashMap;

use url::Url;

use super::{
    address,
    index::{Index, Key},
    media::media_id,
};
use crate::{Kind, Link, LinkUsage, Target, normal};

/// Longest text in which the lines of links are looked for, in bytes, and how many of them are.
const MAX_SEARCH: usize = 4 << 20;
const MAX_SEARCHED: usize = 2_000;

/// The id of a document.
pub(super) fn document_id(key: Key) -> String {
    format!("post:{key}")
}

/// The id of an attachment.
pub(super) fn attachment_id(key: Key) -> String {
    format!("attachment:{key}")
}

/// A text whose links are resolved.
pub(super) struct Text<'a> {
    pub(super) index: &'a Index,
    /// Where the text stood.
    pub(super) address: &'a str,
    /// As written, and the line where it begins.
    pub(super) written: &'a str,
    pub(super) line: u32,
    /// The attachment that each picture is said to be.
    pub(super) said: &'a HashMap<String, u64>,
}

impl Text<'_> {
    /// Resolves all addresses of the text.
    pub(super) fn links(&self, addresses: Vec<(String, LinkUsage)>) -> Vec<Link> {
        let mut lines = Lines { text: self.written, at: 0, line: self.line, searched: 0 };
        let resolve = |(raw, usage): (String, LinkUsage)| {
            let target = match usage {
                LinkUsage::Anchor => self.anchor(&raw),
                LinkUsage::Embedded => self.embedded(&raw),
            };
            Link { line: lines.of(&raw), raw, usage, target }
        };
        addresses.into_iter().map(resolve).collect()
    }

    fn anchor(&self, raw: &str) -> Target {
        if raw.starts_with('#') {
            return Target::SamePage;
        }
        if is_disk(raw) {
            return Target::LocalDisk;
        }
        let whole = self.whole(raw);
        let Some(written) = normal(&whole) else { return Target::External };
        let own = self.index.is_own(written.host.as_deref());
        if own {
            if let Some(key) = self.index.page(&written) {
                let fragment = raw.split_once('#').map(|(_, it)| it.to_owned());
                let fragment = fragment.filter(|it| !it.is_empty());
                return Target::Entry { kind: Kind::Post, external_id: document_id(key), fragment };
            }
            if let Some(key) = self.index.attachment_page(&written) {
                return Target::entry(Kind::Media, attachment_id(key));
            }
        }
        let file = address::origin(&whole).unwrap_or_else(|| written.clone());
        if let Some(key) = self.index.file(&file, None) {
            return Target::entry(Kind::Media, attachment_id(key));
        }
        let host = file.host.as_deref();
        let near =
            self.index.is_own(host) || host.is_some_and(|it| self.index.file_hosts.contains(it));
        if near && address::is_file(&file.path) {
            return Target::entry(Kind::Media, media_id(&file, self.index));
        }
        if own { Target::Missing { path: written.path } } else { Target::External }
    }

    fn embedded(&self, raw: &str) -> Target {
        if is_disk(raw) {
            return Target::LocalDisk;
        }
        let Some(file) = address::origin(raw) else { return Target::External };
        match self.index.file(&file, self.said.get(raw).copied()) {
            Some(key) => Target::entry(Kind::Media, attachment_id(key)),
            None if file.path.contains("?attachment_id=") => Target::Missing { path: file.path },
            None => Target::entry(Kind::Media, media_id(&file, self.index)),
        }
    }

    /// An address that is relative to the text, as a whole one.
    fn whole(&self, raw: &str) -> String {
        let relative = !raw.starts_with('/') && !raw.contains(':');
        let base = relative.then(|| Url::parse(self.address).ok()).flatten();
        let joined = base.and_then(|base| base.join(raw).ok());
        joined.map_or_else(|| raw.to_owned(), |address| address.to_string())
    }
}

fn is_disk(raw: &str) -> bool {
    let drive =
        matches!(raw.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    drive || raw.get(..5).is_some_and(|it| it.eq_ignore_ascii_case("file:"))
}

/// Finds the lines of addresses, which come in the order in which they stand.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    searched: usize,
}

impl Lines<'_> {
    fn of(&mut self, raw: &str) -> Option<u32> {
        let rest = self.text.get(self.at..)?;
        if self.searched >= MAX_SEARCHED || self.text.len() > MAX_SEARCH {
            return Some(self.line);
        }
        self.searched += 1;
        let escaped = raw.contains('&').then(|| raw.replace('&', "&amp;"));
        let found = rest.find(raw).or_else(|| rest.find(&escaped?));
        if let Some(found) = found {
            let lines = rest.get(..found)?.bytes().filter(|byte| *byte == b'\n').count();
            self.line = self.line.saturating_add(u32::try_from(lines).ok()?);
            self.at += found;
        }
        Some(self.line)
    }
}
