//! The proof that a viewer may do one act to one row. A write takes it; only this file makes it.

use std::marker::PhantomData;

use super::Access;
use crate::error::{Code, Error};
use crate::store::Seen;

/// One act on one kind of row. `policy.rs` lists them all.
pub trait Act {
    /// What is acted on; for creating, the parent.
    type Row;

    /// The scope by which an application may do it too, as far as its owner may; none where only a person may.
    const SCOPE: Option<&'static str> = None;

    /// Whether the viewer may, and if not, which rule refuses.
    ///
    /// # Errors
    /// The refusal.
    fn decide(access: &Access, row: &Self::Row) -> Result<(), Refusal>;
}

/// An act that the rules do not allow. It is only ever said of a row that the viewer sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The rule that refuses, as `R2`.
    pub rule: &'static str,
    /// Why, for people.
    pub message: &'static str,
}

impl Refusal {
    /// The same refusal, by another rule.
    #[must_use]
    pub fn by(self, rule: &'static str) -> Self {
        Self { rule, ..self }
    }
}

impl From<Refusal> for Error {
    /// A question that the rules do not allow: the message names the rule.
    fn from(refusal: Refusal) -> Self {
        Self::new(Code::Forbidden, format!("{} ({})", refusal.message, refusal.rule))
    }
}

/// The proof that the viewer may do `A` to the row inside.
#[derive(Debug)]
pub struct Permit<A: Act> {
    row: Seen<A::Row>,
    access: Access,
    act: PhantomData<A>,
}

impl Access {
    /// Whether the viewer may do `A` to a row: what `viewerCan` answers and what writes need.
    ///
    /// # Errors
    /// The refusal, with its rule.
    pub fn decide<A: Act>(&self, row: &A::Row) -> Result<(), Refusal> {
        if let Some(application) = &self.viewer.application
            && !A::SCOPE.is_some_and(|needed| application.scopes.iter().any(|it| it == needed))
        {
            let message = match A::SCOPE {
                Some(_) => "The token's scopes do not cover that.",
                None => "An application writes nothing in a person's name.",
            };
            return Err(Refusal { rule: "R15", message });
        }
        A::decide(self, row)
    }

    /// The permit to do `A` to a row that the viewer sees.
    ///
    /// # Errors
    /// The refusal, with its rule.
    pub fn permit<A: Act>(&self, row: Seen<A::Row>) -> Result<Permit<A>, Refusal> {
        self.decide::<A>(&row)?;
        Ok(Permit { row, access: self.clone(), act: PhantomData })
    }
}

impl<A: Act> Permit<A> {
    /// The row that may be acted on.
    #[must_use]
    pub fn row(&self) -> &A::Row {
        &self.row
    }

    /// Who acts, and when.
    #[must_use]
    pub fn access(&self) -> &Access {
        &self.access
    }
}
