//! Pictures that are written into the texts themselves, as `data:` addresses: they become files like all others.
//!
//! Whatever the format, the texts are read once more where the source holds such addresses, and only there.

mod address;
mod pictures;
mod scan;

use std::{
    collections::BTreeMap,
    io::{self, Read},
};

pub(crate) use self::scan::are_in;
use self::{address::is_picture, pictures::Pictures};
use crate::{Asset, Document, Format, Kind, Options, Reader, Record, Site, Target};

/// A reader whose texts hold files.
#[derive(Debug)]
pub(crate) struct Embedding {
    inner: Box<dyn Reader>,
    pictures: Pictures,
}

impl Embedding {
    /// Looks for the files in all texts of `inner`.
    ///
    /// # Errors
    /// Where there is no room for a temporary file.
    pub(crate) fn of(inner: Box<dyn Reader>, options: &Options) -> io::Result<Self> {
        let mut pictures = Pictures::new(options.max_asset_bytes)?;
        for record in inner.records() {
            let Record::Document(document) = record else { continue };
            for link in &document.links {
                if is_picture(&link.raw, link.usage) {
                    pictures.add(&link.raw, &document.reading.file, link.line)?;
                }
            }
        }
        Ok(Self { inner, pictures })
    }

    fn aimed(&self, mut document: Box<Document>) -> Box<Document> {
        for link in &mut document.links {
            if is_picture(&link.raw, link.usage) {
                link.target = match self.pictures.id(&link.raw) {
                    Some(id) => Target::entry(Kind::Media, id),
                    None => Target::Missing { path: "bytes that cannot be read".to_owned() },
                };
            }
        }
        document
    }
}

impl Reader for Embedding {
    fn format(&self) -> Format {
        self.inner.format()
    }

    fn expected(&self) -> BTreeMap<Kind, u64> {
        let mut expected = self.inner.expected();
        *expected.entry(Kind::Media).or_default() += self.pictures.count();
        expected
    }

    fn site(&self) -> &Site {
        self.inner.site()
    }

    fn records(&self) -> Box<dyn Iterator<Item = Record> + Send + '_> {
        // Assets come before the first text.
        let mut assets = Some(self.pictures.assets());
        Box::new(self.inner.records().flat_map(move |record| {
            let (before, record) = match record {
                Record::Document(document) => {
                    (assets.take(), Record::Document(self.aimed(document)))
                }
                other => (None, other),
            };
            before.into_iter().flatten().map(Record::Asset).chain([record])
        }))
    }

    fn bytes(&self, asset: &Asset) -> io::Result<Box<dyn Read + Send>> {
        match self.pictures.bytes(&asset.external_id) {
            Some(bytes) => Ok(Box::new(io::Cursor::new(bytes?))),
            None => self.inner.bytes(asset),
        }
    }
}
