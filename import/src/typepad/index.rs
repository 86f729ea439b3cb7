//! What the first pass learns: ids, addresses, pictures, authors and labels.

use std::collections::{BTreeMap, BTreeSet, HashMap, hash_map::Entry as Slot};

use super::{
    charset::Decided,
    dates, document,
    entry::{Entry, Piece},
    export::Export,
    grammar, leftovers,
    pictures::{self, Files},
};
use crate::{
    Author, Code, Kind, Options, Problem, SetAside, Tree, TreeFile,
    blog::{
        fingerprint, hash,
        media::{Media, Medium},
        notes::Lines,
        places::{Meaning, Places},
        shelf::Found,
    },
};

/// All that is known of some exports before their texts are handed over.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) tree: Tree,
    pub(super) options: Options,
    pub(super) exports: Vec<Source>,
    pub(super) items: Vec<Item>,
    pub(super) places: Places,
    pub(super) media: Media,
    pub(super) authors: Vec<Author>,
    /// Taxonomy and name.
    pub(super) terms: BTreeSet<(&'static str, String)>,
    pub(super) aside: Vec<SetAside>,
    /// Some entries only carry what was said about others.
    pub(super) has_late_replies: bool,
    pub(super) expected: BTreeMap<Kind, u64>,
    /// By id: what tells an entry from another one with the same id, and its position.
    ids: HashMap<u64, (u64, u32)>,
    names: HashMap<u64, usize>,
    /// Positions of authors by their e-mail addresses.
    emails: HashMap<u64, usize>,
    files: Files,
}

/// One file of entries.
#[derive(Debug)]
pub(super) struct Source {
    /// Its position in the tree.
    pub(super) position: u32,
    pub(super) decided: Decided,
}

/// An entry.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) id: Box<str>,
    /// Seconds of its date as written, without zone.
    pub(super) date: Option<i64>,
    /// The same entry has been met before.
    pub(super) duplicate: bool,
}

impl Index {
    /// Reads all exports of `tree`, given their positions.
    pub(super) fn of(tree: Tree, options: Options, positions: &[u32]) -> Self {
        let mut index = Self {
            exports: Vec::new(),
            items: Vec::new(),
            places: Places::new(&options.own_hosts, pictures::picture_id),
            media: Media::default(),
            authors: Vec::new(),
            terms: BTreeSet::new(),
            aside: tree.aside().to_vec(),
            has_late_replies: false,
            expected: BTreeMap::new(),
            ids: HashMap::new(),
            names: HashMap::new(),
            emails: HashMap::new(),
            files: Files::of(&tree, positions),
            tree,
            options,
        };
        index.decide(positions);
        // A blog with several hosts shows them one by one, and texts lead to all of them from the beginning.
        let known = index.places.hosts().count().max(1);
        index.read();
        if index.places.hosts().count() > known {
            index.forget();
            index.read();
        }
        leftovers::set_aside(&index.tree, positions, &index.files, &mut index.aside);
        index.settle();
        index
    }

    /// The file at a position of the tree.
    pub(super) fn file(&self, position: u32) -> Option<&TreeFile> {
        self.tree.files().get(position as usize)
    }

    /// The path of an export.
    pub(super) fn path(&self, source: &Source) -> &str {
        self.file(source.position).map_or("", |file| &file.path)
    }

    /// The pieces of an export.
    pub(super) fn pieces(&self, source: &Source) -> std::io::Result<Export> {
        let file = self.file(source.position).ok_or(std::io::ErrorKind::NotFound)?;
        let text = source.decided.read(self.tree.read(file)?);
        Ok(Export::of(text, self.options.max_text_bytes))
    }

    /// The position of the entry called `id`.
    pub(super) fn position(&self, id: &str) -> Option<u32> {
        self.ids.get(&hash(id)).map(|(_, position)| *position)
    }

    /// The author who has this e-mail address.
    pub(super) fn author_with(&self, email: &str) -> Option<&Author> {
        self.authors.get(*self.emails.get(&hash(email))?)
    }

    fn decide(&mut self, positions: &[u32]) {
        for position in positions {
            let Some(file) = self.file(*position) else { continue };
            let path = file.path.clone();
            match Decided::of(self.options.encoding, || self.tree.read(file)) {
                Ok(decided) => {
                    if decided.is_guess() && decided.beyond_ascii {
                        let used = decided.charset.name();
                        let message = format!("read as {used}, which nothing in the file says");
                        let problem =
                            Problem::new(Code::EncodingGuessed, Kind::Other, &path, message);
                        self.aside.push(SetAside { count: 0, ..SetAside::skipped(problem) });
                    }
                    self.exports.push(Source { position: *position, decided });
                }
                Err(cause) => {
                    let problem =
                        Problem::new(Code::Unreadable, Kind::Other, &path, cause.to_string());
                    self.aside.push(SetAside::failed(problem));
                }
            }
        }
    }

    fn forget(&mut self) {
        self.items.clear();
        self.media = Media::default();
        self.authors.clear();
        self.terms.clear();
        self.expected.clear();
        self.ids.clear();
        self.names.clear();
        self.emails.clear();
    }

    fn read(&mut self) {
        let exports = std::mem::take(&mut self.exports);
        for source in &exports {
            // What cannot be opened a second time is told when the records are read.
            let Ok(pieces) = self.pieces(source) else { continue };
            for piece in pieces {
                match piece {
                    Piece::Entry(entry) => self.entry(&entry, source.position),
                    Piece::Reply(_) => self.count(Kind::Comment, 1),
                    Piece::Lost { kind, .. } => self.count(kind, 1),
                }
            }
        }
        self.exports = exports;
    }

    fn count(&mut self, kind: Kind, times: u64) {
        *self.expected.entry(kind).or_default() += times;
    }

    fn entry(&mut self, entry: &Entry, source: u32) {
        if entry.is_replies_only() {
            self.has_late_replies = true;
            return;
        }
        self.count(Kind::Post, 1);
        let position = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        let item = self.identify(entry, position);
        let taken = !item.duplicate;
        self.items.push(item);
        let Ok(text) = document::text(entry) else { return };
        if !taken {
            return;
        }
        let base = entry.get("UNIQUE URL");
        if let Some(address) = base {
            self.places.add_host(address);
            self.places.add_document(address, position);
        }
        self.author(entry);
        for name in entry.all("PRIMARY CATEGORY").chain(entry.all("CATEGORY")) {
            self.terms.insert(("category", name.to_owned()));
        }
        for name in entry.all("TAGS").flat_map(grammar::tags) {
            self.terms.insert(("tag", name));
        }
        let mut lines = Lines::of(&entry.body.text, entry.body.line.max(entry.line));
        for (raw, usage) in &text.tidied.addresses {
            if let Meaning::Medium { id, address, own, sure: true } =
                self.places.meaning(raw, *usage, base)
                && self.media.get(&id).is_none()
            {
                let normal = crate::normal(&address);
                let found = normal.map_or(Found::Nothing, |at| self.files.find(&at, own));
                self.media.push(Medium {
                    id: id.into(),
                    address: address.into(),
                    inside: if let Found::One(file) = found { Some(file) } else { None },
                    ambiguous: found == Found::Several,
                    told: (source, lines.line(raw)),
                });
            }
        }
    }

    fn author(&mut self, entry: &Entry) {
        let Some(name) = entry.get("AUTHOR") else { return };
        let position = match self.names.entry(hash(name)) {
            Slot::Vacant(free) => {
                let (external_id, name) = (document::author_id(name), name.to_owned());
                self.authors.push(Author { external_id, name, email: None });
                *free.insert(self.authors.len() - 1)
            }
            Slot::Occupied(known) => *known.get(),
        };
        if let Some(email) = entry.get("AUTHOR EMAIL")
            && let Some(author) = self.authors.get_mut(position).filter(|it| it.email.is_none())
        {
            author.email = Some(email.to_owned());
            self.emails.entry(hash(email)).or_insert(position);
        }
    }

    /// Gives an entry its id: the name in its address with year and month, else what stands in its header. Two texts
    /// that share it are told apart by what they say.
    fn identify(&mut self, entry: &Entry, position: u32) -> Item {
        let written = entry.get("DATE").unwrap_or_default();
        let date = dates::parse(written);
        let text = crate::rewrite::hex(&entry.sha256);
        let (id, differs) = if let Some(name) = entry.get("BASENAME") {
            let id = match date {
                Some(date) => format!("{:04}/{:02}/{name}", date.year(), date.month()),
                None => name.to_owned(),
            };
            let address = entry.get("UNIQUE URL").unwrap_or_default();
            (id, fingerprint(&[written, address]))
        } else {
            let author = entry.get("AUTHOR").unwrap_or_default();
            let title = entry.get("TITLE").unwrap_or_default();
            (format!("entry:{}", fingerprint(&[written, author, title])), text)
        };
        let date = date.and_then(|date| {
            jiff::tz::TimeZone::UTC.to_timestamp(date).ok().map(jiff::Timestamp::as_second)
        });
        let mark = hash(&differs);
        let other = format!("{id}~{differs}");
        for id in [id, other] {
            match self.ids.entry(hash(&*id)) {
                Slot::Vacant(free) => {
                    free.insert((mark, position));
                    return Item { id: id.into(), date, duplicate: false };
                }
                Slot::Occupied(taken) if taken.get().0 == mark => {
                    return Item { id: id.into(), date, duplicate: true };
                }
                Slot::Occupied(_) => {}
            }
        }
        Item { id: differs.into(), date, duplicate: true }
    }

    fn settle(&mut self) {
        let kinds = [Kind::Post, Kind::Comment, Kind::Media, Kind::Author, Kind::Term, Kind::Other];
        for kind in kinds {
            self.count(kind, 0);
        }
        self.count(Kind::Media, self.media.all().len() as u64);
        self.count(Kind::Author, self.authors.len() as u64);
        self.count(Kind::Term, self.terms.len() as u64);
        for aside in std::mem::take(&mut self.aside) {
            self.count(aside.kind, aside.count);
            self.aside.push(aside);
        }
    }
}
