//! The neutral records that every reader produces, whatever the format it reads.

use serde::{Deserialize, Serialize};

use crate::{Asset, Dated, Document, Kind, Link, Problem};

/// One item of the stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// Somebody who wrote.
    Author(Author),
    /// A label that documents carry.
    Term(Term),
    /// A file that documents show or link to.
    Asset(Asset),
    /// A text.
    Document(Box<Document>),
    /// What somebody said about a document.
    Comment(Box<Comment>),
    /// An old address that leads to another item.
    Redirect(Redirect),
    /// Something that is not handed over, with its reason.
    SetAside(SetAside),
}

/// Somebody who wrote in the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// Identity within the source.
    pub external_id: String,
    /// Name as shown there.
    pub name: String,
    /// E-mail address, to find their account by; never shown or kept with what they wrote.
    pub email: Option<String>,
}

/// A label of the source: tag, category, or an entry of another taxonomy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Identity within the source.
    pub external_id: String,
    /// Which kind of label: `tag`, `category`, or the name of the taxonomy.
    pub taxonomy: String,
    /// As shown.
    pub name: String,
    /// Its name in addresses.
    pub slug: Option<String>,
    /// Id of the term that it stands below.
    pub parent: Option<String>,
    /// What it is for, as plain text.
    pub description: Option<String>,
}

/// What a reader said about a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comment {
    /// Identity within the source.
    pub external_id: String,
    /// Id of the document.
    pub document: String,
    /// Id of the comment that it answers.
    pub parent: Option<String>,
    /// Name of who wrote it, as written. Addresses are not handed over.
    pub author: Option<String>,
    /// Id of the [`Author`], where they are one.
    pub author_id: Option<String>,
    /// Well-formed HTML fragment. Not sanitised.
    pub body_html: String,
    /// Where its links lead. Pictures have no place in comments.
    pub links: Vec<Link>,
    /// When it was written.
    pub written: Option<Dated>,
    /// File of the source, relative to its root.
    pub file: String,
    /// Line there, from 1.
    pub line: Option<u32>,
}

/// An old address that leads to another item of the same source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    /// Identity within the source.
    pub external_id: String,
    /// Addresses it had: whole, or as paths from the root of the old site.
    pub old_urls: Vec<String>,
    /// The document or asset it leads to; never another redirect.
    pub to: String,
}

/// Items that are not handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// What they are counted as.
    pub kind: Kind,
    /// [`Outcome::Skipped`] on purpose, or [`Outcome::Failed`].
    pub outcome: Outcome,
    /// How many items this stands for (a whole folder is one line).
    pub count: u64,
    /// Why.
    pub problem: Problem,
}

impl SetAside {
    /// One item that is left out on purpose.
    #[must_use]
    pub fn skipped(problem: Problem) -> Self {
        Self { kind: problem.kind, outcome: Outcome::Skipped, count: 1, problem }
    }

    /// One item that could not be read.
    #[must_use]
    pub fn failed(problem: Problem) -> Self {
        Self { kind: problem.kind, outcome: Outcome::Failed, count: 1, problem }
    }
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

impl Outcome {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 5] =
        [Self::Imported, Self::Updated, Self::Unchanged, Self::Skipped, Self::Failed];
}
