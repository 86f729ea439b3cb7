//! Second pass: the records in their order.

use std::{
    collections::BTreeMap,
    io::{self, Read},
};

use super::{
    index::{self, Index},
    line::Line,
    lines::{Content, Lines, RawLine},
    verdict::{self, Class, Verdict, judge},
};
use crate::{
    Asset, Code, Document, Format, Kind, Located, OpenError, Options, Problem, Reader, Record,
    SetAside, Site, Tree, TreeFile, problem,
};

/// Files of records, indexed.
#[derive(Debug)]
pub(crate) struct RecordFile {
    index: Index,
}

impl RecordFile {
    /// Whether a file of the source is called and begins as files of records do.
    pub(crate) fn recognises(tree: &Tree) -> bool {
        let mut files = tree.files().iter().filter(|file| index::is_records(&file.path));
        files.any(|file| {
            let head = String::from_utf8_lossy(&tree.head(file)).into_owned();
            let head = head.trim_start_matches('\u{feff}').trim_start();
            head.starts_with('{') && head.contains("\"type\"")
        })
    }

    /// Indexes the records of a source.
    pub(crate) fn open(tree: Tree, options: Options) -> Result<Self, OpenError> {
        Ok(Self { index: Index::of(tree, options)? })
    }

    /// The lines that are one of `wanted`, with their files.
    fn lines<'a>(
        &'a self,
        wanted: &'static [Verdict],
    ) -> impl Iterator<Item = (&'a TreeFile, RawLine)> + Send + 'a {
        let files = self.index.files.iter().filter(|(_, verdicts)| verdicts.any(wanted));
        files.flat_map(move |(file, verdicts)| {
            let source = self.index.tree.read(file).ok();
            let limit = self.index.options.max_text_bytes;
            let lines = source.map(|source| Lines::new(source, limit)).into_iter().flatten();
            let judged = lines.zip(verdicts.iter());
            judged.filter_map(move |(line, verdict)| {
                wanted.contains(&verdict).then_some((file, line.ok()?))
            })
        })
    }

    fn records_of<'a>(
        &'a self,
        wanted: &'static [Verdict],
    ) -> impl Iterator<Item = Record> + Send + 'a {
        self.lines(wanted).filter_map(|(file, raw)| match judge(&raw, &file.path, self.options()) {
            Ok((_, record)) => record.map(|record| self.finish(record, file, raw.number)),
            Err(problem) => Some(Record::SetAside(SetAside::failed(problem))),
        })
    }

    /// What could only be said once all records were known.
    fn finish(&self, record: Record, file: &TreeFile, line: u32) -> Record {
        match record {
            Record::Asset(asset) => Record::Asset(self.asset(asset)),
            Record::Document(document) => Record::Document(Box::new(self.document(*document))),
            Record::Redirect(redirect)
                if !self.index.has(Class::Document, &redirect.to)
                    && !self.index.has(Class::Media, &redirect.to) =>
            {
                let message = format!("leads to `{}`, which is not in the source", redirect.to);
                let id = &redirect.external_id;
                let problem = Problem::new(Code::BrokenRedirect, Kind::Redirect, id, message);
                Record::SetAside(SetAside::skipped(problem.in_file(&file.path).at(Some(line))))
            }
            other => other,
        }
    }

    /// A file that is not there is looked for by its name.
    fn asset(&self, mut asset: Asset) -> Asset {
        if let Located::Inside(path) = &asset.located {
            if let Some(found) = self.index.tree.file(path) {
                asset.size = Some(found.size);
            } else {
                asset.old_urls.push(format!("/{path}"));
                asset.located = Located::Elsewhere;
            }
        }
        asset
    }

    fn document(&self, mut document: Document) -> Document {
        for link in &mut document.links {
            link.target = self.index.target(&link.raw, link.usage, &link.target);
            link.line = document.reading.line;
        }
        if let Some(cover) = document.cover.take_if(|id| !self.index.has(Class::Media, id)) {
            let message = format!("its cover `{cover}` is not in the source");
            problem::attach(&mut document, vec![(Code::MissingMedia, message)]);
        }
        document
    }

    fn late(&self) -> impl Iterator<Item = Record> + Send + '_ {
        let late = &self.index.late;
        late.order.iter().filter_map(|position| {
            let waiting = late.get(*position)?;
            let (file, _) = self.index.files.get(waiting.file)?;
            let failed = |message: String| {
                let problem = Problem::new(Code::Unreadable, Kind::Comment, &file.path, message);
                Record::SetAside(SetAside::failed(problem.at(Some(waiting.line))))
            };
            let text = match late.text(waiting) {
                Ok(text) => text,
                Err(cause) => return Some(failed(cause.to_string())),
            };
            let content = Content::Text(text, false);
            let raw = RawLine { number: waiting.line, content, ended: true };
            match judge(&raw, &file.path, self.options()) {
                Ok((_, Some(Record::Comment(mut comment)))) => {
                    comment.parent.take_if(|_| waiting.cut);
                    Some(Record::Comment(comment))
                }
                Ok(_) => None,
                Err(problem) => Some(Record::SetAside(SetAside::failed(problem))),
            }
        })
    }

    fn orphans(&self) -> impl Iterator<Item = Record> + Send + '_ {
        let late = &self.index.late;
        late.orphans.iter().filter_map(|position| {
            let waiting = late.get(*position)?;
            let (file, _) = self.index.files.get(waiting.file)?;
            let text = late.text(waiting).unwrap_or_default();
            let (id, document) = match Line::parse(&text) {
                Ok(Line::Comment(line)) => (line.external_id, line.document),
                _ => (String::new(), String::new()),
            };
            let message = format!("its document `{document}` is not in the source");
            let problem = Problem::new(Code::UnknownParent, Kind::Comment, &id, message);
            let problem = problem.in_file(&file.path).at(Some(waiting.line));
            Some(Record::SetAside(SetAside::failed(problem)))
        })
    }

    fn bad(&self) -> impl Iterator<Item = Record> + Send + '_ {
        self.lines(&[Verdict::Bad]).map(|(file, raw)| {
            let problem = match judge(&raw, &file.path, self.options()) {
                Ok((line, _)) => verdict::duplicate(&line, &file.path, raw.number, self.options()),
                Err(problem) => problem,
            };
            Record::SetAside(SetAside::failed(problem))
        })
    }

    const fn options(&self) -> &Options {
        &self.index.options
    }
}

impl Reader for RecordFile {
    fn format(&self) -> Format {
        Format::JsonLines
    }

    fn expected(&self) -> BTreeMap<Kind, u64> {
        self.index.expected.clone()
    }

    fn site(&self) -> &Site {
        &self.index.site
    }

    fn records(&self) -> Box<dyn Iterator<Item = Record> + Send + '_> {
        let pictures = self.index.pictures.iter().cloned().map(Record::Asset);
        let aside = self.index.aside.iter().cloned().chain(self.index.notes.records());
        Box::new(
            self.records_of(&[Verdict::Author])
                .chain(self.index.bylines.records())
                .chain(self.records_of(&[Verdict::Term]))
                .chain(self.records_of(&[Verdict::Media]))
                .chain(pictures)
                .chain(self.records_of(&[Verdict::Document, Verdict::Comment]))
                .chain(self.late())
                .chain(self.records_of(&[Verdict::Redirect]))
                .chain(self.bad())
                .chain(self.orphans())
                .chain(aside.map(Record::SetAside)),
        )
    }

    fn bytes(&self, asset: &Asset) -> io::Result<Box<dyn Read + Send>> {
        let Located::Inside(path) = &asset.located else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let file = self.index.tree.file(path).ok_or(io::ErrorKind::NotFound)?;
        self.index.tree.read(file)
    }
}
