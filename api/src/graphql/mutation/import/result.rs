//! What became of documents that scripts sent.

use async_graphql::{Enum, SimpleObject};
use import::{Outcome, Problem, Severity};

use crate::graphql::import::ImportBatch;
use crate::graphql::post::Post;

/// What became of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ImportOutcome {
    /// New here.
    Imported,
    /// Was here and has been changed.
    Updated,
    /// Was here, the same.
    Unchanged,
    /// Left as it is: a person has changed it here since it was imported.
    Skipped,
    /// Did not come in: `problems` says why.
    Failed,
}

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Severity")]
pub enum ImportSeverity {
    /// Worth knowing; nothing is lost.
    Info,
    /// Something in the result is incomplete.
    Warning,
    /// The item did not come in.
    Error,
}

/// Something about an item that its sender should know.
#[derive(Clone, SimpleObject)]
pub(super) struct ImportProblem {
    /// For programs, as `MISSING_MEDIA`; the README lists them.
    pub(super) code: String,
    /// How much it matters.
    pub(super) severity: ImportSeverity,
    /// For people, in English.
    pub(super) message: String,
}

/// What became of one document.
#[derive(SimpleObject)]
pub(super) struct DocumentImportResult {
    /// Its id in the source.
    pub(super) external_id: String,
    /// What became of it.
    pub(super) outcome: ImportOutcome,
    /// The post that it is here; null where there is none, or for a dry run.
    pub(super) post: Option<Post>,
    /// What there is to know about it.
    pub(super) problems: Vec<ImportProblem>,
}

/// What became of the documents.
#[derive(SimpleObject)]
pub struct DocumentsImported {
    /// One result for each document, in their order.
    pub(super) results: Vec<DocumentImportResult>,
    /// The run; null for a dry one.
    pub(super) batch: Option<ImportBatch>,
}

impl From<Outcome> for ImportOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Imported => Self::Imported,
            Outcome::Updated => Self::Updated,
            Outcome::Unchanged => Self::Unchanged,
            Outcome::Skipped => Self::Skipped,
            Outcome::Failed => Self::Failed,
        }
    }
}

impl From<&Problem> for ImportProblem {
    fn from(problem: &Problem) -> Self {
        Self {
            code: problem.code.to_string(),
            severity: problem.severity.into(),
            message: problem.message.clone(),
        }
    }
}
