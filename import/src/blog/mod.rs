//! What readers of blog exports have in common: addresses that lead to each other, pictures, and words.

pub(crate) mod media;
pub(crate) mod notes;
pub(crate) mod places;
pub(crate) mod shelf;
pub(crate) mod words;

use std::hash::{DefaultHasher, Hash, Hasher};

use sha2::{Digest, Sha256};

use crate::rewrite::hex;

/// A number that stands for `parts` while one source is read.
pub(crate) fn hash(parts: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}

/// An identity made of `parts`, the same whenever and by whatever version it is made.
pub(crate) fn fingerprint(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.len().to_be_bytes());
        digest.update(part);
    }
    hex(digest.finalize().get(..12).unwrap_or_default())
}
