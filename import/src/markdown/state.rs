//! Who could read a text, as its front matter says: drafts, what is dated ahead, what has ended, what was never shown.

use jiff::Timestamp;

use super::{
    name::Name,
    node::Node,
    words::{is_no, is_yes},
};
use crate::{Dated, State};

/// Keys under which Hugo says from when on a text is shown, and until when.
pub(super) const SHOWN_FROM: &[&str] = &["publishdate", "pubdate", "published_at", "published"];
pub(super) const SHOWN_UNTIL: &[&str] = &["expirydate", "unpublishdate"];

/// When a text is shown.
pub(super) struct Shown<'a> {
    pub(super) from: Option<&'a Dated>,
    pub(super) until: Option<&'a Dated>,
    pub(super) now: Timestamp,
}

impl Shown<'_> {
    pub(super) fn is_over(&self) -> bool {
        self.until.is_some_and(|end| end.instant <= self.now)
    }

    fn is_ahead(&self) -> bool {
        self.from.is_some_and(|start| start.instant > self.now)
    }
}

/// Whatever was not public is not public: a state nobody knows is a draft.
pub(super) fn state(values: &Node, name: &Name<'_>, shown: &Shown<'_>) -> State {
    match said(values, name) {
        State::Published if unreadable_end(values, shown) => State::Draft,
        State::Published if shown.is_over() || is_never_shown(values) => State::Private,
        State::Published if shown.is_ahead() => State::Scheduled,
        state => state,
    }
}

/// An end that cannot be read may have passed.
fn unreadable_end(values: &Node, shown: &Shown<'_>) -> bool {
    let is_said = SHOWN_UNTIL.iter().any(|key| values.get(key).and_then(Node::text).is_some());
    is_said && shown.until.is_none()
}

/// Whether Hugo was told to make no page of it, or to name it in no list.
fn is_never_shown(values: &Node) -> bool {
    let yes = |key: &str| values.get(key).and_then(Node::text).is_some_and(is_yes);
    let never = |build: &Node| {
        let is = |key: &str, words: &[&str]| {
            build.get(key).and_then(Node::text).is_some_and(|said| {
                is_no(said) || words.iter().any(|word| said.eq_ignore_ascii_case(word))
            })
        };
        is("render", &["never", "link"]) || is("list", &["never"])
    };
    yes("headless") || ["build", "_build"].iter().filter_map(|key| values.get(key)).any(never)
}

fn said(values: &Node, name: &Name<'_>) -> State {
    let word = |key: &str| values.get(key).and_then(Node::text);
    let yes = |key: &str| word(key).is_some_and(is_yes);
    if name.is_in("_drafts") || yes("draft") || word("published").is_some_and(is_no) {
        return State::Draft;
    }
    let said = word("status").or_else(|| word("visibility")).unwrap_or("published").to_lowercase();
    let private = yes("private") || yes("hidden") || yes("unlisted");
    match said.as_str() {
        "private" | "hidden" | "unlisted" => State::Private,
        "pending" | "review" => State::Pending,
        "future" | "scheduled" => State::Scheduled,
        "protected" | "password" => State::Protected,
        "publish" | "published" | "public"
            if values.get("password").and_then(Node::text).is_some() =>
        {
            State::Protected
        }
        "publish" | "published" | "public" if private => State::Private,
        "publish" | "published" | "public" => State::Published,
        _ => State::Draft,
    }
}
