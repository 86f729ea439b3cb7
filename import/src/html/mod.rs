//! Reads a folder of HTML pages: Dreamweaver, `FrontPage`, Word, or made by hand.

mod asset;
mod blocks;
mod bounds;
mod catalogue;
mod dates;
mod dom;
mod encoding;
mod frames;
mod links;
mod locate;
mod page;
mod regions;
mod script;
mod site;
mod source;
mod tidy;
mod title;
mod walk;

use std::{collections::BTreeMap, io, path::Path};

use self::site::{File, PageFile, Site};
use crate::{
    Code, Entry, Format, Kind, OpenError, Options, Outcome, Problem, Reader, Record, Redirect,
    SetAside,
};

/// How many files detection looks at before it gives up.
const DETECTION_FILES: usize = 10_000;

/// A folder of pages, indexed.
#[derive(Debug)]
pub(crate) struct HtmlFolder {
    site: Site,
}

impl HtmlFolder {
    /// Whether `path` is a folder that holds pages.
    pub(crate) fn recognises(path: &Path) -> Result<bool, OpenError> {
        if !path.exists() {
            return Err(OpenError::NotAFolder { path: path.to_owned() });
        }
        let files =
            walkdir::WalkDir::new(path).min_depth(1).into_iter().flatten().take(DETECTION_FILES);
        Ok(path.is_dir()
            && files
                .into_iter()
                .any(|entry| entry.file_type().is_file() && walk::is_page(entry.path())))
    }

    /// Indexes the folder at `path`.
    pub(crate) fn open(path: &Path, options: Options) -> Result<Self, OpenError> {
        let not_a_folder = || OpenError::NotAFolder { path: path.to_owned() };
        let root = path.canonicalize().map_err(|_| not_a_folder())?;
        root.read_dir().map_err(|_| not_a_folder())?;
        Ok(Self { site: Site::index(&root, options) })
    }

    fn record(&self, position: usize, file: &File) -> Option<Record> {
        match file {
            File::Media { id, path } => {
                let asset = asset::read(id, path, self.site.options.max_asset_bytes);
                Some(asset.map_or_else(
                    |error| failed(Kind::Media, reason(&error), id, error.to_string()),
                    Record::Asset,
                ))
            }
            File::Page(page) => Some(match page::read(&self.site, page) {
                Ok(document) => Record::Document(Box::new(document)),
                Err((code, message)) => failed(Kind::Page, code, &page.id, message),
            }),
            File::Redirect { id, .. } => self.site.destination(position).map(|to| {
                let old_paths = catalogue::old_paths(id);
                Record::Redirect(Redirect { external_id: id.clone(), old_paths, to: to.to_owned() })
            }),
            File::Lost { .. } => None,
        }
    }

    fn of_kind(&self, kind: Kind) -> impl Iterator<Item = Record> {
        let files =
            self.site.files.iter().enumerate().filter(move |(_, file)| kind_of(file) == Some(kind));
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
        ]);
        for kind in self.site.files.iter().filter_map(kind_of) {
            *expected.entry(kind).or_default() += 1;
        }
        for aside in &self.site.aside {
            *expected.entry(aside.kind).or_default() += aside.count;
        }
        expected
    }

    fn entries(&self) -> Box<dyn Iterator<Item = Entry<'_>> + '_> {
        Box::new(self.site.files.iter().filter_map(|file| match file {
            File::Page(PageFile { id, title, .. }) => {
                Some(Entry { kind: Kind::Page, external_id: id, title: Some(title) })
            }
            File::Media { id, .. } => {
                Some(Entry { kind: Kind::Media, external_id: id, title: None })
            }
            File::Redirect { .. } | File::Lost { .. } => None,
        }))
    }

    fn records(&self) -> Box<dyn Iterator<Item = Record> + '_> {
        let aside = self.site.aside.iter().cloned().map(Record::SetAside);
        let read = [Kind::Media, Kind::Page, Kind::Redirect]
            .into_iter()
            .flat_map(|kind| self.of_kind(kind));
        Box::new(read.chain(aside))
    }
}

fn kind_of(file: &File) -> Option<Kind> {
    match file {
        File::Page(_) => Some(Kind::Page),
        File::Media { .. } => Some(Kind::Media),
        File::Redirect { .. } => Some(Kind::Redirect),
        File::Lost { .. } => None,
    }
}

fn failed(kind: Kind, code: Code, id: &str, message: String) -> Record {
    let problem = Problem::new(code, kind, id, message);
    Record::SetAside(SetAside { kind, outcome: Outcome::Failed, count: 1, problem })
}

fn reason(error: &io::Error) -> Code {
    if error.kind() == io::ErrorKind::FileTooLarge { Code::TooLarge } else { Code::Unreadable }
}
