//! Texts that people write: what is accepted, and what is served.

pub mod input;
mod render;
mod slug;

pub use render::{Rendered, excerpt, render, render_comment, render_comment_html};
pub use slug::{slug, tag_slug};
