//! From what was written to what is served: sanitised HTML, plain text and an excerpt.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::Builder;
use entity::post_body::Format;
use html5ever::driver::{ParseOpts, parse_fragment};
use html5ever::tendril::TendrilSink;
use html5ever::{QualName, local_name, ns};
use scraper::{Html, HtmlTreeSink, Node};

use crate::fault::{Fault, Refused};

/// Characters of an excerpt, at most.
const EXCERPT: usize = 280;

/// Elements after which words of plain text are apart.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "tr",
    "td",
    "th",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "hr",
    "figure",
    "figcaption",
    "dt",
    "dd",
    "section",
    "article",
];

/// What stands before every id of a text, so that none can take the place of a name that the page
/// around it uses.
const ANCHOR: &str = "section-";

/// A text in the forms in which it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Sanitised HTML.
    pub html: String,
    /// Words alone.
    pub plain: String,
    /// The first words, at most 280 characters.
    pub excerpt: String,
}

/// Elements within each other, at most: reading HTML takes time as its depth times its length.
const DEPTH: usize = 256;
/// Elements and texts, at most: unclosed formatting is repeated in every paragraph after it.
const NODES: usize = 300_000;
/// Bytes that are read between two looks at the tree.
const PIECE: usize = 1_024;

/// A text whose elements stand deeper in each other, or unfold into more, than is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Its elements nest deeper than 256 levels, or unfold into more than 300,000.")]
pub struct TooNested;

impl From<TooNested> for Fault {
    fn from(cause: TooNested) -> Self {
        Refused::invalid("body", cause.to_string()).into()
    }
}

/// Whether HTML can be rendered in reasonable time. Reads it piece by piece, so that little is read
/// of what cannot.
///
/// # Errors
/// [`TooNested`].
fn check_nesting(html: &str) -> Result<(), TooNested> {
    let body = QualName::new(None, ns!(html), local_name!("body"));
    let sink = HtmlTreeSink::new(Html::new_fragment());
    let mut parser = parse_fragment(sink, ParseOpts::default(), body, Vec::new(), false);
    let (mut rest, mut seen) = (html, 0);
    while !rest.is_empty() {
        let (piece, more) = rest.split_at(rest.floor_char_boundary(PIECE));
        parser.process(piece.into());
        let tree = &parser.tokenizer.sink.sink.0.borrow().tree;
        let nodes = tree.nodes();
        let count = nodes.len();
        if count > NODES || nodes.skip(seen).any(|node| node.ancestors().nth(DEPTH).is_some()) {
            return Err(TooNested);
        }
        (rest, seen) = (more, count);
    }
    Ok(())
}

/// Renders a post's text. Raw HTML within Markdown is kept as far as the sanitiser lets it.
///
/// # Errors
/// [`TooNested`].
pub fn render(format: Format, source: &str) -> Result<Rendered, TooNested> {
    let source = match format {
        Format::Markdown => Cow::Owned(markdown(source)),
        Format::Html => Cow::Borrowed(source),
    };
    check_nesting(&source)?;
    let html = POST.clean(&source).to_string();
    let plain = plain_text(&html);
    let excerpt = excerpt(&plain);
    Ok(Rendered { html, plain, excerpt })
}

/// Renders a comment's Markdown: no pictures, no headings.
#[must_use]
pub fn render_comment(source: &str) -> String {
    COMMENT.clean(&markdown(source)).to_string()
}

/// A comment's HTML as it is served, within the same limits; one that cannot be read in reasonable time is
/// its text alone.
#[must_use]
pub fn render_comment_html(html: &str) -> String {
    match check_nesting(html) {
        Ok(()) => COMMENT.clean(html).to_string(),
        Err(TooNested) => ammonia::clean_text(html),
    }
}

/// CommonMark with tables, strikethrough, autolinks and task lists, as on GitHub.
fn markdown(source: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    // The sanitiser decides, for both formats alike.
    options.render.r#unsafe = true;
    comrak::markdown_to_html(source, &options)
}

/// What posts and comments have in common. `cite` goes: the sanitiser checks the schemes of links and
/// pictures alone.
fn sanitiser() -> Builder<'static> {
    let mut builder = Builder::default();
    for tag in ["blockquote", "del", "ins", "q"] {
        builder.rm_tag_attributes(tag, ["cite"]);
    }
    builder.link_rel(Some("noopener noreferrer"));
    builder
}

static POST: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = sanitiser();
    builder
        .add_tags(["figure", "figcaption", "section"])
        .add_tag_attributes("code", ["class"])
        .add_tag_attributes("td", ["colspan", "rowspan"])
        .add_tag_attributes("th", ["colspan", "rowspan", "scope"])
        .add_tag_attributes("a", ["id"])
        .id_prefix(Some(ANCHOR))
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("a", "href") => Some(anchored(value)),
            _ => Some(value.into()),
        })
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]));
    builder
});

/// A link to a place in this text or in another post, with the place's id as it is served.
fn anchored(href: &str) -> Cow<'_, str> {
    match href.split_once('#') {
        Some((page, place))
            if !place.is_empty() && (page.is_empty() || page.starts_with("/posts/")) =>
        {
            Cow::Owned(format!("{page}#{ANCHOR}{place}"))
        }
        _ => Cow::Borrowed(href),
    }
}

static COMMENT: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = sanitiser();
    builder
        .rm_tags(["img", "h1", "h2", "h3", "h4", "h5", "h6", "table", "hr", "map", "area"])
        .url_schemes(HashSet::from(["http", "https", "mailto"]));
    builder
});

fn plain_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for node in Html::parse_fragment(html).tree.nodes() {
        let block = |node: &Node| node.as_element().is_some_and(|it| BLOCKS.contains(&it.name()));
        if block(node.value()) || node.prev_sibling().is_some_and(|before| block(before.value())) {
            text.push(' ');
        }
        if let Node::Text(words) = node.value() {
            text.push_str(words);
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first words, at most 280 characters.
#[must_use]
pub fn excerpt(plain: &str) -> String {
    if plain.chars().count() <= EXCERPT {
        return plain.to_owned();
    }
    let cut: String = plain.chars().take(EXCERPT - 1).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{whole}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_is_dropped_in_both_formats() {
        for format in [Format::Markdown, Format::Html] {
            let hostile =
                "<p onclick=\"x()\">a<script>alert(1)</script></p><a href=\"javascript:x\">b</a>";
            let html = render(format, hostile).unwrap().html;
            assert!(!html.contains("script") && !html.contains("onclick"), "{html}");
            assert!(html.contains('a') && html.contains('b'));
        }
    }

    #[test]
    fn plain_text_keeps_words_apart_and_an_excerpt_ends_at_a_word() {
        let rendered =
            render(Format::Html, "<ul><li>un</li><li>deux</li></ul>&amp; trois").unwrap();
        assert_eq!(rendered.plain, "un deux & trois");
        let long = render(Format::Markdown, &"mot ".repeat(200)).unwrap();
        assert!(long.excerpt.chars().count() <= EXCERPT && long.excerpt.ends_with("mot…"));
    }
}
