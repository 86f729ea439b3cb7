//! Commands of Jekyll and Hugo in a text, links between double brackets, and marks of other Markdowns: what they stand
//! for where that can be known, themselves where it cannot.

mod code;

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    hugo::{self, Arguments},
    liquid,
    name::Syntax,
    wiki,
};
use crate::{Code, markup::escape};

/// Longest command, in bytes.
const MAX_COMMAND: usize = 2_000;

/// Commands of `WordPress` that show something only there; those that hold text are taken as their text.
const SHORTCODES: [&str; 12] = [
    "gallery",
    "audio",
    "video",
    "embed",
    "playlist",
    "youtube",
    "vimeo",
    "dewplayer",
    "flickr",
    "slideshare",
    "contact-form",
    "poll",
];

/// Different commands that are told apart in one text.
const MAX_NAMES: usize = 50;

/// Finds files of the source; all addresses begin with a slash.
pub(super) trait Places {
    /// A post, by its file name without ending.
    fn post(&self, name: &str) -> Option<String>;
    /// A text or file, by path, or by name alone.
    fn file(&self, reference: &str) -> Option<String>;
}

/// What becomes of a command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// This stands in its place.
    Put(String),
    /// It stays as written, counted under this name.
    Keep(String),
    /// It stays as written and nobody need know.
    Literal,
    /// What follows up to the command of this name is not looked into.
    Until(&'static str, Inner),
}

/// What becomes of what stands between two commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inner {
    AsWritten,
    Code,
    Dropped,
}

/// A text without the commands that are known.
#[derive(Debug, Default)]
pub(super) struct Expanded {
    pub(super) text: String,
    /// Unknown commands: how often, and the line of the first.
    pub(super) unknown: BTreeMap<String, (u64, u32)>,
    /// What leads nowhere.
    pub(super) lost: Vec<(Code, String, u32)>,
    pub(super) counts: BTreeMap<&'static str, u64>,
}

/// Expands the commands of `text`, which begins in `line` of its file.
pub(super) fn expand(text: &str, syntax: Syntax, line: u32, places: &dyn Places) -> Expanded {
    let mut scan = Scan {
        text,
        at: 0,
        line,
        syntax,
        places,
        fence: None,
        caption: None,
        closes: HashMap::new(),
        endless: HashSet::new(),
        out: Expanded { text: String::with_capacity(text.len()), ..Expanded::default() },
    };
    scan.run();
    scan.out
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    syntax: Syntax,
    places: &'a dyn Places,
    /// Sign and length of the fence around code.
    fence: Option<(u8, usize)>,
    /// Words below the picture of a shortcode that is open.
    caption: Option<String>,
    /// Where each kind of closing brackets was last found, and how far it was looked for.
    closes: HashMap<&'static str, (Option<usize>, usize)>,
    /// Commands whose end was looked for and is nowhere.
    endless: HashSet<&'static str>,
    out: Expanded,
}

impl<'a> Scan<'a> {
    fn run(&mut self) {
        let markdown = self.syntax == Syntax::Markdown;
        while self.at < self.text.len() {
            let fresh = self.at == 0 || self.text.as_bytes().get(self.at - 1) == Some(&b'\n');
            if markdown && fresh && self.fenced_line() {
                continue;
            }
            let rest = self.rest();
            let length = rest.find(['\n', '`', '{', '[', '!', '\\']).unwrap_or(rest.len());
            self.copy(length);
            let rest = self.rest();
            let done = match rest.as_bytes().first() {
                Some(b'\\') if rest.len() > 1 && rest.is_char_boundary(2) => {
                    self.copy(2);
                    true
                }
                Some(b'`') if markdown => self.code_span(),
                Some(b'{') => self.command(),
                Some(b'[' | b'!') if markdown => self.wiki_link(),
                Some(b'[') => self.shortcode(),
                _ => false,
            };
            if !done && self.at < self.text.len() {
                self.copy(1);
            }
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// What stands between `open`, if the text goes on with it, and the next `close`; and the length of the whole.
    /// Nothing is looked at twice, however many brackets are open.
    fn between(&mut self, open: &str, close: &'static str) -> Option<(&'a str, usize)> {
        if !self.rest().starts_with(open) {
            return None;
        }
        let from = self.at + open.len();
        let limit = self.text.floor_char_boundary(from + MAX_COMMAND);
        let (found, looked) = self.closes.entry(close).or_insert((None, 0));
        if found.is_none_or(|found| found < from) {
            let start = self.text.floor_char_boundary(from.max(looked.saturating_sub(close.len())));
            let start = start.max(from);
            *found =
                self.text.get(start..limit).and_then(|text| text.find(close)).map(|at| start + at);
            *looked = found.map_or(limit, |at| at + close.len());
        }
        let end = (*found)?;
        let inner = self.text.get(from..end).filter(|_| end < limit)?;
        Some((inner, open.len() + inner.len() + close.len()))
    }

    fn copy(&mut self, length: usize) {
        let text = self.rest().get(..length).unwrap_or_default();
        self.out.text.push_str(text);
        self.pass(length);
    }

    fn pass(&mut self, length: usize) {
        let text = self.rest().get(..length).unwrap_or_default();
        let lines = text.bytes().filter(|byte| *byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.at += length;
    }

    fn command(&mut self) -> bool {
        let rest = self.rest();
        let (outcome, length) = if let Some((inner, length)) = self.between("{{<", ">}}") {
            (hugo::expand(inner, self.places), length)
        } else if let Some((inner, length)) = self.between("{{%", "%}}") {
            (hugo::expand(inner, self.places), length)
        } else if let Some((inner, length)) = self.between("{{", "}}") {
            (liquid::output(inner), length)
        } else if let Some((inner, length)) = self.between("{%", "%}") {
            (liquid::tag(inner, self.places), length)
        } else if self.syntax == Syntax::Markdown {
            return self.attributes();
        } else {
            return false;
        };
        let command = rest.get(..length).unwrap_or_default();
        match outcome {
            Outcome::Put(text) => {
                self.pass(length);
                self.out.text.push_str(&text);
                *self.out.counts.entry("command").or_default() += 1;
            }
            Outcome::Literal => {
                self.keep(command);
                self.pass(length);
            }
            Outcome::Keep(name) => {
                self.unknown(name);
                self.keep(command);
                self.pass(length);
            }
            Outcome::Until(end, inner) => self.block(length, end, inner),
        }
        true
    }

    /// A command of `WordPress`, which exports to Jekyll leave in the text.
    fn shortcode(&mut self) -> bool {
        let Some((inner, length)) = self.between("[", "]") else { return false };
        let inner = inner.trim_end_matches('/').trim();
        let name = inner.split([' ', '=', ':']).next().unwrap_or_default();
        match name {
            "caption" => {
                let arguments = Arguments::of(inner.get(name.len()..).unwrap_or_default());
                self.caption = arguments.get("caption").map(str::to_owned);
                self.out.text.push_str("<figure>");
            }
            "/caption" => {
                if let Some(words) = self.caption.take() {
                    self.out.text.extend(["<figcaption>", &escape(&words), "</figcaption>"]);
                }
                self.out.text.push_str("</figure>");
            }
            name if SHORTCODES.contains(&name) => self.unknown(format!("[{name}]")),
            _ => return false,
        }
        if SHORTCODES.contains(&name) {
            self.copy(length);
        } else {
            self.pass(length);
            *self.out.counts.entry("command").or_default() += 1;
        }
        true
    }

    fn unknown(&mut self, name: String) {
        let line = self.line;
        if self.out.unknown.len() < MAX_NAMES || self.out.unknown.contains_key(&name) {
            self.out.unknown.entry(name).or_insert((0, line)).0 += 1;
        }
    }

    /// Writes a command so that it is seen.
    fn keep(&mut self, command: &str) {
        if self.syntax == Syntax::Html {
            return self.out.text.push_str(&escape(command));
        }
        for c in command.chars() {
            match c {
                '<' => self.out.text.push_str("&lt;"),
                '*' | '_' | '`' | '[' | ']' | '\\' | '|' | '~' => self.out.text.extend(['\\', c]),
                c => self.out.text.push(c),
            }
        }
    }

    fn block(&mut self, length: usize, end: &'static str, inner: Inner) {
        let after = self.rest().get(length..).unwrap_or_default();
        let found = if self.endless.contains(end) { None } else { find_end(after, end) };
        let Some((inside, whole)) = found else {
            self.endless.insert(end);
            return self.copy(length);
        };
        self.pass(length);
        let text = after.get(..inside).unwrap_or_default();
        match (inner, self.syntax) {
            (Inner::Dropped, _) => {}
            (Inner::AsWritten, _) => self.out.text.push_str(text),
            (Inner::Code, Syntax::Markdown) => {
                let fence = if text.contains("~~~~~~") { "``````" } else { "~~~~~~" };
                let code = text.trim_matches('\n');
                self.out.text.extend(["\n\n", fence, "\n", code, "\n", fence, "\n\n"]);
            }
            (Inner::Code, _) => {
                self.out.text.extend(["<pre>", &escape(text.trim_matches('\n')), "</pre>"]);
            }
        }
        self.pass(whole);
        *self.out.counts.entry("command").or_default() += 1;
    }

    /// `{: .class}` and `{:toc}` of kramdown go, `{#place}` behind a heading becomes a place.
    fn attributes(&mut self) -> bool {
        let rest = self.rest();
        if let Some((inner, length)) =
            self.between("{:", "}").filter(|(inner, _)| !inner.contains('\n'))
        {
            if inner.trim().starts_with("toc") {
                let kept = self.out.text.trim_end().trim_end_matches("TOC").trim_end();
                let kept =
                    kept.trim_end_matches(|c: char| c.is_ascii_digit() || "*-+.".contains(c)).len();
                if self.out.text.get(kept..).is_some_and(|cut| cut.contains("TOC")) {
                    self.out.text.truncate(kept);
                    self.out.text.push('\n');
                }
            }
            self.pass(length);
            *self.out.counts.entry("attribute_list").or_default() += 1;
            return true;
        }
        let Some((place, length)) = self.between("{#", "}") else { return false };
        let ends = rest.get(length..).is_some_and(|after| {
            after.trim_start_matches(' ').starts_with('\n') || after.trim().is_empty()
        });
        let is_place =
            !place.is_empty() && place.chars().all(|c| c.is_alphanumeric() || "-_:.".contains(c));
        if !ends || !is_place {
            return false;
        }
        self.out.text.extend(["<a id=\"", place, "\"></a>"]);
        self.pass(length);
        true
    }

    fn wiki_link(&mut self) -> bool {
        let rest = self.rest();
        if let Some((inner, length)) = self.between("[", "]")
            && matches!(inner, "TOC" | "toc")
            && rest.get(length..).is_some_and(|after| after.starts_with('\n') || after.is_empty())
            && (self.out.text.is_empty() || self.out.text.ends_with('\n'))
        {
            self.pass(length);
            return true;
        }
        let shown = rest.starts_with("![[");
        let Some((inner, length)) = self.between(if shown { "![[" } else { "[[" }, "]]") else {
            return false;
        };
        let Some(link) = wiki::Link::of(inner, shown) else { return false };
        match link.markdown(self.places) {
            Ok(text) => {
                self.out.text.push_str(&text);
                *self.out.counts.entry("wiki_link").or_default() += 1;
            }
            Err(code) => {
                let command = rest.get(..length).unwrap_or_default();
                self.out.lost.push((code, command.to_owned(), self.line));
                self.keep(command);
            }
        }
        self.pass(length);
        true
    }
}

/// Where the command `end` begins, and where it ends.
fn find_end(text: &str, end: &str) -> Option<(usize, usize)> {
    text.match_indices(end).find_map(|(at, _)| {
        let before = text.get(..at)?.trim_end_matches(['-', ' ']);
        let start = ["{%", "{{<", "{{%"].iter().find_map(|open| before.strip_suffix(open))?.len();
        let after = text.get(at + end.len()..)?;
        let trimmed = after.trim_start_matches(['-', ' ']);
        let close = ["%}}", ">}}", "%}"].iter().find(|close| trimmed.starts_with(**close))?;
        Some((start, at + end.len() + (after.len() - trimmed.len()) + close.len()))
    })
}

#[cfg(test)]
mod tests;
