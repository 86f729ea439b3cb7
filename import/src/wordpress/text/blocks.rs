//! The comments in which the block editor keeps what it knows: they go, their HTML stays.

use serde_json::Value;

use super::{Notes, Source, figure, players, tags::escape};

/// Blocks in blocks deeper than this are not looked at; their HTML stays all the same.
const MAX_DEPTH: usize = 128;

/// Reusable blocks in reusable blocks.
const MAX_REUSE: usize = 5;

/// How much reusable blocks may add to one text, in bytes.
const MAX_EXPANDED: usize = 4 << 20;

/// Blocks that never show words of their own and are not missed.
const QUIET: [&str; 6] = ["spacer", "separator", "more", "nextpage", "page-break", "missing"];

/// Whether the editor of a text was the block editor.
pub(super) fn are_in(content: &str) -> bool {
    content.match_indices("<!--").any(|(at, _)| {
        content.get(at + 4..).is_some_and(|rest| rest.trim_start().starts_with("wp:"))
    })
}

/// The HTML of the blocks, with what only their comments tell.
pub(super) fn read(content: &str, source: &dyn Source, notes: &mut Notes) -> String {
    Run { source, notes, open: Vec::new() }.read(content, 0)
}

struct Run<'a> {
    source: &'a dyn Source,
    notes: &'a mut Notes,
    open: Vec<Open>,
}

struct Open {
    name: String,
    /// Where its HTML begins.
    from: usize,
    attributes: Value,
}

/// A comment of the editor.
struct Mark<'a> {
    name: &'a str,
    attributes: &'a str,
    closing: bool,
    empty: bool,
}

impl Run<'_> {
    fn read(&mut self, content: &str, reuse: usize) -> String {
        let mut out = String::with_capacity(content.len());
        let mut rest = content;
        let outside = self.open.len();
        while let Some((before, after)) = rest.split_once("<!--") {
            out.push_str(before);
            let Some((comment, after)) = after.split_once("-->") else {
                // A comment that never ends: the words after it are not lost.
                out.push_str(&after.replace("<!--", ""));
                rest = "";
                break;
            };
            rest = after;
            match mark(comment) {
                Some(mark) if mark.closing => self.close(mark.name, outside, &mut out),
                Some(mark) if mark.empty => self.empty(&mark, reuse, &mut out),
                Some(mark) => self.enter(&mark, &mut out),
                // Any other comment shows nothing.
                None => {}
            }
        }
        out.push_str(rest);
        self.open.truncate(outside);
        out
    }

    fn enter(&mut self, mark: &Mark<'_>, out: &mut str) {
        if self.open.len() >= MAX_DEPTH {
            return;
        }
        let telling = matches!(mark.name, "cover" | "embed" | "gallery")
            || mark.name.starts_with("core-embed/");
        let attributes = if telling { json(mark.attributes) } else { Value::Null };
        self.open.push(Open { name: mark.name.to_owned(), from: out.len(), attributes });
    }

    fn close(&mut self, name: &str, outside: usize, out: &mut String) {
        let inner = self.open.get(outside..).unwrap_or_default();
        let Some(position) = inner.iter().rposition(|open| open.name == name) else { return };
        self.open.truncate(outside + position + 1);
        let Some(block) = self.open.pop() else { return };
        let html = out.get(block.from..).unwrap_or_default();
        if block.name == "cover" {
            // Its picture may be a background, of which only the comment tells the address.
            if let Some(url) = text(&block.attributes, "url").filter(|_| !html.contains("<img")) {
                let picture = format!("<figure><img src=\"{}\" alt=\"\"></figure>", escape(url));
                out.insert_str(block.from, &picture);
            }
        } else if block.name == "embed" || block.name.starts_with("core-embed/") {
            let linked = players::link_lines(html);
            let address = text(&block.attributes, "url").filter(|_| !linked.contains("<a "));
            let added = address.map(players::link).unwrap_or_default();
            out.truncate(block.from);
            out.push_str(&linked);
            out.push_str(&added);
        } else if html.trim().is_empty() {
            if block.name == "gallery" {
                self.gallery(&block.attributes, out);
            } else {
                self.wordless(&block.name);
            }
        }
    }

    /// A block that is nothing but its comment.
    fn empty(&mut self, mark: &Mark<'_>, reuse: usize, out: &mut String) {
        let name = mark.name;
        match name {
            "block" => {
                let reference = json(mark.attributes).get("ref").and_then(Value::as_u64);
                self.reuse(reference.unwrap_or_default(), reuse, out);
            }
            "footnotes" => self.notes.footnotes = true,
            "gallery" => self.gallery(&json(mark.attributes), out),
            "social-link" | "navigation-link" | "navigation-submenu" | "embed" | "rss" => {
                let attributes = json(mark.attributes);
                let address = text(&attributes, "url").or_else(|| text(&attributes, "feedURL"));
                let Some(address) = address else { return self.wordless(name) };
                let label = text(&attributes, "label").or_else(|| text(&attributes, "service"));
                let (label, address) = (escape(label.unwrap_or(address)), escape(address));
                out.push_str(&format!("<p><a href=\"{address}\">{label}</a></p>\n"));
            }
            _ if name.starts_with("core-embed/") => match text(&json(mark.attributes), "url") {
                Some(address) => out.push_str(&players::link(address)),
                None => self.wordless(name),
            },
            _ => self.wordless(name),
        }
    }

    fn reuse(&mut self, reference: u64, reuse: usize, out: &mut String) {
        let Some(text) = self.source.block(reference) else {
            if self.notes.missing_blocks.len() < 100 {
                self.notes.missing_blocks.push(reference);
            }
            return;
        };
        self.notes.expanded = self.notes.expanded.saturating_add(text.len());
        if reuse >= MAX_REUSE || self.notes.expanded > MAX_EXPANDED {
            return self.wordless("block");
        }
        let html = self.read(text, reuse + 1);
        out.push_str(&html);
    }

    fn gallery(&mut self, attributes: &Value, out: &mut String) {
        let ids = attributes.get("ids").and_then(Value::as_array);
        let ids = ids
            .into_iter()
            .flatten()
            .take(1000)
            .filter_map(|id| id.as_u64().or_else(|| id.as_str()?.parse().ok()));
        let mut shown = 0;
        for id in ids {
            shown += 1;
            out.push_str(&figure(self.source, id, self.notes));
        }
        self.notes.empty_galleries += u64::from(shown == 0);
    }

    fn wordless(&mut self, name: &str) {
        let known = QUIET.contains(&name);
        if !known && (self.notes.blocks.len() < 100 || self.notes.blocks.contains_key(name)) {
            *self.notes.blocks.entry(name.to_owned()).or_default() += 1;
        }
    }
}

/// What a comment says, if it is one of the editor's.
fn mark(comment: &str) -> Option<Mark<'_>> {
    let comment = comment.trim();
    let (closing, comment) = match comment.strip_prefix('/') {
        Some(rest) => (true, rest),
        None => (false, comment),
    };
    let rest = comment.strip_prefix("wp:")?;
    let (empty, rest) = match rest.strip_suffix('/') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let end = rest.find(|c: char| c.is_whitespace() || c == '{').unwrap_or(rest.len());
    let (name, attributes) = rest.split_at(end);
    let name = name.strip_prefix("core/").unwrap_or(name);
    let valid = !name.is_empty()
        && name.len() <= 100
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'/'));
    valid.then_some(Mark { name, attributes: attributes.trim(), closing, empty })
}

fn json(attributes: &str) -> Value {
    serde_json::from_str(attributes).unwrap_or_default()
}

fn text<'a>(attributes: &'a Value, name: &str) -> Option<&'a str> {
    attributes.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}
