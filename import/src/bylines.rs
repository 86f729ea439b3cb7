//! Authors whom a source names on its texts and nowhere else: each name once, so that an account can be given to it.

use std::collections::HashSet;

use crate::{Author, Document, Record, known::hash};

/// Names that are remembered, and the longest that is, in bytes.
const MAX_NAMES: usize = 200_000;
const MAX_NAME: usize = 500;

/// The names on texts.
#[derive(Debug, Default)]
pub(crate) struct Bylines {
    names: Vec<Box<str>>,
    known: HashSet<u64>,
}

impl Bylines {
    /// Takes in the name on a document, unless a record of its author is named there.
    pub(crate) fn of(&mut self, document: &Document) {
        if document.author_id.is_none() {
            self.named(document.author.as_deref());
        }
    }

    /// Takes in a name.
    pub(crate) fn named(&mut self, name: Option<&str>) {
        let Some(name) = name.filter(|name| !name.is_empty() && name.len() <= MAX_NAME) else {
            return;
        };
        if self.names.len() < MAX_NAMES && self.known.insert(hash(&name)) {
            self.names.push(name.into());
        }
    }

    /// Takes out those of whom the source has a record, by the hashes of their names and ids.
    pub(crate) fn without(&mut self, declared: &HashSet<u64>) {
        self.names.retain(|name| !declared.contains(&hash(&&**name)));
    }

    pub(crate) const fn count(&self) -> u64 {
        self.names.len() as u64
    }

    /// One record a name, which is its id.
    pub(crate) fn records(&self) -> impl Iterator<Item = Record> + Send + '_ {
        self.names.iter().map(|name| {
            let (external_id, name) = (name.to_string(), name.to_string());
            Record::Author(Author { external_id, name, email: None })
        })
    }
}
