//! A part of a document as a tree: bounded in depth and in number.

use std::{collections::HashSet, io::Read, sync::Arc};

use super::Refused;
use crate::{
    Code,
    xml::{Event, Space, Xml, XmlError},
};

/// Elements of one part. A thousand pages have some hundred thousand.
const MAX_NODES: usize = 1_000_000;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// Its canonical name, such as `w:p`.
    pub(super) name: Arc<str>,
    attributes: Vec<(Arc<str>, String)>,
    pub(super) children: Vec<Child>,
}

/// What is in an element.
#[derive(Debug)]
pub(super) enum Child {
    Node(Node),
    Text(String),
}

impl Default for Child {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

/// A part, and what was missing at its end.
pub(super) struct Parsed {
    pub(super) root: Node,
    pub(super) cut: Option<String>,
    /// Tags that nest too deep: what is in them is not read.
    pub(super) deep: u64,
    /// Bytes and characters that are no text, read as windows-1252.
    replaced: u64,
}

impl Parsed {
    /// What is wrong with the part `name`, though it was read.
    pub(super) fn problems(&self, name: &str) -> Vec<(Code, String)> {
        let cut = self.cut.iter().map(|cut| (Code::Truncated, format!("{name}: {cut}")));
        let deep = (self.deep > 0).then(|| {
            let message = format!("{name}: {} tags nest too deep and were not read", self.deep);
            (Code::ConversionLoss, message)
        });
        let replaced = (self.replaced > 0).then(|| {
            let what = "bytes or characters that are no text, read as windows-1252";
            (Code::CharactersReplaced, format!("{name}: {what}: {}", self.replaced))
        });
        cut.chain(deep).chain(replaced).collect()
    }
}

/// Reads a part; `idle` are elements that never matter, left out with all they contain.
pub(super) fn parse(
    source: impl Read,
    max_text: u64,
    spaces: &'static [Space],
    idle: &[&str],
) -> Result<Parsed, Refused> {
    let unreadable = |cause: std::io::Error| (Code::Unreadable, cause.to_string());
    let mut xml = Xml::new(source, max_text, spaces, None).map_err(unreadable)?;
    let mut names = Names::default();
    let mut open: Vec<Node> = vec![Node::default()];
    let mut nodes = 0;
    let cut = loop {
        let event = match xml.next() {
            Ok(Some(event)) => event,
            Ok(None) => break None,
            Err(error @ (XmlError::Truncated { .. } | XmlError::Io(_))) => {
                break Some(error.to_string());
            }
            Err(error) => {
                let line = error.line().map(|line| format!(", line {line}")).unwrap_or_default();
                return Err((Code::Malformed, format!("{error}{line}")));
            }
        };
        match event {
            Event::Open(element) if idle.contains(&element.name.as_str()) => {
                if let Err(error) = xml.skip() {
                    break Some(error.to_string());
                }
            }
            Event::Open(element) => {
                nodes += 1;
                if nodes > MAX_NODES {
                    return Err((Code::TooLarge, format!("more than {MAX_NODES} elements")));
                }
                let kept = element
                    .attributes
                    .into_iter()
                    .filter(|(name, _)| !name.starts_with("xmlns") && !name.contains("rsid"));
                let attributes = kept.map(|(name, value)| (names.of(&name), value)).collect();
                open.push(Node { name: names.of(&element.name), attributes, children: Vec::new() });
            }
            Event::Close => close(&mut open),
            Event::Text(text) => {
                if let Some(node) = open.last_mut() {
                    node.children.push(Child::Text(text));
                }
            }
        }
    };
    while open.len() > 1 {
        close(&mut open);
    }
    let (deep, replaced) = (xml.mended().deep, xml.cleaned().mended);
    Ok(Parsed { root: open.pop().unwrap_or_default(), cut, deep, replaced })
}

fn close(open: &mut Vec<Node>) {
    if open.len() > 1
        && let (Some(node), Some(parent)) = (open.pop(), open.last_mut())
    {
        parent.children.push(Child::Node(node));
    }
}

/// Names, each once in memory.
#[derive(Default)]
struct Names(HashSet<Arc<str>>);

impl Names {
    fn of(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.0.get(name) {
            return Arc::clone(known);
        }
        let name: Arc<str> = name.into();
        // A part made of nothing but names is not worth remembering them.
        if self.0.len() < 5_000 {
            self.0.insert(Arc::clone(&name));
        }
        name
    }
}

impl Node {
    /// The elements in it.
    pub(super) fn nodes(&self) -> impl DoubleEndedIterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Child::Node(node) => Some(node),
            Child::Text(_) => None,
        })
    }

    /// The first element in it with this name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.nodes().find(|node| &*node.name == name)
    }

    /// The element that is reached by these names.
    pub(super) fn path(&self, names: &[&str]) -> Option<&Self> {
        names.iter().try_fold(self, |node, name| node.child(name))
    }

    /// The value of an attribute, by its name without prefix.
    pub(super) fn get(&self, local: &str) -> Option<&str> {
        let named = |name: &str| name.rsplit(':').next() == Some(local);
        self.attributes.iter().find(|(name, _)| named(name)).map(|(_, value)| value.as_str())
    }

    /// The value of an attribute, by its name as written.
    pub(super) fn exactly(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| &**known == name).map(|(_, value)| value.as_str())
    }

    /// All elements below, in the order of the document.
    pub(super) fn descendants(&self) -> impl Iterator<Item = &Self> {
        let mut waiting: Vec<&Self> = self.nodes().rev().collect();
        std::iter::from_fn(move || {
            let node = waiting.pop()?;
            waiting.extend(node.nodes().rev());
            Some(node)
        })
    }

    /// Whether an element with one of these names is below.
    pub(super) fn has(&self, names: &[&str]) -> bool {
        self.descendants().any(|node| names.contains(&&*node.name))
    }

    /// All text below.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        self.gather(&mut out);
        out
    }

    fn gather(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Node(node) => node.gather(out),
            }
        }
    }
}
