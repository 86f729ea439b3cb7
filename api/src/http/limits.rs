//! How much a request may ask for, counted on its parsed documents before anything is executed.
//!
//! `async-graphql` bounds depth and complexity, but `__typename` costs nothing there, and its
//! recursion check walks a fragment again for every spread: 32 fragments that each spread the next
//! twice keep it busy for 2^32 steps. So what a document unfolds to is bounded here first. It also runs
//! a mutation as often as it is written, where GraphQL takes fields of one name for one field: without
//! an alias, none would be counted.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    Directive, ExecutableDocument, OperationType, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned};

use crate::config::Config;
use crate::error::{Code, Error, Result};

/// What a document may unfold to, in multiples of `max_fields`.
const UNFOLDING: u32 = 10;
/// Tokens per field that a document may be written with.
const TOKENS: u32 = 20;

/// The counts of one HTTP request: a batch's documents add up.
pub(super) struct Limits<'a> {
    config: &'a Config,
    aliases: u32,
    directives: u32,
    /// Fields, spreads, arguments, variables and definitions.
    parts: u32,
    unfolded: u32,
}

impl<'a> Limits<'a> {
    pub(super) fn new(config: &'a Config) -> Self {
        Self { config, aliases: 0, directives: 0, parts: 0, unfolded: 0 }
    }

    /// Tokens allowed in one query, to be checked before it is parsed.
    pub(super) fn tokens(&self) -> usize {
        self.config.max_fields.saturating_mul(TOKENS) as usize
    }

    /// Adds a document. `TooLarge` above a limit, `ValidationFailed` for fragments in a circle and
    /// for a mutation that is written twice under one name.
    pub(super) fn add(&mut self, document: &ExecutableDocument) -> Result<()> {
        for (_, operation) in document.operations.iter() {
            let variables = &operation.node.variable_definitions;
            self.parts += 1 + count(variables.len());
            self.directives(&operation.node.directives);
            for variable in variables {
                self.directives(&variable.node.directives);
            }
            self.selections(&operation.node.selection_set.node);
        }
        for fragment in document.fragments.values() {
            self.parts += 1;
            self.directives(&fragment.node.directives);
            self.selections(&fragment.node.selection_set.node);
        }
        self.check()?;
        let mut unfolding = Unfolding { document, known: HashMap::new() };
        for (_, operation) in document.operations.iter() {
            let size = unfolding.size(&operation.node.selection_set.node)?;
            self.unfolded = self.unfolded.saturating_add(size);
        }
        let most = self.config.max_fields.saturating_mul(UNFOLDING);
        at_most(self.unfolded, most, "fields once fragments are filled in")?;
        // After the check above, which bounds the walk.
        for (_, operation) in document.operations.iter() {
            if operation.node.ty == OperationType::Mutation {
                once(document, &operation.node.selection_set.node, &mut HashSet::new())?;
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<()> {
        at_most(self.aliases, self.config.max_aliases, "aliases")?;
        at_most(self.directives, self.config.max_directives, "directives")?;
        at_most(self.parts, self.config.max_fields, "fields, spreads and arguments")
    }

    fn selections(&mut self, set: &SelectionSet) {
        for selection in &set.items {
            self.parts += 1;
            self.directives(selection.node.directives());
            match &selection.node {
                Selection::Field(field) => {
                    self.aliases += u32::from(field.node.alias.is_some());
                    self.parts += count(field.node.arguments.len());
                    self.selections(&field.node.selection_set.node);
                }
                Selection::InlineFragment(fragment) => {
                    self.selections(&fragment.node.selection_set.node);
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn directives(&mut self, directives: &[Positioned<Directive>]) {
        self.directives += count(directives.len());
        self.parts += directives.iter().map(|one| count(one.node.arguments.len())).sum::<u32>();
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn at_most(number: u32, limit: u32, what: &str) -> Result<()> {
    if number <= limit {
        return Ok(());
    }
    Err(Error::new(Code::TooLarge, format!("The request has more than {limit} {what}.")))
}

/// Refuses a second field with one of these names, wherever fragments put it.
fn once<'d>(
    document: &'d ExecutableDocument,
    set: &'d SelectionSet,
    names: &mut HashSet<&'d str>,
) -> Result<()> {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => {
                let name = field.node.response_key().node.as_str();
                if !names.insert(name) && name != "__typename" {
                    let message = format!("`{name}` is written twice: give each its alias.");
                    return Err(Error::new(Code::ValidationFailed, message));
                }
            }
            Selection::InlineFragment(inline) => {
                once(document, &inline.node.selection_set.node, names)?;
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    once(document, &fragment.node.selection_set.node, names)?;
                }
            }
        }
    }
    Ok(())
}

/// Fields that a document asks for once its fragments are filled in.
struct Unfolding<'d> {
    document: &'d ExecutableDocument,
    /// Size of each fragment met; `None` while it is being measured.
    known: HashMap<&'d str, Option<u32>>,
}

impl<'d> Unfolding<'d> {
    fn size(&mut self, set: &'d SelectionSet) -> Result<u32> {
        let mut sum = 0_u32;
        for selection in &set.items {
            let inner = match &selection.node {
                Selection::Field(field) => self.size(&field.node.selection_set.node)?,
                Selection::InlineFragment(inline) => self.size(&inline.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node)?
                }
            };
            sum = sum.saturating_add(inner).saturating_add(1);
        }
        Ok(sum)
    }

    /// An unknown fragment has no size: validation reports it.
    fn fragment(&mut self, name: &'d Name) -> Result<u32> {
        match self.known.get(name.as_str()) {
            Some(Some(size)) => return Ok(*size),
            Some(None) => {
                let message = "A fragment spreads itself.";
                return Err(Error::new(Code::ValidationFailed, message));
            }
            None => {}
        }
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(0) };
        self.known.insert(name, None);
        let size = self.size(&fragment.node.selection_set.node)?;
        self.known.insert(name, Some(size));
        Ok(size)
    }
}
