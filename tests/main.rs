//! All tests of the program, as one binary. `tests/run` runs it on SQLite and on PostgreSQL.
//!
//! A folder a noun, a file an operation: works, denied, hidden, invalid.

// What an optimised build asks of the layouts of the resolvers' futures.
#![recursion_limit = "256"]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod access;
mod application;
mod audit;
mod auth;
mod bad_input;
mod break_glass;
mod cli;
mod coauthor;
mod comment;
mod compile_fail;
mod demo;
mod end_to_end;
mod evangelist;
mod explain;
mod feed;
mod grant;
mod help_request;
mod http;
mod import;
mod invitation;
mod leaks;
mod membership;
mod node;
mod person;
mod post;
mod schema;
mod space;
mod suggestion;
mod support;
mod tag;
mod unit;
mod viewer;
