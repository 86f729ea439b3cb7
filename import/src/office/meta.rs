//! What a document says of itself: title, author, dates, labels, summary.

use super::node::Node;
use crate::{Code, Dated, Options, markup, when};

/// Longest title, in characters.
const MAX_TITLE: usize = 300;

/// Labels that are taken.
const MAX_TAGS: usize = 200;

/// What a document says of itself.
#[derive(Debug, Default)]
pub(super) struct Meta {
    pub(super) title: Option<String>,
    pub(super) author: Option<String>,
    pub(super) created: Option<Dated>,
    pub(super) updated: Option<Dated>,
    pub(super) lang: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) excerpt: Option<String>,
}

impl Meta {
    /// Reads the elements of `docProps/core.xml` or `meta.xml`.
    pub(super) fn of(root: &Node, options: &Options, problems: &mut Vec<(Code, String)>) -> Self {
        let mut meta = Self::default();
        let mut initial = None;
        for node in root.descendants() {
            let text = markup::line(&node.text());
            if text.is_empty() {
                continue;
            }
            let mut date = || {
                let date = when::written(&text, &options.time_zone);
                crate::jsonl::note_date(date.as_ref(), &text, &node.name, problems);
                date
            };
            match &*node.name {
                "dc:title" => meta.title = Some(text).filter(|title| is_title(title)),
                "meta:initial-creator" => initial = Some(text),
                "dc:creator" => meta.author = Some(text),
                "dcterms:created" | "meta:creation-date" => meta.created = date(),
                "dcterms:modified" | "dc:date" => meta.updated = date(),
                "dc:language" => meta.lang = Some(text),
                "dc:description" => meta.excerpt = Some(text),
                // One element a label in ODT, one for all in DOCX.
                "cp:keywords" | "meta:keyword" => meta.label(&text),
                _ => {}
            }
        }
        // Who saved it last is not who wrote it.
        meta.author = initial.or(meta.author);
        meta
    }

    fn label(&mut self, words: &str) {
        for label in words.split([',', ';']).map(str::trim).filter(|label| !label.is_empty()) {
            if self.tags.len() < MAX_TAGS && !self.tags.iter().any(|known| known == label) {
                self.tags.push(label.to_owned());
            }
        }
    }
}

/// Whether a title was written by somebody, and not by the program.
fn is_title(title: &str) -> bool {
    let lower = title.to_lowercase();
    let stem = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    let by_program = ["microsoft word - ", "microsoft word", "untitled", "sans titre", "sans nom"];
    let is_file = [".doc", ".docx", ".odt", ".dot", ".rtf", ".pdf"];
    // What a template leaves to be filled in.
    let is_blank = title.starts_with('[') && title.ends_with(']') || title.contains("<%");
    title.chars().count() <= MAX_TITLE
        && !is_blank
        && title.chars().any(char::is_alphanumeric)
        && !matches!(stem, "document" | "doc" | "title" | "titre" | "word document" | "modèle")
        && !by_program.iter().any(|start| lower.starts_with(start))
        && !is_file.iter().any(|end| lower.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_nobody_wrote_do_not_count() {
        for none in [
            "Document1",
            "Microsoft Word - note.doc",
            "Sans titre 2",
            "rapport.docx",
            "—",
            "Titre",
            "[Titre du document]",
        ] {
            assert!(!is_title(none), "{none}");
        }
        for title in ["Le plan 2013", "Documentation", "1984"] {
            assert!(is_title(title), "{title}");
        }
    }
}
