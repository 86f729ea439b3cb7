//! Looks at tags in a text that is not parsed yet.

/// Elements whose content is left as it is.
const VERBATIM: [&str; 6] = ["pre", "code", "script", "style", "textarea", "xmp"];

/// Longest name of an attribute that is looked for behind a value, with what follows it, in bytes.
const MAX_NAME: usize = 100;

/// What a value may stand between.
const QUOTES: [&str; 8] = ["\"", "'", "“", "”", "″", "&quot;", "&#8221;", "&#8243;"];

/// Finds the ends of tags in one text, from its beginning to its end. What is nowhere in the rest of the text is looked
/// for once and not for each tag.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    no_comment_ends: bool,
    no_tag_ends: bool,
}

impl Scanner {
    /// Where the markup at the beginning of `rest`, which is `<`, ends: a comment, or a tag with its quotes. `None`
    /// where it is no markup.
    pub(super) fn end(&mut self, rest: &str) -> Option<usize> {
        if rest.starts_with("<!--") && !self.no_comment_ends {
            let end = rest.find("-->");
            self.no_comment_ends = end.is_none();
            return end.map(|at| at + 3);
        }
        let second = rest.as_bytes().get(1)?;
        if self.no_tag_ends
            || !(second.is_ascii_alphabetic() || matches!(second, b'/' | b'!' | b'?'))
        {
            return None;
        }
        let mut quote = None;
        for (at, byte) in rest.bytes().enumerate() {
            match (quote, byte) {
                (Some(open), byte) if open == byte => quote = None,
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'>') => return Some(at + 1),
                _ => {}
            }
        }
        // A quote that never ends: browsers would swallow the rest of the page.
        let end = rest.find('>');
        self.no_tag_ends = end.is_none();
        end.map(|at| at + 1)
    }
}

/// The name of a tag, in lower case, and whether it is an end tag.
pub(super) fn name(tag: &str) -> (String, bool) {
    let inner = tag.trim_start_matches('<');
    let closing = inner.starts_with('/');
    let name = inner.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next();
    (name.unwrap_or_default().to_ascii_lowercase(), closing)
}

/// Whether the content of the element is left as it is.
pub(super) fn is_verbatim(name: &str) -> bool {
    VERBATIM.contains(&name)
}

/// Where the end tag of `name` ends in `text`, without regard to case.
pub(super) fn end_of_element(text: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text.get(from..)?.find("</") {
        let inner = from + at + 2;
        let rest = text.get(inner..)?;
        let found = rest.get(..name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name));
        let after = rest.as_bytes().get(name.len());
        if found && after.is_none_or(|byte| !byte.is_ascii_alphanumeric()) {
            return rest.find('>').map(|end| inner + end + 1);
        }
        from = inner;
    }
    None
}

/// The attributes of a tag or shortcode: with names, and those that are only values.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    pub(super) named: Vec<(String, String)>,
    pub(super) values: Vec<String>,
}

impl Attributes {
    /// Reads what stands after the name.
    pub(super) fn of(text: &str) -> Self {
        let mut found = Self::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let spaced = after.trim_start();
            if let Some(after) = spaced.strip_prefix('=').filter(|_| is_name(word)) {
                let (value, after) = value(after.trim_start());
                found.named.push((word.to_ascii_lowercase(), value));
                rest = after.trim_start();
            } else if rest.starts_with('=') || quote(rest).is_some() {
                let (value, after) = value(rest.strip_prefix('=').unwrap_or(rest));
                found.values.push(value);
                rest = after.trim_start();
            } else {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                found.values.push(word.to_owned());
                rest = after.trim_start();
            }
            if found.named.len() + found.values.len() >= 100 {
                break;
            }
        }
        found
    }

    /// The attribute with this name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.named.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim())
    }
}

fn is_name(word: &str) -> bool {
    !word.is_empty()
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b':'))
}

fn value(text: &str) -> (String, &str) {
    if let Some(open) = quote(text) {
        let rest = text.get(open.len()..).unwrap_or_default();
        if let Some((at, close)) = closing(rest, open) {
            let after = rest.get(at + close..).unwrap_or_default();
            return (rest.get(..at).unwrap_or_default().to_owned(), after);
        }
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, after) = text.split_at(end);
    (word.trim_matches(['"', '\'']).to_owned(), after)
}

/// Where a value ends that was opened by `open`, and how long what closes it is. A straight quote is closed by the next
/// one, so that others may stand within: `caption="Une &quot;belle&quot; rose"`. Editors make others of straight ones,
/// and then those within look the same: the one that closes has another attribute or nothing behind it.
fn closing(rest: &str, open: &str) -> Option<(usize, usize)> {
    if open == "'" {
        return rest.find('\'').map(|at| (at, 1));
    }
    let straight = open == "\"";
    let mut first = None;
    for (at, _) in rest.char_indices().filter(|(_, c)| matches!(c, '"' | '&' | '“' | '”' | '″'))
    {
        let after = rest.get(at..).unwrap_or_default();
        let Some(found) = quote(after) else { continue };
        let behind = after.get(found.len()..).unwrap_or_default();
        let ends = behind.starts_with(char::is_whitespace) && names_another(behind);
        if ends || (!straight && behind.trim_start().is_empty()) || (straight && found == "\"") {
            return Some((at, found.len()));
        }
        first = first.or(Some((at, found.len())));
    }
    first
}

/// Whether an attribute with a quoted value comes next.
fn names_another(text: &str) -> bool {
    let near = text.get(..text.floor_char_boundary(MAX_NAME)).unwrap_or(text);
    near.split_once('=').is_some_and(|(name, value)| is_name(name.trim()) && quote(value).is_some())
}

/// The quote that a text begins with, as typed, as made by an editor, or as a reference.
fn quote(text: &str) -> Option<&'static str> {
    QUOTES.into_iter().find(|quote| text.starts_with(quote))
}

/// An address in an attribute without the references for `&`.
pub(super) fn unescaped(address: &str) -> String {
    let address = address.trim();
    address.replace("&amp;", "&").replace("&#038;", "&").replace("&#38;", "&")
}

/// Text for an attribute or between tags.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A text without its tags.
pub(super) fn words(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => {
                inside = true;
                out.push(' ');
            }
            '>' if inside => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}
