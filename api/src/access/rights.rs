//! What one person may reach at one instant: the result of `rights.sql`, the one place where
//! the rules about roles are resolved. Lists, single reads and writes all start from it.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use entity::Timestamp;
use entity::id::{SpaceId, UnitId};
use entity::post::Reach;

use super::Role;
use crate::store::Dialect;

const RULES: &str = include_str!("rights.sql");

/// Whose rights a statement resolves.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Of {
    /// The person `$1`.
    Person,
    /// Everyone whose status is `$1`.
    Everyone,
    /// The members of the unit `$1` and of all below it.
    Branch,
}

/// In which spaces.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Within {
    /// All.
    All,
    /// The space `$3`.
    Space,
    /// Those of the unit `$3` and of all below it.
    Branch,
    /// Those in which roles of members of a unit can hang on whether it is below the unit `$3` or `$4`. The
    /// same ones before and after it has moved from the one to the other.
    Around,
}

/// The statement that resolves the rules at `$2`, an instant, and ends in `tail`.
#[must_use]
pub(crate) fn statement(dialect: Dialect, of: Of, within: Within, tail: &str) -> String {
    let who = match of {
        Of::Person => "id FROM person WHERE id = $1",
        Of::Everyone => "id FROM person WHERE status = $1",
        Of::Branch => {
            "a.person_id FROM assignment a JOIN unit_closure c ON c.descendant_id = a.unit_id \
             WHERE c.ancestor_id = $1 GROUP BY a.person_id"
        }
    };
    let place = match within {
        Within::All => "space s",
        Within::Space => "(SELECT * FROM space WHERE id = $3) AS s",
        Within::Branch => {
            "(SELECT sp.* FROM unit_closure sc JOIN space sp ON sp.unit_id = sc.descendant_id \
             WHERE sc.ancestor_id = $3) AS s"
        }
        Within::Around => {
            "(SELECT sp.* FROM space sp WHERE sp.visibility IN ('OPEN', 'UNIT') AND ( \
             sp.unit_id IN (SELECT ancestor_id FROM unit_closure WHERE descendant_id IN ($3, $4)) \
             OR sp.id IN (SELECT space_id FROM space_grant WHERE grantee_kind = 'BRANCH') \
             OR sp.unit_id IN (SELECT uc.descendant_id FROM unit_grant ug \
             JOIN unit_closure uc ON uc.ancestor_id = ug.unit_id \
             WHERE ug.grantee_kind = 'BRANCH'))) AS s"
        }
    };
    let rules = RULES.replacen("id FROM person WHERE id = $1", who, 1);
    let sql = format!("{}{tail}", rules.replace("place s", place));
    match of {
        // One person has few rows: whatever begins with them is quick.
        Of::Person => dialect.in_order(&sql, &["who", "my_unit", "me"]),
        Of::Everyone | Of::Branch => sql,
    }
}

/// The statement that resolves the rights of the person `$1` at the instant `$2`.
#[must_use]
pub fn summary(dialect: Dialect) -> &'static str {
    static BOTH: LazyLock<Both> = LazyLock::new(|| Both::of(Within::All));
    BOTH.on(dialect)
}

/// As [`summary`], in the branch of the unit `$3` alone.
pub(crate) fn summary_in_branch(dialect: Dialect) -> &'static str {
    static BOTH: LazyLock<Both> = LazyLock::new(|| Both::of(Within::Branch));
    BOTH.on(dialect)
}

/// As [`summary`], in the space `$3` alone, with all offices.
pub(crate) fn summary_in_space(dialect: Dialect) -> &'static str {
    static BOTH: LazyLock<Both> = LazyLock::new(|| Both::of(Within::Space));
    BOTH.on(dialect)
}

/// A summary for each engine.
struct Both {
    sqlite: String,
    postgres: String,
}

impl Both {
    fn of(within: Within) -> Self {
        let on = |dialect| statement(dialect, Of::Person, within, SUMMED);
        Self { sqlite: on(Dialect::Sqlite), postgres: on(Dialect::Postgres) }
    }

    fn on(&self, dialect: Dialect) -> &str {
        match dialect {
            Dialect::Sqlite => &self.sqlite,
            Dialect::Postgres => &self.postgres,
        }
    }
}

const SUMMED: &str = include_str!("summary.sql");

/// Ends a statement that answers with each reason of a role.
pub(crate) const REASONS: &str = include_str!("reasons.sql");

/// Ends a statement that answers with everyone's role in each space.
pub(crate) const HOLDERS: &str = "
SELECT r.person_id, r.space_id, s.audience_key, s.visibility, MAX(r.rank) AS rank, MAX(r.reach) AS reach
FROM role r JOIN space s ON s.id = r.space_id
GROUP BY r.person_id, r.space_id, s.audience_key, s.visibility";

/// As [`REASONS`], for `$5` people after `$4` in the order of their ids, without those of R6: whom
/// visibility lets read is not on the roster.
pub(crate) static ROSTER: LazyLock<String> = LazyLock::new(|| {
    const PAGE: &str = ", page (person_id) AS (
    SELECT person_id FROM role WHERE rule <> 'R6' AND person_id > $4
    GROUP BY person_id ORDER BY person_id LIMIT $5)
";
    let reasons = REASONS.replacen(
        "FROM role r",
        "FROM role r JOIN page ON page.person_id = r.person_id AND r.rule <> 'R6'",
        1,
    );
    format!("{PAGE}{reasons}")
});

/// A role in one space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpaceRight {
    /// The role: the highest of rules R2 to R6.
    pub role: Role,
    /// The role for posts of closed days: the highest of those that reach to them.
    pub sealed_role: Option<Role>,
    /// How far into the space's posts one of the roles reaches.
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

    /// Whether nothing that `others` are is missing here: each role and office is there, or a higher one.
    #[must_use]
    pub fn cover(&self, others: &Self) -> bool {
        let spaces = others.spaces.iter().all(|(space, was)| {
            self.in_space(*space).is_some_and(|is| {
                is.role >= was.role
                    && is.sealed_role >= was.sealed_role
                    && is.reach >= was.reach
                    && (was.closed || !is.closed)
            })
        });
        let offices = others.offices.iter().all(|(unit, was)| {
            self.in_unit(*unit)
                .is_some_and(|is| is.role >= was.role && (is.confirmed || !was.confirmed))
        });
        spaces && offices
    }

    /// Without what the holder of an office may do in the unit itself.
    #[must_use]
    pub fn without_offices(self) -> Self {
        Self { offices: HashMap::new(), ..self }
    }

    /// Only the role in this space, with all offices.
    #[must_use]
    pub fn at(&self, space: SpaceId) -> Self {
        let spaces = self.in_space(space).map(|right| (space, right)).into_iter().collect();
        Self::new(spaces, self.offices.clone(), self.valid_until)
    }

    /// Only what lies in these spaces, without offices: an application's limits (rule R15).
    #[must_use]
    pub fn limited_to(&self, spaces: &[SpaceId]) -> Self {
        let right = |id: &SpaceId| self.in_space(*id).map(|right| (*id, right));
        Self::new(spaces.iter().filter_map(right).collect(), HashMap::new(), self.valid_until)
    }
}
