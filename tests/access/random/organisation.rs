//! An organisation as a value: the numbers that its founding and its acts are drawn from. proptest
//! makes them, and when one fails drops acts and lowers numbers until a short history is left.

use std::fmt;

use proptest::array::{uniform7, uniform10};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};

/// What one act is drawn from: which act, by whom, on what.
pub(crate) type Tape = [u8; 10];

/// An organisation and what happens in it.
#[derive(Clone)]
pub(crate) struct Organisation {
    /// The tree and the first leaders.
    pub(crate) founding: [u8; 7],
    pub(crate) acts: Vec<Tape>,
}

/// One act a line.
impl fmt::Debug for Organisation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "founded {:?}, acts", self.founding)?;
        self.acts.iter().try_for_each(|act| write!(f, " {act:?}"))
    }
}

/// Any organisation with up to `longest` acts, half as many as a rule.
pub(crate) fn organisations(longest: usize) -> impl Strategy<Value = Organisation> {
    (uniform7(any::<u8>()), vec(uniform10(any::<u8>()), 1..=longest))
        .prop_map(|(founding, acts)| Organisation { founding, acts })
}

/// Reads the numbers one after the other; after the last come zeros.
pub(super) struct Dice(Vec<u8>);

impl Dice {
    pub(super) fn new(tape: &[u8]) -> Self {
        Self(tape.iter().rev().copied().collect())
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::from(self.0.pop().unwrap_or(0)) % limit
    }

    pub(super) fn of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        (!all.is_empty()).then(|| all[self.below(all.len())])
    }
}
