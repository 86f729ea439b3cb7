//! Writes who helps a branch as evangelist (rule R12).

use entity::Timestamp;
use entity::id::{PersonId, UnitId};
use entity::{person, platform_role, position, unit_closure};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use serde_json::json;

use super::audit::Line;
use super::transaction::Transaction;
use super::{Db, Seen, Touched};
use crate::access::Permit;
use crate::access::policy::{AppointEvangelist, EndEvangelist};
use crate::clock::Clock;
use crate::fault::{Outcome, Refused};

impl Db {
    /// Appoints somebody who helps a unit and all below, and from then on writes there only as member
    /// of their own unit.
    pub async fn appoint_evangelist(
        &self,
        permit: Permit<AppointEvangelist>,
        person: &person::Model,
        until: Option<Timestamp>,
        clock: &Clock,
    ) -> Outcome<Seen<platform_role::Model>> {
        let (unit, now) = (permit.row().id, clock.now());
        let transaction =
            self.begin_change(Touched::Person(person.id), permit.access(), clock).await?;
        let helps = platform_role::Entity::find()
            .filter(platform_role::Column::PersonId.eq(person.id))
            .filter(platform_role::Column::Role.eq(platform_role::Role::Evangelist))
            .filter(platform_role::Column::UnitId.eq(unit))
            .filter(lasting(platform_role::Column::UntilAt, now));
        if helps.one(&transaction).await?.is_some() {
            return Err(Refused::conflict("personId", "They help it already.").into());
        }
        let office = position::Entity::find()
            .filter(position::Column::PersonId.eq(person.id))
            .filter(lasting(position::Column::UntilAt, now))
            .filter(lasting(position::Column::LapseAt, now))
            .filter(position::Column::UnitId.in_subquery(branch(unit)));
        if office.one(&transaction).await?.is_some() {
            let message = "They hold an office in the branch: an evangelist leads nothing there.";
            return Err(Refused::conflict("personId", message).by("R12").into());
        }
        let row = platform_role::Model {
            id: clock.new_id(),
            person_id: person.id,
            role: platform_role::Role::Evangelist,
            unit_id: Some(unit),
            from_at: now,
            until_at: until,
            given_by: Some(permit.access().me()),
            created_at: now,
        };
        transaction.insert(row.clone()).await?;
        transaction.audited(clock, Some(permit.access()), of("EVANGELIST_APPOINTED", &row)).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Ends it now.
    pub async fn end_evangelist(
        &self,
        permit: Permit<EndEvangelist>,
        clock: &Clock,
    ) -> Outcome<Seen<platform_role::Model>> {
        let (before, now) = (permit.row(), clock.now());
        if before.until_at.is_some_and(|until| until <= now) {
            return Err(Refused::conflict("id", "It has ended already.").into());
        }
        let row = platform_role::Model { until_at: Some(now), ..before.clone() };
        let transaction =
            self.begin_change(Touched::Person(row.person_id), permit.access(), clock).await?;
        transaction.still(before).await?;
        transaction.update(row.clone()).await?;
        transaction.audited(clock, Some(permit.access()), of("EVANGELIST_ENDED", &row)).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }
}

/// Rule R12: nobody leads or deputises, from `from` on, in a branch that they help.
pub(in crate::store) async fn refuse_helper(
    transaction: &Transaction,
    person: PersonId,
    unit: UnitId,
    from: Timestamp,
) -> Outcome<()> {
    let above = unit_closure::Entity::find()
        .select_only()
        .column(unit_closure::Column::AncestorId)
        .filter(unit_closure::Column::DescendantId.eq(unit))
        .into_query();
    let helps = platform_role::Entity::find()
        .filter(platform_role::Column::PersonId.eq(person))
        .filter(platform_role::Column::Role.eq(platform_role::Role::Evangelist))
        .filter(platform_role::Column::UnitId.in_subquery(above))
        .filter(lasting(platform_role::Column::UntilAt, from));
    if helps.one(transaction).await?.is_none() {
        return Ok(());
    }
    let message = "They are evangelist of this branch, where they neither lead nor deputise.";
    Err(Refused::conflict("personId", message).by("R12").into())
}

fn branch(unit: UnitId) -> sea_orm::sea_query::SelectStatement {
    unit_closure::Entity::find()
        .select_only()
        .column(unit_closure::Column::DescendantId)
        .filter(unit_closure::Column::AncestorId.eq(unit))
        .into_query()
}

fn lasting(column: impl ColumnTrait, now: Timestamp) -> Condition {
    Condition::any().add(column.is_null()).add(column.gt(now))
}

fn of(act: &'static str, row: &platform_role::Model) -> Line {
    Line {
        act,
        unit: row.unit_id,
        subject: Some(row.person_id.into()),
        after: Some(json!({ "until": row.until_at.map(|at| at.to_string()) })),
        ..Line::default()
    }
}
