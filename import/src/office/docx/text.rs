//! The text of a document: blocks in their order.

use std::{
    collections::{BTreeMap, HashSet},
    mem,
};

use super::{
    field::{self, Field},
    notes::Notes,
    parts::Parts,
    relations::Relations,
};
use crate::{
    Code,
    office::{
        flow::Flow,
        node::Node,
        picture::Pictures,
        words::{Words, is_blank},
    },
};

/// The text of one document as it is being read.
pub(super) struct Text {
    pub(super) parts: Parts,
    pub(super) pictures: Pictures,
    pub(super) problems: Losses,
    /// Relations of the part that is being read.
    pub(super) relations: Relations,
    /// Places that links in the document lead to.
    pub(super) places: HashSet<String>,
    pub(super) fields: Vec<Field>,
    pub(super) notes: Notes,
    /// Words of a paragraph whose end was deleted: the next one goes on with them.
    pub(super) carried: String,
    /// Blocks of text boxes in the paragraph that is being read.
    pub(super) hoisted: Vec<String>,
}

/// What cannot be shown, with how often.
#[derive(Debug, Default)]
pub(super) struct Losses {
    counted: BTreeMap<&'static str, u64>,
    others: Vec<(Code, String)>,
}

impl Losses {
    pub(super) fn count(&mut self, what: &'static str) {
        *self.counted.entry(what).or_default() += 1;
    }

    pub(super) fn all(self) -> Vec<(Code, String)> {
        let counted = self.counted.into_iter();
        let counted =
            counted.map(|(what, times)| (Code::ConversionLoss, format!("{what}: {times}")));
        self.others.into_iter().chain(counted).collect()
    }
}

impl Text {
    pub(super) fn new(file: &str, mut parts: Parts, body: &Node) -> Self {
        let relations = mem::take(&mut parts.relations);
        parts.relations = Relations::default();
        let mut text = Self {
            pictures: Pictures::of(file),
            problems: Losses::default(),
            relations: Relations::default(),
            places: places(body),
            fields: Vec::new(),
            notes: Notes::default(),
            carried: String::new(),
            hoisted: Vec::new(),
            parts,
        };
        text.parts.relations = relations;
        text.notes = Notes::of(&mut text.parts);
        text.relations = mem::take(&mut text.parts.relations);
        text
    }

    /// The whole text with its notes, and its first heading.
    pub(super) fn whole(&mut self, body: &Node) -> (String, Option<String>) {
        let mut flow = Flow::default();
        self.blocks(body, &mut flow);
        if !is_blank(&self.carried) {
            flow.paragraph(&mem::take(&mut self.carried));
        }
        let notes = self.all_notes();
        flow.block(&notes);
        let heading = flow.first_heading.take();
        self.problems.others = mem::take(&mut self.parts.problems);
        (flow.finish(), heading)
    }

    /// Blocks of the body, of a cell, a note, a text box.
    pub(super) fn blocks(&mut self, node: &Node, flow: &mut Flow) {
        for child in node.nodes() {
            match &*child.name {
                "w:p" => self.paragraph(child, flow),
                "w:tbl" => {
                    let table = self.table(child);
                    flow.block(&table);
                }
                "w:sdt" => {
                    if let Some(content) = child.child("w:sdtContent") {
                        self.blocks(content, flow);
                    }
                }
                "w:ins" | "w:moveTo" | "w:customXml" | "w:smartTag" => self.blocks(child, flow),
                "mc:AlternateContent" => {
                    if let Some(chosen) = choose(child) {
                        self.blocks(chosen, flow);
                    }
                }
                "m:oMathPara" | "m:oMath" => {
                    let mut words = Words::default();
                    self.formula(child, &mut words);
                    flow.paragraph(&words.finish());
                }
                "w:altChunk" | "w:subDoc" => {
                    self.problems.count("another document within it, left out");
                }
                _ => {}
            }
        }
    }

    /// Blocks that stand for themselves, as HTML.
    pub(super) fn inner(&mut self, node: &Node) -> String {
        let fields = mem::take(&mut self.fields);
        let carried = mem::take(&mut self.carried);
        let hoisted = mem::take(&mut self.hoisted);
        let mut flow = Flow::default();
        self.blocks(node, &mut flow);
        if !is_blank(&self.carried) {
            flow.paragraph(&self.carried);
        }
        (self.fields, self.carried, self.hoisted) = (fields, carried, hoisted);
        flow.finish()
    }
}

/// Which of several forms of one thing is read: the first that holds anything that can be.
pub(super) fn choose(node: &Node) -> Option<&Node> {
    const SHOWN: &[&str] =
        &["w:p", "w:t", "a:blip", "v:imagedata", "m:oMath", "w:drawing", "w:pict"];
    let is_shown = |node: &&Node| node.has(SHOWN);
    let mut choices = node.nodes().filter(|node| &*node.name == "mc:Choice");
    choices.find(is_shown).or_else(|| node.child("mc:Fallback"))
}

/// The names that links within the document lead to.
fn places(body: &Node) -> HashSet<String> {
    let mut places = HashSet::new();
    for node in body.descendants() {
        match &*node.name {
            "w:hyperlink" => places.extend(node.get("anchor").map(str::to_owned)),
            "w:instrText" => {
                let link = field::meaning(&node.text()).link;
                let place = link.and_then(|link| link.split_once('#').map(|(_, it)| it.to_owned()));
                places.extend(place);
            }
            _ => {}
        }
    }
    places
}
