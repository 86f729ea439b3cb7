//! What can go wrong with one item of a source, as a line of the report.

use serde::{Deserialize, Serialize};

/// The kinds of item a report counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A page of text.
    Page,
    /// A picture or any other file that pages show or link to.
    Media,
    /// A page whose only purpose is to lead to another one (frameset, meta refresh).
    Redirect,
    /// A file that is not content: editor bookkeeping, style sheets, scripts.
    Other,
}

impl Kind {
    /// The name used in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Media => "media",
            Self::Redirect => "redirect",
            Self::Other => "other",
        }
    }
}

/// How much a problem matters to the person who imports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Info,
    /// Something in the result is incomplete.
    Warning,
    /// The item did not come in.
    Error,
}

/// Reason codes. They are stable: scripts may depend on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Code {
    /// A link inside the source leads to nothing that was imported; it was left as written.
    BrokenLink,
    /// A picture or file that a page uses is not in the source; the reference was left as written.
    MissingMedia,
    /// A frameset or meta refresh whose destination is not in the source.
    BrokenRedirect,
    /// A folder that never holds content (`_notes`, `_vti_cnf`, `Templates`...).
    SkippedFolder,
    /// A file that is not content (style sheet, script, editor file) or is empty.
    SkippedFile,
    /// A symbolic link: never followed, because it may lead outside the folder.
    Symlink,
    /// Larger than the limit of the [`Options`](crate::Options).
    TooLarge,
    /// The file could not be read.
    Unreadable,
    /// Markup built so that reading it would exhaust the machine.
    Malformed,
    /// Two files whose names differ only in Unicode composition; the first was taken.
    DuplicateId,
    /// A page without text and pictures.
    EmptyPage,
    /// The page declares another encoding than the one it is written in.
    EncodingMismatch,
    /// PHP, ASP or JSP code was taken out; only the static text came in.
    DynamicCodeRemoved,
    /// Flash, applets, forms or other things that do not work outside the old site were taken out.
    ActiveContentRemoved,
    /// The target refused the item.
    Rejected,
    /// The item was changed by a person since the last import; theirs was kept.
    Conflict,
    /// Imported earlier and no longer in the source.
    Vanished,
    /// The item was announced by the reader and never settled: a fault of the importer.
    NotProcessed,
}

impl Code {
    /// How much a problem with this code matters.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::SkippedFolder
            | Self::SkippedFile
            | Self::EncodingMismatch
            | Self::ActiveContentRemoved => Severity::Info,
            Self::BrokenLink
            | Self::MissingMedia
            | Self::BrokenRedirect
            | Self::Symlink
            | Self::EmptyPage
            | Self::DynamicCodeRemoved
            | Self::Conflict
            | Self::Vanished => Severity::Warning,
            Self::TooLarge
            | Self::Unreadable
            | Self::Malformed
            | Self::DuplicateId
            | Self::Rejected
            | Self::NotProcessed => Severity::Error,
        }
    }
}

/// One line of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Reason code.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What kind of item has the problem.
    pub kind: Kind,
    /// The item, where one is known by id.
    pub external_id: Option<String>,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// File of the source, relative to its root.
    pub file: Option<String>,
    /// Line in that file, from 1, in the decoded text.
    pub line: Option<u32>,
    /// One sentence for a person.
    pub message: String,
}

impl Problem {
    /// A problem of the item `external_id`, which for files is the file too.
    #[must_use]
    pub fn new(code: Code, kind: Kind, external_id: &str, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            kind,
            external_id: Some(external_id.to_owned()),
            title: None,
            file: Some(external_id.to_owned()),
            line: None,
            message: message.into(),
        }
    }

    /// The same problem with the title of its item.
    #[must_use]
    pub fn titled(mut self, title: &str) -> Self {
        self.title = Some(title.to_owned());
        self
    }

    /// The same problem with the line where it was seen.
    #[must_use]
    pub fn at(mut self, line: Option<u32>) -> Self {
        self.line = line;
        self
    }
}
