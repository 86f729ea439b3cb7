//! The pictures and files that the texts of a blog use, each once.

use std::collections::HashMap;

use super::hash;
use crate::{Asset, Located, Tree, address};

/// All of them, in the order in which they were met.
#[derive(Debug, Default)]
pub(crate) struct Media {
    list: Vec<Medium>,
    positions: HashMap<u64, u32>,
}

/// A picture or file.
#[derive(Debug)]
pub(crate) struct Medium {
    /// Identity within the source.
    pub(crate) id: Box<str>,
    /// Where it was, as the first text that uses it says; the largest spelling where that is known.
    pub(crate) address: Box<str>,
    /// Position of its file in the source.
    pub(crate) inside: Option<u32>,
    /// Several files of the source could be it.
    pub(crate) ambiguous: bool,
    /// Position of the file of the source that tells of it, and the line there.
    pub(crate) told: (u32, u32),
}

impl Media {
    /// The medium called `id`.
    pub(crate) fn get(&self, id: &str) -> Option<&Medium> {
        self.list.get(*self.positions.get(&hash(id))? as usize)
    }

    /// The medium called `id`, to be changed.
    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Medium> {
        self.list.get_mut(*self.positions.get(&hash(id))? as usize)
    }

    /// Adds one that is not there yet.
    pub(crate) fn push(&mut self, medium: Medium) {
        let position = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.positions.insert(hash(&*medium.id), position);
        self.list.push(medium);
    }

    /// All of them.
    pub(crate) fn all(&self) -> &[Medium] {
        &self.list
    }
}

impl Medium {
    /// What is handed over of it.
    pub(crate) fn asset(&self, tree: &Tree) -> Asset {
        let file = |position: u32| tree.files().get(position as usize);
        let inside = self.inside.and_then(file);
        let address = address::normal(&self.address).map(|address| address.path);
        let path = match inside {
            Some(file) => &file.path,
            None => address.as_deref().unwrap_or(&self.address),
        };
        let path = path.split('?').next().unwrap_or(path).trim_end_matches('/');
        let name = path.rsplit('/').next().unwrap_or(path).trim();
        Asset {
            external_id: self.id.to_string(),
            name: if name.is_empty() { self.id.to_string() } else { name.to_owned() },
            alt: None,
            located: inside.map_or(Located::Elsewhere, |file| Located::Inside(file.path.clone())),
            old_urls: vec![self.address.to_string()],
            size: inside.map(|file| file.size),
            file: file(self.told.0).map(|file| file.path.clone()).unwrap_or_default(),
            line: Some(self.told.1),
        }
    }
}
