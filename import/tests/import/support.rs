//! Runs an import into memory, the way an application would run it into its store.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use parvis_import::{
    Asset, Author, Comment, Document, Kind, Measured, Options, Outcome, Record, Redirect, Report,
    Rewritten, Term, measure, open, rewrite,
};
use tempfile::TempDir;

/// All that came in.
pub(crate) struct Imported {
    pub(crate) documents: BTreeMap<String, (Document, Rewritten)>,
    pub(crate) assets: BTreeMap<String, Asset>,
    /// What the bytes of those in the source tell.
    pub(crate) measured: BTreeMap<String, Measured>,
    pub(crate) authors: Vec<Author>,
    pub(crate) terms: Vec<Term>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) redirects: Vec<Redirect>,
    pub(crate) report: Report,
}

impl Imported {
    /// Imports `path`; `before` are the content hashes of an earlier run.
    pub(crate) fn from(path: &Path, options: Options, before: &BTreeMap<String, String>) -> Self {
        Self::from_all(&[path.to_owned()], options, before)
    }

    /// Imports `paths` as one source.
    pub(crate) fn from_all(
        paths: &[PathBuf],
        options: Options,
        before: &BTreeMap<String, String>,
    ) -> Self {
        let reader = open(paths, None, options).unwrap();
        let mut report = Report::new(&*reader, "test");
        let (mut documents, mut assets, mut redirects) =
            (BTreeMap::new(), BTreeMap::new(), Vec::new());
        let mut measured = BTreeMap::new();
        let (mut authors, mut terms, mut comments) = (Vec::new(), Vec::new(), Vec::new());
        for record in reader.records() {
            match record {
                Record::Author(author) => {
                    report.settle(Kind::Author, Outcome::Imported);
                    authors.push(author);
                }
                Record::Term(term) => {
                    report.settle(Kind::Term, Outcome::Imported);
                    terms.push(term);
                }
                Record::Comment(comment) => {
                    report.settle(Kind::Comment, Outcome::Imported);
                    comments.push(*comment);
                }
                Record::Asset(asset) => {
                    report.settle(Kind::Media, Outcome::Imported);
                    if let Ok(bytes) = reader.bytes(&asset) {
                        let found = measure(&asset.name, bytes, u64::MAX, |_| Ok(())).unwrap();
                        measured.insert(asset.external_id.clone(), found);
                    }
                    assets.insert(asset.external_id.clone(), asset);
                }
                Record::Document(document) => {
                    let rewritten = rewrite(&document, |_, id| Some(format!("/d/{id}")));
                    report.note(&document);
                    rewritten.problems.iter().for_each(|problem| report.add(problem.clone()));
                    let outcome = match before.get(&document.external_id) {
                        None => Outcome::Imported,
                        Some(hash) if *hash == rewritten.content_hash => Outcome::Unchanged,
                        Some(_) => Outcome::Updated,
                    };
                    report.settle(document.kind, outcome);
                    documents.insert(document.external_id.clone(), (*document, rewritten));
                }
                Record::Redirect(redirect) => {
                    report.settle(Kind::Redirect, Outcome::Imported);
                    redirects.push(redirect);
                }
                Record::SetAside(aside) => report.set_aside(aside),
            }
        }
        report.finish();
        Self { documents, assets, measured, authors, terms, comments, redirects, report }
    }

    /// Content hashes by id.
    pub(crate) fn hashes(&self) -> BTreeMap<String, String> {
        self.documents
            .iter()
            .map(|(id, (_, rewritten))| (id.clone(), rewritten.content_hash.clone()))
            .collect()
    }

    /// The body of a document with its new links.
    pub(crate) fn html(&self, id: &str) -> &str {
        &self.documents[id].1.html
    }

    /// `[in, imported, updated, unchanged, skipped, failed]`.
    pub(crate) fn totals(&self, kind: Kind) -> [u64; 6] {
        let totals = self.report.totals(kind);
        let count = |outcome| totals.count(outcome);
        [
            totals.total(),
            count(Outcome::Imported),
            count(Outcome::Updated),
            count(Outcome::Unchanged),
            count(Outcome::Skipped),
            count(Outcome::Failed),
        ]
    }

    /// Code, file and line of every problem, in order.
    pub(crate) fn problems(&self) -> Vec<(String, String, Option<u32>)> {
        let line = |problem: &parvis_import::Problem| {
            let code = serde_json::to_value(problem.code).unwrap().as_str().unwrap().to_owned();
            (code, problem.file.clone().unwrap_or_default(), problem.line)
        };
        self.report.problems().iter().map(line).collect()
    }
}

/// A folder of these files, by path.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// A zip file of these members.
pub(crate) fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::{Cursor, Write as _};
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
