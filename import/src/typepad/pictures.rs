//! Pictures of `TypePad`, whose addresses hold a number and a size: `/.a/6a0163057a21c8970d02c1b25803c4200d-800wi`.

use std::collections::{HashMap, HashSet};

use crate::{
    Tree,
    address::Address,
    blog::{
        hash,
        shelf::{Found, Shelf},
    },
};

/// Shortest number of a picture, in digits.
const MIN_DIGITS: usize = 18;

/// The files that came along with the exports.
#[derive(Debug, Default)]
pub(super) struct Files {
    shelf: Shelf,
    /// Position and size of the largest file with each number.
    numbers: HashMap<u64, (u32, u64)>,
    /// Files that belong to a picture whose larger version is used.
    sizes: HashMap<u32, u64>,
    used: HashSet<u32>,
}

impl Files {
    /// All files of `tree` but the exports.
    pub(super) fn of(tree: &Tree, exports: &[u32]) -> Self {
        let mut files = Self::default();
        for (position, file) in (0_u32..).zip(tree.files()) {
            if exports.contains(&position) {
                continue;
            }
            files.shelf.insert(&file.path, position);
            let name = file.path.rsplit('/').next().unwrap_or(&file.path);
            if let Some(number) = number(name) {
                let number = hash(number.to_lowercase());
                files.sizes.insert(position, number);
                let largest = files.numbers.entry(number).or_insert((position, file.size));
                if file.size > largest.1 {
                    *largest = (position, file.size);
                }
            }
        }
        files
    }

    /// The file of a picture that was at `address`.
    pub(super) fn find(&mut self, address: &Address, own: bool) -> Found {
        let by_number = picture_id(address).and_then(|id| {
            let number = id.strip_prefix("media:")?;
            self.numbers.get(&hash(number)).map(|(position, _)| Found::One(*position))
        });
        // On other hosts any name may occur by chance.
        let by_path = || self.shelf.find(&address.path, if own { 1 } else { 2 });
        let found = by_number.unwrap_or_else(by_path);
        if let Found::One(position) = found {
            self.used.insert(position);
        }
        found
    }

    /// Whether a picture has this file.
    pub(super) fn is_used(&self, position: u32) -> bool {
        self.used.contains(&position)
    }

    /// Whether it is a smaller version of a picture that has its file.
    pub(super) fn is_other_size(&self, position: u32) -> bool {
        let number = self.sizes.get(&position);
        let largest = number.and_then(|number| self.numbers.get(number));
        largest.is_some_and(|(largest, _)| *largest != position && self.is_used(*largest))
    }
}

/// Identity of a picture, if the address is one: its number, whatever the size, or the page that showed it alone.
pub(super) fn picture_id(address: &Address) -> Option<String> {
    let (_, name) = address.path.split_once("/.a/")?;
    let number = number(name).filter(|number| name.starts_with(number))?;
    Some(format!("media:{}", number.to_lowercase()))
}

/// The number in a name: `6a` and hexadecimal digits.
fn number(name: &str) -> Option<&str> {
    let starts = name.match_indices(['6']).map(|(at, _)| at);
    let mut candidates = starts.filter(|at| {
        let before = at.checked_sub(1).and_then(|before| name.as_bytes().get(before));
        !before.is_some_and(u8::is_ascii_alphanumeric)
    });
    candidates.find_map(|at| {
        let rest = name.get(at..)?;
        let end = rest.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(rest.len());
        let number = rest.get(..end)?;
        let is_number = number.len() >= MIN_DIGITS
            && number.get(1..2).is_some_and(|a| a.eq_ignore_ascii_case("a"));
        is_number.then_some(number)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::normal;

    #[test]
    fn one_picture_has_one_number_in_all_its_sizes() {
        let id = |address: &str| picture_id(&normal(address).unwrap());
        let expected = Some("media:6a0163057a21c8970d02c1b25803c4200d".to_owned());
        for end in ["", "-800wi", "-pi", "-popup", "-320pi.jpg"] {
            let address =
                format!("http://x.typepad.com/.a/6a0163057a21c8970d02c1b25803c4200d{end}");
            assert_eq!(id(&address), expected, "{address}");
        }
        assert_eq!(id("http://x.typepad.com/photos/6a0163057a21c8970d02c1b25803c4200d.jpg"), None);
        assert_eq!(id("http://x.typepad.com/.a/logo.gif"), None);
        assert_eq!(number("photo_6A0163057a21c8970d02c1.jpg"), Some("6A0163057a21c8970d02c1"));
        assert_eq!(number("x6a0163057a21c8970d02c1"), None);
    }
}
