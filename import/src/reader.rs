//! The contract between formats and everything after them.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::{Kind, Record, html::HtmlFolder};

/// Opens `path` and indexes it; `format` overrides detection.
///
/// # Errors
/// [`OpenError`], each with a stable code.
pub fn open(
    path: &Path,
    format: Option<Format>,
    options: Options,
) -> Result<Box<dyn Reader>, OpenError> {
    let format = match format {
        Some(format) => format,
        None => Format::detect(path)?,
    };
    match format {
        Format::Html => Ok(Box::new(HtmlFolder::open(path, options)?)),
    }
}

/// A source that has been indexed.
pub trait Reader: fmt::Debug + Send + Sync {
    /// The format it reads.
    fn format(&self) -> Format;

    /// How many items [`records`](Self::records) will produce of each kind, those set aside included.
    fn expected(&self) -> BTreeMap<Kind, u64>;

    /// All documents and assets that links may lead to, before any of them is read in full.
    fn entries(&self) -> Box<dyn Iterator<Item = Entry<'_>> + '_>;

    /// Streams the records: assets, then documents, then redirects, then what was set aside. One document is in memory
    /// at a time. May be called again and gives the same records as long as the source stays the same.
    fn records(&self) -> Box<dyn Iterator<Item = Record> + '_>;
}

/// One line of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Entry<'a> {
    /// [`Kind::Page`] or [`Kind::Media`].
    pub kind: Kind,
    /// Identity within the source.
    pub external_id: &'a str,
    /// Title of a page.
    pub title: Option<&'a str>,
}

/// Formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A folder of HTML pages: Dreamweaver, `FrontPage`, Word, or made by hand.
    Html,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 1] = [Self::Html];

    /// The name used on the command line and in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
        }
    }

    fn detect(path: &Path) -> Result<Self, OpenError> {
        if HtmlFolder::recognises(path)? {
            return Ok(Self::Html);
        }
        Err(OpenError::Unrecognised { path: path.to_owned() })
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let known = |format: &Self| format.as_str().eq_ignore_ascii_case(name);
        Self::ALL.into_iter().find(known).ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// The name is not that of a format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown format `{0}`; known: html")]
pub struct UnknownFormat(String);

/// How a source is to be read.
#[derive(Debug, Clone)]
pub struct Options {
    /// Decode every page with this encoding, whatever it declares. Needed for old Macintosh sites (`macintosh`).
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// Where dates without a zone were written.
    pub time_zone: TimeZone,
    /// Host names of the old site: links to them are links within the source.
    pub own_hosts: Vec<String>,
    /// Largest page that is read, in bytes. A page is held in memory several times over.
    pub max_page_bytes: u64,
    /// Largest other file that is taken, in bytes.
    pub max_asset_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            encoding: None,
            time_zone: TimeZone::UTC,
            own_hosts: Vec::new(),
            max_page_bytes: 8 << 20,
            max_asset_bytes: 64 << 20,
        }
    }
}

impl Options {
    /// Sets the encoding by its label (`latin1`, `windows-1252`, `macintosh`).
    ///
    /// # Errors
    /// [`OpenError::UnknownEncoding`] where the label is not in the WHATWG encoding standard.
    pub fn with_encoding(mut self, label: &str) -> Result<Self, OpenError> {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes());
        self.encoding =
            Some(encoding.ok_or_else(|| OpenError::UnknownEncoding { label: label.to_owned() })?);
        Ok(self)
    }
}

/// Why a source could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The path does not exist or is not the sort of thing the format is.
    #[error("{}: not a folder that can be read", path.display())]
    NotAFolder {
        /// What was given.
        path: PathBuf,
    },
    /// No reader recognises it.
    #[error("{}: no known format (a folder with .htm or .html pages was expected)", path.display())]
    Unrecognised {
        /// What was given.
        path: PathBuf,
    },
    /// The encoding label means nothing.
    #[error("unknown encoding `{label}`")]
    UnknownEncoding {
        /// What was given.
        label: String,
    },
}

impl OpenError {
    /// Stable reason code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAFolder { .. } => "SOURCE_NOT_READABLE",
            Self::Unrecognised { .. } => "FORMAT_UNRECOGNISED",
            Self::UnknownEncoding { .. } => "ENCODING_UNKNOWN",
        }
    }
}
