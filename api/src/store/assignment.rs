//! Writes memberships (rule R3).

use entity::assignment::{self, Source};
use entity::{Timestamp, person};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use serde_json::json;

use super::audit::Line;
use super::{Db, Seen, Touched};
use crate::access::policy::{AssignPerson, ConfirmAssignment, EndAssignment};
use crate::access::{Access, Permit};
use crate::clock::Clock;
use crate::fault::{Outcome, Refused};

impl Db {
    /// Assigns a person to a unit. One made by the unit's leader or a deputy is confirmed.
    pub async fn assign_person(
        &self,
        permit: Permit<AssignPerson>,
        person: &person::Model,
        until: Option<Timestamp>,
        clock: &Clock,
    ) -> Outcome<Seen<assignment::Model>> {
        let unit = permit.row().id;
        let me = permit.access().me();
        let (whose, touched) = (Some(person.id), Touched::Person(person.id));
        let transaction = self.begin_change_for(whose, touched, permit.access(), clock).await?;
        let now = clock.now();
        let member = assignment::Entity::find()
            .filter(assignment::Column::UnitId.eq(unit))
            .filter(assignment::Column::PersonId.eq(person.id))
            .filter(
                Condition::any()
                    .add(assignment::Column::UntilAt.is_null())
                    .add(assignment::Column::UntilAt.gt(now)),
            )
            .one(&transaction)
            .await?;
        if member.is_some() {
            return Err(Refused::conflict("personId", "They are a member already.").into());
        }
        let office = permit.access().rights.in_unit(unit);
        let confirmed = office.is_some_and(|office| office.confirmed);
        let row = assignment::Model {
            id: clock.new_id(),
            unit_id: unit,
            person_id: person.id,
            source: Source::Manual,
            from_at: now,
            until_at: until,
            confirmed_at: confirmed.then_some(now),
            confirmed_by: confirmed.then_some(me),
            assigned_by: Some(me),
            created_at: now,
        };
        transaction.insert(row.clone()).await?;
        transaction.audited(clock, Some(permit.access()), of("PERSON_ASSIGNED", &row)).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Ends a membership now.
    pub async fn end_assignment(
        &self,
        permit: Permit<EndAssignment>,
        clock: &Clock,
    ) -> Outcome<Seen<assignment::Model>> {
        self.save_assignment(
            "ASSIGNMENT_ENDED",
            permit.row(),
            permit.access(),
            clock,
            |row, now| {
                if row.until_at.is_some_and(|until| until <= now) {
                    return Err(Refused::conflict("id", "The membership has ended already."));
                }
                row.until_at = Some(now.max(row.from_at));
                Ok(())
            },
        )
        .await
    }

    /// Lets a membership count in the unit's RESTRICTED and SECRET spaces.
    pub async fn confirm_assignment(
        &self,
        permit: Permit<ConfirmAssignment>,
        clock: &Clock,
    ) -> Outcome<Seen<assignment::Model>> {
        let me = permit.access().me();
        let (before, access) = (permit.row(), permit.access());
        self.save_assignment("ASSIGNMENT_CONFIRMED", before, access, clock, |row, now| {
            if row.confirmed_at.is_some() {
                return Err(Refused::conflict("id", "The membership is confirmed already."));
            }
            row.confirmed_at = Some(now);
            row.confirmed_by = Some(me);
            Ok(())
        })
        .await
    }

    async fn save_assignment(
        &self,
        act: &'static str,
        before: &assignment::Model,
        access: &Access,
        clock: &Clock,
        change: impl FnOnce(&mut assignment::Model, Timestamp) -> Result<(), Refused>,
    ) -> Outcome<Seen<assignment::Model>> {
        let (whose, touched) = (Some(before.person_id), Touched::Person(before.person_id));
        let transaction = self.begin_change_for(whose, touched, access, clock).await?;
        transaction.still(before).await?;
        let mut row = before.clone();
        change(&mut row, clock.now())?;
        transaction.update(row.clone()).await?;
        let line = Line { before: Some(told(before)), ..of(act, &row) };
        transaction.audited(clock, Some(access), line).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }
}

/// What the log says of a membership. Not whether it is confirmed, as of an office (rule R17).
fn of(act: &'static str, row: &assignment::Model) -> Line {
    Line {
        act,
        unit: Some(row.unit_id),
        subject: Some(row.person_id.into()),
        after: Some(told(row)),
        ..Line::default()
    }
}

fn told(row: &assignment::Model) -> serde_json::Value {
    json!({
        "assignment": row.id.to_string(),
        "until": row.until_at.map(|at| at.to_string()),
    })
}
