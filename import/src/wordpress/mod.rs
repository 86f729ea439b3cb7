//! Reads what `WordPress` exports (WXR 1.0 to 1.2): one file or several as one source, archives included.

mod address;
mod aside;
mod comments;
mod dates;
mod document;
mod fields;
mod first_pass;
mod former;
mod index;
mod item;
mod links;
mod media;
mod people;
mod php;
mod plain;
mod source;
mod text;
mod types;

use std::{
    collections::{BTreeMap, HashSet},
    io::{self, Read},
    path::PathBuf,
};

use self::{
    document::Around,
    first_pass::Found,
    item::Item,
    media::{Files, Inside},
    source::{Part, Parts},
    types::{Role, role},
};
use crate::{
    Asset, Code, Format, Kind, Located, OpenError, Options, Outcome, Problem, Reader, Record,
    SetAside, Site, Tree, TreeFile, spool::Spool,
};

/// An export of `WordPress`, indexed.
#[derive(Debug)]
pub(crate) struct WordPress {
    tree: Tree,
    options: Options,
    exports: Vec<TreeFile>,
    found: Found,
    spool: Spool,
    inside: Inside,
}

impl WordPress {
    /// Whether a source holds an export.
    pub(crate) fn recognises(tree: &Tree) -> bool {
        tree.files().iter().any(|file| source::is_export(tree, file))
    }

    /// Indexes an export.
    ///
    /// # Errors
    /// Where no file is an export, or the list of files cannot be written to a temporary file.
    pub(crate) fn open(tree: Tree, options: Options) -> Result<Self, OpenError> {
        let exports: Vec<TreeFile> =
            tree.files().iter().filter(|file| source::is_export(&tree, file)).cloned().collect();
        if exports.is_empty() {
            let message = "no file begins as an export of WordPress does".to_owned();
            return Err(OpenError::NotThatFormat { format: Format::WordPress, message });
        }
        let temporary =
            |cause| OpenError::NotReadable { path: PathBuf::from("temporary file"), cause };
        let mut files = Files::new().map_err(temporary)?;
        let found = first_pass::read(&tree, &exports, &options, &mut files).map_err(temporary)?;
        let spool = files.settle().map_err(temporary)?;
        let inside = Inside::of(tree.files());
        let mut reader = Self { tree, options, exports, found, spool, inside };
        reader.count_files();
        Ok(reader)
    }

    /// Counts the assets, and sets aside the files of the source that nothing uses.
    fn count_files(&mut self) {
        let mut used: HashSet<usize> = HashSet::new();
        let mut assets = 0;
        for (_, position) in self.assets() {
            assets += 1;
            used.extend(position);
        }
        self.found.index.counts.insert(Kind::Media, assets);
        let exports: HashSet<&str> = self.exports.iter().map(|file| file.path.as_str()).collect();
        for (position, file) in self.tree.files().iter().enumerate() {
            if used.contains(&position) || exports.contains(file.path.as_str()) {
                continue;
            }
            let (code, message) = if address::is_file(&file.path) {
                (Code::UnusedMedia, "no text uses it and no attachment is it")
            } else {
                (Code::SkippedFile, "no part of an export")
            };
            let problem = Problem::new(code, Kind::Other, &file.path, message);
            self.found.asides.add(SetAside {
                kind: Kind::Other,
                outcome: Outcome::Skipped,
                count: 1,
                problem,
            });
        }
        for aside in self.tree.aside() {
            self.found.asides.add(aside.clone());
        }
    }

    fn assets(&self) -> impl Iterator<Item = (Asset, Option<usize>)> + Send + use<'_> {
        let Found { index, base, .. } = &self.found;
        media::assets(&self.spool, index, &self.tree, &self.inside, base)
    }

    fn documents(&self) -> impl Iterator<Item = Record> + Send + use<'_> {
        let mut ordinal = 0;
        Parts::of(&self.tree, &self.options, &self.exports).flat_map(move |(position, part)| {
            let Part::Item(item) = part else { return Vec::new() };
            ordinal += 1;
            self.document(position, &item, ordinal)
        })
    }

    /// A document and its comments.
    fn document(&self, position: usize, item: &Item, ordinal: u32) -> Vec<Record> {
        let Role::Document(kind) = role(item) else { return Vec::new() };
        let Some(key) = self.found.index.key_of(item, ordinal) else { return Vec::new() };
        let file = self.exports.get(position).map_or("", |file| file.path.as_str());
        let around = Around {
            index: &self.found.index,
            people: &self.found.people,
            options: &self.options,
            file,
            lang: self.found.site.lang.as_deref(),
            encoding: self.found.encodings.get(position).and_then(Option::as_ref),
        };
        let mut document = document::read(item, key, kind, &around);
        let (comments, mut problems) =
            comments::read(item, &document.external_id, &document.title, &around);
        document.problems.append(&mut problems);
        let comments = comments.into_iter().map(|comment| Record::Comment(Box::new(comment)));
        std::iter::once(Record::Document(Box::new(document))).chain(comments).collect()
    }
}

impl Reader for WordPress {
    fn format(&self) -> Format {
        Format::WordPress
    }

    fn expected(&self) -> BTreeMap<Kind, u64> {
        let kinds = [Kind::Post, Kind::Page, Kind::Comment, Kind::Media, Kind::Author, Kind::Term];
        let mut expected: BTreeMap<Kind, u64> =
            kinds.into_iter().chain([Kind::Other]).map(|kind| (kind, 0)).collect();
        for (kind, count) in self.found.index.counts.iter().chain(self.found.asides.counts()) {
            *expected.entry(*kind).or_default() += count;
        }
        expected
    }

    fn site(&self) -> &Site {
        &self.found.site
    }

    fn records(&self) -> Box<dyn Iterator<Item = Record> + Send + '_> {
        let people = &self.found.people;
        let authors = people.authors.iter().cloned().map(Record::Author);
        let terms = people.terms.iter().cloned().map(Record::Term);
        let assets = self.assets().map(|(asset, _)| Record::Asset(asset));
        let aside = self.found.asides.iter().cloned().map(Record::SetAside);
        Box::new(authors.chain(terms).chain(assets).chain(self.documents()).chain(aside))
    }

    fn bytes(&self, asset: &Asset) -> io::Result<Box<dyn Read + Send>> {
        let Located::Inside(path) = &asset.located else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let file = self.tree.file(path).ok_or(io::ErrorKind::NotFound)?;
        self.tree.read(file)
    }
}
