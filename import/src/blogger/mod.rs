//! Reads exports of Blogger: the Atom file of its own backup, and the folders of Google Takeout.

mod albums;
mod document;
mod entry;
mod feed;
mod index;
mod pictures;
mod records;
mod spool;
mod threads;

use std::{
    collections::BTreeMap,
    io::{self, Read},
};

use self::{feed::Feed, index::Index, records::Records};
use crate::{
    Asset, Format, Kind, Located, OpenError, Options, Reader, Record, Site, Term, Tree, TreeFile,
};

/// Ends of names that feeds have, in lower case.
const NAMES: [&str; 4] = ["xml", "atom", "rss", "txt"];

/// A blog: its feeds and the albums that came along with them.
#[derive(Debug)]
pub(crate) struct Blogger {
    index: Index,
}

impl Blogger {
    /// Whether a source holds a feed of Blogger.
    pub(crate) fn recognises(tree: &Tree) -> bool {
        tree.files().iter().any(|file| may_be(file) && Feed::is_one(&tree.head(file)))
    }

    /// Indexes the feeds of a source.
    ///
    /// # Errors
    /// [`OpenError::NotThatFormat`] where there is none.
    pub(crate) fn open(tree: Tree, options: Options) -> Result<Self, OpenError> {
        let alone = tree.files().len() == 1;
        let files = (0_u32..).zip(tree.files());
        let feeds =
            files.filter(|(_, file)| (alone || may_be(file)) && Feed::is_one(&tree.head(file)));
        let feeds: Vec<u32> = feeds.map(|(position, _)| position).collect();
        if feeds.is_empty() {
            let message = "no file is a feed of Blogger".to_owned();
            return Err(OpenError::NotThatFormat { format: Format::Blogger, message });
        }
        Ok(Self { index: Index::of(tree, options, feeds) })
    }
}

impl Reader for Blogger {
    fn format(&self) -> Format {
        Format::Blogger
    }

    fn expected(&self) -> BTreeMap<Kind, u64> {
        self.index.expected.clone()
    }

    fn site(&self) -> &Site {
        &self.index.site
    }

    fn records(&self) -> Box<dyn Iterator<Item = Record> + Send + '_> {
        let authors = self.index.authors.iter().cloned().map(Record::Author);
        let terms = self.index.labels.iter().map(|name| {
            Record::Term(Term {
                external_id: format!("tag:{name}"),
                taxonomy: "tag".to_owned(),
                name: name.clone(),
                slug: None,
                parent: None,
                description: None,
            })
        });
        let media = self.index.media.all().iter();
        let assets = media.map(|medium| Record::Asset(medium.asset(&self.index.tree)));
        let aside = self.index.aside.iter().cloned().map(Record::SetAside);
        let texts = Records::of(&self.index);
        Box::new(authors.chain(terms).chain(assets).chain(texts).chain(aside))
    }

    fn bytes(&self, asset: &Asset) -> io::Result<Box<dyn Read + Send>> {
        let Located::Inside(path) = &asset.located else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let file = self.index.tree.file(path).ok_or(io::ErrorKind::NotFound)?;
        self.index.tree.read(file)
    }
}

/// Whether the name can be that of a feed.
fn may_be(file: &TreeFile) -> bool {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path).to_lowercase();
    name.rsplit_once('.').is_none_or(|(_, extension)| NAMES.contains(&extension))
}
