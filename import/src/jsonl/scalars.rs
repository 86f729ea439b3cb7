//! Values that may be written in several ways: an id as a number, a list of one as the one.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{self, SeqAccess, Visitor},
};

/// An id: a string, or a whole number as other systems count.
pub(super) fn identity<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let Scalar(id) = Scalar::deserialize(deserializer)?;
    Ok(id)
}

/// An id that may be missing.
pub(super) fn maybe_identity<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    Ok(Option::<Scalar>::deserialize(deserializer)?.map(|Scalar(id)| id))
}

/// A list of strings, or one.
pub(super) fn strings<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(Strings::deserialize(deserializer)?.0)
}

/// Lists of strings by name.
pub(super) fn fields<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Vec<String>>, D::Error> {
    let read = BTreeMap::<String, Strings>::deserialize(deserializer)?;
    Ok(read.into_iter().map(|(name, Strings(values))| (name, values)).collect())
}

struct Scalar(String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Strings(mut values) = deserializer.deserialize_any(ScalarsVisitor { many: false })?;
        values.pop().map(Self).ok_or_else(|| de::Error::custom("expected a string or a number"))
    }
}

struct Strings(Vec<String>);

impl<'de> Deserialize<'de> for Strings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarsVisitor { many: true })
    }
}

struct ScalarsVisitor {
    many: bool,
}

impl ScalarsVisitor {
    fn one(text: impl Into<String>) -> Strings {
        Strings(vec![text.into()])
    }
}

impl<'de> Visitor<'de> for ScalarsVisitor {
    type Value = Strings;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.many {
            "a string or a list of strings"
        } else {
            "a string or a whole number"
        })
    }

    fn visit_str<E>(self, text: &str) -> Result<Strings, E> {
        Ok(Self::one(text))
    }

    fn visit_string<E>(self, text: String) -> Result<Strings, E> {
        Ok(Self::one(text))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Strings, E> {
        Ok(Self::one(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Strings, E> {
        Ok(Self::one(number.to_string()))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Strings, E> {
        if self.many {
            return Ok(Self::one(number.to_string()));
        }
        Err(E::invalid_type(de::Unexpected::Float(number), &self))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Strings, E> {
        if self.many {
            return Ok(Self::one(value.to_string()));
        }
        Err(E::invalid_type(de::Unexpected::Bool(value), &self))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Strings, E> {
        if self.many {
            Ok(Strings(Vec::new()))
        } else {
            Err(E::invalid_type(de::Unexpected::Unit, &self))
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Strings, A::Error> {
        if !self.many {
            return Err(de::Error::invalid_type(de::Unexpected::Seq, &self));
        }
        let mut strings = Vec::new();
        while let Some(Strings(mut more)) = list.next_element()? {
            strings.append(&mut more);
        }
        Ok(Strings(strings))
    }
}
