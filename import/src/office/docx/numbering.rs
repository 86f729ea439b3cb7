//! Lists: which have numbers, and which number comes next.

use std::collections::HashMap;

use crate::office::{flow::Item, node::Node};

/// The levels of a list.
const LEVELS: u32 = 9;

/// The lists of a document.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Levels of the patterns, by id of the pattern.
    patterns: HashMap<String, HashMap<u32, Level>>,
    /// Lists: their pattern, and what they make different.
    lists: HashMap<String, List>,
    /// How far each pattern has counted, by level.
    counters: HashMap<String, HashMap<u32, u32>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Level {
    ordered: bool,
    start: u32,
    goes_on: bool,
}

#[derive(Debug, Default)]
struct List {
    pattern: String,
    starts: HashMap<u32, u32>,
    levels: HashMap<u32, Level>,
    key: u64,
    begun: Vec<u32>,
}

impl Numbering {
    pub(super) fn of(root: &Node) -> Self {
        let mut numbering = Self::default();
        let mut links = HashMap::new();
        let mut styles = HashMap::new();
        let named = |name: &'static str| root.descendants().filter(move |node| &*node.name == name);
        let value = |node: &Node, name: &str| {
            node.child(name).and_then(|node| node.get("val")).map(str::to_owned)
        };
        for node in named("w:abstractNum") {
            let Some(id) = node.get("abstractNumId") else { continue };
            if let Some(style) = value(node, "w:numStyleLink") {
                links.insert(id.to_owned(), style);
            }
            if let Some(style) = value(node, "w:styleLink") {
                styles.insert(style, id.to_owned());
            }
            numbering.patterns.insert(id.to_owned(), levels(node));
        }
        for (key, node) in named("w:num").enumerate() {
            let (Some(id), Some(pattern)) = (node.get("numId"), value(node, "w:abstractNumId"))
            else {
                continue;
            };
            let real = links.get(&pattern).and_then(|style| styles.get(style)).cloned();
            let mut list =
                List { pattern: real.unwrap_or(pattern), key: key as u64, ..List::default() };
            for change in node.nodes().filter(|node| &*node.name == "w:lvlOverride") {
                let Some(level) = change.get("ilvl").and_then(|it| it.parse().ok()) else {
                    continue;
                };
                let start = value(change, "w:startOverride").and_then(|it| it.parse().ok());
                if let Some(start) = start {
                    list.starts.insert(level, start);
                }
                list.levels.extend(levels(change));
            }
            numbering.lists.insert(id.to_owned(), list);
        }
        numbering
    }

    /// The next item of the list `id` at `level`; nothing where the list does not exist.
    pub(super) fn next(&mut self, id: &str, level: u32) -> Option<Item> {
        let list = self.lists.get_mut(id)?;
        let level = level.min(LEVELS - 1);
        let pattern = self.patterns.get(&list.pattern);
        let of = |level: u32| {
            let own = list.levels.get(&level);
            own.or_else(|| pattern?.get(&level)).copied().unwrap_or_default()
        };
        let this = of(level);
        let counters = self.counters.entry(list.pattern.clone()).or_default();
        let first = list.starts.get(&level).copied().filter(|_| !list.begun.contains(&level));
        let number = match first {
            Some(start) => {
                list.begun.push(level);
                start
            }
            None => match counters.get(&level) {
                Some(before) => before.saturating_add(1),
                None => this.start,
            },
        };
        counters.insert(level, number);
        for deeper in level + 1..LEVELS {
            let own = list.levels.get(&deeper).or_else(|| pattern?.get(&deeper));
            if !own.is_some_and(|level| level.goes_on) {
                counters.remove(&deeper);
            }
        }
        Some(Item { level, key: list.key, ordered: this.ordered, number })
    }
}

fn levels(node: &Node) -> HashMap<u32, Level> {
    let levels = node.nodes().filter(|node| &*node.name == "w:lvl").filter_map(|level| {
        let value = |name: &str| level.child(name).and_then(|node| node.get("val"));
        let format = value("w:numFmt").unwrap_or("decimal");
        let read = Level {
            ordered: !matches!(format, "bullet" | "none"),
            start: value("w:start").and_then(|start| start.parse().ok()).unwrap_or(1),
            goes_on: value("w:lvlRestart") == Some("0"),
        };
        Some((level.get("ilvl")?.parse().ok()?, read))
    });
    levels.collect()
}
