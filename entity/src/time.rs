//! Instants as the database keeps them: microseconds since 1970 in UTC, the same on both engines.

use std::fmt;
use std::str::FromStr;

use sea_orm::DeriveValueType;

/// An instant in microseconds since 1970-01-01T00:00:00Z, between the years 1 and 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct Timestamp(i64);

/// A text that is no instant of the years 1 to 9999 in RFC 3339.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 instant between the years 1 and 9999")]
pub struct InvalidTimestamp;

/// 0001-01-01T00:00:00Z.
const FIRST: i64 = -62_135_596_800_000_000;
/// 9999-12-31T00:00:00Z: a day short of the end, so that no time zone leaves the year 9999.
const LAST: i64 = 253_402_214_400_000_000;

impl Timestamp {
    /// From microseconds since 1970, brought into the years 1 to 9999.
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
