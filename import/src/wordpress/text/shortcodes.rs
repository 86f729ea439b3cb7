//! Commands in brackets, which `WordPress` replaces when it shows a text.

use std::collections::{HashMap, HashSet};

use super::{
    Notes, Source, attachment_address, figure, players,
    tags::{self, Attributes, Scanner, escape},
};

/// Shortcodes in shortcodes deeper than this stay as written.
const MAX_DEPTH: usize = 6;

/// Longest shortcode without its content, in bytes.
const MAX_LENGTH: usize = 4096;

/// Pictures of one gallery that are shown.
const MAX_PICTURES: usize = 1000;

/// Shortcodes that show program code.
const CODE: [&str; 24] = [
    "code",
    "sourcecode",
    "source",
    "cc",
    "css",
    "php",
    "js",
    "javascript",
    "java",
    "python",
    "ruby",
    "sql",
    "xml",
    "html",
    "bash",
    "shell",
    "c",
    "cpp",
    "csharp",
    "perl",
    "plain",
    "text",
    "codesyntax",
    "highlight",
];

/// Shortcodes that show something from elsewhere.
const PLAYERS: [&str; 24] = [
    "embed",
    "youtube",
    "youtube_sc",
    "fve",
    "vimeo",
    "dailymotion",
    "wpvideo",
    "videopress",
    "tweet",
    "twitter",
    "gist",
    "instagram",
    "ted",
    "vine",
    "soundcloud",
    "slideshare",
    "flickr",
    "googlemaps",
    "googlevideo",
    "facebook",
    "spotify",
    "scribd",
    "bandcamp",
    "blip.tv",
];

/// Attributes in which an address is given.
const ADDRESSES: [&str; 7] = ["url", "src", "href", "link", "id", "v", "permalink"];

/// Kinds of sound and film, as attributes.
const SOUNDS: [&str; 6] = ["src", "mp3", "m4a", "ogg", "wav", "wma"];
const FILMS: [&str; 7] = ["src", "mp4", "m4v", "webm", "ogv", "wmv", "flv"];

/// The text with known shortcodes as HTML; unknown ones stay and are noted.
pub(super) fn replace(text: &str, source: &dyn Source, notes: &mut Notes) -> String {
    if !text.contains('[') {
        return text.to_owned();
    }
    Run { source, notes }.replace(text, 0)
}

struct Run<'a> {
    source: &'a dyn Source,
    notes: &'a mut Notes,
}

/// What is known of the rest of a text, so that nothing is looked for again and again.
#[derive(Default)]
struct Known {
    scanner: Scanner,
    /// Elements without an end tag in the rest.
    unclosed: HashSet<String>,
    /// How far from the end of the text the next end of a shortcode is.
    ends: HashMap<String, Option<usize>>,
}

struct Shortcode<'a> {
    name: String,
    attributes: Attributes,
    /// As written, without the content.
    written: &'a str,
    closed: bool,
}

impl Shortcode<'_> {
    /// Whether it needs no content.
    fn is_whole(&self) -> bool {
        let name = self.name.as_str();
        let addressed = !self.attributes.values.is_empty()
            || ADDRESSES.iter().any(|key| self.attributes.get(key).is_some());
        matches!(name, "gallery" | "playlist" | "audio" | "video")
            || (PLAYERS.contains(&name) && addressed)
    }
}

impl Run<'_> {
    fn replace(&mut self, text: &str, depth: usize) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        let mut known = Known::default();
        while let Some(at) = rest.find(['[', '<']) {
            let (before, after) = rest.split_at(at);
            out.push_str(before);
            rest = if after.starts_with('<') {
                known.markup(after, &mut out)
            } else {
                self.bracket(after, depth, &mut known, &mut out)
            };
        }
        out.push_str(rest);
        out
    }

    fn bracket<'a>(
        &mut self,
        rest: &'a str,
        depth: usize,
        known: &mut Known,
        out: &mut String,
    ) -> &'a str {
        let escaped = rest.starts_with("[[");
        let start = if escaped { rest.get(1..).unwrap_or_default() } else { rest };
        let Some(code) = parse(start) else {
            out.push('[');
            return rest.get(1..).unwrap_or_default();
        };
        let after = start.get(code.written.len()..).unwrap_or_default();
        if escaped && after.starts_with(']') {
            // How one writes about shortcodes.
            out.push_str(code.written);
            return after.get(1..).unwrap_or_default();
        }
        if escaped {
            out.push('[');
        }
        let content = if code.closed { None } else { known.content(after, &code.name) };
        // What stands alone does not reach for the end of another one further down.
        let content = content.filter(|content| !code.is_whole() || content.trim().is_empty());
        if let Some(html) = self.html(&code, content, depth) {
            out.push_str(&html);
            match content {
                Some(content) => {
                    after.get(content.len() + code.name.len() + 3..).unwrap_or_default()
                }
                None => after,
            }
        } else {
            out.push_str(code.written);
            after
        }
    }

    fn html(
        &mut self,
        code: &Shortcode<'_>,
        content: Option<&str>,
        depth: usize,
    ) -> Option<String> {
        let attributes = &code.attributes;
        let name = code.name.as_str();
        if CODE.contains(&name)
            && let Some(content) = content
        {
            return Some(program(content));
        }
        if PLAYERS.contains(&name) {
            let value = content.filter(|content| !content.trim().is_empty());
            let named = ADDRESSES.iter().find_map(|key| attributes.get(key));
            let value = value.or(named).or(attributes.values.first().map(String::as_str));
            if let Some(address) = value.and_then(|value| players::address(name, value)) {
                return Some(players::link(&address));
            }
            return self.unknown(code, content);
        }
        match name {
            "caption" | "wp_caption" => {
                let content = content?;
                let shown = if depth < MAX_DEPTH {
                    self.replace(content, depth + 1)
                } else {
                    content.to_owned()
                };
                Some(caption(&shown, attributes.get("caption")))
            }
            "gallery" => Some(self.gallery(attributes)),
            "playlist" => {
                let tag = if attributes.get("type") == Some("video") { "video" } else { "audio" };
                let ids = ids(attributes.get("ids").unwrap_or_default());
                let players =
                    ids.map(|id| format!("<{tag} src=\"{}\"></{tag}>", attachment_address(id)));
                Some(players.collect())
            }
            "audio" => player("audio", attributes, &SOUNDS),
            "video" => player("video", attributes, &FILMS),
            _ => self.unknown(code, content),
        }
    }

    /// Notes what looks like a shortcode; it stays as written. Words in brackets are just that.
    fn unknown(&mut self, code: &Shortcode<'_>, content: Option<&str>) -> Option<String> {
        let telling = content.is_some()
            || code.closed
            || !code.attributes.named.is_empty()
            || code.name.contains(['_', '-'])
            || PLAYERS.contains(&code.name.as_str());
        if telling && self.notes.shortcodes.len() < 100 {
            *self.notes.shortcodes.entry(code.name.clone()).or_default() += 1;
        }
        None
    }

    fn gallery(&mut self, attributes: &Attributes) -> String {
        let listed = attributes.get("ids").or_else(|| attributes.get("include"));
        let pictures: Vec<u64> = if let Some(listed) = listed {
            ids(listed).collect()
        } else {
            let left_out: Vec<u64> = ids(attributes.get("exclude").unwrap_or_default()).collect();
            let attached = self.source.attached().iter().copied();
            attached.filter(|id| !left_out.contains(id)).take(MAX_PICTURES).collect()
        };
        if pictures.is_empty() {
            self.notes.empty_galleries += 1;
        }
        pictures.into_iter().map(|id| figure(self.source, id, self.notes)).collect()
    }
}

impl Known {
    /// Passes over a tag, and over the content of elements that show code.
    fn markup<'a>(&mut self, rest: &'a str, out: &mut String) -> &'a str {
        let end = self.scanner.end(rest).unwrap_or(1);
        let (tag, after) = rest.split_at(end);
        out.push_str(tag);
        let (name, closing) = tags::name(tag);
        if closing || !tags::is_verbatim(&name) || self.unclosed.contains(&name) {
            return after;
        }
        if let Some(end) = tags::end_of_element(after, &name) {
            let (inner, after) = after.split_at(end);
            out.push_str(inner);
            after
        } else {
            self.unclosed.insert(name);
            after
        }
    }

    /// What stands between the shortcode and its end.
    fn content<'a>(&mut self, after: &'a str, name: &str) -> Option<&'a str> {
        let stale = match self.ends.get(name) {
            Some(Some(left)) => *left > after.len(),
            Some(None) => false,
            None => true,
        };
        if stale {
            let found = after.find(&format!("[/{name}]")).map(|at| after.len() - at);
            self.ends.insert(name.to_owned(), found);
        }
        let left = (*self.ends.get(name)?)?;
        after.get(..after.len().checked_sub(left)?)
    }
}

fn ids(list: &str) -> impl Iterator<Item = u64> {
    list.split([',', ' ']).filter_map(|id| id.trim().parse().ok()).take(MAX_PICTURES)
}

/// The shortcode at the beginning of `text`, which is `[`.
fn parse(text: &str) -> Option<Shortcode<'_>> {
    let inner = text.strip_prefix('[')?;
    let length = inner
        .bytes()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
        .count();
    let name = inner.get(..length)?;
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let rest = inner.get(length..)?;
    if !rest.starts_with(|c: char| c.is_whitespace() || matches!(c, ']' | '=' | '/')) {
        return None;
    }
    let end = rest.bytes().take(MAX_LENGTH).position(|b| b == b']')?;
    let attributes = rest.get(..end)?;
    let closed = attributes.ends_with('/');
    Some(Shortcode {
        name: name.to_ascii_lowercase(),
        attributes: Attributes::of(attributes.trim_end_matches('/')),
        written: text.get(..length + end + 2)?,
        closed,
    })
}

/// A picture and what is written below it. Newer posts write the words after the picture, older ones in an attribute.
fn caption(shown: &str, words: Option<&str>) -> String {
    let shown = shown.trim();
    if let Some(words) = words {
        return format!("<figure>{shown}<figcaption>{words}</figcaption></figure>");
    }
    let picture = shown.rfind("<img").and_then(|at| {
        let after = shown.get(at..)?;
        let end = at + Scanner::default().end(after)?;
        let link = shown.get(end..)?.trim_start();
        let linked = link.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("</a>"));
        if linked { Some(shown.len() - link.len() + 4) } else { Some(end) }
    });
    let (picture, words) = shown.split_at(picture.unwrap_or_default());
    format!("<figure>{picture}<figcaption>{}</figcaption></figure>", words.trim())
}

/// Program code; references that an editor has already written stay what they are.
fn program(content: &str) -> String {
    let content = content.trim_matches('\n');
    let shown = content.replace('<', "&lt;").replace('>', "&gt;");
    if content.contains('\n') {
        format!("\n<pre>{shown}</pre>\n")
    } else {
        format!("<code>{shown}</code>")
    }
}

fn player(tag: &str, attributes: &Attributes, keys: &[&str]) -> Option<String> {
    let named = keys.iter().find_map(|key| attributes.get(key));
    let first = || {
        let value = attributes.values.first()?;
        players::is_address(value.split('|').next()?).then(|| value.split('|').next())?
    };
    let address = named.or_else(first).filter(|address| !address.is_empty())?;
    let address = escape(&tags::unescaped(address));
    Some(format!("<{tag} src=\"{address}\"></{tag}>"))
}
