//! Makes paragraphs of blank lines and breaks of line ends, as `WordPress` does when it shows a text.

use super::tags::{self, Scanner};

/// Elements that are blocks: line ends next to their tags mean nothing.
const BLOCKS: [&str; 56] = [
    "table",
    "thead",
    "tfoot",
    "caption",
    "col",
    "colgroup",
    "tbody",
    "tr",
    "td",
    "th",
    "div",
    "dl",
    "dd",
    "dt",
    "ul",
    "ol",
    "li",
    "pre",
    "form",
    "map",
    "area",
    "blockquote",
    "address",
    "style",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "fieldset",
    "legend",
    "section",
    "article",
    "aside",
    "hgroup",
    "header",
    "footer",
    "nav",
    "figure",
    "figcaption",
    "details",
    "menu",
    "summary",
    "script",
    "iframe",
    "object",
    "param",
    "embed",
    "video",
    "audio",
    "source",
    "option",
    "select",
];

/// The text with `<br>` for line ends, two of them for blank lines.
pub(super) fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut rest = text;
    let mut scanner = Scanner::default();
    // Line ends that were read and not written yet.
    let mut pending = 0;
    let mut after_block = true;
    let mut unclosed: Vec<String> = Vec::new();
    while !rest.is_empty() {
        if !rest.starts_with('<') {
            let end = rest.find('<').unwrap_or(rest.len());
            let (words, after) = rest.split_at(end);
            rest = after;
            lines(words, &mut pending, &mut after_block, &mut out);
            continue;
        }
        let Some(end) = scanner.end(rest) else {
            flush(&mut pending, &mut after_block, &mut out);
            out.push_str("&lt;");
            rest = rest.get(1..).unwrap_or_default();
            continue;
        };
        let (tag, after) = rest.split_at(end);
        rest = after;
        let (name, closing) = tags::name(tag);
        if tag.starts_with("<!--") {
            out.push_str(tag);
            continue;
        }
        let block = BLOCKS.contains(&name.as_str());
        if block {
            pending = 0;
        } else if name == "br" {
            // A break that is written and a line end are one break.
            pending = if pending > 1 { 2 } else { 0 };
            flush(&mut pending, &mut after_block, &mut out);
        } else {
            flush(&mut pending, &mut after_block, &mut out);
        }
        out.push_str(tag);
        after_block = block;
        if name == "br" {
            let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            let (_, after) = rest.split_at(blank);
            rest = after.strip_prefix('\n').unwrap_or(after);
        }
        let verbatim = tags::is_verbatim(&name) && name != "code" && !closing;
        if verbatim && !unclosed.contains(&name) {
            match tags::end_of_element(rest, &name) {
                Some(end) => {
                    let (inner, after) = rest.split_at(end);
                    out.push_str(inner);
                    rest = after;
                    after_block = true;
                }
                None => unclosed.push(name),
            }
        }
    }
    out
}

/// Writes words, and what their line ends mean.
fn lines(words: &str, pending: &mut usize, after_block: &mut bool, out: &mut String) {
    for (number, line) in words.split('\n').enumerate() {
        if number > 0 {
            *pending += 1;
        }
        if line.trim_matches([' ', '\t', '\r']).is_empty() {
            if *pending == 0 && !line.is_empty() {
                out.push(' ');
            }
            continue;
        }
        flush(pending, after_block, out);
        out.push_str(line);
        *after_block = false;
    }
}

fn flush(pending: &mut usize, after_block: &mut bool, out: &mut String) {
    match std::mem::take(pending) {
        0 => {}
        _ if *after_block => out.push('\n'),
        1 => out.push_str("<br>"),
        _ => out.push_str("<br><br>"),
    }
    *after_block = false;
}
