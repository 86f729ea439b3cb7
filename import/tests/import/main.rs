//! The readers from end to end, through the public API only.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod docx;
mod extraction;
mod hostile;
mod jsonl;
mod legacy_site;
mod odt;
mod office;
mod office_samples;
mod samples;
mod support;
<<<<<<< HEAD
mod table;
=======
mod wordpress_samples;
>>>>>>> f4f3af7 (Import: WordPress exports, several files as one source (in progress))
