//! Comments, which stand anywhere in a feed, kept on disk until their document is handed over.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    sync::{Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

use super::entry::{Person, Words};

/// A temporary file without a name.
#[derive(Debug)]
pub(super) struct Spool {
    file: Mutex<File>,
    end: u64,
}

/// Where something lies in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    start: u64,
    length: u32,
}

/// A comment as the feed tells of it, without what is personal.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) id: String,
    pub(super) author: Person,
    pub(super) published: String,
    pub(super) content: Words,
    /// Position of the feed.
    pub(super) feed: u32,
    pub(super) line: u32,
    pub(super) cut: bool,
}

impl Spool {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self { file: Mutex::new(tempfile::tempfile()?), end: 0 })
    }

    pub(super) fn push(&mut self, comment: &Kept) -> io::Result<Slot> {
        let bytes = serde_json::to_vec(comment)?;
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.end))?;
        file.write_all(&bytes)?;
        let slot = Slot { start: self.end, length };
        self.end += u64::from(length);
        Ok(slot)
    }

    pub(super) fn read(&self, slot: Slot) -> io::Result<Kept> {
        let mut bytes = Vec::new();
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(slot.start))?;
        (&mut *file).take(u64::from(slot.length)).read_to_end(&mut bytes)?;
        Ok(serde_json::from_slice(&bytes)?)
    }
}
