//! Takes apart what stands above a text, and the text: YAML, TOML, JSON, bare lines, or nothing.

use super::{
    lines::{bare, lenient},
    node::{Node, Notation, parse},
};

/// Front matter is no longer than this, in bytes; what looks like it and is longer is text.
const MAX_BYTES: usize = 64 << 10;

/// How front matter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Between lines of `---`, `+++`, or braces.
    Fenced,
    /// `Key: value` and no fences.
    Bare,
    /// In the head of an HTML page.
    Head,
    /// A list of fields below the title of a reStructuredText.
    Fields,
    None,
}

/// Front matter and where the text begins.
#[derive(Debug)]
pub(super) struct Front {
    pub(super) style: Style,
    /// A [`Node::Map`].
    pub(super) values: Node,
    /// Where the text begins, in bytes.
    pub(super) body_at: usize,
    /// Why it is not what it should be, where it was read line by line instead.
    pub(super) trouble: Option<String>,
}

impl Front {
    /// No front matter: the text begins at `body_at`.
    pub(super) fn none(body_at: usize) -> Self {
        Self { style: Style::None, values: Node::Map(Vec::new()), body_at, trouble: None }
    }
}

/// Finds the front matter of `text`. Lines without fences count only where `may_be_bare`.
pub(super) fn split(text: &str, may_be_bare: bool) -> Front {
    let start = text.len() - text.trim_start().len();
    let rest = text.get(start..).unwrap_or_default();
    let fenced = fenced(rest, "---", &["---", "..."], Notation::Yaml)
        .or_else(|| fenced(rest, "+++", &["+++"], Notation::Toml))
        .or_else(|| json(rest));
    if let Some(mut front) = fenced {
        front.body_at += start;
        return front;
    }
    match bare(rest).filter(|_| may_be_bare) {
        Some((values, length)) => {
            let values = Node::Map(values);
            Front { style: Style::Bare, values, body_at: start + length, trouble: None }
        }
        None => Front::none(0),
    }
}

/// What stands between a line `open` and one of `close`.
fn fenced(text: &str, open: &str, close: &[&str], notation: Notation) -> Option<Front> {
    let first = text.split_inclusive('\n').next()?;
    if first.trim_end() != open {
        return None;
    }
    let mut at = first.len();
    let from = at;
    for line in text.get(at..)?.split_inclusive('\n') {
        if close.contains(&line.trim_end()) {
            return matter(text.get(from..at)?, at + line.len(), notation);
        }
        at += line.len();
        if at > MAX_BYTES {
            break;
        }
    }
    None
}

fn matter(inner: &str, body_at: usize, notation: Notation) -> Option<Front> {
    let (values, trouble) = match parse(inner, notation) {
        Ok(values @ Node::Map(_)) => (values, None),
        // Nothing between the fences, or only remarks.
        Ok(Node::Empty) => (Node::Map(Vec::new()), None),
        // Text between two rules.
        Ok(_) => return None,
        Err(trouble) => (Node::Map(lenient(inner)?), Some(trouble)),
    };
    Some(Front { style: Style::Fenced, values, body_at, trouble })
}

/// An object at the very start, as Hugo reads it.
fn json(text: &str) -> Option<Front> {
    let after = text.strip_prefix('{')?.trim_start();
    if !after.starts_with(['"', '}']) {
        return None;
    }
    let head = text.get(..text.floor_char_boundary(MAX_BYTES))?;
    let mut objects = serde_json::Deserializer::from_str(head).into_iter::<serde::de::IgnoredAny>();
    objects.next()?.ok()?;
    let length = objects.byte_offset();
    let values = parse(head.get(..length)?, Notation::Json).ok()?;
    let rest = text.get(length..)?;
    let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let gap = gap + usize::from(rest.get(gap..)?.starts_with('\n'));
    Some(Front { style: Style::Fenced, values, body_at: length + gap, trouble: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Style, Option<String>, &str) {
        let front = split(text, true);
        let title = front.values.get("title").and_then(Node::text).map(str::to_owned);
        (front.style, title, &text[front.body_at..])
    }

    #[test]
    fn every_fence_ends_where_it_ends() {
        let a = |style| (style, Some("A: b".to_owned()), "corps\n---\n");
        assert_eq!(read("---\ntitle: 'A: b'\n---\ncorps\n---\n"), a(Style::Fenced));
        assert_eq!(read("\n\n--- \ntitle: 'A: b'\n...\ncorps\n---\n"), a(Style::Fenced));
        assert_eq!(read("+++\ntitle = 'A: b'\n+++\ncorps\n---\n"), a(Style::Fenced));
        assert_eq!(read("{\n\"title\": \"A: b\"\n}\ncorps\n---\n"), a(Style::Fenced));
        assert_eq!(read("Title: A: b\nTags:\n\ncorps\n---\n"), a(Style::Bare));
    }

    #[test]
    fn what_is_no_front_matter_stays_text() {
        let texts = [
            "---\nUne ligne de texte\n---\nautre\n",
            "---\nsans fin: oui\n",
            "Attention : ceci est un texte\n\nsuite",
            "{% include a.html %}\n",
            "{ un jour }\n",
            "",
        ];
        for text in texts {
            assert_eq!(read(text), (Style::None, None, text), "{text}");
        }
        assert_eq!(split("Title: a\n\nb", false).style, Style::None);
    }

    #[test]
    fn broken_yaml_is_read_line_by_line() {
        let text = "---\ntitle: Le \"mot\": la suite\ntags:\n  - un\n  - deux\n\tx: [\n---\nz";
        let front = split(text, true);
        assert!(front.trouble.is_some());
        assert_eq!(front.values.get("title").and_then(Node::text), Some("Le \"mot\": la suite"));
        let tags = Node::List(vec![Node::Text("un".into()), Node::Text("deux".into())]);
        assert_eq!(front.values.get("tags"), Some(&tags));
    }
}
