//! The command line, as operators and scripts use it: the real binary on both engines.

mod help;
mod import;
mod migrate;
mod person;
pub(crate) mod program;
mod schema;
mod serve;
mod settings;
mod token;

pub(crate) use program::binary;
