//! First pass: what each line is, which ids and addresses exist, and what stands out of order.

use std::collections::{BTreeMap, HashSet};

use super::{
    late::Late,
    line::{DocumentLine, Line, VERSION},
    lines::{Content, Lines, RawLine},
    loose::Notes,
    verdict::{Class, Verdict, Verdicts, class, glance},
};
use crate::{
    Asset, Code, Document, Format, Kind, LinkUsage, Located, OpenError, Options, Problem, Record,
    SetAside, Site, Target, Tree, TreeFile,
    bylines::Bylines,
    known::{Known, hash, picture_elsewhere},
    markup,
};

/// Pictures on other hosts that are remembered.
const MAX_PICTURES: usize = 200_000;

/// What is known of a source.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) tree: Tree,
    pub(super) options: Options,
    pub(super) site: Site,
    pub(super) expected: BTreeMap<Kind, u64>,
    /// The files of records, and what their lines are.
    pub(super) files: Vec<(TreeFile, Verdicts)>,
    /// Ids by [`class`].
    ids: HashSet<(Class, u64)>,
    known: Known,
    pub(super) pictures: Vec<Asset>,
    /// Authors without a record of their own, and hashes of the ids and names of those with one.
    pub(super) bylines: Bylines,
    authors: HashSet<u64>,
    pub(super) late: Late,
    pub(super) notes: Notes,
    /// What is set aside as a whole.
    pub(super) aside: Vec<SetAside>,
}

impl Index {
    pub(super) fn of(tree: Tree, options: Options) -> Result<Self, OpenError> {
        let mut known = Known::default();
        options.own_hosts.iter().for_each(|host| known.add_host(host));
        let mut index = Self {
            site: Site { hosts: options.own_hosts.clone(), ..Site::default() },
            expected: BTreeMap::new(),
            files: Vec::new(),
            ids: HashSet::new(),
            known,
            pictures: Vec::new(),
            bylines: Bylines::default(),
            authors: HashSet::new(),
            late: Late::default(),
            notes: Notes::default(),
            aside: tree.aside().to_vec(),
            tree,
            options,
        };
        let files: Vec<TreeFile> =
            index.tree.files().iter().filter(|file| is_records(&file.path)).cloned().collect();
        let mut told = HashSet::new();
        let mut pictures = HashSet::new();
        for file in files {
            let verdicts = index.read(&file, &mut told, &mut pictures)?;
            index.files.push((file, verdicts));
        }
        let Self { late, ids, .. } = &mut index;
        late.settle(
            |document| ids.contains(&(Class::Document, document)),
            |comment| ids.contains(&(Class::PlacedComment, comment)),
        );
        index.set_loose_files_aside(&told);
        index.bylines.without(&index.authors);
        *index.expected.entry(Kind::Author).or_default() += index.bylines.count();
        for aside in &index.aside {
            *index.expected.entry(aside.kind).or_default() += aside.count;
        }
        *index.expected.entry(Kind::Media).or_default() += index.pictures.len() as u64;
        Ok(index)
    }

    /// Reads one file; `told` are the files its records speak of, `pictures` those already found elsewhere.
    fn read(
        &mut self,
        file: &TreeFile,
        told: &mut HashSet<u64>,
        pictures: &mut HashSet<u64>,
    ) -> Result<Verdicts, OpenError> {
        let mut verdicts = Verdicts::default();
        let lines = match self.tree.read(file) {
            Ok(source) => Lines::new(source, self.options.max_text_bytes),
            Err(cause) => {
                self.fail(Code::Unreadable, &file.path, cause.to_string());
                return Ok(verdicts);
            }
        };
        for raw in lines {
            let raw = match raw {
                Ok(raw) => raw,
                Err(cause) => {
                    self.fail(Code::Truncated, &file.path, format!("cannot be read on: {cause}"));
                    break;
                }
            };
            let place = (file.path.as_str(), Some(raw.number));
            let (line, record) = match glance(&raw, &file.path, &self.options) {
                Ok(judged) => judged,
                Err(problem) => {
                    *self.expected.entry(problem.kind).or_default() += 1;
                    verdicts.push(Verdict::Bad);
                    continue;
                }
            };
            if matches!(raw.content, Content::Text(_, true)) {
                let what = "bytes or characters that are no text were replaced";
                self.notes.add(Code::CharactersReplaced, line.kind(), what, place);
            }
            for key in line.other().keys() {
                let key: String = markup::line(key).chars().take(60).collect();
                let what = format!("`{key}` of a {} means nothing here: ignored", line.type_name());
                self.notes.add(Code::UnsupportedType, line.kind(), what, place);
            }
            if let Line::Site(site) = &line {
                self.take_site(site, file)?;
                verdicts.push(Verdict::Site);
                continue;
            }
            *self.expected.entry(line.kind()).or_default() += 1;
            let verdict = self.take(&raw, &line, record, told, pictures, file);
            verdicts.push(verdict);
        }
        Ok(verdicts)
    }

    fn take_site(
        &mut self,
        site: &super::line::SiteLine,
        file: &TreeFile,
    ) -> Result<(), OpenError> {
        if let Some(version) = site.version.filter(|version| *version > VERSION) {
            let message =
                format!("{}: version {version} of the format; {VERSION} is known", file.path);
            return Err(OpenError::NotThatFormat { format: Format::JsonLines, message });
        }
        for host in &site.hosts {
            let host = markup::line(host);
            self.known.add_host(&host);
            if !self.site.hosts.contains(&host) && self.site.hosts.len() < 100 {
                self.site.hosts.push(host);
            }
        }
        let text = |text: &Option<String>| text.as_deref().map(markup::line);
        self.site.title = self.site.title.take().or_else(|| text(&site.title));
        self.site.lang = self.site.lang.take().or_else(|| text(&site.lang));
        Ok(())
    }

    fn take(
        &mut self,
        raw: &RawLine,
        line: &Line,
        record: Option<Record>,
        told: &mut HashSet<u64>,
        pictures: &mut HashSet<u64>,
        file: &TreeFile,
    ) -> Verdict {
        let id = line.external_id().unwrap_or_default();
        let Some(class) = class(line) else { return Verdict::Bad };
        if !self.ids.insert((class, hash(&id))) {
            return Verdict::Bad;
        }
        match (line, record) {
            (Line::Author(_), record) => {
                if let Some(Record::Author(author)) = record {
                    self.authors
                        .extend([author.external_id, author.name].map(|it| hash(&it.as_str())));
                }
                Verdict::Author
            }
            (Line::Term(_), _) => Verdict::Term,
            (Line::Redirect(_), _) => Verdict::Redirect,
            (Line::Media(_), Some(Record::Asset(asset))) => {
                let id = asset.external_id.as_str().into();
                if let Located::Inside(path) = &asset.located {
                    told.insert(hash(path));
                    self.known.add(path, Kind::Media, &id);
                }
                asset.old_urls.iter().for_each(|url| self.known.add(url, Kind::Media, &id));
                Verdict::Media
            }
            (Line::Document(line), Some(Record::Document(document))) => {
                self.bylines.of(&document);
                self.take_document(line, &document, pictures, (file, raw.number));
                Verdict::Document
            }
            (Line::Comment(comment), record) => {
                if comment.written_at.as_deref().is_some_and(|text| !text.trim().is_empty())
                    && matches!(record, Some(Record::Comment(read)) if read.written.is_none())
                {
                    let place = (file.path.as_str(), Some(raw.number));
                    let what = "`written_at` is no date";
                    self.notes.add(Code::DateInvalid, Kind::Comment, what, place);
                }
                let keys = [hash(&comment.document.as_str()), hash(&id)];
                let parent = comment.parent.as_deref().map(|parent| hash(&parent));
                let has = |class, key: u64| self.ids.contains(&(class, key));
                let [document, own] = keys;
                let placed = has(Class::Document, document)
                    && parent.is_none_or(|parent| has(Class::PlacedComment, parent));
                if placed {
                    self.ids.insert((Class::PlacedComment, own));
                    return Verdict::Comment;
                }
                let Content::Text(text, _) = &raw.content else { return Verdict::Bad };
                match self.late.keep(text, keys, parent, (self.files.len(), raw.number)) {
                    Ok(()) => Verdict::LateComment,
                    // Better too early than not at all.
                    Err(_) => Verdict::Comment,
                }
            }
            _ => Verdict::Bad,
        }
    }

    fn take_document(
        &mut self,
        line: &DocumentLine,
        document: &Document,
        pictures: &mut HashSet<u64>,
        (file, number): (&TreeFile, u32),
    ) {
        let id = line.external_id.as_str().into();
        document.old_urls.iter().for_each(|url| self.known.add(url, document.kind, &id));
        for link in document.links.iter().filter(|link| link.usage == LinkUsage::Embedded) {
            if !matches!(link.target, Target::External) || self.pictures.len() >= MAX_PICTURES {
                continue;
            }
            // Whether the address is that of a file of the source is known only at the end.
            let Some(asset) = picture_elsewhere(&link.raw, &file.path, Some(number)) else {
                continue;
            };
            if pictures.insert(hash(&asset.external_id)) {
                self.pictures.push(asset);
            }
        }
    }

    fn set_loose_files_aside(&mut self, told: &HashSet<u64>) {
        // Files of the source are no pictures elsewhere, whatever their address.
        let mut pictures = std::mem::take(&mut self.pictures);
        pictures.retain(|asset| {
            let raw = asset.old_urls.first().map(String::as_str).unwrap_or_default();
            let own = Target::entry(Kind::Media, asset.external_id.as_str());
            self.known.target(raw, LinkUsage::Embedded) == own
        });
        self.pictures = pictures;
        for file in self.tree.files() {
            if !is_records(&file.path) && !told.contains(&hash(&file.path)) {
                let message = "no record tells of this file";
                let problem = Problem::new(Code::SkippedFile, Kind::Other, &file.path, message);
                self.aside.push(SetAside::skipped(problem));
            }
        }
    }

    fn fail(&mut self, code: Code, path: &str, message: String) {
        self.aside.push(SetAside::failed(Problem::new(code, Kind::Other, path, message)));
    }

    /// Whether there is a record of this class with this id.
    pub(super) fn has(&self, class: Class, id: &str) -> bool {
        self.ids.contains(&(class, hash(&id)))
    }

    /// What an address in a body leads to, now that all records are known.
    pub(super) fn target(&self, raw: &str, usage: LinkUsage, told: &Target) -> Target {
        match told {
            Target::Entry { kind, external_id, .. } => {
                let class = if *kind == Kind::Media { Class::Media } else { Class::Document };
                if self.has(class, external_id) {
                    told.clone()
                } else {
                    Target::Missing { path: external_id.clone() }
                }
            }
            Target::External => self.known.target(raw, usage),
            other => other.clone(),
        }
    }
}

/// Whether a file is one of records, by its name.
pub(super) fn is_records(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    [".jsonl", ".ndjson"].iter().any(|end| name.ends_with(end))
}
