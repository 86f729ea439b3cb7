//! The readers from end to end, through the public API only.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod extraction;
mod hostile;
mod legacy_site;
mod markdown;
mod samples;
mod support;
mod tumblr;
