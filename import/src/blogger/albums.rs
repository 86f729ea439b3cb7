//! The pictures of a Takeout: files in albums, each with a note in JSON that tells its real name.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use super::pictures;
use crate::{
    Code, Kind, Outcome, Problem, SetAside, Tree,
    blog::{
        hash, places,
        shelf::{Found, Shelf},
    },
};

/// Largest note that is read, in bytes.
const MAX_NOTE: u64 = 64 << 10;

/// The files of a source other than its feeds.
#[derive(Debug, Default)]
pub(super) struct Albums {
    /// Positions of pictures by name, with sizes; a name may be that of several.
    names: HashMap<u64, Vec<(u32, u64)>>,
    shelf: Shelf,
    used: HashSet<u32>,
    notes: HashSet<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Note {
    filename: String,
    /// A number, written as a text.
    size_bytes: Option<String>,
}

impl Albums {
    /// All files of `tree` but the feeds.
    pub(super) fn of(tree: &Tree, feeds: &[u32]) -> Self {
        let mut albums = Self::default();
        let positions: HashMap<&str, u32> = tree
            .files()
            .iter()
            .zip(0..)
            .map(|(file, position)| (file.path.as_str(), position))
            .collect();
        let mut named = HashSet::new();
        for (file, position) in tree.files().iter().zip(0_u32..) {
            if !file.path.to_lowercase().ends_with(".json") || file.size > MAX_NOTE {
                continue;
            }
            albums.notes.insert(position);
            let bytes = tree.bytes(file, MAX_NOTE).unwrap_or_default();
            let Ok(note) = serde_json::from_slice::<Note>(&bytes) else { continue };
            let size = note.size_bytes.and_then(|size| size.parse().ok());
            if let Some(picture) = picture(tree, &positions, &file.path, size)
                && named.insert(picture)
            {
                albums.add(tree, &note.filename, picture);
            }
        }
        for (file, position) in tree.files().iter().zip(0_u32..) {
            if feeds.contains(&position) || albums.notes.contains(&position) {
                continue;
            }
            albums.shelf.insert(&file.path, position);
            if !named.contains(&position) {
                let first =
                    first_of_name(&file.path).filter(|path| positions.contains_key(path.as_str()));
                let path = first.as_deref().unwrap_or(&file.path);
                albums.add(tree, path.rsplit('/').next().unwrap_or(path), position);
            }
        }
        albums
    }

    /// The file of a picture: by its name, then by size where several have it.
    pub(super) fn find(&mut self, path: &str, own: bool) -> Found {
        let mut found = Found::Nothing;
        if own {
            let names = pictures::names(path);
            let known = names.iter().find_map(|name| self.names.get(&hash(name)));
            found = match known.map(Vec::as_slice) {
                Some([(first, size), others @ ..]) => {
                    // The same picture, put there several times.
                    let same = others.iter().all(|(_, other)| other == size);
                    if same { Found::One(*first) } else { Found::Several }
                }
                _ => Found::Nothing,
            };
        }
        if found == Found::Nothing {
            found = self.shelf.find(path, 2);
        }
        if let Found::One(position) = found {
            self.used.insert(position);
        }
        found
    }

    /// What no text uses, and what Google notes for itself.
    pub(super) fn set_aside(&self, tree: &Tree, feeds: &[u32], aside: &mut Vec<SetAside>) {
        let mut notes: BTreeMap<&str, u64> = BTreeMap::new();
        for (file, position) in tree.files().iter().zip(0_u32..) {
            if feeds.contains(&position) || self.used.contains(&position) {
                continue;
            }
            if self.notes.contains(&position) {
                let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                *notes.entry(folder).or_default() += 1;
                continue;
            }
            let name = file.path.to_lowercase();
            let settings = [".csv", ".xml", ".atom", ".html", ".json"];
            let is_picture =
                places::is_file(&file.path) && !settings.iter().any(|end| name.ends_with(end));
            let (kind, message) = if is_picture {
                (Kind::Media, "no text uses it, or another of the same name and size")
            } else {
                (Kind::Other, "settings or looks of the old blog")
            };
            aside.push(SetAside::skipped(Problem::new(
                Code::SkippedFile,
                kind,
                &file.path,
                message,
            )));
        }
        for (folder, count) in notes {
            let message = format!("notes on pictures: {count}");
            let problem = Problem::new(Code::SkippedFile, Kind::Other, folder, message);
            aside.push(SetAside { kind: Kind::Other, outcome: Outcome::Skipped, count, problem });
        }
    }

    fn add(&mut self, tree: &Tree, name: &str, position: u32) {
        let size = tree.files().get(position as usize).map_or(0, |file| file.size);
        self.names.entry(hash(name.to_lowercase())).or_default().push((position, size));
    }
}

/// The file that a note is about: `lac.jpg(1).json` tells of `lac(1).jpg`; one of another number where the sizes say so.
fn picture(
    tree: &Tree,
    positions: &HashMap<&str, u32>,
    note: &str,
    size: Option<u64>,
) -> Option<u32> {
    let path = note.get(..note.len().checked_sub(5)?)?;
    let (base, number) = split_number(path);
    let numbered = |number: &str| {
        let name_at = base.rfind('/').map_or(0, |at| at + 1);
        let dot = base.rfind('.').filter(|dot| *dot > name_at).unwrap_or(base.len());
        let (stem, extension) = base.split_at(dot);
        positions.get(format!("{stem}{number}{extension}").as_str()).copied()
    };
    let fits = |position: &u32| {
        let file = tree.files().get(*position as usize);
        size.is_none_or(|size| file.is_some_and(|file| file.size == size))
    };
    let own = numbered(number);
    if own.as_ref().is_some_and(fits) {
        return own;
    }
    let others = ["", "(1)", "(2)", "(3)", "(4)", "(5)"];
    others.iter().filter_map(|number| numbered(number)).find(fits).or(own)
}

/// `lac.jpg(1)` as `lac.jpg` and `(1)`.
fn split_number(path: &str) -> (&str, &str) {
    let at = path.rfind('(').filter(|at| {
        let number = path.get(*at + 1..).and_then(|rest| rest.strip_suffix(')'));
        number
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    });
    path.split_at(at.unwrap_or(path.len()))
}

/// `lac(1).jpg` as `lac.jpg`.
fn first_of_name(path: &str) -> Option<String> {
    let (stem, extension) = path.rsplit_once('.')?;
    let (base, number) = split_number(stem);
    (!number.is_empty()).then(|| format!("{base}.{extension}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_in_two_places() {
        assert_eq!(split_number("a/lac.jpg(12)"), ("a/lac.jpg", "(12)"));
        assert_eq!(split_number("a/lac (x).jpg"), ("a/lac (x).jpg", ""));
        assert_eq!(first_of_name("a/lac(1).jpg").as_deref(), Some("a/lac.jpg"));
        assert_eq!(first_of_name("a/lac.jpg"), None);
    }
}
