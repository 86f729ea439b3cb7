//! The contract between formats and everything after them.

use std::{
    collections::BTreeMap,
    fmt,
    io::{self, Read},
    path::PathBuf,
    str::FromStr,
};

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::{
    Asset, Kind, Record, Tree,
    blogger::Blogger,
    embedded::{self, Embedding},
    html::HtmlFolder,
    jsonl::RecordFile,
    markdown::MarkdownFolder,
    office::OfficeFiles,
    table::Tables,
    tumblr::Tumblr,
    typepad::TypePad,
    wordpress::WordPress,
};

/// Opens what lies at `paths` as one source and indexes it; `format` overrides detection.
///
/// # Errors
/// [`OpenError`], each with a stable code.
pub fn open(
    paths: &[PathBuf],
    format: Option<Format>,
    options: Options,
) -> Result<Box<dyn Reader>, OpenError> {
    let tree = Tree::open(paths, &options)?;
    let format = match format {
        Some(format) => format,
        None => Format::detect(&tree)
            .ok_or_else(|| OpenError::Unrecognised { paths: paths.to_vec() })?,
    };
    let embeds = embedded::are_in(&tree);
    let reader = format.read(tree, options.clone())?;
    if !embeds {
        return Ok(reader);
    }
    let temporary = |cause| OpenError::NotReadable { path: PathBuf::from("temporary file"), cause };
    Ok(Box::new(Embedding::of(reader, &options).map_err(temporary)?))
}

/// A source that has been indexed.
pub trait Reader: fmt::Debug + Send + Sync {
    /// The format it reads.
    fn format(&self) -> Format;

    /// How many items [`records`](Self::records) will produce of each kind, those set aside included.
    fn expected(&self) -> BTreeMap<Kind, u64>;

    /// What the source tells of itself.
    fn site(&self) -> &Site;

    /// Streams the records: authors, terms, assets, then documents, each comment after its document and after the
    /// comment that it answers, then redirects. An asset comes before the documents that use it. What was set aside comes
    /// where it was found out, among them or at the end. One document is in memory at a time. May be called again and
    /// gives the same records as long as the source stays the same.
    fn records(&self) -> Box<dyn Iterator<Item = Record> + Send + '_>;

    /// The bytes of an asset that is [`Inside`](crate::Located::Inside) the source.
    ///
    /// # Errors
    /// `NotFound` for others; when it is gone or cannot be read.
    fn bytes(&self, asset: &Asset) -> io::Result<Box<dyn Read + Send>>;
}

/// What a source tells of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Site {
    /// Its title.
    pub title: Option<String>,
    /// The hosts it was found at, with those of the [`Options`].
    pub hosts: Vec<String>,
    /// Its language, as a tag.
    pub lang: Option<String>,
}

/// Declares the formats: for each its name on the command line and in reports, and its reader. A source is of the first
/// whose reader recognises it: those with unmistakable marks come first.
macro_rules! formats {
    ($($(#[$doc:meta])* $format:ident = $name:literal: $reader:ty;)*) => {
        /// Formats that can be read.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Format {
            $($(#[$doc])* #[serde(rename = $name)] $format,)*
        }

        impl Format {
            /// All of them, in the order in which a source is tried.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$format),*];

            /// The name used on the command line and in reports.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$format => $name,)*
                }
            }

            fn detect(tree: &Tree) -> Option<Self> {
                $(if <$reader>::recognises(tree) {
                    return Some(Self::$format);
                })*
                None
            }

            fn read(self, tree: Tree, options: Options) -> Result<Box<dyn Reader>, OpenError> {
                Ok(match self {
                    $(Self::$format => Box::new(<$reader>::open(tree, options)?),)*
                })
            }
        }
    };
}

formats! {
    /// An export of `WordPress` (WXR), in one file or several.
    WordPress = "wordpress": WordPress;
    /// Parvis's own records, one JSON object a line.
    JsonLines = "jsonl": RecordFile;
    /// A feed of Blogger, or a Google Takeout of it.
    Blogger = "blogger": Blogger;
    /// An export of Tumblr, of either generation, or posts of its interface.
    Tumblr = "tumblr": Tumblr;
    /// A table that lists texts: CSV, XLSX.
    Table = "table": Tables;
    /// A text of `TypePad` or Movable Type, with the files beside it.
    TypePad = "typepad": TypePad;
    /// A folder of texts in Markdown, or pages with front matter: Jekyll, Hugo, Pelican, notes.
    Markdown = "markdown": MarkdownFolder;
    /// Files of an office suite: DOCX, ODT, PDF.
    Office = "office": OfficeFiles;
    /// A folder of HTML pages: Dreamweaver, `FrontPage`, Word, or made by hand.
    Html = "html": HtmlFolder;
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
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
#[error("unknown format `{0}`; known: {known}", known = names())]
pub struct UnknownFormat(String);

fn names() -> String {
    Format::ALL.map(Format::as_str).join(", ")
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// Reads the text of a PDF from its bytes.
pub type PdfText = fn(&[u8]) -> Result<String, String>;

/// How a source is to be read.
#[derive(Debug, Clone)]
pub struct Options {
    /// Decode every page with this encoding, whatever it declares. Needed for old Macintosh sites (`macintosh`).
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// Where dates without a zone were written.
    pub time_zone: TimeZone,
    /// The present, which decides what is dated ahead and what has ended: a reader has no clock of its own.
    pub now: Timestamp,
    /// Host names of the old site: links to them are links within the source.
    pub own_hosts: Vec<String>,
    /// Largest page that is read, in bytes. A page is held in memory several times over.
    pub max_page_bytes: u64,
    /// Largest other file that is taken, in bytes.
    pub max_asset_bytes: u64,
    /// Largest single text within a larger file that is taken, in bytes.
    pub max_text_bytes: u64,
    /// How much an archive may unpack to, in bytes.
    pub max_archive_bytes: u64,
    /// Reads the text of a PDF, given its bytes, or says why it cannot; none where texts of PDFs are not wanted. Readers of
    /// PDFs break on hostile files: whoever imports runs [`pdf_text`](crate::PdfText) in a process of its own.
    pub pdf_text: Option<PdfText>,
    /// Whether what others wrote and the source only repeats (Tumblr's reblogs) is taken.
    pub reblogs: bool,
}

impl Default for Options {
    #[expect(clippy::disallowed_methods, reason = "who has a clock gives its time instead")]
    fn default() -> Self {
        Self {
            encoding: None,
            time_zone: TimeZone::UTC,
            now: Timestamp::now(),
            own_hosts: Vec::new(),
            max_page_bytes: 8 << 20,
            max_asset_bytes: 64 << 20,
            max_text_bytes: 64 << 20,
            max_archive_bytes: 64 << 30,
            pdf_text: None,
            reblogs: true,
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
    /// It does not exist or cannot be read.
    #[error("{}: cannot be read: {cause}", path.display())]
    NotReadable {
        /// What was given.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// It is not what the format says it is.
    #[error("not {format}: {message}")]
    NotThatFormat {
        /// The format that was asked for.
        format: Format,
        /// What is missing or wrong.
        message: String,
    },
    /// No reader recognises it.
    #[error("no known format: {}", list(paths))]
    Unrecognised {
        /// What was given.
        paths: Vec<PathBuf>,
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
            Self::NotReadable { .. } => "SOURCE_NOT_READABLE",
            Self::NotThatFormat { .. } => "FORMAT_MISMATCH",
            Self::Unrecognised { .. } => "FORMAT_UNRECOGNISED",
            Self::UnknownEncoding { .. } => "ENCODING_UNKNOWN",
        }
    }
}
