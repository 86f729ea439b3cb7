//! The files that came along with an export, found by what is left of their old addresses.

use std::collections::{HashMap, hash_map::Entry};

use super::hash;

/// Folders of a path that count when files are looked up.
const MAX_TAILS: usize = 12;

/// Files by every tail of their paths, case aside.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    /// Position of the file; none where several could be meant.
    tails: HashMap<u64, Option<u32>>,
}

/// What looking a file up came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// This one.
    One(u32),
    /// Several could be meant.
    Several,
    /// None.
    Nothing,
}

impl Shelf {
    /// Adds a file.
    pub(crate) fn insert(&mut self, path: &str, position: u32) {
        let folded = path.to_lowercase();
        for tail in tails(&folded) {
            match self.tails.entry(hash(tail)) {
                Entry::Occupied(mut taken) => {
                    taken.insert(None);
                }
                Entry::Vacant(free) => {
                    free.insert(Some(position));
                }
            }
        }
    }

    /// The file whose path ends as `path` does, with at least `parts` names in common; the longest tail decides.
    pub(crate) fn find(&self, path: &str, parts: usize) -> Found {
        let path = path.split('?').next().unwrap_or(path).trim_start_matches('/').to_lowercase();
        for tail in tails(&path) {
            if tail.matches('/').count() + 1 < parts {
                break;
            }
            match self.tails.get(&hash(tail)) {
                Some(Some(position)) => return Found::One(*position),
                Some(None) => return Found::Several,
                None => {}
            }
        }
        Found::Nothing
    }
}

/// A path, the path without its first folder, and so on to the name alone.
fn tails(path: &str) -> impl Iterator<Item = &str> {
    let skipped = path.matches('/').count().saturating_sub(MAX_TAILS);
    let mut rest = Some(path);
    let all = std::iter::from_fn(move || {
        let tail = rest?;
        rest = tail.split_once('/').map(|(_, after)| after);
        Some(tail)
    });
    all.skip(skipped).filter(|tail| !tail.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_tail_decides() {
        let mut shelf = Shelf::default();
        let files = ["site/adn/Lanh.jpg", "site/2013/plan.gif", "site/2014/plan.gif"];
        for (position, path) in (0..).zip(files) {
            shelf.insert(path, position);
        }
        assert_eq!(shelf.find("/adn/lanh.JPG?x=1", 1), Found::One(0));
        assert_eq!(shelf.find("/ailleurs/lanh.jpg", 1), Found::One(0));
        assert_eq!(shelf.find("/ailleurs/lanh.jpg", 2), Found::Nothing);
        assert_eq!(shelf.find("/2014/plan.gif", 2), Found::One(2));
        assert_eq!(shelf.find("/2015/plan.gif", 1), Found::Several);
    }
}
