//! What is not handed over: each item by itself, and where there are too many in sums.

use std::collections::BTreeMap;

use crate::{Code, Kind, Outcome, SetAside};

/// Lines that tell of single items; the rest is summed up by reason.
const MAX_LINES: usize = 5_000;

/// What was set aside.
#[derive(Debug, Default)]
pub(super) struct Asides {
    lines: Vec<SetAside>,
    sums: BTreeMap<(Kind, Code, bool), SetAside>,
    counts: BTreeMap<Kind, u64>,
}

impl Asides {
    /// Takes one in.
    pub(super) fn add(&mut self, aside: SetAside) {
        *self.counts.entry(aside.kind).or_default() += aside.count;
        if self.lines.len() < MAX_LINES {
            self.lines.push(aside);
            return;
        }
        let key = (aside.kind, aside.problem.code, aside.outcome == Outcome::Failed);
        if let Some(sum) = self.sums.get_mut(&key) {
            sum.count += aside.count;
            return;
        }
        let mut sum = aside;
        sum.problem.external_id = None;
        sum.problem.title = None;
        sum.problem.message =
            format!("and more, of which this is the first: {}", sum.problem.message);
        self.sums.insert(key, sum);
    }

    /// How many there are of each kind.
    pub(super) const fn counts(&self) -> &BTreeMap<Kind, u64> {
        &self.counts
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &SetAside> {
        self.lines.iter().chain(self.sums.values())
    }
}
