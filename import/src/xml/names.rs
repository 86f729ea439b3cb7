//! Namespaces: by their address where one is declared, by the prefix where not.

use std::borrow::Cow;

/// Declarations in force at once; beyond it prefixes count as written.
const MAX_BINDINGS: usize = 256;

/// A namespace that a format knows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Space {
    /// What the format calls it: the prefix of canonical names. Empty for names without one.
    pub(crate) name: &'static str,
    /// Whether an address means it.
    pub(crate) is: fn(&str) -> bool,
}

/// The declarations that are in force.
#[derive(Debug)]
pub(super) struct Scopes {
    spaces: &'static [Space],
    bindings: Vec<Binding>,
    depth: usize,
}

#[derive(Debug)]
struct Binding {
    depth: usize,
    prefix: String,
    /// None where the format does not know the namespace.
    name: Option<&'static str>,
}

impl Scopes {
    pub(super) const fn new(spaces: &'static [Space]) -> Self {
        Self { spaces, bindings: Vec::new(), depth: 0 }
    }

    /// Takes over what an element declares.
    pub(super) fn enter(&mut self, attributes: &[(String, String)]) {
        self.depth += 1;
        for (name, address) in attributes {
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) if rest.starts_with(':') => rest.trim_start_matches(':'),
                _ => continue,
            };
            if self.bindings.len() < MAX_BINDINGS {
                let known = self.spaces.iter().find(|space| (space.is)(address.trim()));
                self.bindings.push(Binding {
                    depth: self.depth,
                    prefix: prefix.to_owned(),
                    name: known.map(|space| space.name),
                });
            }
        }
    }

    pub(super) fn leave(&mut self) {
        while self.bindings.last().is_some_and(|binding| binding.depth >= self.depth) {
            self.bindings.pop();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    /// The name the format gives to what is `written`.
    pub(super) fn canonical<'a>(&self, written: &'a str) -> Cow<'a, str> {
        let (prefix, local) = written.split_once(':').unwrap_or(("", written));
        let bound = self.bindings.iter().rev().find(|binding| binding.prefix == prefix);
        match bound.and_then(|binding| binding.name) {
            Some("") => Cow::Borrowed(local),
            Some(name) if name != prefix => Cow::Owned(format!("{name}:{local}")),
            _ => Cow::Borrowed(written),
        }
    }
}
