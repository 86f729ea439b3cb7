//! What each line is: a record of some class, or why it is none.

use serde_json::{Map, Value};

use super::{
    line::Line,
    lines::{Content, RawLine},
    read::{MAX_ID, Place, refuse},
};
use crate::{Code, Kind, Options, Problem, Record, markup};

/// What a line turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Site,
    Author,
    Term,
    Media,
    Document,
    /// A comment that stands where it belongs.
    Comment,
    /// A comment that is kept aside until its document and the comment above were handed over.
    LateComment,
    Redirect,
    /// No record, or one that was there before.
    Bad,
}

/// Verdicts in the order of lines; equal neighbours are one.
#[derive(Debug, Default)]
pub(super) struct Verdicts(Vec<(Verdict, u32)>);

impl Verdicts {
    pub(super) fn push(&mut self, verdict: Verdict) {
        match self.0.last_mut() {
            Some((last, times)) if *last == verdict && *times < u32::MAX => *times += 1,
            _ => self.0.push((verdict, 1)),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Verdict> + Send + '_ {
        self.0.iter().flat_map(|(verdict, times)| {
            std::iter::repeat_n(*verdict, usize::try_from(*times).unwrap_or(usize::MAX))
        })
    }

    pub(super) fn any(&self, wanted: &[Verdict]) -> bool {
        self.0.iter().any(|(verdict, _)| wanted.contains(verdict))
    }
}

/// Ids are unique within one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Class {
    Author,
    Term,
    Media,
    Document,
    Comment,
    /// A comment that stands where it belongs.
    PlacedComment,
    Redirect,
}

/// A line and its record, or why it is none.
pub(super) fn judge(
    raw: &RawLine,
    file: &str,
    options: &Options,
) -> Result<(Line, Option<Record>), Problem> {
    let (line, place) = parsed(raw, file, options)?;
    let record = line.clone().into_record(&place)?;
    Ok((line, record))
}

/// As [`judge`], of a text only what it embeds: to tidy it takes most of the time.
pub(super) fn glance(
    raw: &RawLine,
    file: &str,
    options: &Options,
) -> Result<(Line, Option<Record>), Problem> {
    let (line, place) = parsed(raw, file, options)?;
    let record = line.clone().without_words().into_record(&place)?;
    Ok((line, record))
}

fn parsed<'a>(
    raw: &RawLine,
    file: &'a str,
    options: &'a Options,
) -> Result<(Line, Place<'a>), Problem> {
    let place = Place { file, line: Some(raw.number), time_zone: &options.time_zone };
    let Content::Text(text, _) = &raw.content else {
        let message = format!("a line of more than {} bytes", options.max_text_bytes);
        return Err(nameless(Code::TooLarge, Kind::Other, message, &place));
    };
    let line = Line::parse(text).map_err(|error| {
        let code = if error.is_eof() && !raw.ended { Code::Truncated } else { Code::InvalidRecord };
        let message = if code == Code::Truncated {
            "the file ends in the middle of this line".to_owned()
        } else {
            format!("no record: {error}")
        };
        let words = Words::of(text);
        let problem = nameless(code, words.kind(), message, &place);
        let external_id = words.line("external_id");
        let title = words.line("title").or_else(|| words.line("name"));
        Problem { external_id, title, ..problem }
    })?;
    Ok((line, place))
}

/// The problem of a line that was a record, if its id had not been taken.
pub(super) fn duplicate(line: &Line, file: &str, number: u32, options: &Options) -> Problem {
    let place = Place { file, line: Some(number), time_zone: &options.time_zone };
    let id = markup::line(line.external_id().unwrap_or_default());
    let message = format!("`{id}` is the id of an earlier {}", line.type_name());
    refuse(line, &place, Code::DuplicateId, message)
}

fn nameless(code: Code, kind: Kind, message: String, place: &Place<'_>) -> Problem {
    let problem = Problem::new(code, kind, "", message).in_file(place.file).at(place.line);
    Problem { external_id: None, ..problem }
}

/// What a line says that is no record, as far as it can be made out.
struct Words<'a> {
    text: &'a str,
    /// Its values, if it is JSON at all.
    values: Option<Map<String, Value>>,
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, values: serde_json::from_str(text).ok() }
    }

    /// The word or number under a key, be it further in where the line is broken.
    fn get(&self, key: &str) -> Option<String> {
        let value = if let Some(values) = &self.values {
            values.get(key)?.clone()
        } else {
            let after = self.text.split_once(&format!("\"{key}\""))?.1.trim_start();
            let after = serde_json::Deserializer::from_str(after.strip_prefix(':')?);
            after.into_iter::<Value>().next()?.ok()?
        };
        match value {
            Value::String(words) => Some(words),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    fn line(&self, key: &str) -> Option<String> {
        let words = markup::line(&self.get(key)?);
        (!words.is_empty() && words.len() <= MAX_ID).then_some(words)
    }

    /// What it was meant to be.
    fn kind(&self) -> Kind {
        match self.get("type").as_deref() {
            Some("author") => Kind::Author,
            Some("term") => Kind::Term,
            Some("media") => Kind::Media,
            Some("comment") => Kind::Comment,
            Some("redirect") => Kind::Redirect,
            Some("document") if self.get("kind").as_deref() == Some("page") => Kind::Page,
            Some("document") => Kind::Post,
            _ => Kind::Other,
        }
    }
}

pub(super) fn class(line: &Line) -> Option<Class> {
    Some(match line {
        Line::Site(_) => return None,
        Line::Author(_) => Class::Author,
        Line::Term(_) => Class::Term,
        Line::Media(_) => Class::Media,
        Line::Document(_) => Class::Document,
        Line::Comment(_) => Class::Comment,
        Line::Redirect(_) => Class::Redirect,
    })
}
