//! What a change of rights would do, before it is made.

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, SimpleObject};
use entity::id::{PersonId, SpaceId};
use entity::{person, post, space, unit};
use sea_orm::Order;

use super::context::{Request, related, request};
use super::loaders::LastLeaderOf;
use super::mutation::grant::{SpaceGrantInput, UnitGrantInput, new_grant, new_unit_grant};
use super::mutation::membership::{LeaderAppointInput, beginning};
use super::mutation::space::SpaceChangeVisibilityInput;
use super::mutation::unit::UnitMoveInput;
use super::payload::{ask, payloads};
use super::person::Person;
use super::post::Post;
use super::space::{MemberRole, Space, SpaceRole};
use crate::access::policy::{
    AppointLeader, ChangeUnit, ChangeVisibility, GrantOnSpace, GrantOnUnit, ManageSpace,
};
use crate::error::Result;
use crate::fault::Outcome;
use crate::store::{Change, Preview, RoleChange as Row, Seen};

/// The people and posts that a preview lists at most; the counts are of all.
const LISTED: usize = 100;

/// Another role for the members of a space's unit.
#[derive(InputObject)]
pub struct MemberRoleChange {
    /// The space.
    space_id: ID,
    /// What its members would do.
    member_role: MemberRole,
}

/// A change to look at beforehand: exactly one.
#[derive(OneofObject)]
pub enum PreviewChangeInput {
    /// As for `spaceChangeVisibility`.
    Visibility(SpaceChangeVisibilityInput),
    /// As for `spaceUpdate`.
    MemberRole(MemberRoleChange),
    /// As for `spaceGrant`.
    Grant(SpaceGrantInput),
    /// As for `unitGrant`.
    UnitGrant(UnitGrantInput),
    /// As for `unitMove`.
    Move(UnitMoveInput),
    /// As for `leaderAppoint`, looked at when it begins.
    Leader(LeaderAppointInput),
}

/// Whether somebody would have more or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ChangeDirection {
    /// A higher role, or more posts with the same.
    Gain,
    /// A lower role or none, or fewer posts with the same.
    Loss,
}

/// What would become of one person's role in one space.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct RoleChange {
    #[graphql(skip)]
    person_id: PersonId,
    #[graphql(skip)]
    space_id: SpaceId,
    /// More or less.
    direction: ChangeDirection,
    /// The role now; null for none.
    role_before: Option<SpaceRole>,
    /// The role then; null for none.
    role_after: Option<SpaceRole>,
}

#[async_graphql::ComplexObject]
impl RoleChange {
    /// Whose role.
    async fn person(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.person_id, Person).await
    }

    /// In which space; null for one that you do not know of.
    async fn space(&self, ctx: &Context<'_>) -> Option<Result<Space>> {
        related(ctx, self.space_id, Space).await
    }
}

impl RoleChange {
    fn of(direction: ChangeDirection, row: &Row) -> Self {
        Self {
            person_id: row.person,
            space_id: row.space,
            direction,
            role_before: row.before.map(Into::into),
            role_after: row.after.map(Into::into),
        }
    }
}

/// What a change would do. Nothing has been changed.
pub struct ChangePreview(Preview);

/// What a change would do. Nothing has been changed.
#[Object]
impl ChangePreview {
    /// Who would have more: the first 100.
    async fn gains(&self) -> Vec<RoleChange> {
        let listed = self.0.gains.iter().take(LISTED);
        listed.map(|row| RoleChange::of(ChangeDirection::Gain, row)).collect()
    }

    /// How many roles would be more.
    async fn gain_count(&self) -> usize {
        self.0.gains.len()
    }

    /// Who would have less: the first 100.
    async fn losses(&self) -> Vec<RoleChange> {
        let listed = self.0.losses.iter().take(LISTED);
        listed.map(|row| RoleChange::of(ChangeDirection::Loss, row)).collect()
    }

    /// How many roles would be less.
    async fn loss_count(&self) -> usize {
        self.0.losses.len()
    }

    /// The posts that somebody would begin or cease to read, of those that you see: the newest 100.
    async fn posts(&self, ctx: &Context<'_>) -> Option<Result<Vec<Post>>> {
        Some(
            async {
                let request = request(ctx)?;
                let posts = self.0.posts(&request.db, &request.access());
                let rows = posts
                    .order_by(post::Column::FeedKey, Order::Desc)
                    .limit(LISTED as u64)
                    .all()
                    .await?;
                Ok(rows.into_iter().map(Post).collect())
            }
            .await,
        )
    }

    /// How many posts those are.
    async fn post_count(&self, ctx: &Context<'_>) -> Option<Result<u64>> {
        Some(
            async {
                let request = request(ctx)?;
                self.0.posts(&request.db, &request.access()).count().await
            }
            .await,
        )
    }
}

payloads! {
    /// What came of looking at a change beforehand.
    PreviewChangePayload, PreviewChangeError {
        /// What the change would do.
        preview: ChangePreview
    }
}

/// Looks at changes beforehand.
#[derive(Default)]
pub struct PreviewQuery;

#[Object]
impl PreviewQuery {
    /// Who would gain and who would lose by a change, and on which posts. Refused as the change itself
    /// would be. People in closed spaces are listed only to those who have a role there.
    #[graphql(complexity = "2500 + child_complexity")]
    async fn preview_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: PreviewChangeInput,
    ) -> Option<Result<PreviewChangePayload>> {
        ask(async {
            let request = request(ctx)?;
            let change = change(request, input).await?;
            Ok(ChangePreview(request.db.preview(change, &request.clock).await?))
        })
        .await
    }
}

async fn change(request: &Request, input: PreviewChangeInput) -> Outcome<Change> {
    Ok(match input {
        PreviewChangeInput::Visibility(input) => {
            let permit =
                request.permit::<ChangeVisibility>(space(request, "id", &input.id).await?)?;
            Change::Visibility(permit, input.visibility.map(Into::into), input.inherits)
        }
        PreviewChangeInput::MemberRole(input) => {
            let space = space(request, "spaceId", &input.space_id).await?;
            Change::MemberRole(request.permit::<ManageSpace>(space)?, input.member_role.into())
        }
        PreviewChangeInput::Grant(input) => {
            let space = space(request, "spaceId", &input.space_id).await?;
            let permit = request.permit::<GrantOnSpace>(space)?;
            Change::Grant(permit, new_grant(request, input).await?)
        }
        PreviewChangeInput::UnitGrant(input) => {
            let unit = request.find::<unit::Entity>("unitId", &input.unit_id).await?;
            let permit = request.permit::<GrantOnUnit>(unit)?;
            let subtree = input.subtree;
            Change::UnitGrant(permit, new_unit_grant(request, input).await?, subtree)
        }
        PreviewChangeInput::Move(input) => {
            let unit = request.find::<unit::Entity>("id", &input.id).await?;
            let parent = request.find::<unit::Entity>("parentId", &input.parent_id).await?;
            Change::Move(request.permit::<ChangeUnit>(unit)?, parent)
        }
        PreviewChangeInput::Leader(input) => {
            let unit = request.find::<unit::Entity>("unitId", &input.unit_id).await?;
            let person = request.find::<person::Entity>("personId", &input.person_id).await?;
            let last = request.loaders.load_one(LastLeaderOf(unit.id)).await?;
            let permit = request.permit::<AppointLeader>(unit.with(last))?;
            Change::Leader(permit, person, beginning(request, input.starts_at)?)
        }
    })
}

async fn space(request: &Request, field: &str, id: &ID) -> Outcome<Seen<space::Model>> {
    request.find::<space::Entity>(field, id).await
}
