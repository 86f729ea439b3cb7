//! Makes instants of the dates that sources write.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

use crate::{DateSource, Dated};

/// A date and time as the clocks of `zone` showed it. In the hour that is left out in spring it is an hour later; in the
/// one that comes twice in autumn it is the first.
pub(crate) fn local(
    at: DateTime,
    zone: &TimeZone,
    as_written: impl Into<String>,
    derived_from: DateSource,
) -> Option<Dated> {
    let there = zone.to_ambiguous_timestamp(at);
    let shifted = matches!(there.offset(), jiff::tz::AmbiguousOffset::Gap { .. });
    let instant = there.compatible().ok()?;
    Some(Dated { instant, as_written: as_written.into(), derived_from, shifted })
}

/// A date and time that is known to be this instant.
pub(crate) fn instant(at: Timestamp, as_written: impl Into<String>) -> Dated {
    let as_written = as_written.into();
    Dated { instant: at, as_written, derived_from: DateSource::Field, shifted: false }
}

/// RFC 3339, or a date with or without time as the clocks of `zone` showed it.
pub(crate) fn written(text: &str, zone: &TimeZone) -> Option<Dated> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(instant(at, text));
    }
    local(text.parse::<DateTime>().ok()?, zone, text, DateSource::LocalField)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_hour_that_never_was_is_an_hour_later() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let read = |at| local(at, &zone, "x", DateSource::LocalField).unwrap();
        let gap = read(date(2013, 3, 31).at(2, 30, 0, 0));
        assert_eq!((gap.instant.to_string().as_str(), gap.shifted), ("2013-03-31T01:30:00Z", true));
        let twice = read(date(2013, 10, 27).at(2, 30, 0, 0));
        assert_eq!(twice.instant.to_string(), "2013-10-27T00:30:00Z");
        assert!(!twice.shifted);
    }

    #[test]
    fn dates_are_read_with_and_without_offset() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let read =
            |text| written(text, &zone).map(|date| (date.instant.to_string(), date.derived_from));
        let found = |at: &str, from| Some((at.to_owned(), from));
        assert_eq!(
            read("2013-09-18T10:00:00+02:00"),
            found("2013-09-18T08:00:00Z", DateSource::Field)
        );
        assert_eq!(read("2013-09-18 10:00"), found("2013-09-18T08:00:00Z", DateSource::LocalField));
        assert_eq!(read(" 2013-09-18 "), found("2013-09-17T22:00:00Z", DateSource::LocalField));
        assert_eq!(read("hier"), None);
        assert_eq!(read("2013-02-30"), None);
    }
}
