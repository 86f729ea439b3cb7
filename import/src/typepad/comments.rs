//! What readers and other blogs said about entries.

use std::collections::HashSet;

use super::{breaks, document, entry::Reply, index::Index, links};
use crate::{
    Code, Comment, Kind, Problem, Record, SetAside,
    blog::{fingerprint, hash, notes, words},
    bounds,
    tidy::tidy_fragment,
};

/// The document that a reply belongs to.
pub(super) struct Subject<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
}

/// The comment that a reply is, with what is to be said about it; or why there is none.
pub(super) fn read(
    index: &Index,
    file: &str,
    reply: &Reply,
    subject: Option<&Subject<'_>>,
    seen: &mut HashSet<u64>,
) -> Vec<Record> {
    let title = subject.map(|subject| subject.title).unwrap_or_default();
    let author = reply.get(if reply.is_ping { "BLOG NAME" } else { "AUTHOR" });
    let date = reply.get("DATE").unwrap_or_default();
    let told =
        [author.unwrap_or_default(), date, reply.get("URL").unwrap_or_default(), &reply.text.text];
    let told = fingerprint(&told);
    let external_id = match subject {
        Some(subject) => format!("comment:{}", fingerprint(&[subject.id, &told])),
        None => format!("comment:{told}"),
    };
    let problem = |code, message: &str| -> Problem {
        notes::problem(code, Kind::Comment, &external_id, (file, reply.line), message).titled(title)
    };
    let lost = |code, message| vec![Record::SetAside(SetAside::failed(problem(code, message)))];
    let Some(subject) = subject else {
        return lost(Code::UnknownParent, "what it was said about did not come in");
    };
    if !reply.whole {
        return lost(Code::Truncated, "the file ends in the middle of it");
    }
    if reply.text.cut {
        return lost(Code::TooLarge, "larger than what is read");
    }
    if !seen.insert(hash(&external_id)) {
        return lost(Code::DuplicateId, "the same comment stands further up in the source");
    }
    let html = html(reply);
    if !bounds::is_parsable(&html) {
        return lost(Code::Malformed, "its markup would exhaust the machine");
    }
    let written = document::dated(date, index);
    let mut notes = Vec::new();
    let mut note = |code, message| {
        let problem = problem(code, message);
        notes.push(Record::SetAside(SetAside { count: 0, ..SetAside::skipped(problem) }));
    };
    if written.is_none() {
        note(Code::DateInvalid, "no date that can be read");
    }
    if reply.text.mended.is_some() {
        note(Code::CharactersReplaced, "bytes that are no text were mended");
    }
    let tidied = tidy_fragment(&html);
    let lines = notes::Lines::of(&reply.text.text, reply.line);
    let known = reply.get("EMAIL").and_then(|email| index.author_with(email));
    let comment = Comment {
        external_id: external_id.clone(),
        document: subject.id.to_owned(),
        parent: None,
        author: author.map(words::title),
        author_id: known.map(|author| author.external_id.clone()),
        links: links::within(index, lines, None, &tidied.addresses),
        body_html: tidied.html,
        written,
        file: file.to_owned(),
        line: Some(reply.line),
    };
    let comment = std::iter::once(Record::Comment(Box::new(comment)));
    comment.chain(notes).collect()
}

fn html(reply: &Reply) -> String {
    let text = breaks::paragraphs(&words::signs(&reply.text.text));
    if !reply.is_ping {
        return text;
    }
    let escape =
        |text: &str| text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let title = reply.get("TITLE").map(words::title);
    match (reply.get("URL"), title) {
        (Some(url), title) => {
            let label = escape(title.as_deref().unwrap_or(url));
            format!("<p><a href=\"{}\">{label}</a></p>\n{text}", escape(url))
        }
        (None, Some(title)) => format!("<p>{}</p>\n{text}", escape(&title)),
        (None, None) => text,
    }
}
