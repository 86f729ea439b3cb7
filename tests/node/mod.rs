//! `node` and `nodes`: anything by its id, in the same words as by its own road.

mod every_kind;
mod wrong;
