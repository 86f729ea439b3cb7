//! Reads a folder of HTML pages: Dreamweaver, `FrontPage`, Word, or made by hand.

mod access;
mod catalogue;
pub(crate) mod dates;
mod frames;
mod hosts;
mod links;
mod locate;
mod page;
mod regions;
mod root;
mod site;
mod source;
mod title;
mod walk;

use std::{
    collections::BTreeMap,
    io::{self, Read},
};

use self::site::{File, Site as Index};
use crate::{
    Asset, Format, Kind, Located, OpenError, Options, Problem, Reader, Record, Redirect, SetAside,
    Site, Tree,
};

/// A folder of pages, indexed.
#[derive(Debug)]
pub(crate) struct HtmlFolder {
    index: Index,
    site: Site,
}

impl HtmlFolder {
    /// Whether a source holds pages.
    pub(crate) fn recognises(tree: &Tree) -> bool {
        tree.files().iter().any(|file| walk::is_page(&file.path))
    }

    /// Indexes the pages of a source.
    #[expect(clippy::unnecessary_wraps, reason = "as every reader")]
    pub(crate) fn open(tree: Tree, options: Options) -> Result<Self, OpenError> {
        let index = Index::index(tree, options);
        let site = Site { hosts: index.options.own_hosts.clone(), ..Site::default() };
        Ok(Self { index, site })
    }

    fn record(&self, position: usize, file: &File) -> Option<Record> {
        match file {
            File::Media(file) => Some(Record::Asset(Asset {
                external_id: file.path.clone(),
                name: file.path.rsplit('/').next().unwrap_or(&file.path).to_owned(),
                alt: None,
                located: Located::Inside(file.path.clone()),
                old_urls: self.index.catalogue.old_paths(&file.path),
                size: Some(file.size),
                file: file.path.clone(),
                line: None,
            })),
            File::Page(page) => Some(match page::read(&self.index, page) {
                Ok(document) => Record::Document(Box::new(document)),
                Err((code, message)) => {
                    let problem = Problem::new(code, Kind::Page, &page.id, message);
                    Record::SetAside(SetAside::failed(problem.titled(&page.title)))
                }
            }),
            File::Redirect { id, .. } => self.index.destination(position).map(|(_, to)| {
                let old_urls = self.index.catalogue.old_paths(id);
                Record::Redirect(Redirect { external_id: id.clone(), old_urls, to: to.to_owned() })
            }),
            File::Lost { .. } => None,
        }
    }

    fn of_kind(&self, kind: Kind) -> impl Iterator<Item = Record> + Send {
        let files = self
            .index
            .files
            .iter()
            .enumerate()
            .filter(move |(_, file)| kind_of(file) == Some(kind));
        files.filter_map(|(position, file)| self.record(position, file))
    }
}

impl Reader for HtmlFolder {
    fn format(&self) -> Format {
        Format::Html
    }

    fn expected(&self) -> BTreeMap<Kind, u64> {
        let mut expected = BTreeMap::from([
            (Kind::Page, 0),
            (Kind::Media, 0),
            (Kind::Redirect, 0),
            (Kind::Other, 0),
            (Kind::Author, self.index.bylines.count()),
        ]);
        for kind in self.index.files.iter().filter_map(kind_of) {
            *expected.entry(kind).or_default() += 1;
        }
        for aside in &self.index.aside {
            *expected.entry(aside.kind).or_default() += aside.count;
        }
        expected
    }

    fn site(&self) -> &Site {
        &self.site
    }

    fn records(&self) -> Box<dyn Iterator<Item = Record> + Send + '_> {
        let aside = self.index.aside.iter().cloned().map(Record::SetAside);
        let read = [Kind::Media, Kind::Page, Kind::Redirect]
            .into_iter()
            .flat_map(|kind| self.of_kind(kind));
        Box::new(self.index.bylines.records().chain(read).chain(aside))
    }

    fn bytes(&self, asset: &Asset) -> io::Result<Box<dyn Read + Send>> {
        let Located::Inside(path) = &asset.located else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let file = self.index.tree.file(path).ok_or(io::ErrorKind::NotFound)?;
        self.index.tree.read(file)
    }
}

fn kind_of(file: &File) -> Option<Kind> {
    match file {
        File::Page(_) => Some(Kind::Page),
        File::Media(_) => Some(Kind::Media),
        File::Redirect { .. } => Some(Kind::Redirect),
        File::Lost { .. } => None,
    }
}
