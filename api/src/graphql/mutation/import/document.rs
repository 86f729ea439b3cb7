//! A document as scripts send it.

use async_graphql::{Enum, InputObject};
use import::State;
use import::jsonl::{DocumentLine, Markup, PostOrPage};

/// What a body is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ImportFormat {
    /// HTML: kept as far as it is safe.
    Html,
    /// CommonMark with tables.
    Markdown,
    /// Plain text: an empty line ends a paragraph.
    Text,
}

/// Who could read a document where it comes from. Only what was public is published here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "State")]
pub enum ImportedState {
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

/// What a document was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ImportedKind {
    /// A dated text, one of a series.
    Post,
    /// A page of text.
    Page,
}

/// A document to import, known by its source and its id there.
#[derive(InputObject)]
pub struct ImportedDocumentInput {
    /// Its id in the source: at most 1,000 characters.
    pub(super) external_id: String,
    /// Title; what is longer than 300 characters is shortened.
    pub(super) title: String,
    /// The text, at most 400,000 characters. `parvis:document/ID` and `parvis:media/ID` link to what else
    /// the source holds, each with its id there.
    pub(super) body: String,
    /// What the body is written in.
    #[graphql(default_with = "ImportFormat::Html")]
    pub(super) format: ImportFormat,
    /// What it was.
    #[graphql(default_with = "ImportedKind::Post")]
    pub(super) kind: ImportedKind,
    /// Who could read it.
    #[graphql(default_with = "ImportedState::Published")]
    pub(super) state: ImportedState,
    /// Name of who wrote it. It stands on the post for good, with yours as who imported it.
    pub(super) author: Option<String>,
    /// When it was published, as RFC 3339. Text, so that a date that is none is the fault of one document.
    pub(super) published_at: Option<String>,
    /// When it was written, alike.
    pub(super) created_at: Option<String>,
    /// When it was last changed, alike.
    pub(super) updated_at: Option<String>,
    /// BCP 47 tag of its language.
    pub(super) lang: Option<String>,
    /// Labels.
    #[graphql(default)]
    pub(super) tags: Vec<String>,
    /// Summary, as plain text.
    pub(super) excerpt: Option<String>,
    /// Its name in addresses.
    pub(super) slug: Option<String>,
    /// Id of the document above it.
    pub(super) parent_id: Option<String>,
    /// Id of the picture that stands for it in lists.
    pub(super) cover_id: Option<String>,
    /// Addresses that it had: whole, or as paths.
    #[graphql(default)]
    pub(super) old_urls: Vec<String>,
    /// Whether it stood before all others: then it is pinned.
    #[graphql(default)]
    pub(super) sticky: bool,
}

impl From<ImportedDocumentInput> for DocumentLine {
    fn from(input: ImportedDocumentInput) -> Self {
        Self {
            external_id: input.external_id,
            title: input.title,
            body: input.body,
            kind: input.kind.into(),
            format: match input.format {
                ImportFormat::Html => Markup::Html,
                ImportFormat::Markdown => Markup::Markdown,
                ImportFormat::Text => Markup::Text,
            },
            state: Some(input.state.into()),
            sticky: input.sticky,
            excerpt: input.excerpt,
            author: input.author,
            created_at: input.created_at,
            published_at: input.published_at,
            updated_at: input.updated_at,
            lang: input.lang,
            tags: input.tags,
            slug: input.slug,
            parent: input.parent_id,
            cover: input.cover_id,
            old_urls: input.old_urls,
            ..Self::default()
        }
    }
}

impl From<ImportedKind> for PostOrPage {
    fn from(kind: ImportedKind) -> Self {
        match kind {
            ImportedKind::Post => Self::Post,
            ImportedKind::Page => Self::Page,
        }
    }
}
