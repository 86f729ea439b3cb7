//! Finds out when a page was last changed.

use jiff::{civil::Date, tz::TimeZone};
use scraper::Html;

use crate::{DateSource, Dated, TreeFile, dates::read, dom, when};

/// Phrases that come before the date of the last change, in lower case.
const PHRASES: [&str; 11] = [
    "mis à jour",
    "mise à jour",
    "mis a jour",
    "mise a jour",
    "mise à  jour",
    "dernière modification",
    "derniere modification",
    "modifié le",
    "last updated",
    "last update",
    "last modified",
];

/// Fields of the head of a page.
const PUBLISHED: [&str; 8] = [
    "article:published_time",
    "date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
];
const MODIFIED: [&str; 5] =
    ["article:modified_time", "dc.date.modified", "dcterms.modified", "last-modified", "revised"];

/// How many characters after a phrase the date must begin and end within.
const REACH: usize = 60;

/// Texts on paper were taken up into sites later; what is older is a number and no year.
const FIRST_YEAR: i16 = 1970;

const MONTHS: [&[&str]; 12] = [
    &["janvier", "january", "janv", "jan"],
    &["février", "fevrier", "february", "févr", "fév", "feb"],
    &["mars", "march", "mar"],
    &["avril", "april", "avr", "apr"],
    &["mai", "may"],
    &["juin", "june", "jun"],
    &["juillet", "july", "juil", "jul"],
    &["août", "aout", "august", "aug"],
    &["septembre", "september", "sept", "sep"],
    &["octobre", "october", "oct"],
    &["novembre", "november", "nov"],
    &["décembre", "decembre", "december", "déc", "dec"],
];

/// The date in the page: Dreamweaver's date field, else a phrase in its `text`.
pub(super) fn written(
    source: &str,
    text: &str,
    month_first: bool,
    zone: &TimeZone,
) -> Option<Dated> {
    let field = field(source).and_then(|words| dated(words, DateSource::Field, month_first, zone));
    field.or_else(|| {
        let lower: String = text.chars().map(lowered).collect();
        PHRASES.iter().find_map(|phrase| {
            lower.match_indices(phrase).find_map(|(at, _)| {
                let words: String =
                    text.get(at..)?.chars().take(phrase.chars().count() + REACH).collect();
                dated(&words, DateSource::Text, month_first, zone)
            })
        })
    })
}

/// When a page says that it was published, in fields of its head or as `<time pubdate>`.
pub(super) fn published(page: &Html, zone: &TimeZone) -> Option<Dated> {
    let times = || dom::all(page.root_element(), "time");
    let time = times().find(|it| it.attr("pubdate").is_some()).and_then(|it| it.attr("datetime"));
    PUBLISHED
        .iter()
        .filter_map(|name| dom::meta(page, name))
        .chain(time)
        .find_map(|words| read(words, zone))
}

/// When a page says that it was last changed, in fields of its head.
pub(super) fn modified(page: &Html, zone: &TimeZone) -> Option<Dated> {
    MODIFIED.iter().filter_map(|name| dom::meta(page, name)).find_map(|words| read(words, zone))
}

/// The modification time of the file.
pub(super) fn of_file(file: &TreeFile) -> Option<Dated> {
    let instant = file.modified?;
    let derived_from = DateSource::FileTime;
    Some(Dated { instant, as_written: instant.to_string(), derived_from, shifted: false })
}

/// `<!-- #BeginDate format:Fr1 -->12 mars 2004<!-- #EndDate -->`.
fn field(source: &str) -> Option<&str> {
    let lower = source.to_ascii_lowercase();
    let start = lower.find("<!-- #begindate")?;
    let from = start + lower.get(start..)?.find("-->")? + 3;
    let to = from + lower.get(from..)?.find("<!-- #enddate")?;
    source.get(from..to).map(str::trim)
}

fn dated(
    words: &str,
    derived_from: DateSource,
    month_first: bool,
    zone: &TimeZone,
) -> Option<Dated> {
    let (date, as_written) = parse(words, month_first)?;
    when::local(date.at(0, 0, 0, 0), zone, as_written, derived_from)
}

/// The first date among the words: `12 mars 2004`, `1er mars 2004`, `March 12, 2004`, `12/03/04`, `2004-03-12`.
pub(crate) fn parse(words: &str, month_first: bool) -> Option<(Date, &str)> {
    let tokens: Vec<(usize, &str)> = tokens(words);
    tokens.windows(3).find_map(|window| {
        let [(start, a), (_, b), (last, c)] = window else { return None };
        let date = date_of(a, b, c, month_first)?;
        Some((date, words.get(*start..last + c.len())?))
    })
}

fn date_of(a: &str, b: &str, c: &str, month_first: bool) -> Option<Date> {
    let (day, month, year) = match (number(a), number(b), number(c)) {
        (Some(day), None, Some(year)) => (day, month(b)?, year),
        (None, Some(day), Some(year)) => (day, month(a)?, year),
        (Some(year), Some(month), Some(day)) if a.len() == 4 => (day, month, year),
        (Some(month), Some(day), Some(year)) if month_first && month <= 12 => (day, month, year),
        (Some(day), Some(month), Some(year)) => (day, month, year),
        _ => return None,
    };
    let year = match year {
        0..70 => year + 2000,
        70..100 => year + 1900,
        FIRST_YEAR..2100 => year,
        _ => return None,
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn month(word: &str) -> Option<i16> {
    let word = word.to_lowercase();
    let position = MONTHS.iter().position(|names| names.contains(&word.as_str()))?;
    i16::try_from(position + 1).ok()
}

fn number(token: &str) -> Option<i16> {
    let ordinal = ["er", "st", "nd", "rd", "th"].iter().find_map(|end| token.strip_suffix(end));
    let digits = ordinal.unwrap_or(token);
    (digits.len() <= 4).then(|| digits.parse().ok()).flatten()
}

/// Runs of letters and digits with where they begin.
fn tokens(words: &str) -> Vec<(usize, &str)> {
    let mut tokens = Vec::new();
    let mut start = None;
    for (at, c) in words.char_indices().chain([(words.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                tokens.extend(words.get(from..at).map(|token| (from, token)));
                start = None;
            }
            _ => {}
        }
    }
    tokens
}

/// Lower case where that does not change the length in bytes, so that positions stay true.
fn lowered(c: char) -> char {
    c.to_lowercase().next().filter(|lower| lower.len_utf8() == c.len_utf8()).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_wrote_them() {
        let cases = [
            ("Page mise à jour le vendredi 12 mars 2004 par RH", "2004-03-12", "12 mars 2004"),
            ("MIS À JOUR LE 1er AOÛT 2003", "2003-08-01", "1er AOÛT 2003"),
            ("Dernière modification : 05/11/02", "2002-11-05", "05/11/02"),
            ("mis à jour le 31.12.1999", "1999-12-31", "31.12.1999"),
            ("Mis à jour le 12 mars 1987", "1987-03-12", "12 mars 1987"),
            ("Mise à jour : 01/02/1970", "1970-02-01", "01/02/1970"),
            ("Last updated 2004-03-12", "2004-03-12", "2004-03-12"),
            ("Last updated on March 12, 2004.", "2004-03-12", "March 12, 2004"),
        ];
        for (text, day, words) in cases {
            let date = written("", text, false, &TimeZone::UTC).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(date.instant.to_string(), format!("{day}T00:00:00Z"), "{text}");
            assert_eq!((date.as_written.as_str(), date.derived_from), (words, DateSource::Text));
        }
        for text in [
            "mis à jour régulièrement",
            "le 12 mars 2004",
            "mis à jour le 45/13/2004",
            "mis à jour le 12 mars 1869",
        ] {
            assert_eq!(written("", text, false, &TimeZone::UTC), None, "{text}");
        }
    }

    #[test]
    fn the_field_wins_and_american_pages_put_the_month_first() {
        let source = "<!-- #BeginDate format:Am1 -->03/04/2004<!-- #EndDate -->";
        let date = written(source, "last updated 2001-01-01", true, &TimeZone::UTC).unwrap();
        assert_eq!(
            (date.instant.to_string().as_str(), date.derived_from),
            ("2004-03-04T00:00:00Z", DateSource::Field)
        );
    }
}
