//! Opens, changes, closes and reopens spaces.

use async_graphql::{Context, ID, InputObject, Object};
use entity::{space, unit};

use crate::access::policy::{ChangeVisibility, CloseSpace, ManageSpace, OpenSpace};
use crate::content::input::{MAX_DESCRIPTION, MAX_NAME, line, text};
use crate::error::Result;
use crate::fault::Outcome;
use crate::graphql::context::request;
use crate::graphql::payload::{mutate, payloads};
use crate::graphql::space::{CommentPolicy, MemberRole, Space, SpaceVisibility};
use crate::store::{NewSpace, SpaceChange};

/// A space to open.
#[derive(InputObject)]
pub struct SpaceOpenInput {
    /// The unit whose it will be.
    unit_id: ID,
    /// Name for people, at most 200 characters.
    name: String,
    /// Name for addresses; made from `name` if not given.
    slug: Option<String>,
    /// What it is for, at most 2,000 characters.
    description: Option<String>,
    /// Who may read it.
    #[graphql(default_with = "SpaceVisibility::Unit")]
    visibility: SpaceVisibility,
    /// What members of the unit may do.
    #[graphql(default_with = "MemberRole::Author")]
    member_role: MemberRole,
    /// Who may comment.
    #[graphql(default_with = "CommentPolicy::Readers")]
    comment_policy: CommentPolicy,
}

/// A space to change; what is not given stays.
#[derive(InputObject)]
pub struct SpaceUpdateInput {
    /// The space.
    id: ID,
    /// A new name, at most 200 characters.
    name: Option<String>,
    /// A new description, at most 2,000 characters.
    description: Option<String>,
    /// What members of the unit may do.
    member_role: Option<MemberRole>,
    /// Who may comment.
    comment_policy: Option<CommentPolicy>,
}

/// Who may read a space from now on; what is not given stays.
#[derive(InputObject)]
pub struct SpaceChangeVisibilityInput {
    /// The space.
    pub(in crate::graphql) id: ID,
    /// Who may read it. Narrowing holds for all its posts at once; widening only for posts
    /// published afterwards.
    pub(in crate::graphql) visibility: Option<SpaceVisibility>,
    /// Whether grants on the units above reach it.
    pub(in crate::graphql) inherits: Option<bool>,
}

/// A space to close.
#[derive(InputObject)]
pub struct SpaceCloseInput {
    /// The space.
    id: ID,
}

/// A space to reopen.
#[derive(InputObject)]
pub struct SpaceReopenInput {
    /// The space.
    id: ID,
}

payloads! {
    /// What came of opening a space.
    SpaceOpenPayload, SpaceOpenError {
        /// The space.
        space: Space
    }
    /// What came of changing a space.
    SpaceUpdatePayload, SpaceUpdateError {
        /// The space as it is now.
        space: Space
    }
    /// What came of changing who may read a space.
    SpaceChangeVisibilityPayload, SpaceChangeVisibilityError {
        /// The space as it is now.
        space: Space
    }
    /// What came of closing a space.
    SpaceClosePayload, SpaceCloseError {
        /// The space, closed.
        space: Space
    }
    /// What came of reopening a space.
    SpaceReopenPayload, SpaceReopenError {
        /// The space, open to writing.
        space: Space
    }
}

/// Writes spaces.
#[derive(Default)]
pub struct SpaceMutation;

#[Object]
impl SpaceMutation {
    /// Opens a further space of a unit. For the unit's leader.
    async fn space_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The space.")] input: SpaceOpenInput,
    ) -> Option<Result<SpaceOpenPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let unit = request.find::<unit::Entity>("unitId", &input.unit_id).await?;
            let permit = request.permit::<OpenSpace>(unit)?;
            let description = input.description.unwrap_or_default();
            let new = NewSpace {
                name: line("name", &input.name, MAX_NAME)?,
                slug: input.slug.map(|slug| line("slug", &slug, MAX_NAME)).transpose()?,
                description: text("description", &description, MAX_DESCRIPTION)?,
                visibility: input.visibility.into(),
                member_role: input.member_role.into(),
                comment_policy: input.comment_policy.into(),
            };
            Ok(Space(request.db.open_space(permit, new, &request.clock).await?))
        })
        .await
    }

    /// Changes name, description, member role or comment policy. For the leader or a deputy.
    async fn space_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: SpaceUpdateInput,
    ) -> Option<Result<SpaceUpdatePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let space = request.find::<space::Entity>("id", &input.id).await?;
            let permit = request.permit::<ManageSpace>(space)?;
            let description = input.description;
            let change = SpaceChange {
                name: input.name.map(|name| line("name", &name, MAX_NAME)).transpose()?,
                description: description
                    .map(|words| text("description", &words, MAX_DESCRIPTION))
                    .transpose()?,
                member_role: input.member_role.map(Into::into),
                comment_policy: input.comment_policy.map(Into::into),
            };
            Ok(Space(request.db.change_space(permit, change, &request.clock).await?))
        })
        .await
    }

    /// Changes who may read a space. Narrowing to RESTRICTED or SECRET confirms the members of now
    /// and ends grants to units and groups. For the leader.
    async fn space_change_visibility(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: SpaceChangeVisibilityInput,
    ) -> Option<Result<SpaceChangeVisibilityPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let space = request.find::<space::Entity>("id", &input.id).await?;
            let permit = request.permit::<ChangeVisibility>(space)?;
            let visibility = input.visibility.map(Into::into);
            let changed = request
                .db
                .change_visibility(permit, visibility, input.inherits, &request.clock)
                .await?;
            Ok(Space(changed))
        })
        .await
    }

    /// Closes a space to writing; what is in it stays readable. For the leader.
    async fn space_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The space.")] input: SpaceCloseInput,
    ) -> Option<Result<SpaceClosePayload>> {
        mutate(ctx, close(ctx, input.id, true)).await
    }

    /// Opens a closed space to writing again. For the leader.
    async fn space_reopen(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The space.")] input: SpaceReopenInput,
    ) -> Option<Result<SpaceReopenPayload>> {
        mutate(ctx, close(ctx, input.id, false)).await
    }
}

async fn close(ctx: &Context<'_>, id: ID, close: bool) -> Outcome<Space> {
    let request = request(ctx)?;
    let space = request.find::<space::Entity>("id", &id).await?;
    let permit = request.permit::<CloseSpace>(space)?;
    Ok(Space(request.db.close_space(permit, close, &request.clock).await?))
}
