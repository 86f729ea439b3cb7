#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "x")]
#[path = "import/blogger.rs"]
mod blogger;
#[path = "import/support.rs"]
mod support;
#[path = "import/typepad.rs"]
mod typepad;
