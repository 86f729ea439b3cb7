//! The HTTP side, through the real endpoint with a small engine behind it (`stub.rs`).

mod gate;
mod limits;
mod media;
mod protocol;
mod socket;
mod stub;
