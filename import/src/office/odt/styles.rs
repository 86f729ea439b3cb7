//! Styles: what they make of words, paragraphs and lists.

use std::collections::HashMap;

use crate::office::{node::Node, words::Look};

/// Styles that stand on each other.
const MAX_CHAIN: usize = 20;

/// The styles of a document, by family and name.
#[derive(Debug, Default)]
pub(super) struct Styles {
    words: HashMap<String, Style>,
    paragraphs: HashMap<String, Style>,
    lists: HashMap<String, HashMap<u32, Level>>,
}

/// What a style says.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub(super) struct Style {
    parent: Option<String>,
    bold: Option<bool>,
    italic: Option<bool>,
    underline: Option<bool>,
    strike: Option<bool>,
    raised: Option<bool>,
    lowered: Option<bool>,
    hidden: Option<bool>,
    /// Whether it was made by formatting words by hand, and not given a name.
    by_hand: bool,
    is_code: bool,
    is_quote: bool,
    is_title: bool,
    pub(super) heading: Option<u8>,
}

/// How a level of a list counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    pub(super) ordered: bool,
    pub(super) start: u32,
}

/// What a style and all it stands on say of a paragraph.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub(super) struct Paragraph {
    pub(super) look: Look,
    pub(super) hidden: bool,
    pub(super) is_code: bool,
    pub(super) is_quote: bool,
    pub(super) is_title: bool,
    pub(super) heading: Option<u8>,
}

impl Styles {
    /// Reads the styles below these elements.
    pub(super) fn of<'a>(roots: impl IntoIterator<Item = &'a Node>) -> Self {
        let mut styles = Self::default();
        for root in roots {
            let mut waiting = vec![(root, false)];
            while let Some((node, by_hand)) = waiting.pop() {
                match &*node.name {
                    "office:body" => {}
                    "style:style" => styles.add(node, by_hand),
                    "text:list-style" => {
                        if let Some(name) = node.get("name") {
                            styles.lists.insert(name.to_owned(), levels(node));
                        }
                    }
                    name => {
                        let by_hand = by_hand || name == "office:automatic-styles";
                        waiting.extend(node.nodes().rev().map(|node| (node, by_hand)));
                    }
                }
            }
        }
        styles
    }

    fn add(&mut self, node: &Node, by_hand: bool) {
        let Some(name) = node.exactly("style:name").or_else(|| node.get("name")) else { return };
        let style = style(node, name, by_hand);
        match node.get("family") {
            Some("text") => drop(self.words.insert(name.to_owned(), style)),
            Some("paragraph") => drop(self.paragraphs.insert(name.to_owned(), style)),
            _ => {}
        }
    }

    /// What a style of words makes of words that look like `outer`; nothing where they are hidden.
    pub(super) fn words(&self, name: &str, outer: &Look) -> Option<Look> {
        let (mut all, mut code, mut parent) = (Style::default(), false, Some(name));
        for _ in 0..MAX_CHAIN {
            let Some(style) = parent.and_then(|name| self.words.get(name)) else { break };
            code |= style.is_code;
            all = all.upon(style);
            parent = style.parent.as_deref();
        }
        code |= is_code(name);
        let look = all.look(outer);
        (all.hidden != Some(true)).then_some(Look { code: look.code || code, ..look })
    }

    /// What a style of paragraphs says.
    pub(super) fn paragraph(&self, name: &str) -> Paragraph {
        let mut said = Paragraph::default();
        let (mut hidden, mut parent) = (None, Some(name));
        for step in 0..MAX_CHAIN {
            let Some(style) = parent.and_then(|name| self.paragraphs.get(name)) else { break };
            if step == 0 && style.by_hand {
                said.look = style.look(&Look::default());
            }
            said.is_code |= style.is_code;
            said.is_quote |= style.is_quote;
            said.is_title |= style.is_title;
            said.heading = said.heading.or(style.heading);
            hidden = hidden.or(style.hidden);
            parent = style.parent.as_deref();
        }
        if let Some(name) = parent {
            said.is_code |= is_code(name);
            said.is_quote |= is_quote(name);
        }
        said.hidden = hidden == Some(true);
        said
    }

    /// How a level of a list counts, from 1.
    pub(super) fn level(&self, list: &str, level: u32) -> Option<Level> {
        self.lists.get(list)?.get(&level).copied()
    }
}

impl Style {
    fn upon(self, below: &Self) -> Self {
        Self {
            bold: self.bold.or(below.bold),
            italic: self.italic.or(below.italic),
            underline: self.underline.or(below.underline),
            strike: self.strike.or(below.strike),
            raised: self.raised.or(below.raised),
            lowered: self.lowered.or(below.lowered),
            hidden: self.hidden.or(below.hidden),
            ..self
        }
    }

    fn look(&self, outer: &Look) -> Look {
        Look {
            bold: self.bold.unwrap_or(outer.bold),
            italic: self.italic.unwrap_or(outer.italic),
            underline: self.underline.unwrap_or(outer.underline),
            strike: self.strike.unwrap_or(outer.strike),
            raised: self.raised.unwrap_or(outer.raised),
            lowered: self.lowered.unwrap_or(outer.lowered),
            ..outer.clone()
        }
    }
}

fn style(node: &Node, name: &str, by_hand: bool) -> Style {
    let shown = node.get("display-name").unwrap_or(name);
    let parent = node.get("parent-style-name").map(str::to_owned);
    let level = node.get("default-outline-level").and_then(|level| level.parse::<u8>().ok());
    let mut style = Style {
        is_code: is_code(name) || is_code(shown) || parent.as_deref().is_some_and(is_code),
        is_quote: is_quote(name) || is_quote(shown) || parent.as_deref().is_some_and(is_quote),
        is_title: matches!(shown.to_lowercase().as_str(), "title" | "titre" | "titre principal"),
        heading: level.filter(|level| (1..=10).contains(level)).map(|level| level.min(6)),
        parent,
        by_hand,
        ..Style::default()
    };
    let Some(words) = node.child("style:text-properties") else { return style };
    let is_some = |value: Option<&str>| value.map(|value| !matches!(value, "none" | ""));
    style.bold = words
        .get("font-weight")
        .map(|weight| weight == "bold" || weight.parse::<u32>().is_ok_and(|weight| weight >= 600));
    style.italic = words.get("font-style").map(|style| matches!(style, "italic" | "oblique"));
    style.underline = is_some(words.get("text-underline-style"));
    let strike =
        words.get("text-line-through-style").or_else(|| words.get("text-line-through-type"));
    style.strike = is_some(strike).or_else(|| is_some(words.get("text-crossing-out")));
    if let Some(position) = words.get("text-position") {
        let height = position.split_whitespace().next().unwrap_or_default();
        style.raised = Some(height == "super" || percent(height) > 0.0);
        style.lowered = Some(height == "sub" || percent(height) < 0.0);
    }
    style.hidden = words.get("display").map(|display| display == "none");
    style
}

fn percent(text: &str) -> f64 {
    text.strip_suffix('%').and_then(|number| number.parse().ok()).unwrap_or(0.0)
}

/// Names are written with `_20_` for spaces.
fn plain(name: &str) -> String {
    name.replace("_20_", " ").to_lowercase()
}

fn is_code(name: &str) -> bool {
    let name = plain(name);
    matches!(
        name.as_str(),
        "preformatted text"
            | "texte préformaté"
            | "source text"
            | "texte source"
            | "source code"
            | "teletype"
            | "example"
            | "user entry"
            | "html préformaté"
    )
}

fn is_quote(name: &str) -> bool {
    matches!(
        plain(name).as_str(),
        "quotations" | "quote" | "citation" | "citations" | "block text" | "blockquote"
    )
}

fn levels(node: &Node) -> HashMap<u32, Level> {
    let levels = node.nodes().filter_map(|level| {
        let ordered = match &*level.name {
            "text:list-level-style-number" => {
                level.get("num-format").is_some_and(|format| !format.is_empty())
            }
            "text:list-level-style-bullet" | "text:list-level-style-image" => false,
            _ => return None,
        };
        let start = level.get("start-value").and_then(|start| start.parse().ok()).unwrap_or(1);
        Some((level.get("level")?.parse().ok()?, Level { ordered, start }))
    });
    levels.collect()
}
