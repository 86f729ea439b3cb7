//! The readers from end to end, through the public API only.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]
#![allow(
    clippy::too_many_lines,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::format_collect,
    clippy::sliced_string_as_bytes,
    reason = "tests list what they expect"
)]

mod blogger;
mod blogger_samples;
mod docx;
mod embedded;
mod encodings;
mod every_format;
mod extraction;
#[path = "../../src/growth.rs"]
mod growth;
mod hand_made;
mod hostile;
mod jsonl;
mod legacy_site;
mod markdown;
mod odt;
mod office;
mod office_samples;
mod samples;
mod seeds;
mod support;
mod table;
mod tumblr;
mod typepad;
mod typepad_samples;
mod wordpress;
mod wordpress_samples;
