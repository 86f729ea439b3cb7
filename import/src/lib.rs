//! Reads content that other systems left behind and hands it over in one neutral form.
//!
//! A [`Reader`] knows one format and nothing of where its records go: no database, no network, no clock. It works in
//! two passes. Opening it indexes the whole source, so that every document and file is known by id; [`Reader::records`]
//! then streams the records one at a time. [`rewrite`] turns the links of a document into new addresses, and a
//! [`Report`] accounts for every single item that came in.
//!
//! A new format is a new reader: it adds a [`Format`] and produces the same [`Record`]s.

mod html;
mod problem;
mod reader;
mod record;
mod report;
mod rewrite;

pub use problem::{Code, Kind, Problem, Severity};
pub use reader::{Entry, Format, OpenError, Options, Reader, UnknownFormat, open};
pub use record::{
    Asset, DateSource, Dated, Document, Encoding, EncodingSource, Link, LinkUsage, Outcome, Record,
    Redirect, SetAside, Target, TitleSource,
};
pub use report::{Report, Totals};
pub use rewrite::{Rewritten, rewrite};
