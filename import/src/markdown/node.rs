//! What front matter may hold, read from YAML, TOML or JSON alike and never growing beyond its bounds.

use std::cell::Cell;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Values within values deeper than this are no front matter.
const MAX_DEPTH: usize = 16;

/// How much all values may weigh together; repeated anchors of YAML would grow without end.
const MAX_WEIGHT: usize = 1 << 20;

/// Brackets within brackets deeper than this are not even parsed.
const MAX_BRACKETS: usize = 64;

/// How a value may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    Yaml,
    Toml,
    Json,
}

/// A value. Numbers and switches are their words: `title: 2010` is a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Empty,
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// Reads a value.
pub(super) fn parse(text: &str, notation: Notation) -> Result<Node, String> {
    if too_deep(text) {
        return Err("its brackets stand too deep in each other".to_owned());
    }
    let left = Cell::new(MAX_WEIGHT);
    let seed = Seed { left: &left, depth: 0 };
    match notation {
        Notation::Yaml => seed
            .deserialize(serde_norway::Deserializer::from_str(text))
            .map_err(|error| error.to_string()),
        Notation::Toml => toml::Deserializer::parse(text)
            .and_then(|toml| seed.deserialize(toml))
            .map_err(|error| error.message().to_owned()),
        Notation::Json => seed
            .deserialize(&mut serde_json::Deserializer::from_str(text))
            .map_err(|error| error.to_string()),
    }
}

impl Node {
    /// The words of a single value; of a list its first.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            Self::List(items) => items.first()?.text(),
            Self::Empty | Self::Map(_) => None,
        }
    }

    /// The value under `key`, whatever its case and whether it says `_` or `-`.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        let Self::Map(entries) = self else { return None };
        entries.iter().find(|(name, _)| same_key(name, key)).map(|(_, node)| node)
    }
}

/// Whether two keys are one, whatever their case and whether they say `_`, `-` or nothing between words.
pub(super) fn same_key(a: &str, b: &str) -> bool {
    let letters = |key: &'_ str| {
        key.chars()
            .filter(|c| !matches!(c, '_' | '-' | ' '))
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    a == b || letters(a) == letters(b)
}

fn too_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    text.bytes().any(|byte| {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > MAX_BRACKETS
    })
}

#[derive(Clone, Copy)]
struct Seed<'a> {
    left: &'a Cell<usize>,
    depth: usize,
}

impl Seed<'_> {
    fn take<E: Error>(self, weight: usize) -> Result<(), E> {
        let left = self.left.get().checked_sub(weight + 16);
        self.left.set(left.ok_or_else(|| E::custom("it is too large, or repeats itself"))?);
        Ok(())
    }

    fn word<E: Error>(self, word: impl Into<String>) -> Result<Node, E> {
        let word = word.into();
        self.take(word.len())?;
        Ok(Node::Text(word))
    }

    fn inner<E: Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(E::custom("its values stand too deep in each other"));
        }
        self.take(0)?;
        Ok(Self { left: self.left, depth: self.depth + 1 })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node, E> {
        self.word(value.to_string())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Node, E> {
        self.word(value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Node, E> {
        self.word(value.to_string())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Node, E> {
        self.word(value.to_string())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Node, E> {
        self.word(value)
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Empty)
    }

    fn visit_none<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Empty)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        let inner = self.inner()?;
        while let Some(item) = seq.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        let inner = self.inner()?;
        while let Some(key) = map.next_key_seed(inner)? {
            let value = map.next_value_seed(inner)?;
            let Node::Text(key) = key else { continue };
            // The dates of TOML come as a map of one.
            if key == "$__toml_private_datetime" {
                return Ok(value);
            }
            entries.push((key, value));
        }
        Ok(Node::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
        node.get(key)?.text()
    }

    #[test]
    fn three_notations_give_one_value() {
        let yaml = parse(
            "title: 2010\ndate: 2010-01-06\ntags: [a, 'b']\ndraft: true\nCover_Image: x",
            Notation::Yaml,
        );
        let toml = parse(
            "title = 2010\ndate = 2010-01-06\ntags = ['a', 'b']\ndraft = true\n\"cover-image\" = 'x'",
            Notation::Toml,
        );
        let json = parse(
            "{\"title\": 2010, \"date\": \"2010-01-06\", \"tags\": [\"a\", \"b\"], \"draft\": true, \"coverImage\": \"x\"}",
            Notation::Json,
        );
        for node in [yaml, toml, json] {
            let node = node.unwrap();
            assert_eq!(text(&node, "title"), Some("2010"));
            assert_eq!(text(&node, "date"), Some("2010-01-06"));
            assert_eq!(text(&node, "draft"), Some("true"));
            assert_eq!(text(&node, "cover_image"), Some("x"));
            let tags = Node::List(vec![Node::Text("a".into()), Node::Text("b".into())]);
            assert_eq!(node.get("tags"), Some(&tags));
        }
    }

    #[test]
    fn what_grows_or_nests_without_end_is_refused() {
        let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..9 {
            let list = format!("*a{}, ", n - 1).repeat(8);
            laughs.extend([format!("a{n}: &a{n} [{list}]\n")]);
        }
        assert!(parse(&laughs, Notation::Yaml).is_err());
        let flat = format!("a: &a [{}]\nb: [{}]", "x, ".repeat(8_000), "*a, ".repeat(8_000));
        assert!(parse(&flat, Notation::Yaml).is_err());
        for notation in [Notation::Yaml, Notation::Toml, Notation::Json] {
            assert!(parse(&"[".repeat(60_000), notation).is_err());
            assert!(parse(&"{\"a\":".repeat(40), notation).is_err());
        }
        assert!(parse(&"- ".repeat(5_000), Notation::Yaml).is_err());
    }
}
