//! The words of Movable Type's import format.

/// Keys of the header of an entry.
const HEADER: [&str; 15] = [
    "AUTHOR",
    "AUTHOR EMAIL",
    "TITLE",
    "STATUS",
    "ALLOW COMMENTS",
    "CONVERT BREAKS",
    "ALLOW PINGS",
    "BASENAME",
    "PRIMARY CATEGORY",
    "CATEGORY",
    "DATE",
    "TAGS",
    "UNIQUE URL",
    "NO ENTRY",
    "START BODY",
];

/// Keys of what readers and other blogs said.
const REPLY: [&str; 7] = ["AUTHOR", "EMAIL", "IP", "URL", "DATE", "TITLE", "BLOG NAME"];

/// A part of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Body,
    Extended,
    Excerpt,
    Keywords,
    Comment,
    Ping,
}

/// Ends an entry.
pub(super) fn is_entry_end(line: &str) -> bool {
    line.trim_end_matches(' ') == "--------"
}

/// Ends a section.
pub(super) fn is_section_end(line: &str) -> bool {
    line.trim_end_matches(' ') == "-----"
}

/// A line of text that looked like a separator: Movable Type puts a tab behind it.
pub(super) fn unescaped(line: &str) -> &str {
    match line.strip_suffix('\t') {
        Some(text) if matches!(text, "-----" | "--------") => text,
        _ => line,
    }
}

/// Key and value of a line, if it can be one of a header.
pub(super) fn pair(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let key = key.trim();
    let is_key = key.starts_with(|c: char| c.is_ascii_uppercase())
        && key.len() <= 60
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ' || c == '_' || c == '-');
    is_key.then(|| (key, value.trim()))
}

/// Whether a line can be the first of an entry's header.
pub(super) fn is_header(line: &str) -> bool {
    pair(line).is_some_and(|(key, _)| HEADER.contains(&key) || key.starts_with("CF50_"))
}

/// Whether a line can be what is left of a header's first line where a file was cut.
pub(super) fn begins_header(line: &str) -> bool {
    HEADER.iter().any(|key| key.starts_with(line)) || "CF50_".starts_with(line)
}

/// Whether a line is one of those an entry usually begins with.
pub(super) fn is_first(line: &str) -> bool {
    pair(line).is_some_and(|(key, _)| matches!(key, "AUTHOR" | "TITLE"))
}

/// The section that a line begins, and what stands behind its name.
pub(super) fn section(line: &str) -> Option<(Section, &str)> {
    let (name, rest) = line.split_once(':')?;
    let section = match name {
        "BODY" => Section::Body,
        "EXTENDED BODY" => Section::Extended,
        "EXCERPT" => Section::Excerpt,
        "KEYWORDS" => Section::Keywords,
        "COMMENT" => Section::Comment,
        "PING" => Section::Ping,
        _ => return None,
    };
    Some((section, rest))
}

/// Key and value of a line that tells of a comment or ping.
pub(super) fn reply_pair(line: &str, is_ping: bool) -> Option<(&'static str, &str)> {
    let (key, value) = pair(line)?;
    let key = REPLY.into_iter().find(|known| *known == key)?;
    let fits = is_ping || !matches!(key, "TITLE" | "BLOG NAME");
    fits.then_some((key, value))
}

/// Labels separated by commas; those in quotes may contain some: `"Movable Type",foo`.
pub(super) fn tags(value: &str) -> Vec<String> {
    let mut tags = vec![String::new()];
    let mut quote = None;
    for c in value.chars() {
        match (c, quote) {
            ('"' | '\'', None) if tags.last().is_some_and(|tag| tag.trim().is_empty()) => {
                quote = Some(c);
            }
            (c, Some(open)) if c == open => quote = None,
            (',', None) => tags.push(String::new()),
            (c, _) => tags.iter_mut().last().into_iter().for_each(|tag| tag.push(c)),
        }
    }
    let tags = tags.into_iter().map(|tag| tag.trim().to_owned());
    tags.filter(|tag| !tag.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart() {
        assert!(is_entry_end("-------- ") && !is_entry_end("--------\t") && !is_entry_end("-----"));
        assert_eq!(unescaped("-----\t"), "-----");
        assert_eq!(unescaped("x\t"), "x\t");
        assert!(is_header("AUTHOR: x") && is_header("CF50_lieu: Lyon") && !is_header("Author: x"));
        assert!(!is_header("http://x") && !is_header("NOTE: x"));
        assert!(begins_header("AUT") && begins_header("TITLE") && !begins_header("AUTRE"));
        assert_eq!(pair("IMAGE: http://x"), Some(("IMAGE", "http://x")));
        assert_eq!(pair("Un mot: x!"), Some(("Un mot", "x!")));
        assert_eq!(pair("déjà: x"), None);
        assert_eq!(section("BODY: x"), Some((Section::Body, " x")));
        assert_eq!(section("BODYGUARD:"), None);
        assert_eq!(reply_pair("URL: http://x", false), Some(("URL", "http://x")));
        assert_eq!(reply_pair("TITLE: x", false), None);
    }

    #[test]
    fn labels_in_quotes_are_one() {
        assert_eq!(
            tags("\"Movable Type\",foo, 'a, b' ,,l'été"),
            ["Movable Type", "foo", "a, b", "l'été"]
        );
    }
}
