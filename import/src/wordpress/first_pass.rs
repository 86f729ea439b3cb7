//! Reads the whole source once: what is there, who wrote it, which files it uses, and what is not handed over.

use std::io;

use super::{
    aside::Asides,
    comments, document,
    index::{Index, Key, Seen},
    item::Item,
    links::attachment_id,
    media::Files,
    people::People,
    plain,
    source::{End, Part, Parts},
    types::{Role, is_machinery, role},
};
use crate::{
    Code, Encoding, Kind, Options, Outcome, Problem, SetAside, Site, Tree, TreeFile, xml::XmlError,
};

/// Items of other types, summed up by type.
const MAX_TYPES: usize = 200;

/// What the first pass comes to.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) index: Index,
    pub(super) people: People,
    pub(super) asides: Asides,
    pub(super) site: Site,
    /// The address of the site, to which others are relative.
    pub(super) base: String,
    /// How each file is encoded.
    pub(super) encodings: Vec<Option<Encoding>>,
    /// What is left out, by type.
    types: std::collections::BTreeMap<String, SetAside>,
}

/// Reads the files.
pub(super) fn read(
    tree: &Tree,
    exports: &[TreeFile],
    options: &Options,
    files: &mut Files,
) -> io::Result<Found> {
    let mut found = Found::default();
    options.own_hosts.iter().for_each(|host| found.index.own_host(&format!("http://{host}/")));
    let mut ordinal = 0;
    for (position, part) in Parts::of(tree, options, exports) {
        let file = exports.get(position).map_or("", |file| file.path.as_str());
        match part {
            Part::Channel { name, text } => found.channel(&name, text),
            Part::Declared { name, values, line } => {
                found.people.declared(&name, &values, file, line, &mut found.asides);
            }
            Part::Item(item) => {
                ordinal += 1;
                found.item(&item, ordinal, file, options, files)?;
            }
            Part::End(end) => found.end(file, end),
        }
    }
    found.settle();
    Ok(found)
}

impl Found {
    fn channel(&mut self, name: &str, text: String) {
        if text.is_empty() {
            return;
        }
        match name {
            "title" => drop(self.site.title.get_or_insert(plain::text(&text))),
            "language" => drop(self.site.lang.get_or_insert(text)),
            "link" | "wp:base_blog_url" => {
                self.index.own_host(&text);
                if self.base.is_empty() {
                    self.base = text;
                }
            }
            _ => self.index.own_host(&text),
        }
    }

    fn item(
        &mut self,
        item: &Item,
        ordinal: u32,
        file: &str,
        options: &Options,
        files: &mut Files,
    ) -> io::Result<()> {
        match role(item) {
            Role::Document(kind) => self.document(item, kind, ordinal, file, options, files)?,
            Role::Attachment => {
                let why = "in the trash of the old system";
                match self.index.attachment(item, ordinal) {
                    Seen::New(_) if item.status == "trash" => {
                        let problem = self.problem(Code::Trashed, Kind::Media, item, file, why);
                        self.asides.add(SetAside::skipped(problem));
                    }
                    Seen::New(key) => {
                        self.index.count(Kind::Media, 1);
                        files.attachment(attachment_id(key), item, file)?;
                    }
                    Seen::Repeated(key) => self.repeated(item, Kind::Media, key, file),
                }
                self.without_comments(item, file, "of attachments");
            }
            Role::None if !is_machinery(&item.kind) && !item.content.trim().is_empty() => {
                let message = format!("of type `{}`, without an address or a title", item.kind);
                let code = Code::SkippedType;
                let problem = self.problem(code, Kind::Other, item, file, &message);
                self.asides.add(SetAside::skipped(problem));
                self.without_comments(item, file, "of items that are no texts");
            }
            // They come in as authors.
            Role::Guest if self.people.guest(item) => {}
            Role::Guest | Role::Block | Role::None => {
                if role(item) == Role::Block {
                    self.index.block(item);
                    self.name_files(item, file, options, files)?;
                }
                self.other(item, file);
            }
        }
        Ok(())
    }

    fn document(
        &mut self,
        item: &Item,
        kind: Kind,
        ordinal: u32,
        file: &str,
        options: &Options,
        files: &mut Files,
    ) -> io::Result<()> {
        let left_out = match item.status.as_str() {
            "trash" => Some((Code::Trashed, "in the trash of the old system")),
            "auto-draft" if item.content.trim().is_empty() => {
                Some((Code::EmptyPage, "begun and never written"))
            }
            _ => None,
        };
        if let Some((code, why)) = left_out {
            let problem = self.problem(code, kind, item, file, why);
            self.asides.add(SetAside::skipped(problem));
            self.without_comments(item, file, "of texts that are not handed over");
            return Ok(());
        }
        if let Seen::Repeated(key) = self.index.document(item, ordinal) {
            self.repeated(item, kind, key, file);
            self.without_comments(item, file, "of a text that came before");
            return Ok(());
        }
        self.people.named(item);
        self.index.count(kind, 1);
        self.index.count(Kind::Comment, comments::count(item));
        for aside in comments::aside(item, &item.title, file, None) {
            self.asides.add(aside);
        }
        self.name_files(item, file, options, files)
    }

    /// Notes the files that a text shows or links to.
    fn name_files(
        &mut self,
        item: &Item,
        file: &str,
        options: &Options,
        files: &mut Files,
    ) -> io::Result<()> {
        let telling = ["src", "SRC", "href", "HREF", "Href", "Src", "[", "wp:", "http"];
        if !telling.iter().any(|mark| item.content.contains(mark)) {
            return Ok(());
        }
        let (converted, _) = document::convert(item, &self.index, options);
        for (address, usage) in &converted.addresses {
            let said = converted.attachments.get(address).copied();
            files.named(address, *usage, said, file, item.line)?;
        }
        Ok(())
    }

    fn other(&mut self, item: &Item, file: &str) {
        let known = self.types.contains_key(&item.kind) || self.types.len() < MAX_TYPES;
        let kind = if known { item.kind.as_str() } else { "other types" };
        let what = match kind {
            "nav_menu_item" => "entries of menus",
            "revision" => "earlier versions",
            "feedback" => "messages that visitors sent by form",
            "wp_block" => "reusable blocks, which stand in the texts that use them",
            _ => "items of a type that is no text here",
        };
        if let Some(sum) = self.types.get_mut(kind) {
            sum.count += 1;
        } else {
            let message = format!("{what}: `{kind}`");
            let mut problem =
                self.problem(Code::UnsupportedType, Kind::Other, item, file, &message);
            // Messages of visitors begin with their names.
            problem.title = Some(kind.to_owned());
            problem.external_id = None;
            self.types.insert(kind.to_owned(), SetAside::skipped(problem));
        }
        self.without_comments(item, file, "of items that are no texts");
    }

    fn repeated(&mut self, item: &Item, kind: Kind, key: Key, file: &str) {
        let message = format!("number {key} came before; the first was taken");
        let problem = self.problem(Code::DuplicateId, kind, item, file, &message);
        self.asides.add(SetAside::skipped(problem));
    }

    fn without_comments(&mut self, item: &Item, file: &str, whose: &str) {
        let title = if item.kind == "feedback" { "feedback" } else { &item.title };
        for aside in comments::aside(item, title, file, Some(whose)) {
            self.asides.add(aside);
        }
    }

    fn problem(&self, code: Code, kind: Kind, item: &Item, file: &str, message: &str) -> Problem {
        let (title, _) = document::title(item, "");
        Problem::new(code, kind, &item.id, message).in_file(file).at(Some(item.line)).titled(&title)
    }

    fn end(&mut self, file: &str, end: End) {
        let mut tell = |code, count, line, message: String| {
            let problem =
                Problem { external_id: None, ..Problem::new(code, Kind::Other, file, message) };
            let outcome = if count > 0 { Outcome::Failed } else { Outcome::Skipped };
            self.asides.add(SetAside {
                kind: Kind::Other,
                outcome,
                count,
                problem: problem.at(line),
            });
        };
        if let Some(error) = &end.error {
            let code = match error {
                XmlError::Truncated { .. } => Code::Truncated,
                XmlError::Malformed { .. } => Code::Malformed,
                XmlError::Io(_) => Code::Unreadable,
            };
            let message = format!("{error}; what was whole before was taken");
            tell(code, 1, end.within_item.or(error.line()), message);
        }
        let cleaned = end.cleaned;
        if cleaned.mended > 0 {
            let message = format!(
                "bytes or characters that are no text, read as windows-1252: {}",
                cleaned.mended
            );
            tell(Code::CharactersReplaced, 0, cleaned.line, message);
        }
        if cleaned.replaced + cleaned.control + end.mended.references > 0 {
            let message = format!(
                "{} sequences of bytes that are no text became U+FFFD, {} control characters were taken out",
                cleaned.replaced,
                cleaned.control + end.mended.references
            );
            let line = cleaned.line.filter(|_| cleaned.replaced > 0);
            tell(Code::CharactersReplaced, 0, line, message);
        }
        if end.mended.tags + end.mended.deep > 0 {
            let message = format!(
                "{} tags did not match and were put right",
                end.mended.tags + end.mended.deep
            );
            tell(Code::ConversionLoss, 0, None, message);
        }
        self.encodings.push(end.encoding);
    }

    fn settle(&mut self) {
        for (_, mut sum) in std::mem::take(&mut self.types) {
            sum.problem.message = format!("{}; in all: {}", sum.problem.message, sum.count);
            self.asides.add(sum);
        }
        self.index.settle();
        self.people.settle();
        let mut hosts: Vec<String> = self.index.own_hosts.iter().cloned().collect();
        hosts.sort();
        self.site.hosts = hosts;
        self.index.count(Kind::Author, self.people.authors.len() as u64);
        self.index.count(Kind::Term, self.people.terms.len() as u64);
    }
}
