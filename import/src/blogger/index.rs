//! What is known of a blog before its texts are handed over.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, hash_map::Entry as Slot};

use super::{
    albums::Albums,
    document,
    entry::Entry,
    feed::{Feed, Piece},
    pictures,
    spool::{Kept, Spool},
    threads::{Remark, Threads},
};
use crate::{
    Author, Code, Kind, LinkUsage, Options, Outcome, Problem, SetAside, Site, Tree, TreeFile,
    blog::{
        hash,
        media::{Media, Medium},
        notes::{self, Lines},
        places::{Meaning, Places},
        shelf::Found,
    },
    when,
};

/// Hosts of Blogger itself: never those of a blog.
const BLOGGER: [&str; 4] = ["blogger.com", "google.com", "googleapis.com", "blogblog.com"];

/// A blog, as far as numbers and names tell of it.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) tree: Tree,
    pub(super) options: Options,
    pub(super) feeds: Vec<u32>,
    pub(super) items: Vec<Item>,
    pub(super) remarks: Vec<Remark>,
    pub(super) threads: Threads,
    pub(super) spool: Option<Spool>,
    pub(super) places: Places,
    pub(super) media: Media,
    pub(super) authors: Vec<Author>,
    pub(super) labels: BTreeSet<String>,
    pub(super) aside: Vec<SetAside>,
    pub(super) expected: BTreeMap<Kind, u64>,
    pub(super) site: Site,
    names: HashMap<u64, usize>,
    /// Positions of authors by their pages at Blogger.
    pages: HashMap<u64, usize>,
    ids: HashMap<u64, u32>,
    albums: Albums,
}

/// A text.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) id: Box<str>,
    pub(super) kind: Kind,
    pub(super) duplicate: bool,
}

impl Index {
    /// Reads the feeds of `tree`, given their positions.
    pub(super) fn of(tree: Tree, options: Options, feeds: Vec<u32>) -> Self {
        let mut places = Places::new(&options.own_hosts, pictures::id);
        places.pictures_are_own = true;
        let mut index = Self {
            albums: Albums::of(&tree, &feeds),
            aside: tree.aside().to_vec(),
            tree,
            options,
            feeds,
            items: Vec::new(),
            remarks: Vec::new(),
            threads: Threads::default(),
            spool: Spool::new().ok(),
            places,
            media: Media::default(),
            authors: Vec::new(),
            labels: BTreeSet::new(),
            expected: BTreeMap::new(),
            site: Site::default(),
            names: HashMap::new(),
            pages: HashMap::new(),
            ids: HashMap::new(),
        };
        index.survey();
        index.threads = Threads::of(&index.remarks, &index.ids);
        // The second time, hosts that the texts told are known from the beginning.
        if index.read_texts() {
            index.media = Media::default();
            index.read_texts();
        }
        index.albums.set_aside(&index.tree, &index.feeds, &mut index.aside);
        index.site.hosts = index.places.hosts().cloned().collect();
        index.settle();
        index
    }

    /// The file at a position of the tree.
    pub(super) fn file(&self, position: u32) -> Option<&TreeFile> {
        self.tree.files().get(position as usize)
    }

    /// The path of a feed.
    pub(super) fn path(&self, feed: u32) -> &str {
        self.file(feed).map_or("", |file| &file.path)
    }

    /// Begins to read a feed.
    pub(super) fn feed(&self, position: u32) -> std::io::Result<Feed> {
        let file = self.file(position).ok_or(std::io::ErrorKind::NotFound)?;
        Feed::of(self.tree.read(file)?, self.options.max_text_bytes, self.options.encoding)
    }

    /// The author whose page at Blogger this is.
    pub(super) fn author_at(&self, page: &str) -> Option<&Author> {
        self.authors.get(*self.pages.get(&hash(page)).filter(|_| !page.is_empty())?)
    }

    /// Counts all that is there, and keeps the comments.
    fn survey(&mut self) {
        let mut seen = HashSet::new();
        let mut settings: BTreeMap<(u32, String), u64> = BTreeMap::new();
        for position in self.feeds.clone() {
            let path = self.path(position).to_owned();
            let mut feed = match self.feed(position) {
                Ok(feed) => feed,
                Err(cause) => {
                    let problem =
                        Problem::new(Code::Unreadable, Kind::Other, &path, cause.to_string());
                    self.aside.push(SetAside::failed(problem));
                    continue;
                }
            };
            for piece in feed.by_ref() {
                match piece {
                    Piece::Entry(entry) => match entry.counted_as() {
                        Kind::Post | Kind::Page => self.text(&entry),
                        Kind::Comment => self.remark(&entry, position, &mut seen),
                        _ => {
                            self.setting(&entry);
                            *settings.entry((position, entry.kind.clone())).or_default() += 1;
                        }
                    },
                    Piece::Lost { kind, id, code, line, message } => {
                        let id = if id.is_empty() { &path } else { &id };
                        let problem = Problem::new(code, kind, id, message).in_file(&path).at(line);
                        self.aside.push(SetAside::failed(problem));
                    }
                }
            }
            self.told(&feed, &path);
        }
        for ((position, kind), count) in settings {
            let what = if kind.is_empty() { "entries of no kind" } else { &*kind };
            let path = self.path(position);
            let message = format!("not content: {what}, {count}");
            let problem = Problem::new(Code::UnsupportedType, Kind::Other, path, message);
            self.aside.push(SetAside {
                kind: Kind::Other,
                outcome: Outcome::Skipped,
                count,
                problem,
            });
        }
    }

    /// What a feed tells of the blog, and how it could be read.
    fn told(&mut self, feed: &Feed, path: &str) {
        if self.site.title.is_none() {
            self.site.title.clone_from(&feed.title);
        }
        for address in &feed.addresses {
            self.add_host(address);
        }
        let cleaned = feed.xml.cleaned();
        if cleaned.replaced + cleaned.mended + cleaned.control > 0 {
            let message = format!(
                "bytes that are no text: {} read as windows-1252, {} replaced, {} taken out",
                cleaned.mended, cleaned.replaced, cleaned.control
            );
            let problem = Problem::new(Code::CharactersReplaced, Kind::Other, path, message);
            let problem = problem.at(cleaned.line);
            self.aside.push(SetAside { count: 0, ..SetAside::skipped(problem) });
        }
    }

    /// Where the blog is, and in which language.
    fn setting(&mut self, entry: &Entry) {
        let is_name = |name: &str| {
            name.len() <= 253 && name.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c))
        };
        match entry.setting() {
            Some(("BLOG_SUBDOMAIN", name)) if is_name(name) && !name.contains('.') => {
                self.add_host(&format!("http://{name}.blogspot.com/"));
            }
            Some(("BLOG_CUSTOM_DOMAIN", host)) if is_name(host) && host.contains('.') => {
                self.add_host(&format!("http://{host}/"));
            }
            Some(("BLOG_LOCALE", lang)) if is_name(&lang.replace('_', "-")) => {
                self.site.lang.get_or_insert(lang.replace('_', "-"));
            }
            _ => {}
        }
    }

    fn add_host(&mut self, address: &str) -> bool {
        let host = crate::normal(address).and_then(|address| address.host).unwrap_or_default();
        let blogger =
            BLOGGER.iter().any(|known| host == *known || host.ends_with(&format!(".{known}")));
        !blogger && self.places.add_host(address)
    }

    fn text(&mut self, entry: &Entry) {
        let kind = entry.counted_as();
        *self.expected.entry(kind).or_default() += 1;
        let position = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        let id = document::id(entry);
        let taken = match self.ids.entry(hash(&*id)) {
            Slot::Occupied(_) => true,
            Slot::Vacant(free) => {
                free.insert(position);
                false
            }
        };
        self.items.push(Item { id: id.into(), kind, duplicate: taken });
        if taken || document::is_trashed(entry) {
            return;
        }
        if let Some(address) = entry.address() {
            self.add_host(address);
            self.places.add_document(address, position);
        }
        if !entry.filename.is_empty() {
            self.places.add_document(&entry.filename, position);
        }
        self.labels.extend(entry.labels.iter().cloned());
        let name = &entry.author.name;
        if name.is_empty() {
            return;
        }
        let author = match self.names.entry(hash(name)) {
            Slot::Occupied(known) => *known.get(),
            Slot::Vacant(free) => {
                let email = Some(entry.author.email.clone());
                let email =
                    email.filter(|email| !email.is_empty() && email != "noreply@blogger.com");
                let (external_id, name) = (document::author_id(name), name.clone());
                self.authors.push(Author { external_id, name, email });
                *free.insert(self.authors.len() - 1)
            }
        };
        if !entry.author.page.is_empty() {
            self.pages.entry(hash(&*entry.author.page)).or_insert(author);
        }
    }

    fn remark(&mut self, entry: &Entry, feed: u32, seen: &mut HashSet<u64>) {
        let id = document::id(entry);
        let lost = |code, message: &str| {
            let path = self.path(feed);
            notes::problem(code, Kind::Comment, &id, (path, entry.line), message)
        };
        if entry.trashed || entry.status.contains("TRASH") {
            return self.aside.push(SetAside::skipped(lost(Code::Trashed, "was in the trash")));
        }
        if !matches!(entry.status.as_str(), "" | "LIVE" | "PUBLISHED") || entry.draft {
            let message = format!("was never approved: {}", entry.status.to_lowercase());
            return self.aside.push(SetAside::skipped(lost(Code::Unapproved, &message)));
        }
        if !seen.insert(hash(&*id)) {
            let message = "the same comment stands further up in the source";
            return self.aside.push(SetAside::failed(lost(Code::DuplicateId, message)));
        }
        let mut related = entry.links.iter().filter(|(relation, _)| relation == "related");
        let parent = related.find_map(|(_, address)| document::comment_id(address, &id));
        let told = entry.answers.iter().filter(|id| !id.is_empty()).cloned();
        let mut answers = told.chain(parent).map(hash);
        let answers = [answers.next().unwrap_or_default(), answers.next().unwrap_or_default()];
        let kept = Kept {
            id,
            author: entry.author.clone(),
            published: entry.published.clone(),
            content: entry.content.clone(),
            feed,
            line: entry.line,
            cut: entry.cut,
        };
        let written = when::written(&entry.published, &self.options.time_zone);
        let written = written.map_or(i64::MAX, |date| date.instant.as_second());
        let no_room = || std::io::Error::other("no temporary file");
        match self.spool.as_mut().ok_or_else(no_room).and_then(|spool| spool.push(&kept)) {
            Ok(slot) => {
                *self.expected.entry(Kind::Comment).or_default() += 1;
                self.remarks.push(Remark { id: hash(&*kept.id), answers, written, slot });
            }
            Err(cause) => {
                let message = format!("could not be kept aside: {cause}");
                let path = self.path(feed);
                let place = (path, entry.line);
                let problem =
                    notes::problem(Code::Unreadable, Kind::Comment, &kept.id, place, message);
                self.aside.push(SetAside::failed(problem));
            }
        }
    }

    /// Finds the pictures in all texts, and the hosts at which they lead to each other. `true` where such a host is new.
    fn read_texts(&mut self) -> bool {
        let mut found_host = false;
        let mut position = 0_usize;
        for feed in self.feeds.clone() {
            let Ok(pieces) = self.feed(feed) else { continue };
            for piece in pieces {
                let Piece::Entry(entry) = piece else { continue };
                if !matches!(entry.counted_as(), Kind::Post | Kind::Page) {
                    continue;
                }
                let taken = self.items.get(position).is_none_or(|item| item.duplicate);
                position += 1;
                if taken || document::is_trashed(&entry) {
                    continue;
                }
                let Ok(tidied) = document::text(&entry) else { continue };
                let mut lines = Lines::of(&entry.content.text, entry.line);
                for (raw, usage) in &tidied.addresses {
                    found_host |= *usage == LinkUsage::Anchor && self.is_at_home(raw);
                    self.medium(raw, *usage, &entry, feed, &mut lines);
                }
            }
        }
        found_host
    }

    /// Whether an address shows where the blog is: the whole path of one of its texts, on a host not known yet.
    fn is_at_home(&mut self, raw: &str) -> bool {
        let Some(address) = crate::normal(raw).filter(|address| address.host.is_some()) else {
            return false;
        };
        let parts: Vec<&str> = address.path.split('/').skip(1).collect();
        let dated = match parts.as_slice() {
            [year, month, name] => {
                year.len() == 4
                    && month.len() == 2
                    && name.ends_with(".html")
                    && year.bytes().chain(month.bytes()).all(|byte| byte.is_ascii_digit())
            }
            ["p", name] => name.ends_with(".html"),
            _ => false,
        };
        dated && self.places.document_at(&address.path).is_some() && self.add_host(raw)
    }

    fn medium(
        &mut self,
        raw: &str,
        usage: LinkUsage,
        entry: &Entry,
        feed: u32,
        lines: &mut Lines<'_>,
    ) {
        let meaning = self.places.meaning(raw, usage, entry.address());
        let Meaning::Medium { id, address, own, sure: true } = meaning else { return };
        let address = pictures::plain(&address);
        if let Some(known) = self.media.get_mut(&id) {
            if pictures::size(&address) > pictures::size(&known.address) {
                known.address = address.into();
            }
            return;
        }
        let found =
            crate::normal(&address).map_or(Found::Nothing, |at| self.albums.find(&at.path, own));
        self.media.push(Medium {
            id: id.into(),
            address: address.into(),
            inside: if let Found::One(file) = found { Some(file) } else { None },
            ambiguous: found == Found::Several,
            told: (feed, lines.line(raw)),
        });
    }

    fn settle(&mut self) {
        let kinds = [
            Kind::Post,
            Kind::Page,
            Kind::Comment,
            Kind::Media,
            Kind::Author,
            Kind::Term,
            Kind::Other,
        ];
        let mut count = |kind, times| *self.expected.entry(kind).or_default() += times;
        kinds.into_iter().for_each(|kind| count(kind, 0));
        count(Kind::Media, self.media.all().len() as u64);
        count(Kind::Author, self.authors.len() as u64);
        count(Kind::Term, self.labels.len() as u64);
        self.aside.iter().for_each(|aside| count(aside.kind, aside.count));
    }
}
