//! The scalar of instants.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use entity::Timestamp;

/// An instant in RFC 3339, as `2026-11-24T08:30:00Z`, from 0001-01-01T00:00:00Z to
/// 9999-12-30T22:00:00Z; answered in UTC with up to microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime(pub Timestamp);

/// An instant in RFC 3339, as `2026-11-24T08:30:00Z`, from 0001-01-01T00:00:00Z to
/// 9999-12-30T22:00:00Z; answered in UTC with up to microseconds.
#[Scalar(specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => {
                Ok(Self(text.parse::<Timestamp>().map_err(InputValueError::custom)?))
            }
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl From<Timestamp> for DateTime {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}
