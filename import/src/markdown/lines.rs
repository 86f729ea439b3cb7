//! Front matter read line by line: `Key: value`, as Pelican has it, and whatever should have been YAML.

use super::node::{Node, same_key};

/// Lines that a block without fences may have.
const MAX_LINES: usize = 200;

/// Keys of which a block without fences has at least one; any sentence may begin with a word and a colon.
const KNOWN: [&str; 16] = [
    "title",
    "date",
    "modified",
    "category",
    "categories",
    "tags",
    "keywords",
    "slug",
    "author",
    "authors",
    "summary",
    "status",
    "lang",
    "template",
    "save_as",
    "url",
];

/// The `Key: value` lines at the start, and the length of the block in bytes. A line set in by four spaces goes on with
/// the value above.
pub(super) fn bare(text: &str) -> Option<(Vec<(String, Node)>, usize)> {
    let mut entries: Vec<(String, String)> = Vec::new();
    let mut length = 0;
    for (count, line) in text.split_inclusive('\n').enumerate() {
        if count > MAX_LINES {
            return None;
        }
        let set_in = line.starts_with("    ") || line.starts_with('\t');
        match (entries.last_mut(), key_value(line)) {
            _ if line.trim().is_empty() => {
                length += line.len();
                break;
            }
            (Some((_, value)), _) if set_in => {
                if !value.is_empty() {
                    value.push(' ');
                }
                value.push_str(line.trim());
            }
            (_, Some((key, value))) => entries.push((key.to_owned(), value.to_owned())),
            // The block ends without a blank line.
            _ => break,
        }
        length += line.len();
    }
    let known = |(key, _): &(String, String)| KNOWN.iter().any(|known| same_key(known, key));
    if !entries.iter().any(known) {
        return None;
    }
    Some((entries.into_iter().map(|(key, value)| (key, Node::Text(value))).collect(), length))
}

/// What can be read of front matter that is not what it should be: single values and lists of them.
pub(super) fn lenient(text: &str) -> Option<Vec<(String, Node)>> {
    let mut entries: Vec<(String, Node)> = Vec::new();
    let (mut read, mut lines) = (0, 0);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        lines += 1;
        let item = line.trim_start().strip_prefix("- ").map(unquoted);
        match (entries.last_mut(), item) {
            (Some((_, Node::List(items))), Some(item)) => items.push(Node::Text(item.to_owned())),
            (Some((_, value @ Node::Empty)), Some(item)) => {
                *value = Node::List(vec![Node::Text(item.to_owned())]);
            }
            _ => match key_value(line).or_else(|| assignment(line)) {
                Some((key, "")) => entries.push((key.to_owned(), Node::Empty)),
                Some((key, value)) => entries.push((key.to_owned(), value_of(value))),
                None => continue,
            },
        }
        read += 1;
    }
    (read * 2 > lines).then_some(entries)
}

/// `[a, b]` as a list, anything else as it is.
fn value_of(value: &str) -> Node {
    let list = value.strip_prefix('[').and_then(|value| value.strip_suffix(']'));
    match list {
        Some(items) => Node::List(
            items.split(',').map(|item| Node::Text(unquoted(item.trim()).to_owned())).collect(),
        ),
        None => Node::Text(unquoted(value).to_owned()),
    }
}

/// `Key: value`.
fn key_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let address = value.starts_with("//");
    (is_key(key.trim()) && !address).then(|| (key.trim(), value.trim()))
}

/// `key = value`.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    is_key(key.trim()).then(|| (key.trim(), value.trim()))
}

fn is_key(key: &str) -> bool {
    (1..=40).contains(&key.len())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// Without the quotes around it.
fn unquoted(value: &str) -> &str {
    let value = value.trim();
    ['"', '\'']
        .into_iter()
        .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_on_in_lines_that_are_set_in() {
        let text = "Title: Un\nSummary:\n    deux\n    trois: quatre\nTags:\n\nTitle: texte\n";
        let (entries, length) = bare(text).unwrap();
        let text_of = |key: &str| {
            entries.iter().find(|(name, _)| name == key).and_then(|(_, node)| node.text())
        };
        assert_eq!(
            (text_of("Title"), text_of("Summary"), text_of("Tags")),
            (Some("Un"), Some("deux trois: quatre"), None)
        );
        assert_eq!(&text[length..], "Title: texte\n");
        assert!(bare("Bonjour: le monde\n").is_none());
        assert!(bare("http://example.org\ntitle: x\n").is_none());
    }
}
