//! Reads dates as programs and people write them in fields: `2013-09-18 20:36:00 +0200`, `12 mars 2010`, `1425106864`.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::{Offset, TimeZone},
};

use crate::{DateSource, Dated, html::dates::parse as in_words, when};

/// Longer texts are no dates, in bytes.
const MAX_BYTES: usize = 100;

/// What a field says. A time without a zone was that of the clocks in `zone`.
pub(crate) fn read(field: &str, zone: &TimeZone) -> Option<Dated> {
    let field = field.trim().trim_matches(['"', '\'']).trim();
    if field.is_empty() || field.len() > MAX_BYTES {
        return None;
    }
    if let Some(instant) = seconds(field) {
        return Some(when::instant(instant, field));
    }
    let (date, rest) = day(field)?;
    let (time, rest) = clock(rest);
    let at = DateTime::from_parts(date, time);
    match zone_of(rest.trim()) {
        Some(there) => {
            let instant = there.to_ambiguous_timestamp(at).compatible().ok()?;
            Some(when::instant(instant, field))
        }
        None => when::local(at, zone, field, DateSource::LocalField),
    }
}

/// The day that a text begins with, as `2013-09-18`, `2013/9/18` or `2013.09.18`, and what follows it.
pub(crate) fn leading_day(text: &str) -> Option<(Date, &str)> {
    let (year, rest) = number(text, 4)?;
    let separator = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.'))?;
    let (month, rest) = number(rest.strip_prefix(separator)?, 2)?;
    let (day, rest) = number(rest.strip_prefix(separator)?, 2)?;
    if year < 1000 || rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some((date, rest))
}

/// Seconds since 1970, of years that have web pages.
fn seconds(field: &str) -> Option<Timestamp> {
    let digits = matches!(field.len(), 9 | 10) && field.bytes().all(|b| b.is_ascii_digit());
    Timestamp::from_second(field.parse().ok().filter(|_| digits)?).ok()
}

fn day(field: &str) -> Option<(Date, &str)> {
    leading_day(field).or_else(|| {
        let (date, words) = in_words(field, false)?;
        let end = field.find(words)? + words.len();
        Some((date, field.get(end..)?))
    })
}

/// The time of day, midnight where there is none, and what follows it.
fn clock(rest: &str) -> (Time, &str) {
    let start = rest.trim_start_matches(|c: char| c.is_whitespace() || ",Tt".contains(c));
    let start = start.strip_prefix("at ").or_else(|| start.strip_prefix("à ")).unwrap_or(start);
    time(start).unwrap_or((Time::midnight(), rest))
}

fn time(text: &str) -> Option<(Time, &str)> {
    let (hour, rest) = number(text, 2)?;
    let (minute, mut rest) = number(rest.strip_prefix([':', 'h', 'H'])?, 2)?;
    let mut second = 0;
    if let Some((value, after)) = rest.strip_prefix(':').and_then(|rest| number(rest, 2)) {
        (second, rest) = (value, after);
        if let Some(fraction) = rest.strip_prefix(['.', ',']) {
            rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    let half = rest.trim_start();
    let is = |name: &str| half.get(..2).is_some_and(|half| half.eq_ignore_ascii_case(name));
    let hour = match (is("am"), is("pm"), hour) {
        (true, _, 12) => 0,
        (_, true, 1..12) => hour + 12,
        _ => hour,
    };
    if is("am") || is("pm") {
        rest = half.get(2..)?;
    }
    let part = |value: i16| i8::try_from(value).ok();
    // A leap second is the one before it.
    let time = Time::new(part(hour)?, part(minute)?, part(second.min(59))?, 0).ok()?;
    Some((time, rest))
}

/// `Z`, `GMT`, `+02:00`, `+0200`, `Europe/Paris`.
fn zone_of(rest: &str) -> Option<TimeZone> {
    let word = rest.split_whitespace().next()?.trim_matches(['(', ')']);
    if ["z", "utc", "gmt"].iter().any(|name| word.eq_ignore_ascii_case(name)) {
        return Some(TimeZone::UTC);
    }
    let Some(sign) = word.chars().next().filter(|c| matches!(c, '+' | '-')) else {
        return word.contains('/').then(|| TimeZone::get(word).ok()).flatten();
    };
    let (hours, after) = number(word.get(1..)?, 2)?;
    let minutes = number(after.strip_prefix(':').unwrap_or(after), 2).map_or(0, |(value, _)| value);
    let seconds = i32::from(hours) * 3600 + i32::from(minutes) * 60;
    let seconds = if sign == '-' { -seconds } else { seconds };
    Some(TimeZone::fixed(Offset::from_seconds(seconds).ok()?))
}

/// Up to `digits` digits at the start, and what follows them.
fn number(text: &str, digits: usize) -> Option<(i16, &str)> {
    let length = text.bytes().take(digits).take_while(u8::is_ascii_digit).count();
    Some((text.get(..length)?.parse().ok()?, text.get(length..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_programs_and_people_are_read() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let (field, local) = (DateSource::Field, DateSource::LocalField);
        let cases = [
            ("2010-12-02", "2010-12-01T23:00:00Z", local),
            ("2010-12-02 10:14", "2010-12-02T09:14:00Z", local),
            ("2010/7/2 10:14:05", "2010-07-02T08:14:05Z", local),
            ("2010-12-02T10:14:05.123Z", "2010-12-02T10:14:05Z", field),
            ("2010-12-02T10:14:05+01:00", "2010-12-02T09:14:05Z", field),
            ("2010-12-02 10:14:05 -0500", "2010-12-02T15:14:05Z", field),
            ("2010-12-02 10:14 Europe/Paris", "2010-12-02T09:14:00Z", field),
            ("Sat, 28 Feb 2015 13:01:04 GMT", "2015-02-28T13:01:04Z", field),
            ("Sat, 28 Feb 2015 13:01:04", "2015-02-28T12:01:04Z", local),
            ("July 27th, 2025 7:14pm", "2025-07-27T17:14:00Z", local),
            ("October 2nd, 2014 5:31am", "2014-10-02T03:31:00Z", local),
            ("March 3rd, 2015 12:00pm", "2015-03-03T11:00:00Z", local),
            ("July 27th, 2025 12:14am", "2025-07-26T22:14:00Z", local),
            ("12 mars 2010 à 8h30", "2010-03-12T07:30:00Z", local),
            ("12 mars 1987", "1987-03-11T23:00:00Z", local),
            ("'12/03/2010'", "2010-03-11T23:00:00Z", local),
            ("1425106864", "2015-02-28T07:01:04Z", field),
        ];
        for (words, instant, from) in cases {
            let read = read(words, &zone).unwrap_or_else(|| panic!("{words}"));
            assert_eq!(
                (read.instant.to_string().as_str(), read.derived_from),
                (instant, from),
                "{words}"
            );
        }
        for words in ["", "demain", "2010-13-45", "20100102-x", "0000-00-00", "2010", "99999999999"]
        {
            assert_eq!(read(words, &zone), None, "{words}");
        }
    }
}
