//! Units: created, renamed, moved.

mod create;
