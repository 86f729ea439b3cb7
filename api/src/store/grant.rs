//! Writes grants on spaces (rule R4) and on units (rule R5).

use entity::id::{GroupId, PersonId, UnitId};
use entity::space_grant::{self, GrantRole, GranteeKind};
use entity::{Timestamp, directory_group, person, space, unit, unit_grant};
use sea_orm::EntityTrait;
use serde_json::json;
use uuid::Uuid;

use super::audit::Line;
use super::transaction::Transaction;
use super::{Db, Seen, Touched};
use crate::access::Permit;
use crate::access::policy::{GrantOnSpace, GrantOnUnit, RevokeSpaceGrant, RevokeUnitGrant};
use crate::clock::Clock;
use crate::fault::{Outcome, Refused};

/// Whom a grant is for.
#[derive(Clone, Debug)]
pub enum Grantee {
    /// One person.
    Person(Seen<person::Model>),
    /// The members of a unit.
    Members(Seen<unit::Model>),
    /// The members of a unit and of all below.
    Branch(Seen<unit::Model>),
    /// The members of a directory group.
    Group(Seen<directory_group::Model>),
}

/// A grant to be.
#[derive(Clone, Debug)]
pub struct NewGrant {
    /// To whom.
    pub grantee: Grantee,
    /// Which role.
    pub role: GrantRole,
    /// Until when, exclusive; none for ever.
    pub until: Option<Timestamp>,
}

impl Grantee {
    fn key(&self) -> (GranteeKind, Uuid) {
        match self {
            Self::Person(person) => (GranteeKind::Person, person.id.into()),
            Self::Members(unit) => (GranteeKind::Members, unit.id.into()),
            Self::Branch(unit) => (GranteeKind::Branch, unit.id.into()),
            Self::Group(group) => (GranteeKind::Group, group.id.into()),
        }
    }
}

impl Db {
    /// Grants a role on a space; in a RESTRICTED or SECRET one, to a person only.
    pub async fn grant_on_space(
        &self,
        permit: Permit<GrantOnSpace>,
        new: NewGrant,
        clock: &Clock,
    ) -> Outcome<Seen<space_grant::Model>> {
        let (whose, touched) = (of_one(new.grantee.key()), Touched::Space(permit.row().id));
        let transaction = self.begin_change_for(whose, touched, permit.access(), clock).await?;
        let row = granted(&transaction, &permit, &new, clock).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Ends a grant on a space now.
    pub async fn revoke_space_grant(
        &self,
        permit: Permit<RevokeSpaceGrant>,
        clock: &Clock,
    ) -> Outcome<Seen<space_grant::Model>> {
        let mut row = permit.row().clone();
        let whose = of_one((row.grantee_kind, row.grantee_id));
        let touched = Touched::Space(row.space_id);
        let transaction = self.begin_change_for(whose, touched, permit.access(), clock).await?;
        transaction.still(permit.row()).await?;
        row.until_at = Some(ended(row.from_at, row.until_at, clock)?);
        transaction.update(row.clone()).await?;
        let space = space::Entity::find_by_id(row.space_id).one(&transaction).await?;
        let line = Line {
            unit: space.map(|space| space.unit_id),
            before: Some(told_of_space(permit.row())),
            ..of_space("SPACE_GRANT_REVOKED", &row)
        };
        transaction.audited(clock, Some(permit.access()), line).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Grants a role in the OPEN and UNIT spaces of a unit, with `subtree` also as READER below.
    pub async fn grant_on_unit(
        &self,
        permit: Permit<GrantOnUnit>,
        new: NewGrant,
        subtree: bool,
        clock: &Clock,
    ) -> Outcome<Seen<unit_grant::Model>> {
        let (whose, touched) = (of_one(new.grantee.key()), Touched::Unit(permit.row().id));
        let transaction = self.begin_change_for(whose, touched, permit.access(), clock).await?;
        let row = granted_on_unit(&transaction, &permit, &new, subtree, clock).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Ends a grant on a unit now.
    pub async fn revoke_unit_grant(
        &self,
        permit: Permit<RevokeUnitGrant>,
        clock: &Clock,
    ) -> Outcome<Seen<unit_grant::Model>> {
        let mut row = permit.row().clone();
        let whose = of_one((row.grantee_kind, row.grantee_id));
        let touched = Touched::Unit(row.unit_id);
        let transaction = self.begin_change_for(whose, touched, permit.access(), clock).await?;
        transaction.still(permit.row()).await?;
        row.until_at = Some(ended(row.from_at, row.until_at, clock)?);
        transaction.update(row.clone()).await?;
        let line = Line {
            before: Some(told_of_unit(permit.row())),
            ..of_unit("UNIT_GRANT_REVOKED", &row)
        };
        transaction.audited(clock, Some(permit.access()), line).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }
}

/// The person whose rights alone a grant changes; none if it is for more.
fn of_one((kind, id): (GranteeKind, Uuid)) -> Option<PersonId> {
    (kind == GranteeKind::Person).then(|| id.into())
}

/// Writes a grant on a space.
pub(in crate::store) async fn granted(
    transaction: &Transaction,
    permit: &Permit<GrantOnSpace>,
    new: &NewGrant,
    clock: &Clock,
) -> Outcome<space_grant::Model> {
    let (grantee_kind, grantee_id) = new.grantee.key();
    let space = permit.row();
    if space.visibility.is_sealed() && grantee_kind != GranteeKind::Person {
        let message = "In a RESTRICTED or SECRET space, roles are granted to persons only.";
        return Err(Refused::conflict("grantee", message).by("R4").into());
    }
    let now = clock.now();
    let row = space_grant::Model {
        id: clock.new_id(),
        space_id: space.id,
        role: new.role,
        grantee_kind,
        grantee_id,
        from_at: now,
        until_at: new.until,
        granted_by: permit.access().me(),
        created_at: now,
    };
    transaction.still(space).await?;
    transaction.insert(row.clone()).await?;
    let line = Line { unit: Some(space.unit_id), ..of_space("SPACE_GRANTED", &row) };
    transaction.audited(clock, Some(permit.access()), line).await?;
    Ok(row)
}

/// Writes a grant on a unit.
pub(in crate::store) async fn granted_on_unit(
    transaction: &Transaction,
    permit: &Permit<GrantOnUnit>,
    new: &NewGrant,
    subtree: bool,
    clock: &Clock,
) -> Outcome<unit_grant::Model> {
    let (grantee_kind, grantee_id) = new.grantee.key();
    let now = clock.now();
    let row = unit_grant::Model {
        id: clock.new_id(),
        unit_id: permit.row().id,
        role: new.role,
        subtree,
        grantee_kind,
        grantee_id,
        from_at: now,
        until_at: new.until,
        granted_by: permit.access().me(),
        created_at: now,
    };
    transaction.still(permit.row()).await?;
    transaction.insert(row.clone()).await?;
    let line = of_unit("UNIT_GRANTED", &row);
    transaction.audited(clock, Some(permit.access()), line).await?;
    Ok(row)
}

/// Now, unless it has ended already; one that has not begun ends where it would have begun.
fn ended(from: Timestamp, until: Option<Timestamp>, clock: &Clock) -> Result<Timestamp, Refused> {
    let now = clock.now();
    if until.is_some_and(|until| until <= now) {
        return Err(Refused::conflict("id", "The grant has ended already."));
    }
    Ok(now.max(from))
}

fn of_space(act: &'static str, row: &space_grant::Model) -> Line {
    let after = told_of_space(row);
    Line {
        act,
        space: Some(row.space_id),
        subject: Some(row.grantee_id),
        after: Some(after),
        ..Line::default()
    }
}

fn of_unit(act: &'static str, row: &unit_grant::Model) -> Line {
    let after = told_of_unit(row);
    Line {
        act,
        unit: Some(row.unit_id),
        subject: Some(row.grantee_id),
        after: Some(after),
        ..Line::default()
    }
}

pub(in crate::store) fn told_of_space(row: &space_grant::Model) -> serde_json::Value {
    described((row.grantee_kind, row.grantee_id), row.role, row.until_at)
}

fn told_of_unit(row: &unit_grant::Model) -> serde_json::Value {
    described((row.grantee_kind, row.grantee_id), row.role, row.until_at)
}

fn described(
    (kind, id): (GranteeKind, Uuid),
    role: GrantRole,
    until: Option<Timestamp>,
) -> serde_json::Value {
    let grantee = match kind {
        GranteeKind::Person => PersonId::from(id).to_string(),
        GranteeKind::Members | GranteeKind::Branch => UnitId::from(id).to_string(),
        GranteeKind::Group => GroupId::from(id).to_string(),
    };
    json!({
        "to": format!("{kind:?}"),
        "grantee": grantee,
        "role": format!("{role:?}"),
        "until": until.map(|at| at.to_string()),
    })
}
