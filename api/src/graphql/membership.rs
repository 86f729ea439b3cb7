//! Offices and memberships: who leads, deputises and belongs to a unit, and since when.

use async_graphql::{Context, Enum, ID, Object};
use entity::{assignment, position};
use sea_orm::{ColumnTrait, Condition};

use super::context::{related, request};
use super::page::connection;
use super::person::{Person, lasting};
use super::time::DateTime;
use super::unit::Unit;
use crate::access::policy::{SeeConfirmation, SeeMembershipConfirmation};
use crate::error::Result;
use crate::store::Seen;

/// An office of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "position::Office")]
pub enum Office {
    /// Leads the unit and its spaces: one person at a time.
    Leader,
    /// Named by the leader.
    Deputy,
}

/// Where a membership comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "assignment::Source")]
pub enum AssignmentSource {
    /// Synchronised from a directory.
    Directory,
    /// Claimed by a token.
    Sso,
    /// Made by a person here.
    Manual,
}

/// A dated office.
pub struct Position(pub Seen<position::Model>);

/// A dated office.
#[Object]
impl Position {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Which office.
    async fn office(&self) -> Office {
        self.0.office.into()
    }

    /// Who holds it.
    async fn person(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.0.person_id, Person).await
    }

    /// The unit.
    async fn unit(&self, ctx: &Context<'_>) -> Option<Result<Unit>> {
        related(ctx, self.0.unit_id, Unit).await
    }

    /// From when it holds.
    async fn starts_at(&self) -> DateTime {
        self.0.from_at.into()
    }

    /// Until when, exclusive; null for no end.
    async fn ends_at(&self) -> Option<DateTime> {
        self.0.until_at.map(Into::into)
    }

    /// When a deputy's office ends unless the new leader keeps it, thirty days after a change of
    /// leader; null for no such end.
    async fn lapses_at(&self) -> Option<DateTime> {
        self.0.lapse_at.map(Into::into)
    }

    /// Whether it counts in RESTRICTED and SECRET spaces (rule R13); null unless it is yours, you
    /// hold an office in the unit, or you are guardian.
    async fn confirmed(&self, ctx: &Context<'_>) -> Option<Result<bool>> {
        async {
            let knows = request(ctx)?.access().decide::<SeeConfirmation>(&self.0).is_ok();
            Ok(knows.then_some(self.0.confirmed_at.is_some()))
        }
        .await
        .transpose()
    }
}

/// Offices that hold at `now`.
pub(super) fn held(now: entity::Timestamp) -> Condition {
    Condition::all()
        .add(position::Column::FromAt.lte(now))
        .add(lasting(position::Column::UntilAt, now))
        .add(lasting(position::Column::LapseAt, now))
        .add(position::Column::AbsentAt.is_null())
}

/// A dated membership of a unit.
pub struct Assignment(pub Seen<assignment::Model>);

/// A dated membership of a unit.
#[Object]
impl Assignment {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The member.
    async fn person(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.0.person_id, Person).await
    }

    /// The unit.
    async fn unit(&self, ctx: &Context<'_>) -> Option<Result<Unit>> {
        related(ctx, self.0.unit_id, Unit).await
    }

    /// Where it comes from.
    async fn source(&self) -> AssignmentSource {
        self.0.source.into()
    }

    /// From when it holds.
    async fn starts_at(&self) -> DateTime {
        self.0.from_at.into()
    }

    /// Until when, exclusive; null for no end.
    async fn ends_at(&self) -> Option<DateTime> {
        self.0.until_at.map(Into::into)
    }

    /// Whether the unit's leader or a deputy has confirmed it for RESTRICTED and SECRET spaces
    /// (rule R3); null unless you hold an office in the unit, or are guardian.
    async fn confirmed(&self, ctx: &Context<'_>) -> Option<Result<bool>> {
        async {
            let knows = request(ctx)?.access().decide::<SeeMembershipConfirmation>(&self.0).is_ok();
            Ok(knows.then_some(self.0.confirmed_at.is_some()))
        }
        .await
        .transpose()
    }
}

connection! {
    /// A page of memberships.
    AssignmentConnection, AssignmentEdge of Assignment
}
