//! Writes offices (rule R2) and their confirmation (rule R13).

use entity::id::{PersonId, UnitId};
use entity::position::{self, Office};
use entity::{Timestamp, person, space};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::audit::Line;
use super::db::Transaction;
use super::{Db, Seen};
use crate::access::policy::{AppointLeader, ConfirmPosition, EndPosition, NameDeputy};
use crate::access::{Access, Permit};
use crate::clock::Clock;
use crate::error::Result;
use crate::fault::{Outcome, Refused};

/// Deputies of a unit at a time, at most.
const MAX_DEPUTIES: u64 = 3;

impl Db {
    /// Appoints the leader of a unit from an instant on; the one before ends there. If the unit owns
    /// a RESTRICTED or SECRET space, the office opens it only once confirmed (rule R13).
    pub async fn appoint_leader(
        &self,
        permit: Permit<AppointLeader>,
        person: &person::Model,
        from: Timestamp,
        clock: &Clock,
    ) -> Outcome<Seen<position::Model>> {
        let unit = permit.row().id;
        let transaction = self.begin_change().await?;
        for mut former in holding(unit, Office::Leader, from).all(&transaction).await? {
            if former.from_at >= from {
                let message = "Another leader is appointed from then on: end that position first.";
                return Err(Refused::conflict("startsAt", message).into());
            }
            former.until_at = Some(from);
            transaction.update(former).await?;
        }
        let confirmed = !owns_sealed(&transaction, unit).await?;
        let mut row = office(unit, person.id, Office::Leader, from, permit.access(), clock);
        row.confirmed_at = confirmed.then(|| clock.now());
        transaction.insert(row.clone()).await?;
        transaction.audited(clock, Some(permit.access()), of("LEADER_APPOINTED", &row)).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Names a deputy, who counts at once everywhere in the unit: the leader decides.
    pub async fn name_deputy(
        &self,
        permit: Permit<NameDeputy>,
        person: &person::Model,
        until: Option<Timestamp>,
        clock: &Clock,
    ) -> Outcome<Seen<position::Model>> {
        let unit = permit.row().id;
        let now = clock.now();
        let transaction = self.begin_change().await?;
        let others = holding(unit, Office::Deputy, now);
        if others.clone().count(&transaction).await? >= MAX_DEPUTIES {
            let message = format!("A unit has at most {MAX_DEPUTIES} deputies.");
            return Err(Refused::conflict("personId", message).into());
        }
        if others
            .filter(position::Column::PersonId.eq(person.id))
            .one(&transaction)
            .await?
            .is_some()
        {
            return Err(Refused::conflict("personId", "They are deputy already.").into());
        }
        let mut row = office(unit, person.id, Office::Deputy, now, permit.access(), clock);
        row.until_at = until;
        // As far as the leader's own office counts, so does the one they give: not by an office as
        // deputy that they hold besides (rule R13).
        let own = holding(unit, Office::Leader, now)
            .filter(position::Column::PersonId.eq(permit.access().me()))
            .filter(position::Column::FromAt.lte(now))
            .filter(position::Column::ConfirmedAt.is_not_null())
            .one(&transaction)
            .await?;
        row.confirmed_at = own.map(|_| now);
        row.confirmed_by = row.confirmed_at.map(|_| permit.access().me());
        transaction.insert(row.clone()).await?;
        transaction.audited(clock, Some(permit.access()), of("DEPUTY_NAMED", &row)).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Ends an office now.
    pub async fn end_position(
        &self,
        permit: Permit<EndPosition>,
        clock: &Clock,
    ) -> Outcome<Seen<position::Model>> {
        let mut row = permit.row().clone();
        let now = clock.now();
        if row.until_at.is_some_and(|until| until <= now) {
            return Err(Refused::conflict("id", "The position has ended already.").into());
        }
        // One that has not begun ends where it would have begun: it never holds.
        row.until_at = Some(now.max(row.from_at));
        self.save_position("POSITION_ENDED", permit.row(), row, permit.access(), clock).await
    }

    /// Lets an office count in RESTRICTED and SECRET spaces.
    pub async fn confirm_position(
        &self,
        permit: Permit<ConfirmPosition>,
        clock: &Clock,
    ) -> Outcome<Seen<position::Model>> {
        let (before, _) = permit.row();
        let mut row = before.clone();
        if row.confirmed_at.is_some() {
            return Err(Refused::conflict("id", "The position is confirmed already.").into());
        }
        row.confirmed_at = Some(clock.now());
        row.confirmed_by = Some(permit.access().me());
        self.save_position("POSITION_CONFIRMED", before, row, permit.access(), clock).await
    }

    async fn save_position(
        &self,
        act: &'static str,
        before: &position::Model,
        row: position::Model,
        access: &Access,
        clock: &Clock,
    ) -> Outcome<Seen<position::Model>> {
        let transaction = self.begin_change().await?;
        transaction.still(before).await?;
        transaction.update(row.clone()).await?;
        transaction.audited(clock, Some(access), of(act, &row)).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }
}

/// Those who hold an office of a unit at `at`, or will later.
fn holding(unit: UnitId, office: Office, at: Timestamp) -> sea_orm::Select<position::Entity> {
    let lasting = Condition::any()
        .add(position::Column::UntilAt.is_null())
        .add(position::Column::UntilAt.gt(at));
    position::Entity::find()
        .filter(position::Column::UnitId.eq(unit))
        .filter(position::Column::Office.eq(office))
        .filter(lasting)
}

/// Rule R13: whom an administrator appointed ahead, while the unit had no RESTRICTED or SECRET space,
/// waits for a confirmation once it has one.
pub(in crate::store) async fn unconfirm_ahead(
    transaction: &Transaction,
    unit: UnitId,
    now: Timestamp,
) -> Result<()> {
    let ahead = position::Entity::find()
        .filter(position::Column::UnitId.eq(unit))
        .filter(position::Column::FromAt.gt(now))
        .filter(position::Column::ConfirmedBy.is_null())
        .all(transaction)
        .await?;
    for mut office in ahead {
        office.confirmed_at = None;
        transaction.update(office).await?;
    }
    Ok(())
}

async fn owns_sealed(transaction: &Transaction, unit: UnitId) -> Result<bool> {
    let sealed = [space::Visibility::Restricted, space::Visibility::Secret];
    let count = space::Entity::find()
        .filter(space::Column::UnitId.eq(unit))
        .filter(space::Column::Visibility.is_in(sealed))
        .count(transaction)
        .await?;
    Ok(count > 0)
}

fn office(
    unit_id: UnitId,
    person_id: PersonId,
    office: Office,
    from_at: Timestamp,
    access: &Access,
    clock: &Clock,
) -> position::Model {
    position::Model {
        id: clock.new_id(),
        unit_id,
        person_id,
        office,
        from_at,
        until_at: None,
        confirmed_at: None,
        confirmed_by: None,
        appointed_by: Some(access.me()),
        created_at: clock.now(),
    }
}

fn of(act: &'static str, row: &position::Model) -> Line {
    Line {
        act,
        unit: Some(row.unit_id),
        subject: Some(row.person_id.into()),
        after: Some(json!({
            "position": row.id.to_string(),
            "office": format!("{:?}", row.office),
            "from": row.from_at.to_string(),
            "until": row.until_at.map(|at| at.to_string()),
            "confirmed": row.confirmed_at.is_some(),
        })),
        ..Line::default()
    }
}
