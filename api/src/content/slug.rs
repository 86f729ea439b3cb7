//! Names as they stand in addresses.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

const MAX_SLUG: usize = 80;

/// Lower-case letters and digits of the name, without accents, hyphens between words; at most 80
/// characters; `fallback` when nothing is left (a name without letters or digits).
#[must_use]
pub fn slug(name: &str, fallback: &str) -> String {
    let slug = words(name, |c| c.is_ascii_alphanumeric());
    if slug.is_empty() { fallback.to_owned() } else { slug }
}

/// As [`slug`], but of letters in every script, so that a tag in Greek is a tag. Empty when the
/// name has none.
#[must_use]
pub fn tag_slug(name: &str) -> String {
    words(name, char::is_alphanumeric)
}

fn words(name: &str, keep: impl Fn(char) -> bool) -> String {
    let folded: String = name
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'œ' => "oe".to_owned(),
            'æ' => "ae".to_owned(),
            'ß' => "ss".to_owned(),
            other => other.to_string(),
        })
        .collect();
    let parts: Vec<&str> = folded.split(|c| !keep(c)).filter(|part| !part.is_empty()).collect();
    let joined: String = parts.join("-").chars().take(MAX_SLUG).collect();
    joined.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_ligatures_and_signs_fold() {
        assert_eq!(slug("Comité exécutif — Œuvres & Cie", "x"), "comite-executif-oeuvres-cie");
        assert_eq!(slug("!!!", "space"), "space");
        assert_eq!(tag_slug("Ελλάδα 2026"), "ελλαδα-2026");
    }
}
