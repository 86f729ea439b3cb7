//! Whatever is sent: a clear error by code, nothing written, nothing leaked, and the next answer.

mod bodies;
mod connection;
mod every_field;
mod nesting;
mod texts;
mod tokens;
pub(crate) mod untouched;
