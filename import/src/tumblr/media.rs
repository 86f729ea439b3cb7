//! Which file a picture of a post is. The pages of Tumblr's exports often name the wrong number, and the files are
//! called after the post: the set of these belongs to it, in the order of their numbers.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
};

use crate::{Tree, address::decoded, dom};

/// The files of a source by post and by name.
#[derive(Debug, Default)]
pub(super) struct Media {
    /// Number and position in the tree, by the id of the post.
    sets: HashMap<u64, Vec<(u32, usize)>>,
    names: HashMap<u64, usize>,
}

/// What became of the pictures of one post.
#[derive(Debug, Default)]
pub(super) struct Assigned {
    /// Position in the tree, by address as written.
    pub(super) by_address: BTreeMap<String, usize>,
    /// Files of the post that no address means.
    pub(super) unused: Vec<usize>,
    /// Whether addresses named other numbers than the files have.
    pub(super) renumbered: bool,
}

impl Media {
    /// Adds the file at `position` of the tree.
    pub(super) fn add(&mut self, path: &str, position: usize) {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.names.entry(hash(name)).or_insert(position);
        if let Some((id, number)) = numbered(name) {
            self.sets.entry(id).or_default().push((number, position));
        }
    }

    /// Puts the files of each post in order.
    pub(super) fn sort(&mut self) {
        self.sets.values_mut().for_each(|set| set.sort_unstable());
    }

    /// Finds the files of the post `id` that these addresses, in order and each once, mean.
    pub(super) fn assign(&self, tree: &Tree, id: &str, addresses: &[&str]) -> Assigned {
        let none = Vec::new();
        let set = id.parse().ok().and_then(|id: u64| self.sets.get(&id)).unwrap_or(&none);
        let mut assigned = Assigned::default();
        let named =
            |address: &str| self.names.get(&hash(&decoded(&dom::file_name(address)))).copied();
        let of_post = |address: &&str| {
            let own =
                numbered(&dom::file_name(address)).is_some_and(|(own, _)| own.to_string() == id);
            own || is_tumblr(address)
        };
        let (mine, others): (Vec<&str>, Vec<&str>) = addresses.iter().copied().partition(of_post);
        for address in others {
            assigned.by_address.extend(named(address).map(|file| (address.to_owned(), file)));
        }
        let exact: Vec<usize> = mine.iter().filter_map(|address| named(address)).collect();
        if exact.len() == mine.len() {
            assigned.by_address.extend(mine.iter().map(|it| (*it).to_owned()).zip(exact));
        } else {
            let written = mine.iter().filter(|it| numbered(&dom::file_name(it)).is_some());
            assigned.renumbered = written.count() > 0 && !set.is_empty();
            let files = set.iter().map(|(_, file)| *file);
            assigned.by_address.extend(mine.iter().map(|it| (*it).to_owned()).zip(files));
        }
        let used: Vec<usize> = assigned.by_address.values().copied().collect();
        let files = set.iter().map(|(_, file)| *file).filter(|file| *file < tree.files().len());
        assigned.unused = files.filter(|file| !used.contains(file)).collect();
        assigned
    }
}

/// Whether Tumblr keeps the file.
fn is_tumblr(address: &str) -> bool {
    let host = crate::normal(address).and_then(|it| it.host).unwrap_or_default();
    host.ends_with(".media.tumblr.com") || host == "static.tumblr.com" || host == "media.tumblr.com"
}

/// `107047312455_3.jpg`: the id of a post and a number, none being 0.
fn numbered(name: &str) -> Option<(u64, u32)> {
    let (stem, _) = name.trim().split_once('.')?;
    let (id, rest) = stem.split_once('_').unwrap_or((stem, "0"));
    if id.len() < 6 || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some((id.parse().ok()?, digits.parse().unwrap_or(u32::MAX)))
}

pub(super) fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.trim().to_lowercase().hash(&mut hasher);
    hasher.finish()
}

/// Whether a file is shown or played, and by which element.
pub(super) fn element(path: &str) -> Option<&'static str> {
    let extension = path.rsplit('.').next().unwrap_or_default().to_lowercase();
    match extension.as_str() {
        "jpg" | "jpeg" | "png" | "gif" | "gifv" | "webp" | "bmp" | "pnj" | "avif" => Some("img"),
        "mp4" | "mov" | "webm" | "m4v" => Some("video"),
        "mp3" | "ogg" | "wav" | "m4a" | "flac" => Some("audio"),
        _ => None,
    }
}
