//! Paragraphs and the words in them.

use std::{mem, rc::Rc};

use super::{
    field::{self, Field},
    run::Effects,
    styles::{Style, list, outline_level},
    symbols::symbol,
    text::{Text, choose},
};
use crate::{
    markup::escape,
    office::{
        flow::Flow,
        node::Node,
        words::{Look, Words},
    },
};

/// Fields that may stand in each other.
const MAX_FIELDS: usize = 50;

impl Text {
    pub(super) fn paragraph(&mut self, node: &Node, flow: &mut Flow) {
        let properties = node.child("w:pPr");
        let style = properties.and_then(|it| it.child("w:pStyle")).and_then(|it| it.get("val"));
        let style = style.map(|id| self.parts.styles.get(id)).unwrap_or_default();
        let outside = mem::take(&mut self.hoisted);
        let mut words = Words::default();
        self.line(node, &Look::default(), &mut words);
        let mut html = mem::take(&mut self.carried);
        html.push_str(&words.finish());
        let boxes = mem::replace(&mut self.hoisted, outside);
        let end = properties.and_then(|it| it.child("w:rPr"));
        if end.is_some_and(|it| it.child("w:del").is_some() || it.child("w:moveFrom").is_some()) {
            self.carried = html;
        } else {
            self.put(&html, properties, &style, flow);
        }
        for html in boxes {
            flow.block(&html);
        }
    }

    fn put(&mut self, html: &str, properties: Option<&Node>, style: &Style, flow: &mut Flow) {
        let level = properties.and_then(outline_level).or(style.heading).filter(|it| *it > 0);
        let in_list = properties.and_then(|it| list(it, style.list.as_ref()));
        let in_list = in_list.or_else(|| style.list.clone()).filter(|(id, _)| id != "0");
        if style.is_title || level.is_some() {
            if let Some((id, level)) = in_list {
                // It counts, even if its number is not shown.
                let _ = self.parts.numbering.next(&id, level);
            }
            return flow.heading(level.unwrap_or(1), html);
        }
        if style.is_code {
            return flow.preformatted(html);
        }
        let is_empty = crate::office::words::is_blank(html);
        let item = in_list.filter(|_| !is_empty);
        match item.and_then(|(id, level)| self.parts.numbering.next(&id, level)) {
            Some(item) => flow.item(item, html),
            None if style.is_quote => flow.quote(html),
            None => flow.paragraph(html),
        }
    }

    /// The words of a paragraph, a link, an insertion.
    pub(super) fn line(&mut self, node: &Node, look: &Look, words: &mut Words) {
        for child in node.nodes() {
            match &*child.name {
                "w:r" => self.run(child, look, words),
                "w:hyperlink" => {
                    let link = self.destination(child);
                    let look = Look { link: link.or_else(|| look.link.clone()), ..look.clone() };
                    self.line(child, &look, words);
                }
                "w:ins" | "w:moveTo" | "w:smartTag" | "w:customXml" | "w:dir" | "w:bdo" => {
                    self.line(child, look, words);
                }
                "w:sdt" => {
                    if let Some(content) = child.child("w:sdtContent") {
                        self.line(content, look, words);
                    }
                }
                "w:fldSimple" => {
                    let meaning = field::meaning(child.get("instr").unwrap_or_default());
                    if !meaning.idle {
                        let link = meaning.link.map(Rc::from).or_else(|| look.link.clone());
                        self.line(child, &Look { link, ..look.clone() }, words);
                    }
                }
                "w:bookmarkStart" => {
                    let name = child.get("name").unwrap_or_default();
                    if self.places.contains(name) {
                        words.apart(&format!("<a id=\"{}\"></a>", escape(name)));
                    }
                }
                "m:oMath" | "m:oMathPara" => self.formula(child, words),
                "mc:AlternateContent" => {
                    if let Some(chosen) = choose(child) {
                        self.line(chosen, look, words);
                    }
                }
                _ => {}
            }
        }
    }

    fn destination(&self, link: &Node) -> Option<Rc<str>> {
        let outside = link.exactly("r:id").or_else(|| link.get("id"));
        let outside = outside.and_then(|id| self.relations.get(id));
        let outside = outside.map(|relation| relation.target.as_str()).unwrap_or_default();
        let place = link.get("anchor").or_else(|| link.get("docLocation"));
        let whole = match place.filter(|place| !place.is_empty() && !outside.contains('#')) {
            Some(place) => format!("{outside}#{place}"),
            None => outside.to_owned(),
        };
        (!whole.is_empty()).then(|| whole.into())
    }

    fn run(&mut self, run: &Node, outer: &Look, words: &mut Words) {
        let properties = run.child("w:rPr");
        let style = properties.and_then(|it| it.child("w:rStyle")).and_then(|it| it.get("val"));
        let style = style.map(|id| self.parts.styles.get(id)).unwrap_or_default();
        let effects = properties.map(Effects::of).unwrap_or_default().upon(style.effects);
        if effects.hidden == Some(true) && !run.has(&["w:fldChar"]) {
            return;
        }
        let mut look = effects.look();
        look.code = style.is_code;
        look.underline &= !style.is_link;
        look.link.clone_from(&outer.link);
        self.content(run, &look, words);
    }

    /// What is in a run.
    fn content(&mut self, run: &Node, look: &Look, words: &mut Words) {
        for child in run.nodes() {
            match &*child.name {
                "w:fldChar" => self.turn_field(child),
                "w:instrText" => {
                    if let Some(field) = self.fields.last_mut().filter(|field| !field.in_result) {
                        field.instruction.push_str(&child.text());
                    }
                }
                _ if self.fields.iter().any(|field| !field.in_result || field.idle) => {}
                _ => {
                    let link = self.fields.iter().rev().find_map(|field| field.link.clone());
                    let link = look.link.clone().or(link);
                    self.piece(child, &Look { link, ..look.clone() }, words);
                }
            }
        }
    }

    fn turn_field(&mut self, mark: &Node) {
        match mark.get("fldCharType").unwrap_or_default() {
            "begin" if self.fields.len() < MAX_FIELDS => self.fields.push(Field::default()),
            "separate" => {
                if let Some(field) = self.fields.last_mut() {
                    field.separate();
                }
            }
            "end" => drop(self.fields.pop()),
            _ => {}
        }
    }

    fn piece(&mut self, node: &Node, look: &Look, words: &mut Words) {
        match &*node.name {
            "w:t" => words.push(&node.text(), look),
            "w:tab" | "w:ptab" => words.push("\t", look),
            // Pages and columns end elsewhere here.
            "w:br" if matches!(node.get("type"), Some("page" | "column")) => words.push(" ", look),
            "w:br" | "w:cr" => words.mark("<br>", look),
            "w:noBreakHyphen" => words.push("\u{2011}", look),
            "w:softHyphen" => words.push("\u{ad}", look),
            "w:sym" => self.symbol(node, look, words),
            "w:drawing" | "w:pict" | "w:object" => self.drawing(node, look, words),
            "w:footnoteReference" => self.call("footnote", node, words),
            "w:endnoteReference" => self.call("endnote", node, words),
            "w:ruby" => {
                if let Some(base) = node.child("w:rubyBase") {
                    self.line(base, look, words);
                }
            }
            "mc:AlternateContent" => {
                if let Some(chosen) = choose(node) {
                    self.content(chosen, look, words);
                }
            }
            _ => {}
        }
    }

    /// A character of a font of symbols.
    fn symbol(&mut self, node: &Node, look: &Look, words: &mut Words) {
        let code = node.get("char").and_then(|code| u32::from_str_radix(code.trim(), 16).ok());
        match code.and_then(|code| symbol(node.get("font").unwrap_or_default(), code)) {
            Some(c) => words.push(c.encode_utf8(&mut [0; 4]), look),
            None => self.problems.count("characters of a font of symbols, left out"),
        }
    }

    /// A formula as the words in it.
    pub(super) fn formula(&mut self, node: &Node, words: &mut Words) {
        let mut text = String::new();
        for node in node.descendants() {
            match &*node.name {
                "m:t" => text.push_str(&node.text()),
                "m:den" | "m:sup" | "m:sub" | "m:deg" => {
                    text.push(match &*node.name {
                        "m:den" => '/',
                        "m:sup" => '^',
                        "m:sub" => '_',
                        _ => ' ',
                    });
                }
                _ => {}
            }
        }
        words.push(&text, &Look { code: true, ..Look::default() });
        self.problems.count("formulas, of which only the words are kept");
    }
}
