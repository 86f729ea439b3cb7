//! What passes with a unit when its leader changes.

use async_graphql::{Context, ID, Object};
use entity::id::{SpaceId, UnitId};
use entity::{position, post, unit};
use sea_orm::{ColumnTrait, Condition, Order};

use super::context::{Request, request};
use super::loaders::{OfficesOf, SpacesOf};
use super::membership::Position;
use super::page::{Sort, cost, list};
use super::post::{Post, PostConnection};
use super::space::Space;
use super::unit::Unit;
use crate::access::policy::SeeHandover;
use crate::access::{Access, Permit, Role};
use crate::error::Result;
use crate::store::Seen;

/// What passes with a unit when its leader changes, as far as you may see it: the office is the right, so
/// all of it passes at the instant at which the new leader's begins. Drafts stay with their writers.
pub struct UnitHandover {
    permit: Permit<SeeHandover>,
    unit: Seen<unit::Model>,
    successor: Option<Seen<position::Model>>,
}

impl UnitHandover {
    async fn posts(
        &self,
        ctx: &Context<'_>,
        page: (Option<i32>, Option<String>),
        narrow: impl FnOnce(&Access) -> Condition,
    ) -> Result<PostConnection> {
        let spaces = edited(&self.permit, &request(ctx)?.access());
        let rows = list::<post::Entity, _>(
            ctx,
            page,
            Sort::ById,
            |all, access| all.filter(post::Column::SpaceId.is_in(spaces)).filter(narrow(access)),
            Post,
        );
        let rows = rows.await?;
        Ok(PostConnection::new(rows))
    }
}

/// The unit's spaces whose posts the viewer edits: what waits there, they see.
fn edited(permit: &Permit<SeeHandover>, access: &Access) -> Vec<SpaceId> {
    let unit: UnitId = permit.row().0.id;
    let edits = access.rights.spaces().filter(|(_, right)| right.unit == unit);
    edits.filter(|(_, right)| right.role >= Role::Editor).map(|(id, _)| id).collect()
}

/// What passes with a unit when its leader changes, as far as you may see it: the office is the right, so
/// all of it passes at the instant at which the new leader's begins. Drafts stay with their writers.
#[Object]
impl UnitHandover {
    /// The unit.
    async fn unit(&self) -> Unit {
        Unit(self.unit.clone())
    }

    /// The office of the leader appointed next; null if none is.
    async fn successor(&self) -> Option<Position> {
        self.successor.clone().map(Position)
    }

    /// The offices held now. Deputies lapse thirty days after the change unless the new leader keeps them.
    async fn positions(&self, ctx: &Context<'_>) -> Option<Result<Vec<Position>>> {
        Some(
            async {
                let held = request(ctx)?.loaders.load_one(OfficesOf(self.unit.id)).await?;
                Ok(held.unwrap_or_default().into_iter().map(Position).collect())
            }
            .await,
        )
    }

    /// The spaces that pass.
    async fn spaces(&self, ctx: &Context<'_>) -> Option<Result<Vec<Space>>> {
        Some(
            async {
                let all = request(ctx)?.loaders.load_one(SpacesOf(self.unit.id)).await?;
                Ok(all.unwrap_or_default().into_iter().map(Space).collect())
            }
            .await,
        )
    }

    /// The proposals that will wait for the new leader.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn proposals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the post before.")] after: Option<String>,
    ) -> Option<Result<PostConnection>> {
        let proposed =
            |_: &Access| Condition::all().add(post::Column::State.eq(post::State::Proposed));
        Some(self.posts(ctx, (first, after), proposed).await)
    }

    /// The scheduled posts. Those whose time comes after the change are held until their author or the new
    /// leader confirms them.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn scheduled(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the post before.")] after: Option<String>,
    ) -> Option<Result<PostConnection>> {
        let scheduled = |access: &Access| {
            Condition::all().add(post::Column::State.eq(post::State::Published)).add(
                Condition::any()
                    .add(post::Column::PublishedAt.gt(access.now))
                    .add(post::Column::HeldAt.is_not_null()),
            )
        };
        Some(self.posts(ctx, (first, after), scheduled).await)
    }

    /// The pinned posts.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn pinned(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the post before.")] after: Option<String>,
    ) -> Option<Result<PostConnection>> {
        let pinned = |_: &Access| Condition::all().add(post::Column::PinnedAt.is_not_null());
        Some(self.posts(ctx, (first, after), pinned).await)
    }
}

/// Looks ahead to handovers.
#[derive(Default)]
pub struct HandoverQuery;

#[Object]
impl HandoverQuery {
    /// What passes when the unit's leader changes, before it happens. For the unit's leader and deputies,
    /// whoever is appointed to lead it next, and administrators: each as far as they read.
    async fn unit_handover(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id of the unit.")] unit_id: ID,
    ) -> Option<Result<UnitHandover>> {
        async {
            let request = request(ctx)?;
            let access = request.access();
            let Some(unit) = request.look_up::<unit::Entity>(&unit_id).await? else {
                return Ok(None);
            };
            let successor = next(request, &access, unit.id).await?;
            let row = unit.clone().with(successor.clone());
            let permit = access.permit::<SeeHandover>(row)?;
            Ok(Some(UnitHandover { permit, unit, successor }))
        }
        .await
        .transpose()
    }
}

async fn next(
    request: &Request,
    access: &Access,
    unit: UnitId,
) -> Result<Option<Seen<position::Model>>> {
    let lasting = Condition::any()
        .add(position::Column::UntilAt.is_null())
        .add(position::Column::UntilAt.gt(access.now));
    request
        .db
        .visible::<position::Entity>(access)
        .filter(position::Column::UnitId.eq(unit))
        .filter(position::Column::Office.eq(position::Office::Leader))
        .filter(position::Column::FromAt.gt(access.now))
        .filter(lasting)
        .order_by(position::Column::FromAt, Order::Asc)
        .limit(1)
        .one()
        .await
}
