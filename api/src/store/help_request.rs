//! Writes help requests and answers to them (rule R12).

use entity::{help_answer, help_request, platform_role, unit_closure};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::transaction::Transaction;
use super::{Db, Seen};
use crate::access::Permit;
use crate::access::policy::{AnswerHelp, AskForHelp};
use crate::clock::Clock;
use crate::fault::{Outcome, Refused};

impl Db {
    /// Asks the evangelists of the unit's branch. Refused if there is none but oneself.
    pub async fn ask_for_help(
        &self,
        permit: Permit<AskForHelp>,
        question: String,
        clock: &Clock,
    ) -> Outcome<Seen<help_request::Model>> {
        let (unit, me, now) = (permit.row().id, permit.access().me(), clock.now());
        let transaction = self.begin().await?;
        let above = unit_closure::Entity::find()
            .select_only()
            .column(unit_closure::Column::AncestorId)
            .filter(unit_closure::Column::DescendantId.eq(unit))
            .into_query();
        let until = platform_role::Column::UntilAt;
        let helper = platform_role::Entity::find()
            .filter(platform_role::Column::Role.eq(platform_role::Role::Evangelist))
            .filter(platform_role::Column::PersonId.ne(me))
            .filter(platform_role::Column::UnitId.in_subquery(above))
            .filter(platform_role::Column::FromAt.lte(now))
            .filter(Condition::any().add(until.is_null()).add(until.gt(now)));
        if helper.one(&transaction).await?.is_none() {
            let message = "Nobody helps this unit as evangelist.";
            return Err(Refused::conflict("unitId", message).by("R12").into());
        }
        let row = help_request::Model {
            id: clock.new_id(),
            unit_id: unit,
            asked_by: me,
            question,
            asked_at: now,
            closed_at: None,
        };
        transaction.insert(row.clone()).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Answers a request that is open.
    pub async fn answer_help(
        &self,
        permit: Permit<AnswerHelp>,
        body: String,
        clock: &Clock,
    ) -> Outcome<Seen<help_answer::Model>> {
        let transaction = self.begin().await?;
        let request = open(&transaction, &permit).await?;
        let row = help_answer::Model {
            id: clock.new_id(),
            request_id: request.id,
            written_by: permit.access().me(),
            body,
            written_at: clock.now(),
        };
        transaction.insert(row.clone()).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Closes a request that is open.
    pub async fn close_help(
        &self,
        permit: Permit<AnswerHelp>,
        clock: &Clock,
    ) -> Outcome<Seen<help_request::Model>> {
        let transaction = self.begin().await?;
        let request = open(&transaction, &permit).await?;
        let row = help_request::Model { closed_at: Some(clock.now()), ..request };
        transaction.update(row.clone()).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }
}

/// The request as it is now: none closes it before this transaction has ended.
async fn open(
    transaction: &Transaction,
    permit: &Permit<AnswerHelp>,
) -> Outcome<help_request::Model> {
    let row = help_request::Entity::find_by_id(permit.row().0.id).lock_exclusive();
    let row = row.one(transaction).await?.ok_or_else(|| Refused::not_found("id"))?;
    if row.closed_at.is_some() {
        return Err(Refused::conflict("id", "The request is closed.").into());
    }
    Ok(row)
}
