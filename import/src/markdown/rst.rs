//! Takes the title, fields and pictures out of a reStructuredText; the rest is shown as it is.

use super::{
    front::{Front, Style},
    node::Node,
};
use crate::markup::escape;

/// Title and fields of `text`, and where the rest begins.
pub(super) fn split(text: &str) -> Front {
    let lines: Vec<(usize, &str)> = starts(text).take(400).collect();
    let mut at = lines.iter().take_while(|(_, line)| line.trim().is_empty()).count();
    let line = |n: usize| lines.get(n).map_or("", |(_, line)| line.trim_end());
    let mut entries = Vec::new();
    let over = usize::from(is_rule(line(at)));
    if !line(at + over).trim().is_empty() && is_rule(line(at + over + 1)) {
        entries.push(("title".to_owned(), Node::Text(line(at + over).trim().to_owned())));
        at += over + 2;
    }
    while at < lines.len() && line(at).trim().is_empty() {
        at += 1;
    }
    let mut fields: Vec<(String, String)> = Vec::new();
    while at < lines.len() {
        let text = line(at);
        match (field(text), fields.last_mut()) {
            (Some((key, value)), _) => fields.push((key.to_owned(), value.to_owned())),
            (None, Some((_, value)))
                if text.starts_with([' ', '\t']) && !text.trim().is_empty() =>
            {
                if !value.is_empty() {
                    value.push(' ');
                }
                value.push_str(text.trim());
            }
            _ => break,
        }
        at += 1;
    }
    entries.extend(fields.into_iter().map(|(key, value)| (key, Node::Text(value))));
    let style = if entries.is_empty() { Style::None } else { Style::Fields };
    let body_at = lines.get(at).map_or(text.len(), |(start, _)| *start);
    Front { style, values: Node::Map(entries), body_at, trouble: None }
}

/// The text as it is written, its pictures as pictures.
pub(super) fn to_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    let mut words = String::new();
    for line in text.lines() {
        let start = line.trim_start();
        let picture =
            start.strip_prefix(".. image::").or_else(|| start.strip_prefix(".. figure::"));
        match picture.map(str::trim).filter(|address| !address.is_empty()) {
            Some(address) => {
                preformatted(&mut words, &mut html);
                html.extend(["<p><img src=\"", &escape(address), "\" alt=\"\"></p>\n"]);
            }
            None => words.extend([line, "\n"]),
        }
    }
    preformatted(&mut words, &mut html);
    html
}

fn preformatted(words: &mut String, html: &mut String) {
    let text = std::mem::take(words);
    let text = text.trim_matches('\n');
    if !text.trim().is_empty() {
        html.extend(["<pre>", &escape(text), "</pre>\n"]);
    }
}

/// Lines with where they begin.
fn starts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line)
    })
}

/// A line of one and the same sign, as stands below titles.
fn is_rule(line: &str) -> bool {
    let line = line.trim_end();
    let mut chars = line.chars();
    let Some(first) = chars.next().filter(char::is_ascii_punctuation) else { return false };
    line.len() >= 2 && chars.all(|c| c == first)
}

/// `:date: 2010-12-02`.
fn field(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.strip_prefix(':')?.split_once(':')?;
    let is_key = !key.is_empty() && key.len() <= 40 && !key.starts_with(' ') && !key.contains('`');
    (is_key && (value.is_empty() || value.starts_with(' '))).then(|| (key.trim(), value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_fields_and_pictures_are_found() {
        let text = "\n=====\nTitre\n=====\n\n:date: 2010-12-02\n:summary:\n    un\n    deux\n\nTexte <b>\n\n.. image:: a.png\n   :alt: x\n";
        let front = split(text);
        let get = |key| front.values.get(key).and_then(Node::text);
        assert_eq!(
            (get("title"), get("date"), get("summary")),
            (Some("Titre"), Some("2010-12-02"), Some("un deux"))
        );
        assert_eq!(
            to_html(&text[front.body_at..]),
            "<pre>Texte &lt;b&gt;</pre>\n<p><img src=\"a.png\" alt=\"\"></p>\n<pre>   :alt: x</pre>\n"
        );
        let plain = split("Titre\n#####\nTexte");
        assert_eq!(plain.values.get("title").and_then(Node::text), Some("Titre"));
        assert_eq!(plain.body_at, "Titre\n#####\n".len());
        assert_eq!(split("Un texte\nsans titre").style, Style::None);
    }
}
