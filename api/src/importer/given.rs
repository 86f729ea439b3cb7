//! Records that were given, as a source: what comes over GraphQL.

use std::collections::BTreeMap;
use std::io::{self, Read};

use import::{Asset, Format, Kind, Reader, Record, Site};

/// Records in memory.
#[derive(Debug)]
pub struct Given {
    records: Vec<Record>,
    site: Site,
}

impl Given {
    /// These records, in the order that a [`Reader`] must keep.
    #[must_use]
    pub fn new(records: Vec<Record>) -> Self {
        Self { records, site: Site::default() }
    }
}

impl Reader for Given {
    fn format(&self) -> Format {
        Format::JsonLines
    }

    fn expected(&self) -> BTreeMap<Kind, u64> {
        let mut expected = BTreeMap::new();
        for record in &self.records {
            let (kind, count) = match record {
                Record::Author(_) => (Kind::Author, 1),
                Record::Term(_) => (Kind::Term, 1),
                Record::Asset(_) => (Kind::Media, 1),
                Record::Document(document) => (document.kind, 1),
                Record::Comment(_) => (Kind::Comment, 1),
                Record::Redirect(_) => (Kind::Redirect, 1),
                Record::SetAside(aside) => (aside.kind, aside.count),
            };
            *expected.entry(kind).or_default() += count;
        }
        expected
    }

    fn site(&self) -> &Site {
        &self.site
    }

    fn records(&self) -> Box<dyn Iterator<Item = Record> + Send + '_> {
        Box::new(self.records.iter().cloned())
    }

    fn bytes(&self, _: &Asset) -> io::Result<Box<dyn Read + Send>> {
        Err(io::ErrorKind::NotFound.into())
    }
}
