//! Writes offices (rule R2) and their confirmation (rule R13).

use entity::id::{PersonId, UnitId};
use entity::position::{self, Office};
use entity::{Timestamp, person, space};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::audit::Line;
use super::evangelist::refuse_helper;
use super::scheduled::{hold_for_new_leader, next_leader, release_from_leader};
use super::transaction::Transaction;
use super::{Db, Seen, Touched};
use crate::access::policy::{AppointLeader, ConfirmPosition, EndPosition, KeepDeputy, NameDeputy};
use crate::access::{Access, Permit};
use crate::clock::Clock;
use crate::error::Result;
use crate::fault::{Outcome, Refused};

/// Deputies of a unit at a time, at most.
const MAX_DEPUTIES: u64 = 3;
/// A deputy's longest term: twelve months, in seconds.
const MAX_TERM: i64 = 365 * DAY;
/// How long deputies last after a change of leader who does not keep them, in seconds.
const LAPSE: i64 = 30 * DAY;
const DAY: i64 = 24 * 3600;

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
        let transaction =
            self.begin_change(Touched::Unit(permit.row().0.id), permit.access(), clock).await?;
        let row = appointed(&transaction, &permit, person, from, clock).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Names a deputy, who counts at once everywhere in the unit: the leader decides. For twelve months
    /// at most, which is also what no end means.
    pub async fn name_deputy(
        &self,
        permit: Permit<NameDeputy>,
        person: &person::Model,
        until: Option<Timestamp>,
        clock: &Clock,
    ) -> Outcome<Seen<position::Model>> {
        let unit = permit.row().id;
        let last = clock.now().plus_seconds(MAX_TERM);
        if until.is_some_and(|until| until > last) {
            let message = format!("A deputy is named for twelve months at most: until {last}.");
            return Err(Refused::invalid("endsAt", message).by("R2").into());
        }
        let transaction =
            self.begin_change(Touched::Person(person.id), permit.access(), clock).await?;
        let now = clock.now();
        refuse_absent(&transaction, person).await?;
        refuse_helper(&transaction, person.id, unit, now).await?;
        let lasts = Condition::any()
            .add(position::Column::LapseAt.is_null())
            .add(position::Column::LapseAt.gt(now));
        let others = holding(unit, Office::Deputy, now).filter(lasts);
        if others.clone().count(&transaction).await? >= MAX_DEPUTIES {
            let message = format!("A unit has at most {MAX_DEPUTIES} deputies.");
            return Err(Refused::conflict("personId", message).by("R2").into());
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
        row.until_at = Some(until.unwrap_or(last));
        // Who comes next decides anew.
        let next = next_leader(&transaction, unit, now).await?;
        row.lapse_at = next.map(|next| next.plus_seconds(LAPSE));
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
        let before = permit.row();
        let mut row = before.clone();
        let touched = Touched::Unit(row.unit_id);
        let transaction = self.begin_change(touched, permit.access(), clock).await?;
        let now = clock.now();
        if row.until_at.is_some_and(|until| until <= now) {
            return Err(Refused::conflict("id", "The position has ended already.").into());
        }
        // One that has not begun ends where it would have begun: it never holds.
        row.until_at = Some(Ord::max(now, row.from_at));
        transaction.still(before).await?;
        transaction.update(row.clone()).await?;
        let mut line = Line { before: Some(told(before)), ..of("POSITION_ENDED", &row) };
        if row.office == Office::Leader && row.from_at > now {
            keep_deputies(&transaction, row.unit_id, row.from_at).await?;
            release_from_leader(&transaction, row.unit_id, row.from_at).await?;
            let former = keep_leader(&transaction, row.unit_id, row.from_at).await?;
            if let (Some(former), Some(after)) =
                (former, line.after.as_mut().and_then(serde_json::Value::as_object_mut))
            {
                after.insert("continues".to_owned(), json!(former.to_string()));
            }
        }
        transaction.audited(clock, Some(permit.access()), line).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Keeps a deputy of the leader before, who would lapse.
    pub async fn keep_deputy(
        &self,
        permit: Permit<KeepDeputy>,
        clock: &Clock,
    ) -> Outcome<Seen<position::Model>> {
        let before = permit.row();
        let mut row = before.clone();
        let now = clock.now();
        if row.lapse_at.is_none_or(|lapse| lapse <= now) || row.office != Office::Deputy {
            return Err(Refused::conflict("id", "The position is of no deputy who lapses.").into());
        }
        let transaction = self.begin_change(Touched::Nothing, permit.access(), clock).await?;
        transaction.still(before).await?;
        let leads = holding(row.unit_id, Office::Leader, now)
            .filter(position::Column::PersonId.eq(permit.access().me()))
            .filter(position::Column::FromAt.lte(now));
        if leads.one(&transaction).await?.is_none() {
            let message = "Who acts for want of a leader keeps no deputies.";
            return Err(Refused::forbidden("id", "R18", message).into());
        }
        // Who comes after decides anew.
        let next = next_leader(&transaction, row.unit_id, now).await?;
        row.lapse_at = next.map(|next| next.plus_seconds(LAPSE));
        transaction.update(row.clone()).await?;
        transaction.audited(clock, Some(permit.access()), of("DEPUTY_KEPT", &row)).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
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
        let transaction = self.begin_change(Touched::Nothing, permit.access(), clock).await?;
        transaction.still(before).await?;
        transaction.update(row.clone()).await?;
        transaction.audited(clock, Some(permit.access()), of("POSITION_CONFIRMED", &row)).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }
}

/// Writes the office of a new leader, with what a change of leader brings with it.
pub(in crate::store) async fn appointed(
    transaction: &Transaction,
    permit: &Permit<AppointLeader>,
    person: &person::Model,
    from: Timestamp,
    clock: &Clock,
) -> Outcome<position::Model> {
    let (unit, _) = permit.row();
    let unit = unit.id;
    let access = permit.access();
    // As of now at the earliest, which is after those who changed something before.
    let from = Ord::max(from, clock.now());
    let leads =
        holding(unit, Office::Leader, clock.now()).filter(position::Column::AbsentAt.is_null());
    if !access.is_admin() && leads.one(transaction).await?.is_some() {
        let message = "The unit has a leader, or one is appointed.";
        return Err(Refused::conflict("unitId", message).by("R18").into());
    }
    if person.id == access.me() && !access.is_admin() {
        let message = "Whoever leads the unit above appoints somebody else.";
        return Err(Refused::forbidden("personId", "R18", message).into());
    }
    refuse_absent(transaction, person).await?;
    refuse_helper(transaction, person.id, unit, from).await?;
    let (mut another, mut before) = (true, None);
    for mut former in holding(unit, Office::Leader, from).all(transaction).await? {
        if former.from_at >= from {
            let message = "Another leader is appointed from then on: end that position first.";
            return Err(Refused::conflict("startsAt", message).into());
        }
        another = former.person_id != person.id;
        former.until_at = Some(from);
        before = Some(json!({ "leader": former.person_id.to_string() }));
        transaction.update(former).await?;
    }
    if another {
        lapse_deputies(transaction, unit, from).await?;
        hold_for_new_leader(transaction, unit, from).await?;
    }
    // Who appoints themself waits in every unit, or would learn which have a closed space (rule R17).
    let confirmed = person.id != access.me() && !owns_sealed(transaction, unit).await?;
    let mut row = office(unit, person.id, Office::Leader, from, permit.access(), clock);
    row.confirmed_at = confirmed.then(|| clock.now());
    transaction.insert(row.clone()).await?;
    let line = Line { before, ..of("LEADER_APPOINTED", &row) };
    transaction.audited(clock, Some(permit.access()), line).await?;
    Ok(row)
}

/// Rule R2: deputies whom the new leader does not keep lapse thirty days after the change.
async fn lapse_deputies(transaction: &Transaction, unit: UnitId, from: Timestamp) -> Result<()> {
    let lapse = from.plus_seconds(LAPSE);
    for mut deputy in holding(unit, Office::Deputy, from).all(transaction).await? {
        deputy.lapse_at = Some(deputy.lapse_at.map_or(lapse, |before| Ord::min(before, lapse)));
        transaction.update(deputy).await?;
    }
    Ok(())
}

/// The change of leader at `from` is off: deputies lapse after the next one, if there is one.
async fn keep_deputies(transaction: &Transaction, unit: UnitId, from: Timestamp) -> Result<()> {
    let lapsing = holding(unit, Office::Deputy, from)
        .filter(position::Column::LapseAt.eq(from.plus_seconds(LAPSE)));
    let next = next_leader(transaction, unit, from).await?;
    for mut deputy in lapsing.all(transaction).await? {
        deputy.lapse_at = next.map(|next| next.plus_seconds(LAPSE));
        transaction.update(deputy).await?;
    }
    Ok(())
}

/// The change of leader at `from` is off: who would have ended then leads on, to the next one if there is one.
async fn keep_leader(
    transaction: &Transaction,
    unit: UnitId,
    from: Timestamp,
) -> Result<Option<PersonId>> {
    let former = position::Entity::find()
        .filter(position::Column::UnitId.eq(unit))
        .filter(position::Column::Office.eq(Office::Leader))
        .filter(position::Column::UntilAt.eq(from))
        .filter(position::Column::FromAt.lt(from));
    let Some(mut former) = former.one(transaction).await? else { return Ok(None) };
    let next = holding(unit, Office::Leader, from).order_by_asc(position::Column::FromAt);
    former.until_at = next.one(transaction).await?.map(|next| next.from_at);
    let person = former.person_id;
    transaction.update(former).await?;
    Ok(Some(person))
}

/// Rule R18: while a person is deactivated, their offices do not hold; and do again after.
pub(in crate::store) async fn mark_absent(
    transaction: &Transaction,
    person: PersonId,
    since: Option<Timestamp>,
) -> Result<()> {
    position::Entity::update_many()
        .col_expr(position::Column::AbsentAt, Expr::value(since))
        .filter(position::Column::PersonId.eq(person))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Somebody deactivated takes no office.
async fn refuse_absent(transaction: &Transaction, person: &person::Model) -> Outcome<()> {
    let now = person::Entity::find_by_id(person.id).one(transaction).await?;
    if now.is_some_and(|person| person.status == person::Status::Active) {
        return Ok(());
    }
    Err(Refused::conflict("personId", "They are deactivated.").by("R18").into())
}

/// Those who hold an office of a unit at `at`, or will later.
fn holding(unit: UnitId, office: Office, at: Timestamp) -> sea_orm::Select<position::Entity> {
    let lasting = Condition::any()
        .add(position::Column::UntilAt.is_null())
        .add(position::Column::UntilAt.gt(at));
    // Not those that were called off before they began.
    let some_time = Condition::any()
        .add(position::Column::UntilAt.is_null())
        .add(Expr::col(position::Column::UntilAt).gt(Expr::col(position::Column::FromAt)));
    position::Entity::find()
        .filter(position::Column::UnitId.eq(unit))
        .filter(position::Column::Office.eq(office))
        .filter(lasting)
        .filter(some_time)
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

/// Whether a unit has a space that is or was RESTRICTED or SECRET: in one widened since, posts of those days
/// are still its roster's (rule R9).
async fn owns_sealed(transaction: &Transaction, unit: UnitId) -> Result<bool> {
    let count = space::Entity::find()
        .filter(space::Column::UnitId.eq(unit))
        .filter(space::Column::WasSealed.eq(true))
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
        lapse_at: None,
        absent_at: None,
        created_at: clock.now(),
    }
}

/// What the log says of an office. Not whether it is confirmed: it waits for that only where there is a
/// RESTRICTED or SECRET space, and the log is read by more than may know of it (rule R17).
fn of(act: &'static str, row: &position::Model) -> Line {
    Line {
        act,
        unit: Some(row.unit_id),
        subject: Some(row.person_id.into()),
        after: Some(told(row)),
        ..Line::default()
    }
}

fn told(row: &position::Model) -> serde_json::Value {
    json!({
        "position": row.id.to_string(),
        "office": format!("{:?}", row.office),
        "from": row.from_at.to_string(),
        "until": row.until_at.map(|at| at.to_string()),
    })
}
