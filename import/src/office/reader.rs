//! The reader: one pass to know what there is, one to hand it over.

use std::{
    collections::{BTreeMap, HashSet},
    io::{self, Read},
};

use super::{
    files::{self, Role},
    page,
};
use crate::{
    Asset, Code, Format, Kind, OpenError, Options, Outcome, Problem, Reader, Record, SetAside,
    Site, Tree, TreeFile, bylines::Bylines, known::hash,
};

/// Files of an office suite, indexed.
#[derive(Debug)]
pub(crate) struct OfficeFiles {
    tree: Tree,
    options: Options,
    site: Site,
    /// Positions of the files that have a page, in the order of names.
    pages: Vec<usize>,
    /// Positions of the files that are assets.
    files: Vec<usize>,
    /// Files within documents, and pictures elsewhere.
    inner: Vec<Asset>,
    bylines: Bylines,
    aside: Vec<SetAside>,
    expected: BTreeMap<Kind, u64>,
}

impl OfficeFiles {
    /// Whether a source holds files of an office suite, and none that a browser opens.
    pub(crate) fn recognises(tree: &Tree) -> bool {
        let mut files = tree.files().iter();
        files.any(|file| files::is_office(&file.path))
            && !tree.files().iter().any(|file| files::is_page(&file.path))
    }

    /// Indexes the files of a source: reads every text once, to know what is in it.
    #[expect(clippy::unnecessary_wraps, reason = "as every reader")]
    pub(crate) fn open(tree: Tree, options: Options) -> Result<Self, OpenError> {
        let mut office = Self {
            site: Site { hosts: options.own_hosts.clone(), ..Site::default() },
            pages: Vec::new(),
            files: Vec::new(),
            inner: Vec::new(),
            bylines: Bylines::default(),
            aside: tree.aside().to_vec(),
            expected: BTreeMap::new(),
            tree,
            options,
        };
        let mut ids = HashSet::new();
        let mut seen = HashSet::new();
        for position in 0..office.tree.files().len() {
            office.take(position, &mut ids, &mut seen);
        }
        let counts = [
            (Kind::Page, office.pages.len()),
            (Kind::Media, office.files.len() + office.inner.len()),
        ];
        for (kind, count) in counts {
            *office.expected.entry(kind).or_default() += count as u64;
        }
        *office.expected.entry(Kind::Author).or_default() += office.bylines.count();
        for aside in &office.aside {
            *office.expected.entry(aside.kind).or_default() += aside.count;
        }
        Ok(office)
    }

    fn take(&mut self, position: usize, ids: &mut HashSet<u64>, seen: &mut HashSet<u64>) {
        let Some(file) = self.tree.files().get(position) else { return };
        let role = files::role(&file.path);
        let kind = match role {
            Role::Text | Role::Attached => Kind::Page,
            Role::Shown => Kind::Media,
            Role::Idle => Kind::Other,
        };
        let problem = |code, message: &str| Problem::new(code, kind, &file.path, message);
        if !ids.insert(hash(&file.path)) {
            let message = "another file has this name; the first was taken";
            self.aside.push(SetAside::failed(problem(Code::DuplicateId, message)));
        } else if role == Role::Idle {
            self.aside.push(SetAside::skipped(problem(Code::SkippedFile, "not content")));
        } else if file.size == 0 {
            self.aside.push(SetAside::skipped(problem(Code::SkippedFile, "the file is empty")));
        } else if file.size > self.options.max_asset_bytes {
            let message =
                format!("{} bytes; the limit is {}", file.size, self.options.max_asset_bytes);
            self.aside.push(SetAside::failed(problem(Code::TooLarge, &message)));
        } else if role == Role::Shown {
            self.files.push(position);
        } else {
            self.pages.push(position);
            if role == Role::Attached {
                self.files.push(position);
                return;
            }
            match super::convert(&self.tree, file, &self.options) {
                Ok(read) => {
                    self.bylines.named(read.author.as_deref());
                    if read.remarks > 0 {
                        let id = &file.path;
                        let message = "remarks of reviewers in the margin are not part of the text";
                        let problem =
                            Problem::new(Code::UnsupportedType, Kind::Comment, id, message);
                        let (kind, outcome) = (Kind::Comment, Outcome::Skipped);
                        self.aside.push(SetAside { kind, outcome, count: read.remarks, problem });
                    }
                    let new =
                        read.assets.into_iter().filter(|it| seen.insert(hash(&it.external_id)));
                    self.inner.extend(new);
                }
                Err(_) => self.files.push(position),
            }
        }
    }

    fn page(&self, file: &TreeFile) -> Record {
        let document = if files::role(&file.path) == Role::Text {
            match super::convert(&self.tree, file, &self.options) {
                Ok(read) => page::of_text(file, read),
                Err(refused) => page::of_file(&self.tree, file, &self.options, Some(refused)),
            }
        } else {
            page::of_file(&self.tree, file, &self.options, None)
        };
        Record::Document(Box::new(document))
    }

    fn at(&self, positions: &[usize]) -> impl Iterator<Item = &TreeFile> + Send {
        positions.iter().filter_map(|position| self.tree.files().get(*position))
    }
}

impl Reader for OfficeFiles {
    fn format(&self) -> Format {
        Format::Office
    }

    fn expected(&self) -> BTreeMap<Kind, u64> {
        self.expected.clone()
    }

    fn site(&self) -> &Site {
        &self.site
    }

    fn records(&self) -> Box<dyn Iterator<Item = Record> + Send + '_> {
        let files = self.at(&self.files).map(|file| Record::Asset(page::asset(file)));
        let inner = self.inner.iter().cloned().map(Record::Asset);
        let pages = self.at(&self.pages).map(|file| self.page(file));
        let aside = self.aside.iter().cloned().map(Record::SetAside);
        Box::new(self.bylines.records().chain(files).chain(inner).chain(pages).chain(aside))
    }

    fn bytes(&self, asset: &Asset) -> io::Result<Box<dyn Read + Send>> {
        super::bytes(&self.tree, asset, &self.options)
    }
}
