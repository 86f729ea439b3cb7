//! Paragraphs and the words in them.

use std::mem;

use super::text::Text;
use crate::{
    markup::escape,
    office::{
        flow::Flow,
        node::{Child, Node},
        words::{Look, Words, is_blank},
    },
};

/// Spaces in a row.
const MAX_SPACES: usize = 200;

impl Text {
    pub(super) fn paragraph(&mut self, node: &Node, flow: &mut Flow) {
        let said =
            node.get("style-name").map(|name| self.styles.paragraph(name)).unwrap_or_default();
        let hides =
            |node: &Node| &*node.name == "text:hidden-paragraph" && is_true(node.get("is-hidden"));
        if said.hidden || node.nodes().any(hides) {
            return self.lose("hidden paragraphs, left out");
        }
        let is_heading = &*node.name == "text:h";
        let look = if is_heading || said.is_title { Look::default() } else { said.look };
        let outside = mem::take(&mut self.hoisted);
        let mut words = Words::default();
        self.line(node, &look, &mut words);
        let html = words.finish();
        let boxes = mem::replace(&mut self.hoisted, outside);
        if is_heading {
            let level = node.get("outline-level").and_then(|level| level.parse().ok());
            flow.heading(level.or(said.heading).unwrap_or(1), &html);
        } else if said.is_title {
            flow.heading(1, &html);
        } else if said.is_code {
            flow.preformatted(&html);
        } else if said.is_quote {
            flow.quote(&html);
        } else if !is_blank(&html) {
            flow.paragraph(&html);
        }
        for html in boxes {
            flow.block(&html);
        }
    }

    pub(super) fn line(&mut self, node: &Node, look: &Look, words: &mut Words) {
        for child in &node.children {
            match child {
                Child::Text(text) => words.push(&text.replace(['\n', '\r'], " "), look),
                Child::Node(node) => self.piece(node, look, words),
            }
        }
    }

    fn piece(&mut self, node: &Node, look: &Look, words: &mut Words) {
        match &*node.name {
            "text:span" => {
                let style = node.get("style-name").unwrap_or_default();
                match self.styles.words(style, look) {
                    Some(look) => self.line(node, &look, words),
                    None => self.lose("hidden words, left out"),
                }
            }
            "text:a" => {
                let link = node.get("href").map(|href| href.trim_end_matches("|outline").trim());
                let link = link.filter(|href| !href.is_empty()).map(|it| self.outside(it).into());
                let look = Look { link: link.or_else(|| look.link.clone()), ..look.clone() };
                self.line(node, &look, words);
            }
            "text:s" => {
                let count = node.get("c").and_then(|count| count.parse().ok()).unwrap_or(1);
                words.push(&" ".repeat(MAX_SPACES.min(count)), look);
            }
            "text:tab" | "text:tab-stop" => words.push("\t", look),
            "text:line-break" => words.mark("<br>", look),
            "text:note" | "text:footnote" | "text:endnote" => self.note(node, words),
            "text:bookmark" | "text:bookmark-start" | "text:reference-mark-start" => {
                let name = node.get("name").unwrap_or_default();
                if self.places.contains(name) {
                    words.apart(&format!("<a id=\"{}\"></a>", escape(name)));
                }
            }
            "text:hidden-text" if is_true(node.get("is-hidden")) => {
                self.lose("hidden words, left out");
            }
            "text:conditional-text" | "text:hidden-text" => self.line(node, look, words),
            "text:ruby" => {
                if let Some(base) = node.child("text:ruby-base") {
                    self.line(base, look, words);
                }
            }
            "office:annotation" => self.remarks += 1,
            // What was deleted is kept by its change; what was inserted stands where it is.
            "text:tracked-changes" | "text:page-number" | "text:page-count" => {}
            "text:list" | "table:table" => {
                let mut flow = Flow::default();
                if &*node.name == "text:list" {
                    self.list(node, None, &mut flow);
                } else {
                    let table = self.table(node);
                    flow.block(&table);
                }
                self.hoisted.push(flow.finish());
            }
            name if name.starts_with("draw:") => self.drawing(node, look, words),
            // Fields, references, marks: what they show is in them.
            _ => self.line(node, look, words),
        }
    }
}

fn is_true(value: Option<&str>) -> bool {
    value == Some("true")
}
