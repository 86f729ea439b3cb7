//! The text of a document: blocks in their order.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    mem,
};

use super::styles::Styles;
use super::table::Copies;
use crate::office::{
    flow::{Flow, note},
    node::Node,
    package::Package,
    picture::Pictures,
    words::{Look, Words},
};

/// Notes of a document.
const MAX_NOTES: usize = 50_000;

/// Where the parts of the document are.
pub(super) enum Place {
    /// In a zip file; parts of at most so many bytes.
    Package(Box<Package>, u64),
    /// Written into the text itself.
    Flat,
}

/// The text of one document as it is being read.
pub(super) struct Text {
    pub(super) place: Place,
    pub(super) styles: Styles,
    pub(super) pictures: Pictures,
    /// What cannot be shown, with how often.
    pub(super) losses: BTreeMap<&'static str, u64>,
    pub(super) remarks: u64,
    /// Names that links in the document lead to.
    pub(super) places: HashSet<String>,
    /// How far lists have counted, by style and level, and by their own name.
    pub(super) counters: HashMap<String, u32>,
    /// Numbers of the pictures in a flat document, by where they are in memory.
    pub(super) numbers: HashMap<usize, usize>,
    /// Blocks of text boxes in the paragraph that is being read.
    pub(super) hoisted: Vec<String>,
    pub(super) copies: Copies,
    notes: Vec<String>,
}

impl Text {
    pub(super) fn new(file: &str, place: Place, styles: Styles) -> Self {
        Self {
            place,
            styles,
            pictures: Pictures::of(file),
            losses: BTreeMap::new(),
            remarks: 0,
            places: HashSet::new(),
            counters: HashMap::new(),
            numbers: HashMap::new(),
            hoisted: Vec::new(),
            copies: Copies::default(),
            notes: Vec::new(),
        }
    }

    /// The whole text with its notes, and its first heading.
    pub(super) fn whole(&mut self, body: &Node) -> (String, Option<String>) {
        let mut flow = Flow::default();
        self.blocks(body, &mut flow);
        let notes: String = mem::take(&mut self.notes)
            .iter()
            .enumerate()
            .map(|(position, html)| note(position + 1, html))
            .collect();
        if !notes.is_empty() {
            flow.block(&format!("<hr>\n<ol>{notes}</ol>\n"));
        }
        let heading = flow.first_heading.take();
        (flow.finish(), heading)
    }

    /// Blocks of the body, of a cell, a note, an item.
    pub(super) fn blocks(&mut self, node: &Node, flow: &mut Flow) {
        for child in node.nodes() {
            match &*child.name {
                "text:p" | "text:h" => self.paragraph(child, flow),
                "text:list" => self.list(child, None, flow),
                "table:table" => {
                    let table = self.table(child);
                    flow.block(&table);
                }
                "text:section" if child.get("display") == Some("none") => {
                    self.lose("hidden sections, left out");
                }
                "text:section"
                | "text:index-body"
                | "text:index-title"
                | "text:table-of-content"
                | "text:illustration-index"
                | "text:table-index"
                | "text:object-index"
                | "text:user-index"
                | "text:alphabetical-index"
                | "text:bibliography"
                | "text:numbered-paragraph"
                | "draw:g" => self.blocks(child, flow),
                "draw:frame" | "draw:a" | "draw:custom-shape" | "draw:rect" => {
                    let mut words = Words::default();
                    self.drawing(child, &Look::default(), &mut words);
                    flow.paragraph(&words.finish());
                    for html in mem::take(&mut self.hoisted) {
                        flow.block(&html);
                    }
                }
                "office:annotation" => self.remarks += 1,
                _ => {}
            }
        }
    }

    /// Blocks that stand for themselves, as HTML.
    pub(super) fn inner(&mut self, node: &Node) -> String {
        let hoisted = mem::take(&mut self.hoisted);
        let mut flow = Flow::default();
        self.blocks(node, &mut flow);
        self.hoisted = hoisted;
        flow.finish()
    }

    /// Puts the number of a note where it is called, and its text at the end.
    pub(super) fn note(&mut self, node: &Node, words: &mut Words) {
        let Some(body) = node.child("text:note-body") else { return };
        if self.notes.len() >= MAX_NOTES {
            return self.lose("notes beyond the first fifty thousand");
        }
        // Its place is taken before its text is read, which may call others.
        self.notes.push(String::new());
        let number = self.notes.len();
        let html = self.inner(body);
        if let Some(place) = self.notes.get_mut(number - 1) {
            *place = html;
        }
        words.apart(&format!(
            "<a id=\"appel-{number}\"></a><sup><a href=\"#note-{number}\">{number}</a></sup>"
        ));
    }

    pub(super) fn lose(&mut self, what: &'static str) {
        *self.losses.entry(what).or_default() += 1;
    }
}
