//! Instants as the database keeps them: microseconds since 1970 in UTC, the same on both engines.

use std::fmt;
use std::str::FromStr;

use sea_orm::DeriveValueType;

/// An instant in microseconds since 1970-01-01T00:00:00Z, from 0001-01-01T00:00:00Z to
/// 9999-12-30T22:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct Timestamp(i64);

/// A text that is no instant in RFC 3339 that a [`Timestamp`] can be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 instant from 0001-01-01T00:00:00Z to 9999-12-30T22:00:00Z")]
pub struct InvalidTimestamp;

/// 0001-01-01T00:00:00Z.
const FIRST: i64 = -62_135_596_800_000_000;
/// 9999-12-30T22:00:00Z: as late as `jiff` goes, so that no time zone leaves the year 9999.
const LAST: i64 = 253_402_207_200_000_000;

impl Timestamp {
    /// From microseconds since 1970, brought to the nearest that can be.
    #[must_use]
    pub fn from_micros(micros: i64) -> Self {
        Self(micros.clamp(FIRST, LAST))
    }

    /// Microseconds since 1970.
    #[must_use]
    pub fn micros(self) -> i64 {
        self.0
    }

    /// The instant `seconds` later (or earlier, when negative).
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_micros(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or_default().fmt(f)
    }
}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, InvalidTimestamp> {
        let parsed: jiff::Timestamp = text.parse().map_err(|_| InvalidTimestamp)?;
        let micros = parsed.as_microsecond();
        if (FIRST..=LAST).contains(&micros) { Ok(Self(micros)) } else { Err(InvalidTimestamp) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_the_last_are_read_as_they_are_written() {
        for (micros, text) in [
            (FIRST, "0001-01-01T00:00:00Z"),
            (LAST, "9999-12-30T22:00:00Z"),
            (0, "1970-01-01T00:00:00Z"),
        ] {
            let at = Timestamp::from_micros(micros);
            assert_eq!((at.to_string().as_str(), text.parse()), (text, Ok(at)));
        }
        assert_eq!(Timestamp::from_micros(i64::MAX), Timestamp(LAST));
        assert_eq!(Timestamp(LAST).plus_seconds(1), Timestamp(LAST));
        for beyond in ["9999-12-30T22:00:01Z", "0000-12-31T23:59:59Z", "2026-02-30T00:00:00Z", ""] {
            assert_eq!(beyond.parse::<Timestamp>(), Err(InvalidTimestamp), "{beyond}");
        }
    }
}
