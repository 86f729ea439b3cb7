//! Takes a legacy source into a space: every item is accounted for, and a second run changes
//! nothing. Formats are the `import` crate's; what becomes of its records is decided here.
//!
//! Records come from a thread of their own in groups. While one group is made ready (`prepare.rs`,
//! `bytes.rs`), the one before is stored (`store.rs`).

mod bytes;
mod choice;
mod document;
mod fetch;
mod folder;
mod given;
mod group;
mod pdf;
mod people;
mod prepare;
mod run;
mod selection;
mod store;

pub use bytes::upload;
pub use choice::{Choice, Settled};
pub use fetch::Fetcher;
pub use folder::MediaFolder;
pub use given::Given;
pub use pdf::pdf_text;
pub use people::{People, UnknownPerson};
pub use run::{Done, Target, import};
