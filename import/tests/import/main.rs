//! The readers from end to end, through the public API only.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod blogger;
mod docx;
mod extraction;
mod hostile;
mod jsonl;
mod legacy_site;
mod markdown;
mod odt;
mod office;
mod office_samples;
mod samples;
mod support;
mod table;
mod tumblr;
mod typepad;
mod wordpress_samples;
