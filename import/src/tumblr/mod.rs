//! Reads exports of Tumblr: `posts.xml`, the pages of the newer export, and posts as the API gives them.

mod classic;
mod document;
mod json;
mod links;
mod list;
mod media;
mod npf;
mod page;
mod parts;
mod post;
mod ranges;
mod reblog;
mod site;

use std::{
    collections::{BTreeMap, HashSet},
    io::{self, Read},
};

use self::site::Index;
use crate::{Asset, Format, Kind, Located, OpenError, Options, Reader, Record, Site, Tree};

/// An export, indexed.
#[derive(Debug)]
pub(crate) struct Tumblr {
    index: Index,
}

impl Tumblr {
    /// Whether a source is an export of Tumblr.
    pub(crate) fn recognises(tree: &Tree) -> bool {
        site::recognises(tree)
    }

    /// Indexes an export.
    ///
    /// # Errors
    /// [`OpenError::NotThatFormat`] where no posts are in it.
    pub(crate) fn open(tree: Tree, options: Options) -> Result<Self, OpenError> {
        let index = Index::of(tree, options);
        if index.posts == 0 {
            let message = "neither posts.xml, nor pages of posts, nor posts of the API".to_owned();
            return Err(OpenError::NotThatFormat { format: Format::Tumblr, message });
        }
        Ok(Self { index })
    }

    fn inside(&self) -> impl Iterator<Item = Record> + Send {
        self.index.files.iter().filter_map(|at| self.index.tree.files().get(*at)).map(|file| {
            let name = file.path.rsplit('/').next().unwrap_or(&file.path);
            Record::Asset(Asset {
                external_id: file.path.clone(),
                name: name.to_owned(),
                alt: None,
                located: Located::Inside(file.path.clone()),
                old_urls: vec![format!("/{}", file.path)],
                size: Some(file.size),
                file: file.path.clone(),
                line: None,
            })
        })
    }

    /// What posts show that is not in the source, each once. Nothing is looked for where there is none.
    fn elsewhere(&self) -> impl Iterator<Item = Record> + Send {
        let mut known: HashSet<u64> = HashSet::new();
        let posts = (self.index.elsewhere > 0).then(|| self.index.posts()).into_iter().flatten();
        let assets =
            posts.filter_map(Result::ok).flat_map(|post| document::elsewhere(&self.index, &post));
        assets.filter(move |asset| known.insert(media::hash(&asset.external_id))).map(Record::Asset)
    }
}

impl Reader for Tumblr {
    fn format(&self) -> Format {
        Format::Tumblr
    }

    fn expected(&self) -> BTreeMap<Kind, u64> {
        let index = &self.index;
        let mut expected = BTreeMap::from([
            (Kind::Post, index.posts),
            (Kind::Media, index.files.len() as u64 + index.elsewhere),
            (Kind::Author, index.authors.len() as u64),
            (Kind::Term, index.terms.len() as u64),
            (Kind::Other, 0),
        ]);
        for aside in &index.aside {
            *expected.entry(aside.kind).or_default() += aside.count;
        }
        expected
    }

    fn site(&self) -> &Site {
        &self.index.site
    }

    fn records(&self) -> Box<dyn Iterator<Item = Record> + Send + '_> {
        let index = &self.index;
        let authors = index.authors.values().cloned().map(Record::Author);
        let terms = index.terms.values().cloned().map(Record::Term);
        let documents = index.posts().map(|read| {
            let read = read.and_then(|post| document::read(index, &post));
            read.map_or_else(Record::SetAside, |document| Record::Document(Box::new(document)))
        });
        let aside = index.aside.iter().cloned().map(Record::SetAside);
        let assets = self.inside().chain(self.elsewhere());
        Box::new(authors.chain(terms).chain(assets).chain(documents).chain(aside))
    }

    fn bytes(&self, asset: &Asset) -> io::Result<Box<dyn Read + Send>> {
        let Located::Inside(path) = &asset.located else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let file = self.index.tree.file(path).ok_or(io::ErrorKind::NotFound)?;
        self.index.tree.read(file)
    }
}
