//! Reads folders of texts in Markdown, and pages with front matter: Jekyll, Hugo, Pelican, notes.

mod addresses;
mod commands;
mod config;
mod front;
mod hugo;
mod languages;
mod lines;
mod links;
mod liquid;
mod meta;
mod name;
mod node;
mod page;
mod people;
mod problems;
mod rst;
mod site;
mod source;
mod state;
mod text;
mod walk;
mod wiki;
mod words;

use std::{
    collections::{BTreeMap, HashSet},
    io::{self, Read},
};

use self::site::{Index, Item, What};
use crate::{
    Asset, Format, Kind, Located, OpenError, Options, Reader, Record, Redirect, SetAside, Site,
    Tree,
};

/// A folder of texts, indexed.
#[derive(Debug)]
pub(crate) struct MarkdownFolder {
    index: Index,
}

/// Makes HTML of a text in Markdown that lies in another format.
pub(crate) fn to_html(text: &str) -> String {
    text::markdown(text, &HashSet::new())
}

impl MarkdownFolder {
    /// Whether a source holds texts in Markdown, or pages with front matter.
    pub(crate) fn recognises(tree: &Tree) -> bool {
        walk::recognises(tree)
    }

    /// Indexes the texts of a source.
    #[expect(clippy::unnecessary_wraps, reason = "readers are opened alike")]
    pub(crate) fn open(tree: Tree, options: Options) -> Result<Self, OpenError> {
        Ok(Self { index: Index::of(tree, options) })
    }

    fn inside(&self) -> impl Iterator<Item = Record> + Send {
        let media = self.index.items.iter().filter(|item| item.what == What::Media);
        media.filter_map(|item| {
            let file = self.index.tree.files().get(item.file)?;
            Some(Record::Asset(site::inside(file, &self.index.config)))
        })
    }

    /// What texts show that is not in the source, each once.
    fn elsewhere(&self) -> impl Iterator<Item = Record> + Send {
        let mut known: HashSet<u64> = HashSet::new();
        let texts = self
            .index
            .items
            .iter()
            .filter(|item| matches!(item.what, What::Text { elsewhere: true, .. }));
        let assets = texts.flat_map(|item| self.index.assets_of(*item));
        assets.filter(move |asset| known.insert(site::hash(&asset.external_id))).map(Record::Asset)
    }

    /// Pages that only lead to other texts.
    fn redirects(&self) -> impl Iterator<Item = Record> + Send {
        self.index.items.iter().filter_map(|item| {
            let What::Redirect { to } = item.what else { return None };
            let file = self.index.tree.files().get(item.file)?;
            let (to, _) = self.index.file(to)?;
            Some(Record::Redirect(Redirect {
                external_id: file.path.clone(),
                old_urls: page::old_urls(&self.index, file),
                to: to.path.clone(),
            }))
        })
    }

    fn document(&self, item: &Item) -> Option<Record> {
        let What::Text { syntax, kind, .. } = item.what else { return None };
        let file = self.index.tree.files().get(item.file)?;
        Some(match page::read(&self.index, file, syntax) {
            Ok(document) => Record::Document(Box::new(document)),
            Err(cause) => Record::SetAside(SetAside::failed(page::failed(file, kind, cause))),
        })
    }
}

impl Reader for MarkdownFolder {
    fn format(&self) -> Format {
        Format::Markdown
    }

    fn expected(&self) -> BTreeMap<Kind, u64> {
        let kinds = [
            Kind::Post,
            Kind::Page,
            Kind::Media,
            Kind::Author,
            Kind::Term,
            Kind::Redirect,
            Kind::Other,
        ];
        let mut expected: BTreeMap<Kind, u64> = kinds.map(|kind| (kind, 0)).into();
        let mut add = |kind, count| *expected.entry(kind).or_default() += count;
        for item in &self.index.items {
            match item.what {
                What::Media => add(Kind::Media, 1),
                What::Text { kind, .. } => add(kind, 1),
                What::Redirect { .. } => add(Kind::Redirect, 1),
                What::Lost => {}
            }
        }
        add(Kind::Media, self.index.elsewhere);
        add(Kind::Author, self.index.authors.len() as u64);
        add(Kind::Term, self.index.terms.len() as u64);
        self.index.aside.iter().for_each(|aside| add(aside.kind, aside.count));
        expected
    }

    fn site(&self) -> &Site {
        &self.index.config.site
    }

    fn records(&self) -> Box<dyn Iterator<Item = Record> + Send + '_> {
        let authors = self.index.authors.values().cloned().map(Record::Author);
        let terms = self.index.terms.values().cloned().map(Record::Term);
        let documents = self.index.items.iter().filter_map(|item| self.document(item));
        let aside = self.index.aside.iter().cloned().map(Record::SetAside);
        let assets = self.inside().chain(self.elsewhere());
        let texts = documents.chain(self.redirects());
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
