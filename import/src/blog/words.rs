//! Titles and other plain words, made of what old systems wrote.

use scraper::Html;

use crate::{bounds, dom};

/// Words of a text that stand for its missing title.
const FIRST_WORDS: usize = 10;

/// How much of a text is looked into for them, in characters.
const MAX_START: usize = 20_000;

/// Longest such title, in characters.
const MAX_TITLE: usize = 80;

/// Names of elements that people write; any other `<` is a sign in a sentence.
const ELEMENTS: [&str; 49] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "iframe",
    "img",
    "ins",
    "li",
    "object",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "script",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
];

/// The words of a piece of HTML, references resolved once, tags and white space gone.
pub(crate) fn plain(html: &str) -> String {
    if !bounds::is_parsable(html) {
        return html.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    dom::text(Html::parse_fragment(html).root_element(), usize::MAX)
}

/// The words of a title, where `<` is a sign unless it begins a well-known tag.
pub(crate) fn title(written: &str) -> String {
    if !written.contains(['<', '&']) {
        return written.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    plain(&signs(written))
}

/// The text with each `<` that begins no well-known tag escaped: `vector<int>` and `a < b` are kept as they stand.
pub(crate) fn signs(text: &str) -> String {
    let mut pieces = text.split('<');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let name: &str = piece.strip_prefix('/').unwrap_or(piece);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let (name, rest) = name.split_at(end);
        let known = ELEMENTS.iter().any(|known| known.eq_ignore_ascii_case(name));
        let is_tag = known && rest.starts_with(|c: char| c.is_whitespace() || "/>".contains(c));
        out.push_str(if is_tag || piece.starts_with("!--") { "<" } else { "&lt;" });
        out.push_str(piece);
    }
    out
}

/// The first words of a text, to stand for its title.
pub(crate) fn first(html: &str) -> Option<String> {
    let end = html.char_indices().nth(MAX_START).map_or(html.len(), |(at, _)| at);
    let start = html.get(..end).unwrap_or(html);
    let text = plain(start);
    let mut words = text.split(' ');
    let mut title = words.by_ref().take(FIRST_WORDS).collect::<Vec<_>>().join(" ");
    let more = words.next().is_some();
    if let Some((at, _)) = title.char_indices().nth(MAX_TITLE) {
        title.truncate(at);
        title.push('…');
    } else if more {
        title.push('…');
    }
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_words_and_references_are_resolved_once() {
        assert_eq!(title(" L&rsquo;été &amp; <i>après</i> "), "L’été & après");
        assert_eq!(title("M&E, vector<int> et a < b"), "M&E, vector<int> et a < b");
        assert_eq!(title("&amp;lt;b&amp;gt;"), "&lt;b&gt;");
    }

    #[test]
    fn first_words_stand_for_a_title() {
        assert_eq!(first("<p>Un <b>mot</b></p>").as_deref(), Some("Un mot"));
        let long = first("<p>un deux trois quatre cinq six sept huit neuf dix onze").unwrap();
        assert_eq!(long, "un deux trois quatre cinq six sept huit neuf dix…");
        assert_eq!(first(&"x".repeat(200)).unwrap().chars().count(), MAX_TITLE + 1);
        assert_eq!(first("<p> </p><img src=x>"), None);
    }
}
