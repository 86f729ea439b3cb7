//! Footnotes and endnotes: numbered as they are called, and put at the end.

use std::{collections::HashMap, mem};

use super::{parts::Parts, relations::Relations, text::Text};
use crate::office::{node::Node, words::Words};

/// The notes of a document.
#[derive(Default)]
pub(super) struct Notes {
    texts: HashMap<(&'static str, String), Option<Node>>,
    relations: HashMap<&'static str, Relations>,
    /// Those that were called, in order; their numbers are one more than their places.
    called: Vec<(&'static str, String)>,
    numbers: HashMap<(&'static str, String), usize>,
}

impl Notes {
    pub(super) fn of(parts: &mut Parts) -> Self {
        let mut notes = Self::default();
        for (kind, part, name) in
            [("footnote", "footnotes", "w:footnote"), ("endnote", "endnotes", "w:endnote")]
        {
            let Some((root, relations)) = parts.notes(part) else { continue };
            notes.relations.insert(kind, relations);
            let mut waiting = vec![root];
            while let Some(mut node) = waiting.pop() {
                if &*node.name == name {
                    let is_text = node.get("type").is_none_or(|it| it == "normal");
                    if let Some(id) = node.get("id").filter(|_| is_text) {
                        notes.texts.insert((kind, id.to_owned()), Some(node));
                    }
                    continue;
                }
                let children = mem::take(&mut node.children).into_iter();
                waiting.extend(children.filter_map(|child| match child {
                    crate::office::node::Child::Node(node) => Some(node),
                    crate::office::node::Child::Text(_) => None,
                }));
            }
        }
        notes
    }
}

impl Text {
    /// Puts the number of a note where it is called.
    pub(super) fn call(&mut self, kind: &'static str, node: &Node, words: &mut Words) {
        let Some(id) = node.get("id") else { return };
        let key = (kind, id.to_owned());
        if !self.notes.texts.contains_key(&key) {
            return self.problems.count("notes that are not in the file");
        }
        let new = self.notes.called.len() + 1;
        let number = *self.notes.numbers.entry(key.clone()).or_insert(new);
        let mut place = String::new();
        if number == new {
            self.notes.called.push(key);
            place = format!("<a id=\"appel-{number}\"></a>");
        }
        words.apart(&format!("{place}<sup><a href=\"#note-{number}\">{number}</a></sup>"));
    }

    /// All notes that were called, as a list; calls in notes come after them.
    pub(super) fn all_notes(&mut self) -> String {
        let mut items = String::new();
        let mut next = 0;
        while let Some(key) = self.notes.called.get(next).cloned() {
            next += 1;
            let text = self.notes.texts.get_mut(&key).and_then(Option::take);
            let Some(text) = text else { continue };
            let own = self.notes.relations.get_mut(key.0).map(mem::take).unwrap_or_default();
            let body = mem::replace(&mut self.relations, own);
            let html = self.inner(&text);
            let own = mem::replace(&mut self.relations, body);
            self.notes.relations.insert(key.0, own);
            items.push_str(&super::super::flow::note(next, &html));
        }
        if items.is_empty() { items } else { format!("<hr>\n<ol>{items}</ol>\n") }
    }
}
