//! Creates, renames and moves units.

use async_graphql::{Context, ID, InputObject, Object};
use entity::unit;

use crate::access::policy::{ChangeUnit, CreateUnit};
use crate::content::input::{MAX_NAME, line};
use crate::error::Result;
use crate::graphql::context::request;
use crate::graphql::payload::{mutate, payloads};
use crate::graphql::unit::{Unit, UnitKind};
use crate::store::{NewUnit, UnitChange};

/// A unit to create.
#[derive(InputObject)]
pub struct UnitCreateInput {
    /// The unit above.
    parent_id: ID,
    /// What it is.
    kind: UnitKind,
    /// Name for people, at most 200 characters.
    name: String,
    /// Name for addresses; made from `name` if not given.
    slug: Option<String>,
}

/// A unit to rename.
#[derive(InputObject)]
pub struct UnitUpdateInput {
    /// The unit.
    id: ID,
    /// Its new name, at most 200 characters.
    name: String,
}

/// A unit to move with all that is below it.
#[derive(InputObject)]
pub struct UnitMoveInput {
    /// The unit.
    pub(in crate::graphql) id: ID,
    /// The unit that will be above it.
    pub(in crate::graphql) parent_id: ID,
}

payloads! {
    /// What came of creating a unit.
    UnitCreatePayload, UnitCreateError {
        /// The unit, with its home space.
        unit: Unit
    }
    /// What came of renaming a unit.
    UnitUpdatePayload, UnitUpdateError {
        /// The unit as it is now.
        unit: Unit
    }
    /// What came of moving a unit.
    UnitMovePayload, UnitMoveError {
        /// The unit in its new place.
        unit: Unit
    }
}

/// Writes units.
#[derive(Default)]
pub struct UnitMutation;

#[Object]
impl UnitMutation {
    /// Creates a unit with its home space, visible to its branch. For administrators.
    async fn unit_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit.")] input: UnitCreateInput,
    ) -> Option<Result<UnitCreatePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let parent = request.find::<unit::Entity>("parentId", &input.parent_id).await?;
            let permit = request.permit::<CreateUnit>(parent)?;
            let new = NewUnit {
                kind: input.kind.into(),
                name: line("name", &input.name, MAX_NAME)?,
                slug: input.slug.map(|slug| line("slug", &slug, MAX_NAME)).transpose()?,
            };
            Ok(Unit(request.db.create_unit(permit, new, &request.clock).await?))
        })
        .await
    }

    /// Renames a unit. Its address stays. For administrators.
    async fn unit_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit and its new name.")] input: UnitUpdateInput,
    ) -> Option<Result<UnitUpdatePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let unit = request.find::<unit::Entity>("id", &input.id).await?;
            let permit = request.permit::<ChangeUnit>(unit)?;
            let name = Some(line("name", &input.name, MAX_NAME)?);
            let change = UnitChange { name, ..UnitChange::default() };
            Ok(Unit(request.db.change_unit(permit, change, &request.clock).await?))
        })
        .await
    }

    /// Moves a unit with all that is below it. It adds no reader to a RESTRICTED or SECRET space.
    /// For administrators.
    async fn unit_move(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit and its new place.")] input: UnitMoveInput,
    ) -> Option<Result<UnitMovePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let unit = request.find::<unit::Entity>("id", &input.id).await?;
            let parent = request.find::<unit::Entity>("parentId", &input.parent_id).await?;
            let permit = request.permit::<ChangeUnit>(unit)?;
            let change = UnitChange { parent: Some(parent), ..UnitChange::default() };
            Ok(Unit(request.db.change_unit(permit, change, &request.clock).await?))
        })
        .await
    }
}
