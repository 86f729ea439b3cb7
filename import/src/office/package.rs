//! The zip file that an office document is: its parts, none larger than is read.

use std::{
    fs::File,
    io::{self, Cursor, Read, Seek},
};

use zip::ZipArchive;

use super::Refused;
use crate::{Code, Options, Tree, TreeFile};

/// Parts of a document.
const MAX_PARTS: usize = 20_000;

/// Parts larger than this must not unpack to so many times their size: no document does.
const SUSPICIOUS: u64 = 8 << 20;
const MAX_RATIO: u64 = 200;

/// What zip archives begin with.
const ZIP: &[u8] = b"PK\x03\x04";

/// What the files of old versions begin with, and new ones that are locked with a password.
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];

trait Source: Read + Seek + Send {}
impl<T: Read + Seek + Send> Source for T {}

/// An open document.
pub(super) struct Package(ZipArchive<Box<dyn Source>>);

impl Package {
    /// Opens the document in `file`.
    pub(super) fn open(tree: &Tree, file: &TreeFile, options: &Options) -> Result<Self, Refused> {
        let start = tree.head(file);
        if start.starts_with(COMPOUND) {
            let message = "locked with a password, or written by an old version".to_owned();
            return Err((Code::Encrypted, message));
        }
        if !start.starts_with(ZIP) {
            return Err((Code::Malformed, "not the zip file that it should be".to_owned()));
        }
        let unreadable = |cause: io::Error| {
            let large = cause.kind() == io::ErrorKind::FileTooLarge;
            (if large { Code::TooLarge } else { Code::Unreadable }, cause.to_string())
        };
        if file.size > options.max_asset_bytes {
            let message = format!("{} bytes; the limit is {}", file.size, options.max_asset_bytes);
            return Err((Code::TooLarge, message));
        }
        let source: Box<dyn Source> = if let Some(path) = tree.on_disk(file) {
            // Asks the tree first, which knows whether the file was exchanged for a link.
            drop(tree.read(file).map_err(unreadable)?);
            Box::new(File::open(path).map_err(unreadable)?)
        } else {
            let bytes = tree.bytes(file, options.max_asset_bytes).map_err(unreadable)?;
            Box::new(Cursor::new(bytes))
        };
        let zip = ZipArchive::new(source)
            .map_err(|cause| (Code::Truncated, format!("the zip file has no end: {cause}")))?;
        if zip.len() > MAX_PARTS {
            let message = format!("{} parts; the limit is {MAX_PARTS}", zip.len());
            return Err((Code::ArchiveLimit, message));
        }
        Ok(Self(zip))
    }

    /// Whether there is a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.index_for_name(name).is_some()
    }

    /// The bytes of a part of at most `limit` bytes; nothing where there is none of this name.
    pub(super) fn part(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, Refused> {
        let Some(index) = self.0.index_for_name(name) else { return Ok(None) };
        let part = self.0.by_index(index).map_err(|cause| match cause {
            zip::result::ZipError::UnsupportedArchive(message) if message.contains("assword") => {
                (Code::Encrypted, "locked with a password".to_owned())
            }
            cause => (Code::Malformed, format!("{name}: {cause}")),
        })?;
        let bomb =
            part.size() > SUSPICIOUS && part.size() / part.compressed_size().max(1) > MAX_RATIO;
        let mut bytes = Vec::new();
        let broken = |cause: io::Error| (Code::Malformed, format!("{name}: {cause}"));
        if !bomb {
            part.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(broken)?;
        }
        if bomb || bytes.len() as u64 > limit {
            let message =
                format!("{name} unpacks to more than is read; a bomb, or larger than the limit");
            return Err((Code::ArchiveLimit, message));
        }
        Ok(Some(bytes))
    }
}
