//! What the first pass learns: numbers and hashes of addresses, so that a text can be read with all it refers to known.

use std::{
    collections::{BTreeMap, HashMap, HashSet, hash_map::Entry},
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
};

use super::{
    address,
    former::{addresses, file_addresses},
    item::Item,
    plain,
};
use crate::{
    Kind,
    address::{Address, normal},
};

/// How much text of reusable blocks is kept, in bytes.
const MAX_BLOCKS: usize = 8 << 20;

/// How much text of captions is kept, in bytes, and how much of one.
const MAX_CAPTIONS: usize = 16 << 20;
const MAX_CAPTION: usize = 4 << 10;

/// Hosts that are remembered.
const MAX_HOSTS: usize = 1000;

/// Hosts on which many sites lie, so that none of them is a site's own.
const SHARED_HOSTS: [&str; 3] = ["wordpress.com", "wordpress.org", "wp.com"];

/// The identity of an item: its number, or where it has none, or not one of its own, a hash of what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Number(u64),
    Print(u64),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Print(print) => write!(f, "x{print:016x}"),
        }
    }
}

/// All that is known of a source.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Documents by their number.
    documents: HashMap<u64, Placed>,
    /// Documents without a number of their own, by what they are.
    unnumbered: HashMap<u64, u32>,
    attachments: HashMap<u64, Placed>,
    unnumbered_files: HashMap<u64, u32>,
    /// Hashes of the names of attachments without extension, by their number.
    stems: HashMap<u64, u64>,
    /// Documents by the hash of an address.
    pages: HashMap<u64, Key>,
    /// Attachments by the hash of an address: whole, and below the folder of uploads.
    files: HashMap<u64, Key>,
    /// Attachments of each document.
    children: HashMap<u64, Vec<u64>>,
    blocks: HashMap<u64, String>,
    blocks_size: usize,
    /// Words below pictures of galleries.
    captions: HashMap<u64, Box<str>>,
    /// What pictures show, in words.
    alts: HashMap<u64, Box<str>>,
    /// Bytes of both.
    captions_size: usize,
    /// Hosts of the site itself.
    pub(super) own_hosts: HashSet<String>,
    /// Hosts of attachments.
    pub(super) file_hosts: HashSet<String>,
    /// Items that were counted, by kind.
    pub(super) counts: BTreeMap<Kind, u64>,
}

/// An item that has its place in the import.
#[derive(Debug, Clone, Copy)]
struct Placed {
    /// Hash of what it is, which tells a repetition from another item of the same number.
    print: u64,
    /// Which item of the source it is, counted from its beginning.
    ordinal: u32,
}

/// Whether an item was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    New(Key),
    Repeated(Key),
}

impl Index {
    /// Takes a document in.
    pub(super) fn document(&mut self, item: &Item, ordinal: u32) -> Seen {
        let placed = Placed { print: print(item), ordinal };
        let seen = place(&item.id, placed, &mut self.documents, &mut self.unnumbered);
        if let Seen::New(key) = seen {
            for address in addresses(item) {
                self.pages.entry(hash(&address.path)).or_insert(key);
            }
            if item.guid.contains(&format!("?p={}", item.id))
                || item.guid.contains(&format!("?page_id={}", item.id))
            {
                self.own_host(&item.guid);
            }
        }
        seen
    }

    /// Takes an attachment in.
    pub(super) fn attachment(&mut self, item: &Item, ordinal: u32) -> Seen {
        let placed = Placed { print: print(item), ordinal };
        let seen = place(&item.id, placed, &mut self.attachments, &mut self.unnumbered_files);
        let Seen::New(key) = seen else { return seen };
        if let Key::Number(number) = key {
            let path = normal(&item.attachment_url).map(|address| address.path);
            let name = stem(address::file_name(path.as_deref().unwrap_or_default()));
            self.stems.insert(number, name);
            if let Some(words) = self.words(&item.excerpt) {
                self.captions.insert(number, words);
            }
            if let Some(words) =
                item.field("_wp_attachment_image_alt").and_then(|it| self.words(it))
            {
                self.alts.insert(number, words);
            }
            if let Ok(parent) = item.parent.parse::<u64>()
                && parent > 0
            {
                self.children.entry(parent).or_default().push(number);
            }
        }
        for written in file_addresses(item) {
            let Some(address) = address::origin(&written) else { continue };
            if let Some(below) = address::below_uploads(&address.path) {
                self.files.entry(hash(&("uploads", below))).or_insert(key);
            }
            self.files.entry(hash(&("whole", &address.path, &address.host))).or_insert(key);
            if let Some(host) = address.host
                && self.file_hosts.len() < MAX_HOSTS
            {
                self.file_hosts.insert(host);
            }
        }
        if let Some(page) = normal(&item.link) {
            // The page that shows the attachment alone.
            self.files.entry(hash(&("page", &page.path))).or_insert(key);
        }
        seen
    }

    /// Keeps the text of a reusable block.
    pub(super) fn block(&mut self, item: &Item) {
        let Ok(id) = item.id.parse() else { return };
        let size = self.blocks_size.saturating_add(item.content.len());
        if size <= MAX_BLOCKS
            && let Entry::Vacant(place) = self.blocks.entry(id)
        {
            place.insert(item.content.clone());
            self.blocks_size = size;
        }
    }

    /// Words about a picture, if there is room for them.
    fn words(&mut self, written: &str) -> Option<Box<str>> {
        if written.is_empty() || written.len() > MAX_CAPTION {
            return None;
        }
        let words = plain::text(written);
        let size = self.captions_size.saturating_add(words.len());
        if words.is_empty() || size > MAX_CAPTIONS {
            return None;
        }
        self.captions_size = size;
        Some(words.into())
    }

    /// The words below an attachment where a gallery shows it.
    pub(super) fn caption_of(&self, attachment: u64) -> Option<&str> {
        self.captions.get(&attachment).map(|words| &**words)
    }

    /// What an attachment shows, in words.
    pub(super) fn alt_of(&self, attachment: u64) -> Option<&str> {
        self.alts.get(&attachment).map(|words| &**words)
    }

    /// Notes the host of an address as the site's own.
    pub(super) fn own_host(&mut self, address: &str) {
        let Some(host) = normal(address).and_then(|address| address.host) else { return };
        if SHARED_HOSTS.contains(&host.as_str()) || self.own_hosts.len() >= MAX_HOSTS {
            return;
        }
        if let Some(name) = host.strip_suffix(".wordpress.com") {
            self.own_hosts.insert(format!("{name}.files.wordpress.com"));
        }
        self.own_hosts.insert(host);
    }

    /// Counts items of a kind.
    pub(super) fn count(&mut self, kind: Kind, items: u64) {
        *self.counts.entry(kind).or_default() += items;
    }

    /// Whether an address without a host, or with this one, is the site's own.
    pub(super) fn is_own(&self, host: Option<&str>) -> bool {
        host.is_none_or(|host| self.own_hosts.contains(host))
    }

    /// The identity of a document that was taken in, unless this is a repetition.
    pub(super) fn key_of(&self, item: &Item, ordinal: u32) -> Option<Key> {
        let number = number(&item.id);
        if let Some(number) = number
            && self.documents.get(&number).is_some_and(|placed| placed.ordinal == ordinal)
        {
            return Some(Key::Number(number));
        }
        let print = print(item);
        (self.unnumbered.get(&print) == Some(&ordinal)).then_some(Key::Print(print))
    }

    /// The document with this number.
    pub(super) fn document_key(&self, number: u64) -> Option<Key> {
        self.documents.contains_key(&number).then_some(Key::Number(number))
    }

    /// The attachment with this number.
    pub(super) fn attachment_key(&self, number: u64) -> Option<Key> {
        self.attachments.contains_key(&number).then_some(Key::Number(number))
    }

    /// The document at an address of the site.
    pub(super) fn page(&self, address: &Address) -> Option<Key> {
        if let Some(key) = self.pages.get(&hash(&address.path)) {
            return Some(*key);
        }
        let number = numbered(&address.path, &["p", "page_id"])?;
        self.document_key(number)
    }

    /// The attachment that the page at an address shows.
    pub(super) fn attachment_page(&self, address: &Address) -> Option<Key> {
        if let Some(key) = self.files.get(&hash(&("page", &address.path))) {
            return Some(*key);
        }
        self.attachment_key(numbered(&address.path, &["attachment_id", "p"])?)
    }

    /// The attachment whose file is at an address; `said` is the number that the text gives it.
    ///
    /// The number is believed where the name agrees: numbers change when a site moves, and texts keep the old ones.
    pub(super) fn file(&self, address: &Address, said: Option<u64>) -> Option<Key> {
        if let Some(number) = numbered(&address.path, &["attachment_id"]) {
            return self.attachment_key(number);
        }
        let original = address::unsized_path(&address.path);
        let paths = || [Some(&address.path), original.as_ref()].into_iter().flatten();
        if let Some((number, name)) =
            said.and_then(|number| Some((number, self.stems.get(&number)?)))
            && paths().any(|path| stem(address::file_name(path)) == *name)
        {
            return Some(Key::Number(number));
        }
        let whole = paths().find_map(|path| self.files.get(&hash(&("whole", path, &address.host))));
        if whole.is_some() {
            return whole.copied();
        }
        let host = address.host.as_deref();
        if !self.is_own(host) && !host.is_some_and(|host| self.file_hosts.contains(host)) {
            return None;
        }
        let below = |path| self.files.get(&hash(&("uploads", address::below_uploads(path)?)));
        paths().find_map(|path| below(path)).copied()
    }

    /// Attachments of a document, in the order of their numbers.
    pub(super) fn attached(&self, document: &str) -> &[u64] {
        let parent = document.parse::<u64>().ok();
        parent.and_then(|parent| self.children.get(&parent)).map_or(&[], Vec::as_slice)
    }

    /// The text of a reusable block.
    pub(super) fn block_text(&self, id: u64) -> Option<&str> {
        self.blocks.get(&id).map(String::as_str)
    }

    /// Puts in order what was taken in.
    pub(super) fn settle(&mut self) {
        self.children.values_mut().for_each(|children| children.sort_unstable());
    }
}

/// Finds the identity of an item among those of its role.
fn place(
    id: &str,
    placed: Placed,
    numbered: &mut HashMap<u64, Placed>,
    unnumbered: &mut HashMap<u64, u32>,
) -> Seen {
    let mut own = || {
        let key = Key::Print(placed.print);
        match unnumbered.entry(placed.print) {
            Entry::Occupied(_) => Seen::Repeated(key),
            Entry::Vacant(place) => {
                place.insert(placed.ordinal);
                Seen::New(key)
            }
        }
    };
    let Some(number) = number(id) else { return own() };
    match numbered.entry(number) {
        Entry::Vacant(place) => {
            place.insert(placed);
            Seen::New(Key::Number(number))
        }
        Entry::Occupied(known) if known.get().print == placed.print => {
            Seen::Repeated(Key::Number(number))
        }
        // Another item with the same number, from files that were put together by hand.
        Entry::Occupied(_) => own(),
    }
}

fn number(id: &str) -> Option<u64> {
    id.parse().ok().filter(|number| *number > 0)
}

/// The number in an address such as `/?p=12`.
fn numbered(path: &str, names: &[&str]) -> Option<u64> {
    let (_, query) = path.split_once('?')?;
    query.split('&').find_map(|part| {
        let (name, value) = part.split_once('=')?;
        names.contains(&name).then(|| value.parse().ok())?
    })
}

fn print(item: &Item) -> u64 {
    hash(&(&item.title, &item.date, &item.name, &item.link, &item.guid, &item.attachment_url))
}

/// Hash of a file name without extension.
fn stem(name: &str) -> u64 {
    hash(&name.rsplit_once('.').map_or(name, |(stem, _)| stem))
}

/// A hash that is the same in every run.
pub(super) fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
