//! Units: created, renamed, moved, listed.

mod create;
mod list;
mod moved;
mod page;
mod random;
