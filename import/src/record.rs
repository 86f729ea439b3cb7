//! The neutral records that every reader produces, whatever the format it reads.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::PathBuf,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Kind, Problem};

/// One item of the stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// A file that documents show or link to. Assets come before documents.
    Asset(Asset),
    /// A text.
    Document(Box<Document>),
    /// An old address that leads to another item.
    Redirect(Redirect),
    /// Something that is not handed over, with its reason.
    SetAside(SetAside),
}

/// A text with all that is known about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Identity within the source; for files the path relative to the root, NFC, with forward slashes.
    pub external_id: String,
    /// Plain text, never empty.
    pub title: String,
    /// Where the title was taken from.
    pub title_from: TitleSource,
    /// Well-formed HTML fragment with its links as the source wrote them. Not sanitised.
    pub body_html: String,
    /// Addresses the document had on the old site, as paths from its root.
    pub old_paths: Vec<String>,
    /// Name of the author as written.
    pub author: Option<String>,
    /// When it was written.
    pub created: Option<Dated>,
    /// When it was published.
    pub published: Option<Dated>,
    /// When it was last changed.
    pub updated: Option<Dated>,
    /// Language tag as written (`fr`, `en-GB`).
    pub lang: Option<String>,
    /// Labels as written.
    pub tags: Vec<String>,
    /// SHA-256 of the source bytes, lower-case hexadecimal.
    pub source_sha256: String,
    /// File of the source, relative to its root.
    pub file: String,
    /// How the bytes were decoded.
    pub encoding: Encoding,
    /// Each distinct address in the body, once.
    pub links: Vec<Link>,
    /// Things taken out or put right while reading, with how often (`font`, `spacer`, `layout_table`...).
    pub tidied: BTreeMap<String, u64>,
    /// Problems of this document other than its links, which [`rewrite`](crate::rewrite) reports.
    pub problems: Vec<Problem>,
}

/// Where a title was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TitleSource {
    /// The title the source gives.
    Title,
    /// A heading, because the title was missing or shared by several pages.
    Heading,
    /// The file name, because nothing else told the page from others.
    FileName,
}

/// A point in time and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// The instant; a date without time is midnight in the time zone of the [`Options`](crate::Options).
    pub instant: Timestamp,
    /// The words of the source.
    pub as_written: String,
    /// Where it was found.
    pub derived_from: DateSource,
}

/// Where a date was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateSource {
    /// A date field of the format (Dreamweaver's `#BeginDate`).
    Field,
    /// A sentence such as "mis à jour le 12 mars 2004".
    Text,
    /// The modification time of the file; copying a site often destroys it.
    FileTime,
}

/// How a file was decoded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encoding {
    /// Name of the encoding used (WHATWG name).
    pub used: String,
    /// Label the file declares, as written.
    pub declared: Option<String>,
    /// What decided.
    pub decided_by: EncodingSource,
}

/// What decided an encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EncodingSource {
    /// The person who imports.
    Override,
    /// A byte order mark.
    Bom,
    /// The bytes are valid UTF-8 beyond ASCII.
    ValidUtf8,
    /// The declaration in the file.
    Declared,
    /// A guess from the bytes.
    Guessed,
}

/// An address in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The address as it stands in the body.
    pub raw: String,
    /// What the document uses it for.
    pub usage: LinkUsage,
    /// What it leads to.
    pub target: Target,
    /// Line in the decoded source, from 1, where it could be found again.
    pub line: Option<u32>,
}

/// What a document uses an address for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkUsage {
    /// Something to click on.
    Anchor,
    /// Something shown in place: picture, sound, film.
    Embedded,
}

/// What an address leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A document or asset of the same source.
    Entry {
        /// Its id.
        external_id: String,
        /// Place within it, without `#`.
        fragment: Option<String>,
    },
    /// A place in the same document.
    SamePage,
    /// Another site, a mail address.
    External,
    /// Meant to be in the source and not there.
    Missing {
        /// The path that was looked for, relative to the root.
        path: String,
    },
    /// A path on somebody's own disk, not found in the source either.
    LocalDisk,
}

/// A file that documents use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// Identity within the source.
    pub external_id: String,
    /// Where the bytes are on disk.
    pub path: PathBuf,
    /// Original file name, NFC.
    pub name: String,
    /// Media type by content; `application/octet-stream` where the bytes tell nothing.
    pub content_type: String,
    /// SHA-256 of the bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub size: u64,
    /// Width in pixels, of pictures.
    pub width: Option<u32>,
    /// Height in pixels, of pictures.
    pub height: Option<u32>,
    /// Addresses the file had on the old site, as paths from its root.
    pub old_paths: Vec<String>,
}

impl Asset {
    /// Opens the bytes for reading.
    ///
    /// # Errors
    /// When the file is gone, is no longer a plain file, or cannot be read.
    pub fn open(&self) -> io::Result<File> {
        // The file may have been exchanged for a symbolic link since the folder was indexed.
        if !fs::symlink_metadata(&self.path)?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a plain file any more"));
        }
        File::open(&self.path)
    }
}

/// An old address that leads to another item of the same source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    /// Identity within the source.
    pub external_id: String,
    /// Addresses it had on the old site, as paths from its root.
    pub old_paths: Vec<String>,
    /// The item it leads to; never another redirect.
    pub to: String,
}

/// Items that are not handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// What they are counted as.
    pub kind: Kind,
    /// [`Outcome::Skipped`] on purpose, or [`Outcome::Failed`].
    pub outcome: Outcome,
    /// How many files this stands for (a whole folder is one line).
    pub count: u64,
    /// Why.
    pub problem: Problem,
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// New in the target.
    Imported,
    /// Was there and has been changed.
    Updated,
    /// Was there, the same.
    Unchanged,
    /// Left out on purpose.
    Skipped,
    /// Did not come in.
    Failed,
}
