//! Styles: which of them are headings, quotations, code, and what they make of words.

use std::collections::HashMap;

use super::run::Effects;
use crate::office::node::Node;

/// Styles that stand on each other.
const MAX_CHAIN: usize = 20;

/// The styles of a document, by id, with what they inherit.
#[derive(Debug, Default)]
pub(super) struct Styles {
    known: HashMap<String, Style>,
}

/// What a style says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub(super) struct Style {
    /// From 1; 0 for none, whatever the style below says.
    pub(super) heading: Option<u8>,
    pub(super) is_title: bool,
    pub(super) is_quote: bool,
    pub(super) is_code: bool,
    pub(super) is_link: bool,
    /// Which list, and the level in it.
    pub(super) list: Option<(String, u32)>,
    pub(super) effects: Effects,
}

impl Styles {
    pub(super) fn of(root: &Node) -> Self {
        let mut own: HashMap<&str, (Option<&str>, Style)> = HashMap::new();
        for node in root.descendants().filter(|node| &*node.name == "w:style") {
            let Some(id) = node.get("styleId") else { continue };
            let based_on = node.child("w:basedOn").and_then(|based| based.get("val"));
            let name = node.child("w:name").and_then(|name| name.get("val")).unwrap_or(id);
            own.insert(id, (based_on, style(node, id, name)));
        }
        let resolve = |id: &str| {
            let mut chain = Vec::new();
            let mut next = Some(id);
            while let Some((below, style)) = next.and_then(|id| own.get(id)) {
                chain.push(style);
                next = *below;
                if chain.len() >= MAX_CHAIN {
                    break;
                }
            }
            chain.into_iter().rev().fold(Style::default(), |below, style| style.upon(below))
        };
        Self { known: own.keys().map(|id| ((*id).to_owned(), resolve(id))).collect() }
    }

    /// What the style with this id says.
    pub(super) fn get(&self, id: &str) -> Style {
        self.known.get(id).cloned().unwrap_or_else(|| named(id, id))
    }
}

impl Style {
    fn upon(&self, below: Self) -> Self {
        Self {
            heading: self.heading.or(below.heading),
            is_title: self.is_title,
            is_quote: self.is_quote || below.is_quote,
            is_code: self.is_code || below.is_code,
            is_link: self.is_link || below.is_link,
            list: self.list.clone().or(below.list),
            effects: self.effects.upon(below.effects),
        }
    }
}

fn style(node: &Node, id: &str, name: &str) -> Style {
    let mut style = named(id, name);
    if let Some(properties) = node.child("w:pPr") {
        style.heading = outline_level(properties).or(style.heading);
        style.list = list(properties, None);
    }
    if let Some(properties) = node.child("w:rPr") {
        style.effects = Effects::of(properties);
    }
    style
}

/// What the name of a style says. Word keeps English names in every language; others do not.
fn named(id: &str, name: &str) -> Style {
    let name = name.trim().to_lowercase();
    let level = |text: &str| {
        let digits = text.trim().trim_start_matches('_');
        let level = digits.parse::<u8>().ok().filter(|level| (1..=9).contains(level));
        level.map(|level| level.min(6))
    };
    let starts =
        ["heading", "titre", "überschrift", "título", "titolo", "kop", "rubrik", "nagłówek"];
    let heading = |text: &str| {
        let text = text.to_lowercase();
        starts.iter().find_map(|start| level(text.strip_prefix(start)?))
    };
    let is = |names: &[&str]| names.contains(&name.as_str());
    Style {
        heading: heading(&name).or_else(|| heading(id)),
        is_title: is(&["title", "titre", "titel"]),
        is_quote: is(&[
            "quote",
            "intense quote",
            "block text",
            "citation",
            "citation intense",
            "block quote",
            "quotations",
            "block quotation",
        ]),
        is_code: is(&[
            "html preformatted",
            "source code",
            "preformatted text",
            "code",
            "plain text",
            "préformaté html",
            "texte préformaté",
            "html code",
            "verbatim char",
            "source text",
            "html typewriter",
            "code html",
        ]),
        is_link: is(&["hyperlink", "followedhyperlink", "lien hypertexte", "internet link"]),
        ..Style::default()
    }
}

/// The level of a heading, from 1; 0 where it is said to be none.
pub(super) fn outline_level(properties: &Node) -> Option<u8> {
    let level: u8 = properties.child("w:outlineLvl")?.get("val")?.trim().parse().ok()?;
    Some(if level < 9 { (level + 1).min(6) } else { 0 })
}

/// The list that paragraph properties put a paragraph in; `below` is what its style says.
pub(super) fn list(properties: &Node, below: Option<&(String, u32)>) -> Option<(String, u32)> {
    let numbering = properties.child("w:numPr")?;
    let value = |name: &str| numbering.child(name).and_then(|node| node.get("val"));
    let id = value("w:numId").map(str::to_owned).or_else(|| below.map(|(id, _)| id.clone()));
    let level = value("w:ilvl").and_then(|level| level.trim().parse().ok());
    let level = level.or_else(|| below.map(|(_, level)| *level)).unwrap_or(0);
    Some((id?, level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_headings_in_several_languages() {
        let level = |id, name| named(id, name).heading;
        assert_eq!(level("Titre1", "heading 1"), Some(1));
        assert_eq!(level("Titre2", "Titre 2"), Some(2));
        assert_eq!(level("berschrift3", "Überschrift 3"), Some(3));
        assert_eq!(level("Heading8", "Heading8"), Some(6));
        assert_eq!(level("x", "heading"), None);
        assert!(named("Titre", "Title").is_title);
        assert!(named("Citation", "Quote").is_quote);
    }
}
