//! Texts that people write: what is accepted, and what is served.

pub mod input;
mod render;
mod slug;

pub use render::{Rendered, check_nesting, render, render_comment};
pub use slug::{slug, tag_slug};
