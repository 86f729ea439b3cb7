//! What one person may reach at one instant: the result of `rights.sql`, the one place where
//! rules R1 to R9 are resolved. Lists, single reads and writes all start from it.

use std::collections::HashMap;
use std::sync::OnceLock;

use entity::Timestamp;
use entity::id::{SpaceId, UnitId};
use entity::post::Reach;

use super::Role;
use crate::store::Dialect;

/// The statement that resolves the rules for `$1`, a person, at `$2`, an instant.
pub(crate) const SQL: &str = include_str!("rights.sql");

/// A role in one space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpaceRight {
    /// The role: the highest of rules R2 to R6.
    pub role: Role,
    /// How far into the space's posts it reaches.
    pub reach: Reach,
    /// The space's unit.
    pub unit: UnitId,
    /// The space's audience key.
    pub audience_key: i64,
    /// The space takes no more writing.
    pub closed: bool,
    /// The space is RESTRICTED or SECRET.
    pub sealed: bool,
}

/// An office in one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfficeRight {
    /// LEADER or DEPUTY.
    pub role: Role,
    /// It counts in RESTRICTED and SECRET spaces (rule R13).
    pub confirmed: bool,
}

/// Everything one person may reach.
#[derive(Clone, Debug, Default)]
pub struct Rights {
    spaces: HashMap<SpaceId, SpaceRight>,
    offices: HashMap<UnitId, OfficeRight>,
    valid_until: Option<Timestamp>,
    /// Made when first asked for, and kept as long as these rights are.
    readable: OnceLock<String>,
}

impl Rights {
    /// Puts together what `rights.sql` answered.
    pub(crate) fn new(
        spaces: HashMap<SpaceId, SpaceRight>,
        offices: HashMap<UnitId, OfficeRight>,
        valid_until: Option<Timestamp>,
    ) -> Self {
        Self { spaces, offices, valid_until, readable: OnceLock::new() }
    }

    /// The role in a space, if any.
    #[must_use]
    pub fn in_space(&self, space: SpaceId) -> Option<SpaceRight> {
        self.spaces.get(&space).copied()
    }

    /// The office in a unit, if any.
    #[must_use]
    pub fn in_unit(&self, unit: UnitId) -> Option<OfficeRight> {
        self.offices.get(&unit).copied()
    }

    /// All spaces with a role, in no order.
    pub fn spaces(&self) -> impl Iterator<Item = (SpaceId, &SpaceRight)> {
        self.spaces.iter().map(|(id, right)| (*id, right))
    }

    /// The units with an office, in no order.
    pub fn units(&self) -> impl Iterator<Item = UnitId> {
        self.offices.keys().copied()
    }

    /// The audience keys of all live posts within reach, in ascending order.
    #[must_use]
    pub fn readable_keys(&self, wanted: impl Fn(SpaceId, &SpaceRight) -> bool) -> Vec<i64> {
        let mut keys: Vec<i64> = self
            .spaces()
            .filter(|(id, right)| wanted(*id, right))
            .flat_map(|(_, right)| (0..=right.reach as i64).map(|reach| right.audience_key + reach))
            .collect();
        keys.sort_unstable();
        keys
    }

    /// All readable keys as a list parameter.
    #[must_use]
    pub fn readable_list(&self, dialect: Dialect) -> &str {
        self.readable.get_or_init(|| dialect.list(&self.readable_keys(|_, _| true)))
    }

    /// How many spaces there are, for bounding what is kept.
    #[must_use]
    pub fn weight(&self) -> u64 {
        1 + (self.spaces.len() + self.offices.len()) as u64
    }

    /// Whether these rights, resolved earlier, still hold at `now` as far as dates go.
    #[must_use]
    pub fn hold_at(&self, now: Timestamp) -> bool {
        self.valid_until.is_none_or(|until| now < until)
    }

    /// Only what lies in these spaces, without offices: an application's limits (rule R15).
    #[must_use]
    pub fn limited_to(&self, spaces: &[SpaceId]) -> Self {
        let right = |id: &SpaceId| self.in_space(*id).map(|right| (*id, right));
        Self::new(spaces.iter().filter_map(right).collect(), HashMap::new(), self.valid_until)
    }
}
