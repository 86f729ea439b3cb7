//! Reads content that other systems left behind and hands it over in one neutral form.
//!
//! A [`Reader`] knows one format and nothing of where its records go: no database, no network, no clock. It works in
//! two passes. Opening it indexes the whole source, so that every document and file is known by id; [`Reader::records`]
//! then streams the records one at a time. [`rewrite`] turns the links of a document into new addresses, and a
//! [`Report`] accounts for every single item that came in.
//!
//! A new format is a new reader: it adds a [`Format`] and produces the same [`Record`]s.

#![allow(
    clippy::similar_names,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::assigning_clones,
    clippy::match_same_arms,
    clippy::needless_for_each,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::struct_field_names,
    clippy::needless_pass_by_value,
    clippy::unused_self,
    clippy::naive_bytecount,
    reason = "readers are tables of old spellings: short names, markup that is put together, arms side by side"
)]

mod address;
mod asset;
mod blog;
mod blogger;
mod bounds;
mod bylines;
mod dates;
mod document;
mod dom;
mod embedded;
mod encoding;
#[cfg(test)]
mod growth;
mod html;
pub mod jsonl;
mod known;
mod link;
mod markdown;
mod markup;
mod office;
mod problem;
mod reader;
mod record;
mod report;
mod rewrite;
mod script;
mod sizes;
mod spool;
mod table;
mod tidy;
mod tree;
mod tumblr;
mod typepad;
mod when;
mod wordpress;
mod xml;

pub use address::IDLE;
pub use address::{Address, normal};
pub use asset::{Asset, Located, Measured, measure};
pub use document::{
    DateSource, Dated, Document, Encoding, EncodingSource, Reading, State, TitleSource,
};
pub use link::{Link, LinkUsage, Target};
pub use office::pdf_text;
pub use problem::{Code, Kind, Problem, Severity};
pub use reader::{Format, OpenError, Options, PdfText, Reader, Site, UnknownFormat, open};
pub use record::{Author, Comment, Outcome, Record, Redirect, SetAside, Term};
pub use report::{Language, Report, Summary, Totals};
pub use rewrite::{Resolved, Rewritten, missing, rewrite, rewrite_comment};
pub use sizes::{of_any_size, paths};
pub use tree::{Tree, TreeFile};
