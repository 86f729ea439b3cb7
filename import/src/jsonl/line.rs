//! The lines of the format as types.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::scalars::{fields, identity, maybe_identity, strings};
use crate::{Kind, State, markup::Markup};

/// The version of the format that is written, and the latest that is read.
pub const VERSION: u32 = 1;

/// Keys that mean nothing in this version.
type Other = BTreeMap<String, Value>;

/// One line of a file of records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Line {
    /// What the source tells of itself.
    Site(SiteLine),
    /// Somebody who wrote.
    Author(AuthorLine),
    /// A label.
    Term(TermLine),
    /// A file.
    Media(MediaLine),
    /// A text.
    Document(Box<DocumentLine>),
    /// What somebody said about a text.
    Comment(Box<CommentLine>),
    /// An old address that leads to a document or a file.
    Redirect(RedirectLine),
}

/// What the source tells of itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SiteLine {
    /// The version of the format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Hosts it was found at.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "strings")]
    pub hosts: Vec<String>,
    /// Its language, as a tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Keys that mean nothing here.
    #[serde(flatten)]
    pub other: Other,
}

/// Somebody who wrote.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AuthorLine {
    /// Identity within the source.
    #[serde(deserialize_with = "identity")]
    pub external_id: String,
    /// Name as shown.
    pub name: String,
    /// Address to find their account by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Keys that mean nothing here.
    #[serde(flatten)]
    pub other: Other,
}

/// A label that documents carry by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TermLine {
    /// Identity within the source.
    #[serde(deserialize_with = "identity")]
    pub external_id: String,
    /// As shown.
    pub name: String,
    /// Which kind of label: `tag` where nothing is said, `category`, or any other name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxonomy: Option<String>,
    /// Its name in addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Id of the term above.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "maybe_identity")]
    pub parent: Option<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Keys that mean nothing here.
    #[serde(flatten)]
    pub other: Other,
}

/// A file: beside the records, or at an address.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MediaLine {
    /// Identity within the source.
    #[serde(deserialize_with = "identity")]
    pub external_id: String,
    /// Where it lies, relative to the file of records and never above the source's root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Where it was found on the web.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Name of the file; the end of `path` or `url` where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// Size in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Further addresses it had.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "strings")]
    pub old_urls: Vec<String>,
    /// Keys that mean nothing here.
    #[serde(flatten)]
    pub other: Other,
}

/// A text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DocumentLine {
    /// Identity within the source.
    #[serde(deserialize_with = "identity")]
    pub external_id: String,
    /// Plain text.
    pub title: String,
    /// The text itself, written as `format` says.
    pub body: String,
    /// Post or page.
    #[serde(default)]
    pub kind: PostOrPage,
    /// How the body is written.
    #[serde(default)]
    pub format: Markup,
    /// Who could read it; public where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// Whether it stood before all others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sticky: bool,
    /// Summary, as plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
    /// Name of the author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Id of the author's record.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "maybe_identity")]
    pub author_id: Option<String>,
    /// When it was written: RFC 3339, or a date, with or without time, of the time zone of the import.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<String>,
    /// When it was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
    /// Language tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Names of its labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "strings")]
    pub tags: Vec<String>,
    /// Its name in addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Id of the document above.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "maybe_identity")]
    pub parent: Option<String>,
    /// Id of the picture that stands for it in lists.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "maybe_identity")]
    pub cover: Option<String>,
    /// Whatever else there is to say, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "fields")]
    pub fields: BTreeMap<String, Vec<String>>,
    /// Addresses it had.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "strings")]
    pub old_urls: Vec<String>,
    /// Words to find it by that the body does not show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search_text: Option<String>,
    /// Keys that mean nothing here.
    #[serde(flatten)]
    pub other: Other,
}

/// What somebody said about a document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CommentLine {
    /// Identity within the source.
    #[serde(deserialize_with = "identity")]
    pub external_id: String,
    /// Id of the document.
    #[serde(deserialize_with = "identity")]
    pub document: String,
    /// What was said, written as `format` says.
    pub body: String,
    /// How the body is written.
    #[serde(default)]
    pub format: Markup,
    /// Id of the comment that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "maybe_identity")]
    pub parent: Option<String>,
    /// Name of who said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Id of the author's record.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "maybe_identity")]
    pub author_id: Option<String>,
    /// When: as `created_at` of a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_at: Option<String>,
    /// Keys that mean nothing here.
    #[serde(flatten)]
    pub other: Other,
}

/// An old address that leads to something of the same source.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RedirectLine {
    /// Identity within the source.
    #[serde(deserialize_with = "identity")]
    pub external_id: String,
    /// Addresses: whole, or as paths from the root of the old site.
    #[serde(deserialize_with = "strings")]
    pub old_urls: Vec<String>,
    /// Id of the document or file.
    #[serde(deserialize_with = "identity")]
    pub to: String,
    /// Keys that mean nothing here.
    #[serde(flatten)]
    pub other: Other,
}

/// The two sorts of documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostOrPage {
    /// Dated, one of a series.
    #[default]
    Post,
    /// Not one of a series.
    Page,
}

impl From<PostOrPage> for Kind {
    fn from(kind: PostOrPage) -> Self {
        match kind {
            PostOrPage::Post => Self::Post,
            PostOrPage::Page => Self::Page,
        }
    }
}

impl Line {
    /// Reads one line.
    ///
    /// # Errors
    /// Where it is no JSON, or not that of a record.
    pub fn parse(line: &str) -> serde_json::Result<Self> {
        serde_json::from_str(line)
    }

    /// The name of its type.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Site(_) => "site",
            Self::Author(_) => "author",
            Self::Term(_) => "term",
            Self::Media(_) => "media",
            Self::Document(_) => "document",
            Self::Comment(_) => "comment",
            Self::Redirect(_) => "redirect",
        }
    }

    /// The id of the record; a site has none.
    #[must_use]
    pub fn external_id(&self) -> Option<&str> {
        Some(match self {
            Self::Site(_) => return None,
            Self::Author(it) => &it.external_id,
            Self::Term(it) => &it.external_id,
            Self::Media(it) => &it.external_id,
            Self::Document(it) => &it.external_id,
            Self::Comment(it) => &it.external_id,
            Self::Redirect(it) => &it.external_id,
        })
    }

    /// Keys that mean nothing here.
    #[must_use]
    pub const fn other(&self) -> &BTreeMap<String, Value> {
        match self {
            Self::Site(it) => &it.other,
            Self::Author(it) => &it.other,
            Self::Term(it) => &it.other,
            Self::Media(it) => &it.other,
            Self::Document(it) => &it.other,
            Self::Comment(it) => &it.other,
            Self::Redirect(it) => &it.other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_keys_make_a_document() {
        let line =
            Line::parse(r#"{"type":"document","external_id":7,"title":"Été","body":"<p>x"}"#);
        let Line::Document(document) = line.unwrap() else { unreachable!("a document") };
        let expected = DocumentLine {
            external_id: "7".into(),
            title: "Été".into(),
            body: "<p>x".into(),
            ..DocumentLine::default()
        };
        assert_eq!(*document, expected);
    }

    #[test]
    fn lists_may_be_one_string_and_unknown_keys_are_kept_apart() {
        let line = Line::parse(
            r#"{"type":"document","external_id":"a","title":"","body":"","tags":"rh","fields":{"n":3,"l":["x",true]},"x-y":[1]}"#,
        );
        let Line::Document(document) = line.unwrap() else { unreachable!("a document") };
        assert_eq!(document.tags, ["rh"]);
        assert_eq!(document.fields["n"], ["3"]);
        assert_eq!(document.other.keys().collect::<Vec<_>>(), ["x-y"]);
    }

    #[test]
    fn what_is_no_record_says_why() {
        let why = |line: &str| Line::parse(line).unwrap_err().to_string();
        assert!(why(r#"{"type":"document","external_id":"a","body":""}"#).contains("title"));
        assert!(why(r#"{"external_id":"a"}"#).contains("type"));
        assert!(why(r#"{"type":"menu"}"#).contains("menu"));
        assert!(why(r#"{"type":"author","external_id":1.5,"name":"x"}"#).contains("whole number"));
        let state =
            r#"{"type":"document","external_id":"a","title":"","body":"","state":"secret"}"#;
        assert!(why(state).contains("secret"), "an unknown state is never taken for public");
    }
}
