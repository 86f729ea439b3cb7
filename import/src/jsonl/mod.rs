//! Parvis's own record format: one JSON object a line. `docs/import-records.md` describes it.
//!
//! It is the way in for every system that has no reader of its own, and what `parvis export` writes. [`Line`] is one
//! line of it; [`Line::into_record`] and the `From` implementations lead to and from the neutral records.

mod address;
mod index;
mod late;
mod line;
mod lines;
mod loose;
mod read;
mod reader;
mod scalars;
mod verdict;
mod write;

pub use self::{
    address::{document_address, media_address},
    line::{
        AuthorLine, CommentLine, DocumentLine, Line, MediaLine, PostOrPage, RedirectLine, SiteLine,
        TermLine, VERSION,
    },
    read::Place,
};
pub(crate) use self::{
    read::{beside, first_words, note_date},
    reader::RecordFile,
};
pub use crate::markup::Markup;
