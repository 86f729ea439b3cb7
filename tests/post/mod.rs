//! Posts: written, changed, published, taken back; and that `viewerCan` says what the acts do.

mod audience;
mod beside_changes;
mod closed_space;
mod create;
mod held;
mod publication;
mod sanitised;
mod update;
mod viewer_can;
