//! A post of Tumblr, whichever export it was read from.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{Dated, State, encoding::Replaced, when};

/// A post with its parts still in the words of Tumblr.
#[derive(Debug, Default)]
pub(super) struct Post {
    pub(super) id: String,
    /// `regular`, `photo`, `npf`…
    pub(super) kind: String,
    pub(super) urls: Vec<String>,
    pub(super) slug: Option<String>,
    pub(super) blog: Option<String>,
    pub(super) author: Option<String>,
    pub(super) state: String,
    pub(super) written: Option<Dated>,
    pub(super) tags: Vec<String>,
    pub(super) title: Option<String>,
    /// What whoever keeps the blog wrote, and what they show.
    pub(super) own_html: String,
    /// What others wrote before it, with who it was.
    pub(super) trail_html: String,
    pub(super) is_reblog: bool,
    /// Whether a text of it is larger than what is read.
    pub(super) cut: bool,
    /// Where it was taken over from.
    pub(super) origin: Option<(String, String)>,
    /// Whether sounds and films of the post's files are what it is about.
    pub(super) plays: bool,
    pub(super) fields: BTreeMap<String, Vec<String>>,
    /// Blocks or types that nobody knows here.
    pub(super) unknown: Vec<String>,
    /// Bytes of the file that are no text.
    pub(super) replaced: Option<Replaced>,
    pub(super) file: String,
    pub(super) line: Option<u32>,
    /// SHA-256 of what it was read from, lower-case hexadecimal.
    pub(super) sha256: String,
}

impl Post {
    /// Whether the id is one: digits alone.
    pub(super) fn has_id(&self) -> bool {
        is_id(&self.id)
    }

    /// Who may read it. What nobody knows is a draft.
    pub(super) fn state(&self) -> State {
        match self.state.as_str() {
            "published" | "" => State::Published,
            "queue" | "queued" => State::Scheduled,
            "private" => State::Private,
            "submission" | "unapproved" => State::Pending,
            _ => State::Draft,
        }
    }

    /// Whether the word for who may read it is one of Tumblr's.
    pub(super) fn state_is_known(&self) -> bool {
        self.state == "draft" || self.state() != State::Draft
    }

    /// Keeps a value that has no place of its own.
    pub(super) fn field(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.fields.entry(name.to_owned()).or_default().push(value.to_owned());
        }
    }
}

/// Whether a text is the id of a post.
pub(super) fn is_id(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The instant of a number of seconds.
pub(super) fn instant(seconds: &str) -> Option<Dated> {
    let at = Timestamp::from_second(seconds.trim().parse().ok()?).ok()?;
    Some(when::instant(at, seconds.trim()))
}

/// Text as HTML shows it.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A link, its words escaped.
pub(super) fn link(address: &str, words: &str) -> String {
    let words = if words.trim().is_empty() { address } else { words };
    format!("<a href=\"{}\">{}</a>", escape(address), escape(words))
}
