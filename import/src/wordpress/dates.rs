//! Dates of posts: local time without zone, and beside it the same in UTC.

use jiff::{Timestamp, civil::DateTime, fmt::rfc2822};

use crate::{Code, DateSource, Dated, Options, when};

/// A date of an item, or why there is none.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) date: Option<Dated>,
    /// What is to be told of it.
    pub(super) problem: Option<(Code, String)>,
}

/// Reads a date from what is written in local time, in UTC, and where neither is there in `fallback` (RFC 2822).
pub(super) fn read(local: &str, utc: &str, fallback: &str, options: &Options) -> Read {
    let written = if is_set(local) { local } else { utc };
    if let Some(at) = civil(utc)
        && let Ok(there) = jiff::tz::TimeZone::UTC.to_timestamp(at)
    {
        return Read { date: Some(when::instant(there, written)), problem: None };
    }
    if let Some(at) = civil(local) {
        let date = when::local(at, &options.time_zone, local, DateSource::LocalField);
        let shifted = date.as_ref().is_some_and(|date| date.shifted);
        let message =
            || (Code::DateShifted, format!("`{local}` was left out by the clocks: an hour later"));
        return Read { date, problem: shifted.then(message) };
    }
    if let Some(at) = header(fallback) {
        return Read { date: Some(when::instant(at, fallback)), problem: None };
    }
    let odd = [local, utc].into_iter().find(|text| is_set(text));
    Read { date: None, problem: odd.map(|odd| (Code::DateInvalid, format!("`{odd}` is no date"))) }
}

/// Whether a date is given at all: drafts have one of zeros.
fn is_set(text: &str) -> bool {
    text.bytes().any(|byte| byte != b'0' && !matches!(byte, b'-' | b':' | b' '))
}

fn civil(text: &str) -> Option<DateTime> {
    is_set(text).then(|| text.trim().parse::<DateTime>().ok()).flatten().filter(|at| at.year() > 0)
}

/// `pubDate`, which for drafts is the beginning of 1970 or of the year -1.
fn header(text: &str) -> Option<Timestamp> {
    let at = rfc2822::parse(text.trim()).ok()?.timestamp();
    (at.as_second() > 86_400).then_some(at)
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    #[test]
    fn utc_decides_and_else_the_zone() {
        let options =
            Options { time_zone: TimeZone::get("Europe/Paris").unwrap(), ..Options::default() };
        let read = |local, utc, fallback| {
            let found = read(local, utc, fallback, &options);
            (
                found.date.map(|date| (date.instant.to_string(), date.derived_from)),
                found.problem.map(|it| it.0),
            )
        };
        let zero = "0000-00-00 00:00:00";
        let at = |text: &str, from| Some((text.to_owned(), from));
        assert_eq!(
            read("2013-09-18 11:00:00", "2013-09-18 13:00:00", ""),
            (at("2013-09-18T13:00:00Z", DateSource::Field), None)
        );
        assert_eq!(
            read("2013-09-18 11:00:00", zero, ""),
            (at("2013-09-18T09:00:00Z", DateSource::LocalField), None)
        );
        assert_eq!(
            read("2013-03-31 02:30:00", zero, ""),
            (at("2013-03-31T01:30:00Z", DateSource::LocalField), Some(Code::DateShifted))
        );
        assert_eq!(
            read("", "", "Thu, 05 Jan 2012 14:30:46 +0000"),
            (at("2012-01-05T14:30:46Z", DateSource::Field), None)
        );
        assert_eq!(read(zero, zero, "Mon, 30 Nov -0001 00:00:00 +0000"), (None, None));
        assert_eq!(read(zero, zero, "Thu, 01 Jan 1970 00:00:00 +0000"), (None, None));
        assert_eq!(read("2013-02-31 11:00:00", "", ""), (None, Some(Code::DateInvalid)));
    }
}
