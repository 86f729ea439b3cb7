//! Writes what the importer brings, under the identity (space, source, kind, external id).

mod address;
mod batch;
mod comment;
mod document;
mod item;
mod medium;
mod remove;
mod standing;
mod undo;

pub use address::Redirection;
pub use comment::ImportedComment;
pub use document::ImportedDocument;
pub use item::{Item, ItemKind, ItemState, Noted};
pub use medium::ImportedMedium;
pub use undo::{Kept, Undone};
