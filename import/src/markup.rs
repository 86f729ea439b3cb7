//! Turns what authors write in (HTML, Markdown, plain text) into HTML. Not tidied, not sanitised.

use comrak::Options as Comrak;
use serde::{Deserialize, Serialize};

use crate::encoding::controls;

/// How a text is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Markup {
    /// A fragment of a page.
    #[default]
    Html,
    /// Markdown, as GitHub reads it.
    Markdown,
    /// Plain text: an empty line ends a paragraph, line ends are kept.
    Text,
}

impl Markup {
    /// What the end of a file name says.
    pub(crate) fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension {
            "html" | "htm" | "xhtml" => Self::Html,
            "md" | "markdown" | "mdown" => Self::Markdown,
            "txt" | "text" => Self::Text,
            _ => return None,
        })
    }

    /// The text as HTML.
    pub(crate) fn to_html(self, text: &str) -> String {
        match self {
            Self::Html => text.to_owned(),
            Self::Markdown => {
                let mut options = Comrak::default();
                options.extension.table = true;
                options.extension.strikethrough = true;
                options.extension.autolink = true;
                options.extension.footnotes = true;
                // Raw HTML is part of Markdown; what is unsafe in it is taken out later, as in any other text.
                options.render.r#unsafe = true;
                comrak::markdown_to_html(text, &options)
            }
            Self::Text => paragraphs(text),
        }
    }
}

/// Plain text as paragraphs.
pub(crate) fn paragraphs(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    let mut open = false;
    for line in text.lines() {
        if line.trim().is_empty() {
            if open {
                html.push_str("</p>\n");
            }
            open = false;
            continue;
        }
        html.push_str(if open { "<br>" } else { "<p>" });
        html.push_str(&escape(line.trim_end()));
        open = true;
    }
    if open {
        html.push_str("</p>\n");
    }
    html
}

/// Words as HTML shows them.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // To a string, all is written.
    let _ = comrak::html::escape(&mut out, text);
    out
}

/// A text without control characters; lines end with LF.
pub(crate) fn plain(text: &str) -> String {
    if !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.extend(controls::meant(c)),
            c => out.push(c),
        }
    }
    out
}

/// A text as one line: control characters gone, white space collapsed.
pub(crate) fn line(text: &str) -> String {
    let kept = |c: char| match c {
        c if controls::is_one(c) => controls::meant(c),
        c => Some(c).filter(|c| !c.is_control() || c.is_whitespace()),
    };
    let text: String = text.chars().filter_map(kept).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_markup_becomes_html() {
        assert_eq!(Markup::Html.to_html("<p>a"), "<p>a");
        assert_eq!(Markup::Text.to_html("a < b\nc\n\n\n d\n"), "<p>a &lt; b<br>c</p>\n<p> d</p>\n");
        let html = Markup::Markdown.to_html("# Été\n\n| a |\n|---|\n| ~~b~~ |\n");
        assert!(html.contains("<h1>Été</h1>") && html.contains("<del>b</del>"), "{html}");
        assert_eq!(plain("a\r\nb\0\u{b}c\rd"), "a\nbc\nd");
        assert_eq!(line(" a\n\0b\u{a0}c "), "a b c");
    }
}
