//! Switches of front matter, as people and programs write them.

pub(super) fn is_yes(words: &str) -> bool {
    ["true", "yes", "1", "on", "oui"].iter().any(|yes| words.trim().eq_ignore_ascii_case(yes))
}

pub(super) fn is_no(words: &str) -> bool {
    ["false", "no", "0", "off", "non"].iter().any(|no| words.trim().eq_ignore_ascii_case(no))
}
