//! Spaces: opened, changed, narrowed and widened, closed and reopened.

mod close;
mod open;
mod proposals;
mod update;
mod visibility;
