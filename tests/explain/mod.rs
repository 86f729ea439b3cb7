//! Permissions as data: why, who, and what would be.

mod access;
mod handover;
mod preview;
mod reasons;
mod roster;
