//! Addresses in documents.

use serde::{Deserialize, Serialize};

use crate::Kind;

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
        /// [`Kind::Media`], or [`Kind::Post`] and [`Kind::Page`] alike for documents.
        kind: Kind,
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
        /// The path that was looked for, relative to the root, or the whole address.
        path: String,
    },
    /// A path on somebody's own disk, not found in the source either.
    LocalDisk,
}

impl Target {
    /// A document or asset, as a whole.
    #[must_use]
    pub fn entry(kind: Kind, external_id: impl Into<String>) -> Self {
        Self::Entry { kind, external_id: external_id.into(), fragment: None }
    }
}
