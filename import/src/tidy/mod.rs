//! Turns the markup of an old page into plain, well-formed HTML: what is said stays, how it looked does not.

mod address;
pub(crate) mod blocks;
mod elements;
mod object;
mod pieces;
mod table;

use std::collections::{BTreeMap, HashSet};

use scraper::{ElementRef, Html, Node};

use self::{
    elements::{Treatment, treatment},
    pieces::{Piece, flow, is_blank, line, tight},
};
use crate::{LinkUsage, dom, markup::escape};

/// Elements deeper than this are read as plain text. Browsers stop nesting at 512.
const MAX_DEPTH: usize = 256;

/// A page as it will be stored, but for its links.
#[derive(Debug, Default)]
pub(crate) struct Tidied {
    pub(crate) html: String,
    /// Every address in the markup, once for each use, in order, as written there.
    pub(crate) addresses: Vec<(String, LinkUsage)>,
    /// What was taken out or put right, and how often.
    pub(crate) counts: BTreeMap<&'static str, u64>,
}

/// Tidies a text whose tables are all meant as tables and of which nothing is left out. Text that would grow without end
/// when parsed comes back empty: ask [`is_parsable`](crate::bounds::is_parsable) first.
pub(crate) fn tidy_fragment(html: &str) -> Tidied {
    if !crate::bounds::is_parsable(html) {
        return Tidied::default();
    }
    run(&Html::parse_fragment(html), &HashSet::new(), false)
}

/// Whether there may be an address in the markup that is embedded: parsed, it has none where this says no.
pub(crate) fn may_embed(html: &str) -> bool {
    let is_one = |tag: &str, name: &str| {
        tag.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name))
    };
    html.split('<').skip(1).any(|tag| elements::EMBEDDING.iter().any(|name| is_one(tag, name)))
}

/// Tidies everything below the root of a hand-made `page`: leaves out the blocks in `repeated` and takes tables apart
/// that only arranged the page.
pub(crate) fn tidy(page: &Html, repeated: &HashSet<u64>) -> Tidied {
    run(page, repeated, true)
}

fn run(page: &Html, repeated: &HashSet<u64>, layout_tables: bool) -> Tidied {
    let root = page.root_element();
    let jumps = dom::all(root, "a")
        .filter_map(|a| a.attr("href")?.trim().strip_prefix('#').map(str::to_owned));
    let mut tidy = Tidy {
        repeated,
        layout_tables,
        jumps: jumps.collect(),
        depth: 0,
        in_data: false,
        known: HashSet::new(),
        done: Tidied::default(),
    };
    let pieces = tidy.content(root);
    tidy.done.html = flow(pieces);
    tidy.done
}

struct Tidy<'a> {
    repeated: &'a HashSet<u64>,
    /// Whether tables that hold no data are taken apart.
    layout_tables: bool,
    /// Places that links in the same page jump to.
    jumps: HashSet<String>,
    depth: usize,
    /// Inside a data table, where every cell counts however often it is repeated.
    in_data: bool,
    known: HashSet<(String, LinkUsage)>,
    done: Tidied,
}

impl Tidy<'_> {
    fn content(&mut self, element: ElementRef<'_>) -> Vec<Piece> {
        let mut out = Vec::new();
        if self.depth >= MAX_DEPTH {
            out.push(Piece::Inline(escape(&dom::text(element, usize::MAX))));
            return out;
        }
        self.depth += 1;
        for child in element.children() {
            match child.value() {
                Node::Text(text) => out.push(Piece::Inline(escape(&collapse(text)))),
                Node::Element(_) => {
                    if let Some(child) = ElementRef::wrap(child) {
                        self.element(child, &mut out);
                    }
                }
                _ => {}
            }
        }
        self.depth -= 1;
        out
    }

    fn element(&mut self, element: ElementRef<'_>, out: &mut Vec<Piece>) {
        if !self.in_data
            && !self.repeated.is_empty()
            && blocks::signature(element).is_some_and(|block| self.repeated.contains(&block))
        {
            self.count("repeated_block");
            out.push(Piece::Edge);
            return;
        }
        if element.attr("background").is_some() {
            self.count("background");
        }
        let how = treatment(element.value().name());
        self.place(element, how, out);
        match how {
            Treatment::Drop(what) => self.count(what),
            Treatment::Ignore => {}
            Treatment::Unwrap(what) => {
                self.count_some(what);
                out.append(&mut self.content(element));
            }
            Treatment::Container(what) => {
                self.count_some(what);
                self.container(element, out);
            }
            Treatment::Inline(tag) => {
                let pieces = self.content(element);
                wrap(&format!("<{tag}>"), &format!("</{tag}>"), pieces, out);
            }
            Treatment::Heading(tag) => {
                let (words, mut blocks) = line(self.content(element));
                if !is_blank(&words) {
                    out.push(Piece::Block(enclose(tag, &words)));
                }
                out.append(&mut blocks);
            }
            Treatment::Flow(tag) => {
                let inner = tight(self.content(element));
                if !is_blank(&inner) {
                    out.push(Piece::Block(enclose(tag, &inner)));
                }
            }
            Treatment::List(tag) => self.list(element, tag, out),
            Treatment::Preformatted => {
                out.push(Piece::Block(format!(
                    "<pre>{}</pre>",
                    escape(&element.text().collect::<String>())
                )));
            }
            Treatment::Break => out.push(Piece::Break),
            Treatment::Rule => out.push(Piece::Block("<hr>".to_owned())),
            Treatment::Anchor => self.anchor(element, out),
            Treatment::Picture => self.picture(element, out),
            Treatment::ImageMap => self.image_map(element, out),
            Treatment::InlineFrame => self.inline_frame(element, out),
            Treatment::JumpMenu => self.jump_menu(element, out),
            Treatment::Input => self.input(element, out),
            Treatment::Object => self.object(element, out),
            Treatment::Player(tag) => self.player(element, tag, out),
            Treatment::Table => self.table(element, out),
        }
    }

    fn container(&mut self, element: ElementRef<'_>, out: &mut Vec<Piece>) {
        out.push(Piece::Edge);
        out.append(&mut self.content(element));
        out.push(Piece::Edge);
    }

    /// Keeps a place that a link jumps to, for elements that do not keep their `id` themselves.
    fn place(&mut self, element: ElementRef<'_>, how: Treatment, out: &mut Vec<Piece>) {
        if matches!(how, Treatment::Anchor | Treatment::Drop(_) | Treatment::Ignore) {
            return;
        }
        if let Some(id) = element.attr("id").filter(|id| self.jumps.contains(*id)) {
            out.push(Piece::Inline(format!("<a id=\"{}\"></a>", escape(id))));
        }
    }

    fn list(&mut self, list: ElementRef<'_>, tag: &str, out: &mut Vec<Piece>) {
        let mut items = String::new();
        for child in list.child_elements() {
            let name = child.value().name();
            let item = match (tag, name) {
                ("dl", "dt") => "dt",
                ("dl", _) => "dd",
                _ => "li",
            };
            let mut pieces = Vec::new();
            if matches!(name, "li" | "dt" | "dd") {
                let mut place = Vec::new();
                self.place(child, Treatment::Container(None), &mut place);
                pieces = self.content(child);
                lead(place, &mut pieces);
            } else {
                self.element(child, &mut pieces);
            }
            let inner = tight(pieces);
            if !is_blank(&inner) {
                items.push_str(&enclose(item, &inner));
            }
        }
        if items.is_empty() {
            return;
        }
        let start = list.attr("start").and_then(|start| start.trim().parse::<i32>().ok());
        out.push(Piece::Block(match start.filter(|start| tag == "ol" && *start != 1) {
            Some(start) => format!("<ol start=\"{start}\">{items}</ol>"),
            None => enclose(tag, &items),
        }));
    }

    fn count_some(&mut self, what: Option<&'static str>) {
        if let Some(what) = what {
            self.count(what);
        }
    }

    fn count(&mut self, what: &'static str) {
        *self.done.counts.entry(what).or_default() += 1;
    }

    fn address(&mut self, address: &str, usage: LinkUsage) -> String {
        let pair = (address.trim().to_owned(), usage);
        if self.known.insert(pair.clone()) {
            self.done.addresses.push(pair);
        }
        escape(address.trim())
    }
}

/// Puts an inline element around the words among the pieces; blocks stay outside, for they may not be inside.
fn wrap(open: &str, close: &str, pieces: Vec<Piece>, out: &mut Vec<Piece>) {
    for piece in pieces {
        out.push(match piece {
            Piece::Inline(words) if !words.trim().is_empty() => {
                Piece::Inline(format!("{open}{words}{close}"))
            }
            other => other,
        });
    }
}

/// Puts a place to jump to before the first words of the pieces, so that it does not become a paragraph of its own.
fn lead(place: Vec<Piece>, pieces: &mut Vec<Piece>) {
    let Some(Piece::Inline(anchor)) = place.into_iter().next() else { return };
    let words = pieces.iter_mut().find_map(|piece| match piece {
        Piece::Inline(words) if !is_blank(words) => Some(words),
        _ => None,
    });
    match words {
        Some(words) => words.insert_str(0, &anchor),
        None => pieces.insert(0, Piece::Inline(anchor)),
    }
}

/// An element without attributes.
fn enclose(tag: &str, inner: &str) -> String {
    format!("<{tag}>{inner}</{tag}>")
}

/// Runs of white space become one space; no-break spaces are kept one at a time and lost as filling.
fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((words, space)) = rest.find(char::is_whitespace).map(|at| rest.split_at(at)) {
        rest = space.trim_start();
        out.push_str(words);
        out.push_str(match space.strip_suffix(rest) {
            Some(single @ ("\u{a0}" | "\u{202f}")) => single,
            _ => " ",
        });
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests;
