//! Appoints leaders, names deputies, assigns members, ends and confirms all of these.

use async_graphql::{Context, ID, InputObject, Object};
use entity::{Timestamp, assignment, person, position, unit};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Order};

use super::ending;
use crate::access::policy::{
    AppointLeader, AssignPerson, ConfirmAssignment, ConfirmPosition, EndAssignment, EndPosition,
    KeepDeputy, NameDeputy,
};
use crate::error::Result;
use crate::fault::Refused;
use crate::graphql::context::{Request, request};
use crate::graphql::loaders::LastLeaderOf;
use crate::graphql::membership::{Assignment, Position};
use crate::graphql::payload::{mutate, payloads};
use crate::graphql::time::DateTime;

/// A leader to appoint.
#[derive(InputObject)]
pub struct LeaderAppointInput {
    /// The unit.
    pub(in crate::graphql) unit_id: ID,
    /// Who will lead it.
    pub(in crate::graphql) person_id: ID,
    /// From when on, not in the past; now if not given.
    pub(in crate::graphql) starts_at: Option<DateTime>,
}

/// A deputy to name.
#[derive(InputObject)]
pub struct DeputyNameInput {
    /// The unit.
    unit_id: ID,
    /// Who will deputise.
    person_id: ID,
    /// Until when, exclusive: at most twelve months from now, which is also what nothing means.
    ends_at: Option<DateTime>,
}

/// A deputy to keep.
#[derive(InputObject)]
pub struct DeputyKeepInput {
    /// The position.
    id: ID,
}

/// An office to end.
#[derive(InputObject)]
pub struct PositionEndInput {
    /// The position.
    id: ID,
}

/// An office to confirm.
#[derive(InputObject)]
pub struct PositionConfirmInput {
    /// The position.
    id: ID,
}

/// A member to be.
#[derive(InputObject)]
pub struct PersonAssignInput {
    /// The unit.
    unit_id: ID,
    /// Who will belong to it.
    person_id: ID,
    /// Until when, exclusive; without end if not given.
    ends_at: Option<DateTime>,
}

/// A membership to end.
#[derive(InputObject)]
pub struct AssignmentEndInput {
    /// The assignment.
    id: ID,
}

/// A membership to confirm.
#[derive(InputObject)]
pub struct AssignmentConfirmInput {
    /// The assignment.
    id: ID,
}

payloads! {
    /// What came of appointing a leader.
    LeaderAppointPayload, LeaderAppointError {
        /// The office.
        position: Position
    }
    /// What came of naming a deputy.
    DeputyNamePayload, DeputyNameError {
        /// The office.
        position: Position
    }
    /// What came of keeping a deputy.
    DeputyKeepPayload, DeputyKeepError {
        /// The office, kept.
        position: Position
    }
    /// What came of ending an office.
    PositionEndPayload, PositionEndError {
        /// The office, ended.
        position: Position
    }
    /// What came of confirming an office.
    PositionConfirmPayload, PositionConfirmError {
        /// The office, confirmed.
        position: Position
    }
    /// What came of assigning a person.
    PersonAssignPayload, PersonAssignError {
        /// The membership.
        assignment: Assignment
    }
    /// What came of ending a membership.
    AssignmentEndPayload, AssignmentEndError {
        /// The membership, ended.
        assignment: Assignment
    }
    /// What came of confirming a membership.
    AssignmentConfirmPayload, AssignmentConfirmError {
        /// The membership, confirmed.
        assignment: Assignment
    }
}

/// Writes offices and memberships.
#[derive(Default)]
pub struct MembershipMutation;

#[Object]
impl MembershipMutation {
    /// Appoints the leader of a unit; the one before ends at the same instant. If the unit owns a
    /// RESTRICTED or SECRET space, the office opens it only once confirmed. What is scheduled for after
    /// is held until its author or the new leader confirms it, and deputies lapse thirty days after
    /// unless they are kept. For administrators; and for the leader of the unit above, once the unit has
    /// been vacant for thirty days.
    async fn leader_appoint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, where and from when.")] input: LeaderAppointInput,
    ) -> Option<Result<LeaderAppointPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let unit = request.find::<unit::Entity>("unitId", &input.unit_id).await?;
            let person = request.find::<person::Entity>("personId", &input.person_id).await?;
            let last = request.loaders.load_one(LastLeaderOf(unit.id)).await?;
            let permit = request.permit::<AppointLeader>(unit.with(last))?;
            let from = beginning(request, input.starts_at)?;
            let row = request.db.appoint_leader(permit, &person, from, &request.clock).await?;
            Ok(Position(row))
        })
        .await
    }

    /// Names a deputy, at most three at a time, for twelve months at most. For the unit's leader.
    async fn deputy_name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, where and until when.")] input: DeputyNameInput,
    ) -> Option<Result<DeputyNamePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let unit = request.find::<unit::Entity>("unitId", &input.unit_id).await?;
            let person = request.find::<person::Entity>("personId", &input.person_id).await?;
            let permit = request.permit::<NameDeputy>(unit)?;
            let until = ending(request, input.ends_at)?;
            let row = request.db.name_deputy(permit, &person, until, &request.clock).await?;
            Ok(Position(row))
        })
        .await
    }

    /// Keeps a deputy whom the leader before has named, and who would lapse thirty days after the
    /// change. For the unit's leader.
    async fn deputy_keep(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The office.")] input: DeputyKeepInput,
    ) -> Option<Result<DeputyKeepPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let position = request.find::<position::Entity>("id", &input.id).await?;
            let permit = request.permit::<KeepDeputy>(position)?;
            Ok(Position(request.db.keep_deputy(permit, &request.clock).await?))
        })
        .await
    }

    /// Ends an office now: a leader's by an administrator, a deputy's by the leader.
    async fn position_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The office.")] input: PositionEndInput,
    ) -> Option<Result<PositionEndPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let position = request.find::<position::Entity>("id", &input.id).await?;
            let permit = request.permit::<EndPosition>(position)?;
            Ok(Position(request.db.end_position(permit, &request.clock).await?))
        })
        .await
    }

    /// Lets an office count in RESTRICTED and SECRET spaces. For the outgoing leader, a deputy or a
    /// guardian; nobody confirms their own.
    async fn position_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The office.")] input: PositionConfirmInput,
    ) -> Option<Result<PositionConfirmPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let position = request.find::<position::Entity>("id", &input.id).await?;
            let outgoing = request
                .db
                .visible::<position::Entity>(&request.access())
                .filter(position::Column::UnitId.eq(position.unit_id))
                .filter(position::Column::Office.eq(position::Office::Leader))
                .filter(position::Column::UntilAt.lte(position.from_at))
                // Not who was called off before they began.
                .filter(
                    Expr::col(position::Column::UntilAt).gt(Expr::col(position::Column::FromAt)),
                )
                .order_by(position::Column::UntilAt, Order::Desc)
                .limit(1)
                .one()
                .await?;
            // Of a new leader alone: no former one has a say in who deputises.
            let outgoing = outgoing.filter(|_| position.office == position::Office::Leader);
            let permit = request.permit::<ConfirmPosition>(position.with(outgoing))?;
            Ok(Position(request.db.confirm_position(permit, &request.clock).await?))
        })
        .await
    }

    /// Assigns a person to a unit. Made by its leader or a deputy it counts in closed spaces too;
    /// made by an administrator, once one of them has confirmed it.
    async fn person_assign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, where and until when.")] input: PersonAssignInput,
    ) -> Option<Result<PersonAssignPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let unit = request.find::<unit::Entity>("unitId", &input.unit_id).await?;
            let person = request.find::<person::Entity>("personId", &input.person_id).await?;
            let permit = request.permit::<AssignPerson>(unit)?;
            let until = ending(request, input.ends_at)?;
            let row = request.db.assign_person(permit, &person, until, &request.clock).await?;
            Ok(Assignment(row))
        })
        .await
    }

    /// Ends a membership now. For the unit's leader, a deputy or an administrator.
    async fn assignment_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The membership.")] input: AssignmentEndInput,
    ) -> Option<Result<AssignmentEndPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let assignment = request.find::<assignment::Entity>("id", &input.id).await?;
            let permit = request.permit::<EndAssignment>(assignment)?;
            Ok(Assignment(request.db.end_assignment(permit, &request.clock).await?))
        })
        .await
    }

    /// Lets a membership count in RESTRICTED and SECRET spaces. For the unit's leader or a deputy.
    async fn assignment_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The membership.")] input: AssignmentConfirmInput,
    ) -> Option<Result<AssignmentConfirmPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let assignment = request.find::<assignment::Entity>("id", &input.id).await?;
            let permit = request.permit::<ConfirmAssignment>(assignment)?;
            Ok(Assignment(request.db.confirm_assignment(permit, &request.clock).await?))
        })
        .await
    }
}

/// A beginning that does not lie in the past; now if none is given.
pub(in crate::graphql) fn beginning(
    request: &Request,
    from: Option<DateTime>,
) -> Result<Timestamp, Refused> {
    let now = request.clock.now();
    match from.map(|at| at.0) {
        Some(from) if from < now => Err(Refused::invalid("startsAt", "Must not lie in the past.")),
        from => Ok(from.unwrap_or(now)),
    }
}
