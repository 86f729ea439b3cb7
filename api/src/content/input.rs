//! Checks on texts before anything is written. Lengths are in characters, as people count them.

use crate::fault::Refused;

/// Longest title of a post.
pub const MAX_TITLE: usize = 300;
/// Longest name of a person, unit, space or application.
pub const MAX_NAME: usize = 200;
/// Longest description or reason.
pub const MAX_DESCRIPTION: usize = 2_000;
/// Longest text of a post.
pub const MAX_BODY: usize = 400_000;
/// Longest comment.
pub const MAX_COMMENT: usize = 10_000;
/// Longest tag.
pub const MAX_TAG: usize = 60;
/// Most tags of a post.
pub const MAX_TAGS: usize = 30;

/// One line: trimmed, not empty, no control characters.
///
/// # Errors
/// `INVALID` or `TOO_LONG` at `field`.
pub fn line(field: &str, text: &str, limit: usize) -> Result<String, Refused> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refused::invalid(field, "Must not be empty."));
    }
    if text.chars().count() > limit {
        return Err(Refused::too_long(field, limit, "characters"));
    }
    if text.chars().any(char::is_control) {
        return Err(Refused::invalid(field, "Must not contain control characters."));
    }
    Ok(text.to_owned())
}

/// Several lines, possibly empty: no control characters but tab and line ends.
///
/// # Errors
/// `INVALID` or `TOO_LONG` at `field`.
pub fn text(field: &str, text: &str, limit: usize) -> Result<String, Refused> {
    if text.chars().count() > limit {
        return Err(Refused::too_long(field, limit, "characters"));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Refused::invalid(field, "Must not contain control characters."));
    }
    Ok(text.to_owned())
}

/// A text that says something.
///
/// # Errors
/// `INVALID` or `TOO_LONG` at `field`.
pub fn body(field: &str, written: &str, limit: usize) -> Result<String, Refused> {
    if written.trim().is_empty() {
        return Err(Refused::invalid(field, "Must not be empty."));
    }
    text(field, written, limit)
}

/// A language tag: letters, digits and hyphens (BCP 47), at most 35 characters.
///
/// # Errors
/// `INVALID` at `field`.
pub fn language(field: &str, tag: &str) -> Result<String, Refused> {
    let fits = (2..=35).contains(&tag.len())
        && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && tag.starts_with(|c: char| c.is_ascii_alphabetic());
    if fits {
        Ok(tag.to_owned())
    } else {
        Err(Refused::invalid(field, "Must be a BCP 47 tag, as `fr`."))
    }
}
