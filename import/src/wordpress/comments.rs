//! Comments of an item: who answers whom, and which are not handed over.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    dates,
    document::Around,
    index::hash,
    item::{Item, RawComment},
    links::Text,
    plain,
    text::convert_plain,
};
use crate::{Code, Comment, Kind, Options, Outcome, Problem, SetAside, bounds};

/// Why a comment is not handed over; none where it is.
fn reason(comment: &RawComment) -> Option<(Code, &'static str)> {
    match comment.kind.as_str() {
        "" | "comment" | "review" => {}
        "pingback" | "trackback" => {
            return Some((Code::UnsupportedType, "notices of other sites that link here"));
        }
        _ => return Some((Code::UnsupportedType, "notes of the old system")),
    }
    match comment.approved.as_str() {
        "1" | "approve" | "approved" | "" => None,
        "spam" => Some((Code::Unapproved, "marked as spam")),
        "trash" | "post-trashed" => Some((Code::Unapproved, "in the trash")),
        _ => Some((Code::Unapproved, "never approved")),
    }
}

/// What comments of an item are set aside, in sums by reason. `whole` is why all of them are, if they are.
pub(super) fn aside(item: &Item, title: &str, file: &str, whole: Option<&str>) -> Vec<SetAside> {
    let mut sums: BTreeMap<(Code, String), (u64, u32)> = BTreeMap::new();
    for comment in &item.comments {
        let why = match whole {
            Some(whole) => Some((Code::UnsupportedType, whole)),
            None => reason(comment),
        };
        if let Some((code, why)) = why {
            sums.entry((code, why.to_owned())).or_insert((0, comment.line)).0 += 1;
        }
    }
    let aside = |code, count, line, message: String, outcome| {
        let problem = Problem::new(code, Kind::Comment, &item.id, message);
        let problem = problem.in_file(file).titled(title).at(Some(line));
        SetAside { kind: Kind::Comment, outcome, count, problem }
    };
    let mut found: Vec<SetAside> = sums
        .into_iter()
        .map(|((code, why), (count, line))| {
            aside(code, count, line, format!("comments, {count}: {why}"), Outcome::Skipped)
        })
        .collect();
    if item.dropped_comments > 0 {
        let message = "more comments than one text may have".to_owned();
        let count = item.dropped_comments;
        found.push(aside(Code::TooLarge, count, item.line, message, Outcome::Failed));
    }
    found
}

/// How many comments of an item are handed over.
pub(super) fn count(item: &Item) -> u64 {
    item.comments.iter().filter(|comment| reason(comment).is_none()).count() as u64
}

/// The comments of a document, each after the one it answers, and problems with them.
pub(super) fn read(
    item: &Item,
    document: &str,
    title: &str,
    around: &Around<'_>,
) -> (Vec<Comment>, Vec<Problem>) {
    let Around { index, people, options, file, .. } = *around;
    let all: HashMap<&str, &RawComment> = item
        .comments
        .iter()
        .filter(|it| !it.id.is_empty())
        .map(|it| (it.id.as_str(), it))
        .collect();
    let mut used = HashSet::new();
    let mut problems = Vec::new();
    let mut comments: Vec<Comment> = Vec::new();
    for raw in item.comments.iter().filter(|raw| reason(raw).is_none()) {
        let mut external_id = format!("comment:{}", raw.id);
        if raw.id.is_empty() || !used.insert(external_id.clone()) {
            let print =
                hash(&(document, &raw.author, &raw.date, &raw.content, raw.line, used.len()));
            external_id = format!("comment:x{print:016x}");
            used.insert(external_id.clone());
        }
        let problem = |code, message: String| {
            let problem = Problem::new(code, Kind::Comment, &external_id, message);
            problem.in_file(file).at(Some(raw.line)).titled(title)
        };
        let (parent, unknown) = parent(raw, &all);
        if unknown {
            let message = format!("answers comment {}, which is not handed over", raw.parent);
            problems.push(problem(Code::UnknownParent, message));
        }
        let when = dates::read(&raw.date, &raw.date_gmt, "", options);
        if let Some((code, message)) = when.problem {
            problems.push(problem(code, message));
        }
        let (content, cut) = beginning(&raw.content, options);
        if cut {
            let message = "longer than is read; its beginning was taken".to_owned();
            problems.push(problem(Code::TooLarge, message));
        }
        if !bounds::is_parsable(content) {
            let message = "its markup cannot be read; its words were taken".to_owned();
            problems.push(problem(Code::Malformed, message));
        }
        let author = people.author_number(&raw.user);
        let (body_html, addresses) = convert_plain(content);
        let text = Text {
            index,
            address: &item.link,
            written: &raw.content,
            line: raw.line,
            said: &HashMap::new(),
        };
        let name = plain::text(&raw.author);
        comments.push(Comment {
            document: document.to_owned(),
            parent: parent.map(|parent| format!("comment:{}", parent.id)),
            author: Some(name).filter(|name| !name.is_empty()),
            author_id: author.map(|author| author.external_id.clone()),
            links: text.links(addresses),
            body_html,
            written: when.date,
            file: file.to_owned(),
            line: Some(raw.line),
            external_id,
        });
    }
    (in_order(comments), problems)
}

/// The nearest comment above that is handed over, and whether the one that is named is not.
fn parent<'a>(
    raw: &RawComment,
    all: &HashMap<&str, &'a RawComment>,
) -> (Option<&'a RawComment>, bool) {
    if matches!(raw.parent.as_str(), "" | "0") {
        return (None, false);
    }
    let mut above = raw.parent.as_str();
    for step in 0..16 {
        match all.get(above) {
            Some(found) if found.id == raw.id => break,
            Some(found) if reason(found).is_none() => return (Some(found), step > 0),
            Some(found) => above = found.parent.as_str(),
            None => break,
        }
    }
    (None, true)
}

/// As much of a text as is read, and whether that is not all.
fn beginning<'a>(content: &'a str, options: &Options) -> (&'a str, bool) {
    let limit = usize::try_from(options.max_page_bytes).unwrap_or(usize::MAX).min(content.len());
    let end = content.floor_char_boundary(limit);
    (content.get(..end).unwrap_or_default(), end < content.len())
}

/// Puts each comment after the one it answers; those that answer each other in a circle come last, without.
fn in_order(comments: Vec<Comment>) -> Vec<Comment> {
    let mut answers: HashMap<String, Vec<Comment>> = HashMap::new();
    let mut ready: Vec<Comment> = Vec::new();
    for comment in comments {
        match &comment.parent {
            Some(parent) => answers.entry(parent.clone()).or_default().push(comment),
            None => ready.push(comment),
        }
    }
    ready.reverse();
    let mut ordered = Vec::new();
    while let Some(comment) = ready.pop() {
        let below = answers.remove(&comment.external_id).unwrap_or_default();
        ready.extend(below.into_iter().rev());
        ordered.push(comment);
    }
    let mut circles: Vec<Comment> = answers.into_values().flatten().collect();
    circles.sort_by_key(|comment| comment.line);
    for mut comment in circles {
        comment.parent = None;
        ordered.push(comment);
    }
    ordered
}
