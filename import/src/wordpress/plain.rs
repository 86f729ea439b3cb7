//! Titles, excerpts and names as plain text.

use scraper::Html;

use crate::{bounds, dom};

/// The text of what may hold references and tags, with white space collapsed.
pub(super) fn text(written: &str) -> String {
    if !written.contains(['<', '&']) {
        return written.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    if !bounds::is_parsable(written) {
        return String::new();
    }
    let page = Html::parse_fragment(written);
    let words = dom::text(page.root_element(), usize::MAX);
    words.trim().to_owned()
}

/// The first words of a text, cut where a word ends.
pub(super) fn first_words(html: &str, limit: usize) -> String {
    let head = html.get(..html.floor_char_boundary(4000)).unwrap_or(html);
    let words = text(head);
    if words.chars().nth(limit).is_none() {
        return words;
    }
    let cut: String = words.chars().take(limit).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(before, _)| before);
    format!("{cut}…")
}
