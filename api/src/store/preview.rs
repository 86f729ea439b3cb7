//! What a change of rights would do: it is made, looked at, and taken back, in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use entity::Timestamp;
use entity::id::{PersonId, SpaceId, UnitId};
use entity::post::{self, Reach};
use entity::space::{self, MemberRole, Visibility};
use entity::{person, unit};
use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult, Statement, Value};

use super::grant::{granted, granted_on_unit};
use super::position::appointed;
use super::space::save;
use super::transaction::Transaction;
use super::unit::changed;
use super::{Db, NewGrant, Seen, Touched, UnitChange, Visibly};
use crate::access::policy::{
    AppointLeader, ChangeUnit, ChangeVisibility, GrantOnSpace, GrantOnUnit, ManageSpace,
};
use crate::access::rights::{HOLDERS, Of, Within, statement};
use crate::access::{Access, Permit, Role};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::fault::Outcome;

/// A change to look at beforehand.
#[derive(Debug)]
pub enum Change {
    /// Who may read a space, and whether it inherits.
    Visibility(Permit<ChangeVisibility>, Option<Visibility>, Option<bool>),
    /// What members may do.
    MemberRole(Permit<ManageSpace>, MemberRole),
    /// A grant on a space.
    Grant(Permit<GrantOnSpace>, NewGrant),
    /// A grant on a unit, with subtree or not.
    UnitGrant(Permit<GrantOnUnit>, NewGrant, bool),
    /// Another parent.
    Move(Permit<ChangeUnit>, Seen<unit::Model>),
    /// Another leader, from an instant on.
    Leader(Permit<AppointLeader>, Seen<person::Model>, Timestamp),
}

/// One person's role in one space, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleChange {
    /// Who.
    pub person: PersonId,
    /// Where.
    pub space: SpaceId,
    /// The role before.
    pub before: Option<Role>,
    /// The role after.
    pub after: Option<Role>,
}

/// What a change would do.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    /// Who would have more.
    pub gains: Vec<RoleChange>,
    /// Who would have less.
    pub losses: Vec<RoleChange>,
    /// Audience keys of the posts that somebody would read, or no longer read.
    keys: Vec<i64>,
}

impl Preview {
    /// The live posts that somebody would begin or cease to read, of those that the viewer reads.
    pub fn posts<'a>(&self, db: &'a Db, access: &Access) -> Visibly<'a, post::Entity> {
        let keys = access.dialect.list(&self.keys);
        db.visible::<post::Entity>(access).filter(access.dialect.key_in("post.audience_key", keys))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Holding {
    role: Role,
    reach: i32,
}

type Holders = BTreeMap<(PersonId, SpaceId), (Holding, i64)>;

#[derive(Debug, FromQueryResult)]
struct Row {
    person_id: PersonId,
    space_id: SpaceId,
    audience_key: i64,
    visibility: Visibility,
    rank: i32,
    reach: i32,
}

impl Db {
    /// Who would gain and who would lose by a change, and on which posts. Nothing is changed.
    ///
    /// # Errors
    /// The refusals of the change itself, `UNAVAILABLE` or `INTERNAL`.
    pub async fn preview(&self, change: Change, clock: &Clock) -> Outcome<Preview> {
        // One instant: a change that is made now holds when it is looked at.
        let clock = &Clock::manual(clock.now());
        let now = clock.now();
        let (access, at) = match &change {
            Change::Visibility(permit, ..) => (permit.access().clone(), now),
            Change::MemberRole(permit, _) => (permit.access().clone(), now),
            Change::Grant(permit, _) => (permit.access().clone(), now),
            Change::UnitGrant(permit, ..) => (permit.access().clone(), now),
            Change::Move(permit, _) => (permit.access().clone(), now),
            Change::Leader(permit, _, from) => (permit.access().clone(), now.max(*from)),
        };
        let places = places(&change);
        // One at a time: it may be about everybody, and while it looks it holds the one place to write.
        let _turn = self.turn().await?;
        let before = holders(&self.reader(), &access, &places, at).await?;
        // Dropped without a commit, whatever happens: that takes it back.
        let transaction = self.begin_change(Touched::Nothing, &access, clock).await?;
        make(&transaction, change, &access, clock).await?;
        let after = holders(&transaction, &access, &places, at).await?;
        Ok(compare(&before, &after))
    }
}

/// Whose rights in which spaces a change can touch.
fn places(change: &Change) -> Vec<(Of, Within, Vec<Value>)> {
    let active = || Value::from(person::Status::Active.to_value());
    let space = |id: SpaceId| vec![(Of::Everyone, Within::Space, vec![active(), id.into()])];
    let branch = |id: UnitId| (Of::Everyone, Within::Branch, vec![active(), id.into()]);
    match change {
        Change::Visibility(permit, ..) => space(permit.row().id),
        Change::MemberRole(permit, _) => space(permit.row().id),
        Change::Grant(permit, _) => space(permit.row().id),
        Change::UnitGrant(permit, ..) => vec![branch(permit.row().id)],
        // Everyone's in what moves, and those of the members who move wherever they hang on its place.
        Change::Move(permit, to) => {
            let unit = permit.row();
            let from = unit.parent_id.unwrap_or(unit.id);
            let moved = vec![unit.id.into(), from.into(), to.id.into()];
            vec![branch(unit.id), (Of::Branch, Within::Around, moved)]
        }
        Change::Leader(permit, ..) => vec![branch(permit.row().0.id)],
    }
}

async fn make(
    transaction: &Transaction,
    change: Change,
    access: &Access,
    clock: &Clock,
) -> Outcome<()> {
    match change {
        Change::Visibility(permit, visibility, inherits) => {
            let before = permit.row();
            let mut row: space::Model = before.clone();
            row.visibility = visibility.unwrap_or(row.visibility);
            row.inherits = inherits.unwrap_or(row.inherits);
            save(transaction, "SPACE_VISIBILITY", access, before, row, clock).await?;
        }
        Change::MemberRole(permit, member_role) => {
            let before = permit.row();
            let row = space::Model { member_role, ..before.clone() };
            save(transaction, "SPACE_CHANGED", access, before, row, clock).await?;
        }
        Change::Grant(permit, new) => {
            granted(transaction, &permit, &new, clock).await?;
        }
        Change::UnitGrant(permit, new, subtree) => {
            granted_on_unit(transaction, &permit, &new, subtree, clock).await?;
        }
        Change::Move(permit, parent) => {
            let change = UnitChange { parent: Some(parent), ..UnitChange::default() };
            changed(transaction, &permit, change, clock).await?;
        }
        Change::Leader(permit, person, from) => {
            appointed(transaction, &permit, &person, from, clock).await?;
        }
    }
    Ok(())
}

/// Who holds which role, where the viewer may know of it: in OPEN and UNIT spaces, and in closed ones
/// whose roster they see.
async fn holders(
    connection: &impl ConnectionTrait,
    access: &Access,
    places: &[(Of, Within, Vec<Value>)],
    at: Timestamp,
) -> Result<Holders> {
    let mut holders = Holders::new();
    for (of, within, values) in places {
        let backend = connection.get_database_backend();
        let sql = statement(backend.into(), *of, *within, HOLDERS);
        let mut values = values.clone();
        values.insert(1, at.into());
        let asked = Statement::from_sql_and_values(backend, sql, values);
        for row in connection.query_all_raw(asked).await? {
            let row = Row::from_query_result(&row, "")?;
            let known =
                !row.visibility.is_sealed() || access.rights.in_space(row.space_id).is_some();
            if known {
                let unknown = || Error::internal(format!("no role of rank {}", row.rank));
                let role = Role::of_rank(row.rank.into()).ok_or_else(unknown)?;
                let holding = Holding { role, reach: row.reach };
                holders.insert((row.person_id, row.space_id), (holding, row.audience_key));
            }
        }
    }
    Ok(holders)
}

fn compare(before: &Holders, after: &Holders) -> Preview {
    let (mut preview, mut keys) = (Preview::default(), BTreeSet::new());
    let all: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    for place in all {
        let (was, is) = (before.get(place), after.get(place));
        let reach = |it: Option<&(Holding, i64)>| it.map_or(-1, |it| it.0.reach);
        let role = |it: Option<&(Holding, i64)>| it.map(|it| it.0.role);
        let (from, to) = (reach(was).min(reach(is)), reach(was).max(reach(is)));
        if let Some((_, key)) = was.or(is) {
            keys.extend((from + 1..=to).map(|reach| key + i64::from(reach)));
        }
        // Whether a role reaches posts of closed days hangs on confirmations, which tell that there was or is
        // a closed space (rule R17): for who is listed, the roster is the farthest.
        let told = |it: Option<&(Holding, i64)>| (role(it), reach(it).min(Reach::Roster as i32));
        if told(was) == told(is) {
            continue;
        }
        let (person, space) = *place;
        let change = RoleChange { person, space, before: role(was), after: role(is) };
        if told(is) > told(was) {
            preview.gains.push(change);
        } else {
            preview.losses.push(change);
        }
    }
    preview.keys = keys.into_iter().collect();
    preview
}
