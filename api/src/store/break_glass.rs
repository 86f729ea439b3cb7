//! Writes break-glass (rule R14), and reads spaces as administrators know them (rule R13).

use entity::break_glass::{self, Reason};
use entity::id::{AdministeredSpaceId, UnitId};
use entity::space;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, Statement};
use serde_json::json;
use uuid::Uuid;

use super::audit::Line;
use super::{Db, Seen, Touched};
use crate::access::Permit;
use crate::access::policy::{AdministerSpaces, ApproveBreakGlass, AskBreakGlass, EndBreakGlass};
use crate::clock::Clock;
use crate::error::Result;
use crate::fault::{Outcome, Refused};

/// How long a request waits for its approval, in seconds.
const PATIENCE: i64 = 24 * 3600;

/// A space as administrators know it: of a SECRET one only that it is, and how large.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct AdministeredSpace {
    /// Made for this, of nothing else.
    pub opaque_id: AdministeredSpaceId,
    /// Its name, unless it is SECRET.
    pub name: Option<String>,
    /// Its unit, unless it is SECRET.
    pub unit_id: Option<UnitId>,
    /// Posts in any state but deleted.
    pub size: i64,
}

const ADMINISTERED: &str = "
SELECT s.opaque_id,
    CASE WHEN s.visibility = 'SECRET' THEN NULL ELSE s.name END AS name,
    CASE WHEN s.visibility = 'SECRET' THEN NULL ELSE s.unit_id END AS unit_id,
    (SELECT COUNT(*) FROM post p WHERE p.space_id = s.id AND p.state <> 'DELETED') AS size
FROM space s";

impl Db {
    /// At most `first` spaces, in the order of their opaque ids after `after`.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn administered_spaces(
        &self,
        _: &Permit<AdministerSpaces>,
        after: Option<Uuid>,
        first: usize,
    ) -> Result<Vec<Seen<AdministeredSpace>>> {
        let sql = format!("{ADMINISTERED} WHERE s.opaque_id > $1 ORDER BY s.opaque_id LIMIT $2");
        let first = i64::try_from(first).unwrap_or(i64::MAX);
        let values = [after.unwrap_or_default().into(), first.into()];
        self.seen_rows(Statement::from_sql_and_values(self.dialect().backend(), sql, values)).await
    }

    /// Which space a request is for, as administrators know it: for who sees the request.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn administered_space_of(
        &self,
        asked: &Seen<break_glass::Model>,
    ) -> Result<Option<Seen<AdministeredSpace>>> {
        let sql = format!("{ADMINISTERED} WHERE s.id = $1");
        let values = [asked.space_id.into()];
        let statement = Statement::from_sql_and_values(self.dialect().backend(), sql, values);
        Ok(self.seen_rows(statement).await?.pop())
    }

    /// Asks to read a space, with a reason and an explanation.
    pub async fn ask_break_glass(
        &self,
        permit: Permit<AskBreakGlass>,
        space: AdministeredSpaceId,
        reason: Reason,
        explanation: String,
        clock: &Clock,
    ) -> Outcome<Seen<break_glass::Model>> {
        let transaction = self.begin_noted(clock).await?;
        let space = space::Entity::find()
            .filter(space::Column::OpaqueId.eq(space))
            .one(&transaction)
            .await?
            .ok_or_else(|| Refused::not_found("spaceId"))?;
        let row = break_glass::Model {
            id: clock.new_id(),
            space_id: space.id,
            reason,
            explanation,
            asked_by: permit.access().me(),
            asked_at: clock.now(),
            approved_by: None,
            from_at: None,
            until_at: None,
        };
        transaction.insert(row.clone()).await?;
        let line = of("BREAK_GLASS_ASKED", &row);
        transaction.audited(clock, Some(permit.access()), line).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Approves it: the space is open to who asked from now on, for `minutes`.
    pub async fn approve_break_glass(
        &self,
        permit: Permit<ApproveBreakGlass>,
        minutes: u32,
        clock: &Clock,
    ) -> Outcome<Seen<break_glass::Model>> {
        let (before, now) = (permit.row(), clock.now());
        if before.approved_by.is_some() || before.until_at.is_some() {
            return Err(Refused::conflict("id", "It has been decided already.").into());
        }
        if before.asked_at.plus_seconds(PATIENCE) <= now {
            let message = "It was asked more than a day ago: it must be asked anew.";
            return Err(Refused::conflict("id", message).by("R14").into());
        }
        let mut row = before.clone();
        row.approved_by = Some(permit.access().me());
        row.from_at = Some(now);
        row.until_at = Some(now.plus_seconds(i64::from(minutes) * 60));
        self.save_break_glass("BREAK_GLASS_APPROVED", before, row, permit.access(), clock).await
    }

    /// Ends it now, or takes back what was asked.
    pub async fn end_break_glass(
        &self,
        permit: Permit<EndBreakGlass>,
        clock: &Clock,
    ) -> Outcome<Seen<break_glass::Model>> {
        let (before, now) = (permit.row(), clock.now());
        if before.until_at.is_some_and(|until| until <= now) {
            return Err(Refused::conflict("id", "It has ended already.").into());
        }
        let row = break_glass::Model { until_at: Some(now), ..before.clone() };
        self.save_break_glass("BREAK_GLASS_ENDED", before, row, permit.access(), clock).await
    }

    async fn save_break_glass(
        &self,
        act: &'static str,
        before: &break_glass::Model,
        row: break_glass::Model,
        access: &crate::access::Access,
        clock: &Clock,
    ) -> Outcome<Seen<break_glass::Model>> {
        let transaction = self.begin_change(Touched::Nothing, access, clock).await?;
        transaction.still(before).await?;
        transaction.update(row.clone()).await?;
        transaction.audited(clock, Some(access), of(act, &row)).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }
}

fn of(act: &'static str, row: &break_glass::Model) -> Line {
    Line {
        act,
        space: Some(row.space_id),
        subject: Some(row.id.into()),
        after: Some(json!({
            "reason": format!("{:?}", row.reason),
            "explanation": row.explanation,
            "askedBy": row.asked_by.to_string(),
            "until": row.until_at.map(|at| at.to_string()),
        })),
        ..Line::default()
    }
}
