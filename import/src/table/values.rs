//! What people write in cells: dates, states, yes and no.

use jiff::{
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

use crate::{DateSource, Dated, State, html::dates, when};

/// Days from Excel's first day to the day that Unix counts from.
const EXCEL_EPOCH: i64 = 25_569;

/// A date as written in a cell, and whether it took a guess to read it. Day before month, as everywhere but in America;
/// an Excel number where the sheet lost its format.
pub(super) fn date(text: &str, zone: &TimeZone) -> Option<(Dated, bool)> {
    let text = text.trim();
    if let Some(date) = when::written(text, zone) {
        return Some((date, false));
    }
    if let Some((at, guessed)) = numeric(text) {
        return Some((when::local(at, zone, text, DateSource::LocalField)?, guessed));
    }
    if let Some(at) = in_words(text) {
        return Some((when::local(at, zone, text, DateSource::LocalField)?, false));
    }
    let at = serial(text)?;
    Some((when::local(at, zone, text, DateSource::LocalField)?, true))
}

/// `18/09/2013`, `18.9.13 10:30`, `18-09-2013 à 10h30`.
fn numeric(text: &str) -> Option<(DateTime, bool)> {
    let (date, time) = match text.split_once(char::is_whitespace) {
        Some((date, time)) => (date, time.trim().trim_start_matches('à').trim()),
        None => (text, ""),
    };
    let parts: Vec<&str> = date.split(['/', '.', '-']).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if !digits(day) || !digits(month) || !digits(year) {
        return None;
    }
    let year = match (year.len(), year.parse::<i16>().ok()?) {
        (4, year) => year,
        (2, year) if year < 70 => year + 2000,
        (2, year) => year + 1900,
        _ => return None,
    };
    let (day, month): (i8, i8) = (day.parse().ok()?, month.parse().ok()?);
    let guessed = month > 12;
    let (day, month) = if guessed { (month, day) } else { (day, month) };
    let date = Date::new(year, month, day).ok()?;
    Some((date.to_datetime(time_of(time)?), guessed))
}

/// `1er mars 2012`, `mercredi 18 sept. 2013 à 10h30`.
fn in_words(text: &str) -> Option<DateTime> {
    let (date, words) = dates::parse(text, false)?;
    let (before, after) = text.split_once(words)?;
    // A sentence that holds a date is none.
    let is_day = |word: &str| word.trim_matches(['.', ',']).chars().all(char::is_alphabetic);
    if !words.contains(char::is_alphabetic)
        || before.split_whitespace().count() > 2
        || !before.split_whitespace().all(is_day)
    {
        return None;
    }
    let time = after.trim_start_matches([',', '.']).trim().trim_start_matches('à').trim();
    Some(date.to_datetime(time_of(time)?))
}

fn time_of(text: &str) -> Option<Time> {
    if text.is_empty() {
        return Some(Time::midnight());
    }
    let mut parts = text.split([':', 'h', 'H']).map(str::trim);
    let mut part = || match parts.next() {
        None | Some("") => Some(0),
        Some(digits) => digits.parse::<i8>().ok(),
    };
    Time::new(part()?, part()?, part()?, 0).ok()
}

/// `41535,4375` is 18 September 2013, 10:30.
fn serial(text: &str) -> Option<DateTime> {
    let number: f64 = text.replace(',', ".").parse().ok()?;
    if !(10_000.0..100_000.0).contains(&number) {
        return None;
    }
    let seconds = (number * 86_400.0).round();
    // In range, as was just seen.
    #[expect(clippy::cast_possible_truncation, reason = "at most 100,000 days of seconds")]
    let seconds = seconds as i64 - EXCEL_EPOCH * 86_400;
    let at = jiff::Timestamp::from_second(seconds).ok()?;
    Some(TimeZone::UTC.to_datetime(at))
}

/// The state a word stands for.
pub(super) fn state(text: &str) -> Option<State> {
    Some(match text.trim().to_lowercase().as_str() {
        "" | "published" | "public" | "publish" | "publié" | "publiée" | "publie" | "en ligne" => {
            State::Published
        }
        "draft" | "brouillon" => State::Draft,
        "pending" | "en attente" | "à relire" | "a relire" | "à valider" => State::Pending,
        "private" | "privé" | "privée" | "prive" | "restreint" | "confidentiel" => State::Private,
        "protected" | "protégé" | "protégée" | "protege" => State::Protected,
        "scheduled" | "future" | "programmé" | "programmée" | "planifié" | "programme" => {
            State::Scheduled
        }
        _ => return None,
    })
}

/// Whether a word says yes.
pub(super) fn is_yes(text: &str) -> bool {
    matches!(text.trim().to_lowercase().as_str(), "true" | "vrai" | "yes" | "oui" | "1")
}

/// Parts between `|`.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split('|').map(str::trim).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_the_french_write_them() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let read =
            |text| date(text, &zone).map(|(date, guessed)| (date.instant.to_string(), guessed));
        let is = |at: &str, guessed| Some((at.to_owned(), guessed));
        for text in
            ["18/09/2013 10:30", "18.9.13 10h30", "18-09-2013 à 10:30:00", "2013-09-18 10:30"]
        {
            assert_eq!(read(text), is("2013-09-18T08:30:00Z", false), "{text}");
        }
        for text in
            ["18 sept. 2013 10:30", "mercredi 18 septembre 2013, 10h30", "le 18 SEPT 2013 à 10h30"]
        {
            assert_eq!(read(text), is("2013-09-18T08:30:00Z", false), "{text}");
        }
        assert_eq!(read("1er mars 2012"), is("2012-02-29T23:00:00Z", false));
        assert_eq!(read("March 1, 2012"), is("2012-02-29T23:00:00Z", false));
        assert_eq!(read("18/09/2013"), is("2013-09-17T22:00:00Z", false));
        assert_eq!(read("2013-09-18T10:30:00Z"), is("2013-09-18T10:30:00Z", false));
        assert_eq!(read("41535,4375"), is("2013-09-18T08:30:00Z", true));
        assert_eq!(read("09/18/2013"), is("2013-09-17T22:00:00Z", true));
        for none in [
            "hier",
            "31 février 2013",
            "vers le 18 septembre 2013 ou après",
            "18 sept. 2013 25:00",
            "31/02/2013",
            "1/2",
            "12,5",
            "18/09/13000",
            "18/09/2013 25:00",
            "é/è/à",
        ] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn unknown_states_are_none() {
        assert_eq!(state("Brouillon "), Some(State::Draft));
        assert_eq!(state(""), Some(State::Published));
        assert_eq!(state("secret"), None);
    }
}
