//! What the path of a text tells: its folder, date, name in addresses, language.

use jiff::civil::Date;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::dates;

/// Endings of texts in Markdown.
const MARKDOWN: [&str; 7] = ["md", "markdown", "mkd", "mkdn", "mdown", "mdwn", "mdtext"];

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    Markdown,
    Html,
    /// Shown as it is, but for its title, fields and pictures.
    Rst,
}

impl Syntax {
    /// What the ending of a file name says.
    pub(super) fn of(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let (_, extension) = name.rsplit_once('.')?;
        let extension = extension.to_lowercase();
        match extension.as_str() {
            "html" | "htm" => Some(Self::Html),
            "rst" => Some(Self::Rst),
            other => MARKDOWN.contains(&other).then_some(Self::Markdown),
        }
    }
}

/// The path of a text, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name<'a> {
    /// Without a slash at the end.
    pub(super) folder: &'a str,
    /// File name without its ending.
    pub(super) whole: &'a str,
    /// File name without date, language and ending.
    pub(super) stem: &'a str,
    pub(super) date: Option<Date>,
    pub(super) lang: Option<&'a str>,
}

impl<'a> Name<'a> {
    /// Takes `path` apart.
    pub(super) fn of(path: &'a str) -> Self {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let whole = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let (mut stem, mut date, mut lang) = (whole, None, None);
        if let Some((day, rest)) = dates::leading_day(whole)
            && !rest.starts_with(char::is_alphanumeric)
            && whole.starts_with(|c: char| c.is_ascii_digit())
        {
            date = Some(day);
            let rest = rest.trim_start_matches(['-', '_', '.', ' ']);
            stem = if rest.is_empty() { whole } else { rest };
        }
        if let Some((before, tag)) = stem.rsplit_once('.')
            && !before.is_empty()
            && is_language(tag)
        {
            (stem, lang) = (before, Some(tag));
        }
        Self { folder, whole, stem, date, lang }
    }

    /// Whether the text stands for its folder.
    pub(super) fn is_index(&self) -> bool {
        matches!(self.stem.to_lowercase().as_str(), "index" | "_index" | "readme")
    }

    /// Whether one of its folders is called so.
    pub(super) fn is_in(&self, folder: &str) -> bool {
        self.folder.split('/').any(|part| part.eq_ignore_ascii_case(folder))
    }

    /// The name as a title.
    pub(super) fn words(&self) -> String {
        let folder = self.folder.rsplit('/').next().unwrap_or_default();
        let name = if self.is_index() && !folder.is_empty() { folder } else { self.stem };
        let spaced = name.trim_matches('_').replace(['-', '_'], " ");
        let words = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut chars = words.chars();
        match chars.next() {
            Some(first) => first.to_uppercase().chain(chars).collect(),
            None => self.whole.to_owned(),
        }
    }
}

/// `fr`, `pt-br`, `zh-CN`.
fn is_language(tag: &str) -> bool {
    let (code, place) = tag.split_once('-').unwrap_or((tag, "xx"));
    code.len() == 2
        && code.bytes().all(|byte| byte.is_ascii_lowercase())
        && place.len() == 2
        && place.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Words as Pelican writes them in addresses: without accents.
pub(super) fn plain_slug(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    for c in slug(words).nfkd() {
        match c {
            'œ' => plain.push_str("oe"),
            'æ' => plain.push_str("ae"),
            'ß' => plain.push_str("ss"),
            'ø' => plain.push('o'),
            c if !is_combining_mark(c) => plain.push(c),
            _ => {}
        }
    }
    plain
}

/// Words as they stand in addresses.
pub(super) fn slug(words: &str) -> String {
    let mut slug = String::with_capacity(words.len());
    for c in words.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') && c != '\'' && c != '’' {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_date_name_and_language() {
        let of = |path| {
            let name = Name::of(path);
            (name.folder, name.stem, name.date.map(|date| date.to_string()), name.lang)
        };
        let day = || Some("2010-01-06".to_owned());
        assert_eq!(of("_posts/2010-01-06-un-mot.markdown"), ("_posts", "un-mot", day(), None));
        assert_eq!(of("2010-01-06_a#b.md"), ("", "a#b", day(), None));
        assert_eq!(of("a/b/2010-01-06.md"), ("a/b", "2010-01-06", day(), None));
        assert_eq!(of("a/propos.fr.md"), ("a", "propos", None, Some("fr")));
        assert_eq!(of("v1.2.3.md"), ("", "v1.2.3", None, None));
        assert_eq!(of("2010-13-06-x.md"), ("", "2010-13-06-x", None, None));
        assert_eq!(Name::of("guide/_index.md").words(), "Guide");
        assert_eq!(Name::of("_posts/2010-01-06-un_mot.md").words(), "Un mot");
        assert_eq!(of("a/propos.pt-br.md"), ("a", "propos", None, Some("pt-br")));
        assert_eq!(of("a/v1.2-rc.md").1, "v1.2-rc");
        assert_eq!(slug("L'été à Paris !"), "lété-à-paris");
        assert_eq!(plain_slug("L'été du cœur à Paris !"), "lete-du-coeur-a-paris");
    }
}
