//! A text with all that its source tells about it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Kind, Link, Problem};

/// A text with all that is known about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Identity within the source; for files the path relative to the root, NFC, with forward slashes.
    pub external_id: String,
    /// [`Kind::Post`] or [`Kind::Page`].
    pub kind: Kind,
    /// Plain text, never empty.
    pub title: String,
    /// Where the title was taken from.
    pub title_from: TitleSource,
    /// Well-formed HTML fragment with its links as the source wrote them. Not sanitised.
    pub body_html: String,
    /// Words to find the document by that its body does not show: the text of an attached PDF.
    pub search_text: Option<String>,
    /// A summary that somebody wrote, as plain text.
    pub excerpt: Option<String>,
    /// Who could read it there.
    pub state: State,
    /// Whether it stood before all others.
    pub sticky: bool,
    /// Name of the author as written.
    pub author: Option<String>,
    /// Id of the [`Author`](crate::Author) within the source, where it has one.
    pub author_id: Option<String>,
    /// When it was written.
    pub created: Option<Dated>,
    /// When it was published.
    pub published: Option<Dated>,
    /// When it was last changed.
    pub updated: Option<Dated>,
    /// Language tag as written (`fr`, `en-GB`).
    pub lang: Option<String>,
    /// Labels as written: tags and categories, each once.
    pub tags: Vec<String>,
    /// Its name in addresses.
    pub slug: Option<String>,
    /// Id of the document that it stands below.
    pub parent: Option<String>,
    /// Id of the picture that stands for it in lists.
    pub cover: Option<String>,
    /// What else the source tells of it, by name.
    pub fields: BTreeMap<String, Vec<String>>,
    /// Addresses it had: whole, or as paths from the root of the old site.
    pub old_urls: Vec<String>,
    /// Each distinct address in the body, once.
    pub links: Vec<Link>,
    /// How it was read.
    pub reading: Reading,
    /// Problems of this document other than its links, which [`rewrite`](crate::rewrite) reports.
    pub problems: Vec<Problem>,
}

impl Document {
    /// A published document without text, to be filled in.
    #[must_use]
    pub fn new(kind: Kind, external_id: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            external_id: external_id.into(),
            kind,
            title: title.into(),
            title_from: TitleSource::Title,
            body_html: String::new(),
            search_text: None,
            excerpt: None,
            state: State::Published,
            sticky: false,
            author: None,
            author_id: None,
            created: None,
            published: None,
            updated: None,
            lang: None,
            tags: Vec::new(),
            slug: None,
            parent: None,
            cover: None,
            fields: BTreeMap::new(),
            old_urls: Vec::new(),
            links: Vec::new(),
            reading: Reading::default(),
            problems: Vec::new(),
        }
    }
}

/// Who could read a document where it comes from. Only what was public is published again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Everybody.
    Published,
    /// Nobody before its date.
    Scheduled,
    /// Who wrote it.
    Draft,
    /// Who wrote it and who was to review it.
    Pending,
    /// Members of the old site alone.
    Private,
    /// Whoever knew a password.
    Protected,
}

/// Where a title was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TitleSource {
    /// The title the source gives.
    Title,
    /// A heading, because the title was missing or shared by several pages.
    Heading,
    /// The first words, because nothing else was there.
    FirstWords,
    /// The file name, because nothing else told the page from others.
    FileName,
}

/// How a document was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// File of the source, relative to its root.
    pub file: String,
    /// Line where it begins, from 1, in files that hold several.
    pub line: Option<u32>,
    /// SHA-256 of the source bytes, lower-case hexadecimal.
    pub sha256: String,
    /// How the bytes were decoded.
    pub encoding: Option<Encoding>,
    /// Things taken out or put right while reading, with how often (`font`, `spacer`, `layout_table`...).
    pub tidied: BTreeMap<String, u64>,
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
    /// The clocks of the time zone never showed it, for they were put forward: it is as much later.
    #[serde(default)]
    pub shifted: bool,
}

/// Where a date was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateSource {
    /// A date field of the format that says its offset, or is known to be UTC.
    Field,
    /// A date field without offset, read in the time zone of the [`Options`](crate::Options).
    LocalField,
    /// A sentence such as "mis à jour le 12 mars 2004".
    Text,
    /// The name of the file (`2013-09-18-rentree.md`).
    FileName,
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
