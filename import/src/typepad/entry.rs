//! What an export holds, as it is written there.

use super::grammar::Section;
use crate::{Code, Kind};

/// A piece of an export.
pub(super) enum Piece {
    /// An entry without what was said about it, which follows.
    Entry(Box<Entry>),
    /// What somebody said about the last entry.
    Reply(Box<Reply>),
    /// Something that is none.
    Lost { kind: Kind, code: Code, line: u32, title: Option<String>, message: String },
}

/// An entry.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// Line where it begins.
    pub(super) line: u32,
    /// Keys and values, in order.
    pub(super) header: Vec<(String, String)>,
    pub(super) body: Text,
    pub(super) extended: Text,
    pub(super) excerpt: Text,
    pub(super) keywords: Text,
    /// Parts were there, even if they were empty.
    pub(super) has_sections: bool,
    /// The file does not end in the middle of it.
    pub(super) whole: bool,
    /// SHA-256 of its lines.
    pub(super) sha256: Vec<u8>,
    pub(super) problems: Vec<(Code, u32, String)>,
}

impl Entry {
    /// The first value of `key`, if it is not empty.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.all(key).next()
    }

    /// All values of `key` that are not empty.
    pub(super) fn all(&self, key: &str) -> impl Iterator<Item = &str> {
        let pairs = self.header.iter().filter(move |(known, _)| known == key);
        pairs.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Whether it only carries what was said about another entry.
    pub(super) fn is_replies_only(&self) -> bool {
        self.get("NO ENTRY").is_some_and(|value| value != "0")
    }

    /// The part that a section belongs to.
    pub(super) fn part(&mut self, section: Section) -> Option<&mut Text> {
        match section {
            Section::Body => Some(&mut self.body),
            Section::Extended => Some(&mut self.extended),
            Section::Excerpt => Some(&mut self.excerpt),
            Section::Keywords => Some(&mut self.keywords),
            Section::Comment | Section::Ping => None,
        }
    }

    pub(super) fn problem(&mut self, code: Code, line: u32, message: impl Into<String>) {
        self.problems.push((code, line, message.into()));
    }
}

/// What somebody said about an entry.
#[derive(Debug, Default)]
pub(super) struct Reply {
    /// Line where it begins.
    pub(super) line: u32,
    pub(super) is_ping: bool,
    /// Keys and values, each key once.
    pub(super) header: Vec<(&'static str, String)>,
    pub(super) text: Text,
    /// The file does not end in the middle of it.
    pub(super) whole: bool,
}

impl Reply {
    /// The value of `key`, if it is not empty.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        let pair = self.header.iter().find(|(known, _)| *known == key)?;
        (!pair.1.is_empty()).then_some(pair.1.as_str())
    }
}

/// Lines of text.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// The first of them.
    pub(super) line: u32,
    pub(super) text: String,
    /// A line of it whose bytes were no text.
    pub(super) mended: Option<u32>,
    /// Longer than what is taken.
    pub(super) cut: bool,
}

impl Text {
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && !self.cut
    }
}
