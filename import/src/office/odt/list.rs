//! Lists, whose items hold paragraphs, headings and other lists.

use super::text::Text;
use crate::office::{flow::Flow, node::Node, words::is_blank};

impl Text {
    /// Reads a list. `outer` is the style of the list around it, and its level from 1.
    pub(super) fn list(&mut self, list: &Node, outer: Option<(&str, u32)>, flow: &mut Flow) {
        let (style, level) = match (list.get("style-name"), outer) {
            (Some(style), Some((_, level))) | (None, Some((style, level))) => (style, level + 1),
            (Some(style), None) => (style, 1),
            (None, None) => ("", 1),
        };
        // Numbered headings are written as items of lists.
        if only_headings(list) {
            return self.headings(list, flow);
        }
        let known = self.styles.level(style, level);
        let ordered = known.is_some_and(|level| level.ordered);
        let key = format!("{style} {level}");
        let first = known.map_or(1, |level| level.start);
        let goes_on = list.get("continue-numbering") == Some("true");
        let before =
            list.get("continue-list").and_then(|list| self.counters.get(&own(list, level)));
        let before = before.or_else(|| self.counters.get(&key).filter(|_| goes_on)).copied();
        let mut number = before.unwrap_or(first.saturating_sub(1));
        let mut items = String::new();
        let mut start = None;
        for item in list.nodes() {
            let is_header = &*item.name == "text:list-header";
            if !is_header && &*item.name != "text:list-item" {
                continue;
            }
            let html = self.item(item, style, level);
            if is_blank(&html) {
                continue;
            }
            if is_header && items.is_empty() {
                // Words above a list have no number.
                flow.block(&html);
                continue;
            }
            if !is_header {
                let said = item.get("start-value").and_then(|start| start.parse().ok());
                number = said.unwrap_or(number.saturating_add(1));
                start = start.or(Some(number));
            }
            items.extend(["<li>", &html, "</li>"]);
        }
        self.counters.insert(key, number);
        if let Some(id) = list.exactly("xml:id") {
            self.counters.insert(own(id, level), number);
        }
        if items.is_empty() {
            return;
        }
        flow.block(&match start {
            Some(start) if ordered && start != 1 => format!("<ol start=\"{start}\">{items}</ol>\n"),
            _ if ordered => format!("<ol>{items}</ol>\n"),
            _ => format!("<ul>{items}</ul>\n"),
        });
    }

    fn item(&mut self, item: &Node, style: &str, level: u32) -> String {
        let mut flow = Flow::default();
        for child in item.nodes() {
            match &*child.name {
                "text:list" => self.list(child, Some((style, level)), &mut flow),
                "text:p" | "text:h" => self.paragraph(child, &mut flow),
                _ => {}
            }
        }
        flow.finish()
    }

    fn headings(&mut self, node: &Node, flow: &mut Flow) {
        for child in node.nodes() {
            match &*child.name {
                "text:h" => self.paragraph(child, flow),
                _ => self.headings(child, flow),
            }
        }
    }
}

fn own(id: &str, level: u32) -> String {
    format!("#{id} {level}")
}

/// Whether a list holds headings and no paragraph.
fn only_headings(list: &Node) -> bool {
    let mut any = false;
    for node in list.nodes() {
        match &*node.name {
            "text:h" => any = true,
            "text:list" | "text:list-item" | "text:list-header" => {
                if !only_headings(node) {
                    return false;
                }
                any = true;
            }
            _ => return false,
        }
    }
    any
}
