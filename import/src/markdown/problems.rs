//! What is worth knowing about how one text was read.

use super::{meta::Meta, name::Syntax, page::Body, source::Source};
use crate::{Code, DateSource, Document, EncodingSource, Problem, TitleSource, encoding};

/// What is taken out of texts because it does not work elsewhere.
const ACTIVE: [&str; 5] = ["object", "form", "form_field", "script_or_style", "drawing"];

/// The problems of a document other than its links.
pub(super) fn of(
    document: &Document,
    source: &Source,
    meta: &Meta,
    body: &Body,
    ambiguous: &[String],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut add = |code, line: Option<u32>, message: String| {
        let problem = Problem::new(code, document.kind, &document.external_id, message);
        problems.push(problem.titled(&document.title).at(line));
    };
    if let Some(trouble) = &source.front.trouble {
        add(Code::ConversionLoss, Some(1), format!("front matter read line by line: {trouble}"));
    }
    if let Some(replaced) = &source.replaced {
        add(Code::CharactersReplaced, Some(replaced.line), replaced.message());
    }
    if encoding::is_mismatch(&source.encoding, &source.text) {
        let declared = source.encoding.declared.as_deref().unwrap_or_default();
        add(
            Code::EncodingMismatch,
            None,
            format!("declares {declared} and is written in {}", source.encoding.used),
        );
    }
    if source.encoding.decided_by == EncodingSource::Guessed && !source.text.is_ascii() {
        add(
            Code::EncodingGuessed,
            None,
            format!("read as {}, which nothing declares", source.encoding.used),
        );
    }
    if source.syntax == Syntax::Rst {
        add(Code::ConversionLoss, None, "reStructuredText is shown as it is written".to_owned());
    }
    if document.title_from == TitleSource::FileName {
        add(
            Code::Untitled,
            None,
            "neither a title nor a heading; the name of the file stands for it".to_owned(),
        );
    }
    for (key, words) in &meta.no_dates {
        add(Code::DateInvalid, line_of(source, key), format!("`{key}: {words}` is no date"));
    }
    let dates = [&document.created, &document.updated];
    if dates.iter().any(|date| date.as_ref().is_some_and(|date| date.shifted)) {
        add(
            Code::DateShifted,
            None,
            "the clocks left this hour out: taken as an hour later".to_owned(),
        );
    }
    match &document.created {
        Some(date) if date.derived_from == DateSource::FileTime => {
            add(Code::DateGuessed, None, format!("{}: from the time of the file", date.as_written));
        }
        None => add(Code::DateGuessed, None, "nothing tells when it was written".to_owned()),
        Some(_) => {}
    }
    if let Some((code, line, message)) = end(source, meta) {
        add(code, line, message);
    }
    for (name, (times, line)) in &body.expanded.unknown {
        add(
            Code::UnknownShortcode,
            Some(*line),
            format!("`{name}` left as written; times: {times}"),
        );
    }
    for (code, command, line) in &body.expanded.lost {
        add(
            *code,
            Some(*line),
            format!("`{command}` leads to nothing in the source; left as written"),
        );
    }
    for raw in ambiguous {
        add(Code::AmbiguousMedia, None, format!("several files could be `{raw}`"));
    }
    if let Some(raw) = meta.cover.as_ref().filter(|_| document.cover.is_none()) {
        add(
            Code::MissingMedia,
            line_of(source, raw),
            format!("picture `{raw}` is not in the source"),
        );
    }
    let active: Vec<String> = document
        .reading
        .tidied
        .iter()
        .filter(|(what, _)| ACTIVE.contains(&what.as_str()))
        .map(|(what, times)| format!("{times} {what}"))
        .collect();
    if !active.is_empty() {
        add(Code::ActiveContentRemoved, None, format!("taken out: {}", active.join(", ")));
    }
    if document.body_html.trim().is_empty() {
        add(Code::EmptyPage, None, "no text and no picture".to_owned());
    }
    problems
}

/// Until when it was shown. Who takes the document in tells of its state, which says no more than that.
fn end(source: &Source, meta: &Meta) -> Option<(Code, Option<u32>, String)> {
    let end = meta.until.as_ref()?;
    let (code, what) =
        if meta.is_over { (Code::KeptPrivate, "ended") } else { (Code::Expires, "ends") };
    Some((code, line_of(source, &end.as_written), format!("{what} on {}", end.as_written)))
}

/// The line of the front matter that holds these words.
fn line_of(source: &Source, words: &str) -> Option<u32> {
    let front = source.text.get(..source.front.body_at.max(1024)).unwrap_or(&source.text);
    let line = front.lines().position(|line| line.contains(words))?;
    u32::try_from(line + 1).ok()
}
