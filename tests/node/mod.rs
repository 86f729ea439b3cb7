//! `node` and `nodes`: anything by its id, in the same words as by its own road.

pub(crate) mod every_kind;
mod wrong;
