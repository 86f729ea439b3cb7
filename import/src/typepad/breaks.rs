//! `CONVERT BREAKS`: what has to be done to a text to make it the HTML that the blog showed.

/// Elements that stand by themselves; Movable Type puts no paragraph around them.
const BLOCKS: [&str; 25] = [
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "ol",
    "dl",
    "ul",
    "menu",
    "dir",
    "p",
    "pre",
    "center",
    "form",
    "fieldset",
    "select",
    "blockquote",
    "address",
    "div",
    "hr",
    "figure",
    "section",
    "article",
];

/// Longer texts are not read as Markdown, in bytes.
const MAX_MARKDOWN: usize = 4 << 20;

/// Deeper quotations and lists are not read as Markdown.
const MAX_NESTING: usize = 60;

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Breaks {
    /// HTML.
    Html,
    /// Blank lines separate paragraphs, line ends are breaks.
    Lines,
    /// Markdown, unless it is HTML already.
    Markdown,
    /// Textile, which is not known here.
    Textile,
    /// Nothing says; the text decides.
    Unknown,
}

impl Breaks {
    /// What the value in the header means.
    pub(super) fn of(value: Option<&str>) -> Self {
        let value = value.unwrap_or_default().trim().to_ascii_lowercase();
        match value.as_str() {
            "0" | "wysiwyg" | "richtext" | "none" | "html" => Self::Html,
            "1" | "__default__" | "convert_breaks" => Self::Lines,
            value if value.starts_with("markdown") => Self::Markdown,
            value if value.starts_with("textile") => Self::Textile,
            _ => Self::Unknown,
        }
    }

    /// The text as HTML, and what could not be converted.
    pub(super) fn convert(self, text: &str) -> (String, Option<&'static str>) {
        match self {
            Self::Html => (text.to_owned(), None),
            Self::Markdown if is_html(text) => (text.to_owned(), None),
            Self::Markdown => match markdown(text) {
                Some(html) => (html, None),
                None => (paragraphs(text), Some("too large or too deep to be read as Markdown")),
            },
            Self::Textile if is_html(text) => (text.to_owned(), None),
            Self::Unknown if is_html(text) || has_breaks(text) => (text.to_owned(), None),
            Self::Textile => {
                let loss = "written in Textile: its paragraphs came in, its marks stand as written";
                (paragraphs(text), (!text.trim().is_empty()).then_some(loss))
            }
            Self::Lines | Self::Unknown => (paragraphs(text), None),
        }
    }
}

/// Whether a text has been converted already: it begins with a block, or has paragraphs that end.
fn is_html(text: &str) -> bool {
    begins_block(text.trim_start()) || contains(text, "</p>")
}

fn has_breaks(text: &str) -> bool {
    ["<br", "<p>", "<p ", "<div"].iter().any(|tag| contains(text, tag))
}

fn contains(text: &str, tag: &str) -> bool {
    text.as_bytes().windows(tag.len()).any(|window| window.eq_ignore_ascii_case(tag.as_bytes()))
}

fn begins_block(text: &str) -> bool {
    let Some(tag) = text.strip_prefix('<') else { return false };
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    BLOCKS.iter().any(|block| block.eq_ignore_ascii_case(name))
}

fn markdown(text: &str) -> Option<String> {
    let nests = |line: &str| {
        let marks = line.split(|c: char| !" \t>-+*0123456789.)".contains(c)).next();
        marks.is_some_and(|marks| {
            marks.len() > 4 * MAX_NESTING || marks.matches('>').count() > MAX_NESTING
        })
    };
    if text.len() > MAX_MARKDOWN || text.lines().any(nests) {
        return None;
    }
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.footnotes = true;
    options.render.r#unsafe = true;
    Some(comrak::markdown_to_html(text, &options))
}

/// As Movable Type does it: blank lines separate paragraphs, other line ends are breaks; blocks of HTML and what is
/// preformatted stay as they are.
pub(super) fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut paragraph = String::new();
    let mut inside = Inside::default();
    for line in text.lines() {
        if line.trim().is_empty() && inside.preformatted == 0 {
            inside.tag = false;
            close(&mut paragraph, &mut out);
            continue;
        }
        if !paragraph.is_empty() {
            let breaks = inside.preformatted == 0 && !inside.tag && !begins_block(&paragraph);
            paragraph.push_str(if breaks { "<br>\n" } else { "\n" });
        }
        paragraph.push_str(line);
        inside.read(line);
    }
    close(&mut paragraph, &mut out);
    out
}

fn close(paragraph: &mut String, out: &mut String) {
    let done = std::mem::take(paragraph);
    if done.trim().is_empty() {
        return;
    }
    if begins_block(done.trim_start()) {
        out.extend([&done, "\n\n"]);
    } else {
        out.extend(["<p>", &done, "</p>\n\n"]);
    }
}

/// What a line ends in the middle of.
#[derive(Debug, Default)]
struct Inside {
    tag: bool,
    preformatted: u32,
}

impl Inside {
    fn read(&mut self, line: &str) {
        let mut rest = line;
        loop {
            if self.tag {
                let Some((_, after)) = rest.split_once('>') else { return };
                self.tag = false;
                rest = after;
            }
            let Some((_, after)) = rest.split_once('<') else { return };
            let name = after.split(|c: char| c != '/' && !c.is_ascii_alphanumeric()).next();
            match name.unwrap_or_default() {
                name if name.eq_ignore_ascii_case("pre") => self.preformatted += 1,
                name if name.eq_ignore_ascii_case("/pre") => {
                    self.preformatted = self.preformatted.saturating_sub(1);
                }
                _ => {}
            }
            self.tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
            rest = after;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_make_paragraphs_and_line_ends_breaks() {
        let html =
            paragraphs("Un\ndeux\n\n<ul>\n<li>trois\n</ul>\n\na < b\n<a\nhref=x>lien</a>\nfin");
        let expected = "<p>Un<br>\ndeux</p>\n\n<ul>\n<li>trois\n</ul>\n\n<p>a < b<br>\n<a\nhref=x>lien</a><br>\nfin</p>\n\n";
        assert_eq!(html, expected);
        assert_eq!(paragraphs("<pre>a\n\nb</pre>\n\nc"), "<pre>a\n\nb</pre>\n\n<p>c</p>\n\n");
        assert_eq!(paragraphs("x <PRE>a\n\nb</PRE>\nc"), "<p>x <PRE>a\n\nb</PRE><br>\nc</p>\n\n");
    }

    #[test]
    fn each_kind_of_text_is_converted_its_own_way() {
        let convert = |value, text| Breaks::of(value).convert(text).0;
        assert_eq!(convert(Some("richtext"), "a\n\nb"), "a\n\nb");
        assert_eq!(convert(Some("0"), "a\n\nb"), "a\n\nb");
        assert_eq!(convert(Some("__default__"), "a\n\nb"), "<p>a</p>\n\n<p>b</p>\n\n");
        assert_eq!(
            convert(Some("markdown_with_smartypants"), "*a* <b>b</b>"),
            "<p><em>a</em> <b>b</b></p>\n"
        );
        assert_eq!(convert(Some("markdown"), "<p>_a_</p>\n\n* b"), "<p>_a_</p>\n\n* b");
        assert_eq!(convert(None, "a<br />b\n\nc"), "a<br />b\n\nc");
        assert_eq!(convert(None, "a\nb"), "<p>a<br>\nb</p>\n\n");
        let textile = Breaks::of(Some("textile_2"));
        assert!(textile.convert("h2. Titre").1.is_some());
        assert!(textile.convert("<p>Titre</p>").1.is_none());
    }

    #[test]
    fn hostile_markdown_is_not_converted() {
        let deep = format!("{}x", ">".repeat(100_000));
        assert!(Breaks::Markdown.convert(&deep).1.is_some());
        let lists: String =
            (0..3_000).map(|depth| format!("{}- x\n", " ".repeat(depth * 2))).collect();
        assert!(Breaks::Markdown.convert(&lists).1.is_some());
    }
}
