//! The files that texts hold, each once, on disk until they are asked for.

use std::{
    collections::HashMap,
    io::{self, Write},
};

use sha2::{Digest, Sha256};

use super::address;
use crate::{Asset, Located, blog::hash, rewrite::hex, spool::Spool};

/// How many files of one source are taken, and how much they may be together, in bytes.
const MAX_PICTURES: usize = 200_000;
const MAX_TOTAL: u64 = 16 << 30;

/// How the identity of each begins.
const PREFIX: &str = "embedded:";

/// The files.
#[derive(Debug)]
pub(super) struct Pictures {
    spool: Spool,
    max_bytes: u64,
    list: Vec<Picture>,
    /// Positions by the address as written; none for those that cannot be read.
    addresses: HashMap<u64, Option<u32>>,
    ids: HashMap<u64, u32>,
}

#[derive(Debug)]
struct Picture {
    id: Box<str>,
    ending: &'static str,
    start: u64,
    length: u64,
    /// The text that shows it first.
    file: Box<str>,
    line: Option<u32>,
}

impl Pictures {
    /// None yet; those larger than `max_bytes` are not taken.
    pub(super) fn new(max_bytes: u64) -> io::Result<Self> {
        Ok(Self {
            spool: Spool::new()?,
            max_bytes,
            list: Vec::new(),
            addresses: HashMap::new(),
            ids: HashMap::new(),
        })
    }

    /// Takes in what the address `raw` holds.
    pub(super) fn add(&mut self, raw: &str, file: &str, line: Option<u32>) -> io::Result<()> {
        let key = hash(raw);
        if self.addresses.contains_key(&key) {
            return Ok(());
        }
        let position = match address::bytes(raw, self.max_bytes) {
            Some((bytes, ending)) => self.keep(&bytes, ending, file, line)?,
            None => None,
        };
        self.addresses.insert(key, position);
        Ok(())
    }

    fn keep(
        &mut self,
        bytes: &[u8],
        ending: &'static str,
        file: &str,
        line: Option<u32>,
    ) -> io::Result<Option<u32>> {
        let digest = hex(Sha256::digest(bytes).get(..16).unwrap_or_default());
        let id = format!("{PREFIX}{digest}");
        if let Some(known) = self.ids.get(&hash(&id)) {
            return Ok(Some(*known));
        }
        let length = bytes.len() as u64;
        let start = self.spool.end();
        if self.list.len() >= MAX_PICTURES || start.saturating_add(length) > MAX_TOTAL {
            return Ok(None);
        }
        self.spool.write_all(bytes)?;
        let position = u32::try_from(self.list.len()).ok();
        let file = file.into();
        self.ids.extend(position.map(|position| (hash(&id), position)));
        self.list.push(Picture { id: id.into(), ending, start, length, file, line });
        Ok(position)
    }

    /// The identity of what the address `raw` holds.
    pub(super) fn id(&self, raw: &str) -> Option<&str> {
        let position = (*self.addresses.get(&hash(raw))?)?;
        self.list.get(position as usize).map(|picture| &*picture.id)
    }

    pub(super) fn count(&self) -> u64 {
        self.list.len() as u64
    }

    pub(super) fn assets(&self) -> impl Iterator<Item = Asset> + Send + use<'_> {
        self.list.iter().map(|picture| {
            let number = picture.id.get(PREFIX.len()..PREFIX.len() + 8).unwrap_or_default();
            Asset {
                external_id: picture.id.to_string(),
                name: format!("{number}.{}", picture.ending),
                alt: None,
                located: Located::Inside(picture.id.to_string()),
                old_urls: Vec::new(),
                size: Some(picture.length),
                file: picture.file.to_string(),
                line: picture.line,
            }
        })
    }

    /// The bytes of the file called `id`; nothing where it is none of these.
    pub(super) fn bytes(&self, id: &str) -> Option<io::Result<Vec<u8>>> {
        let position = *self.ids.get(&hash(id)).filter(|_| id.starts_with(PREFIX))?;
        let picture = self.list.get(position as usize)?;
        Some(self.spool.bytes(picture.start, picture.length))
    }
}
