//! Who you are.

use async_graphql::{Context, Enum, Object};
use entity::{application, platform_role, post, post_invitation};
use sea_orm::ColumnTrait;

use super::application::Application;
use super::context::request;
use super::invitation::{Invitation, InvitationConnection};
use super::page::{Sort, cost, list};
use super::person::Person;
use super::post::{Post, PostConnection};
use crate::error::Result;

/// A role in the platform. None opens content to its holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "platform_role::Role")]
pub enum PlatformRole {
    /// Manages people, units, positions and applications.
    Admin,
    /// Approves break-glass and confirms new leaders of closed spaces.
    Guardian,
    /// Reads the audit log.
    Auditor,
    /// Helps a branch, never writes in another's place.
    Evangelist,
}

/// Who the bearer token is of.
pub struct Viewer;

/// Who the bearer token is of.
#[Object]
impl Viewer {
    /// The person; through an application, its owner.
    async fn person(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        async {
            let request = request(ctx)?;
            Ok(request.loaders.load_one(request.access().me()).await?.map(Person))
        }
        .await
        .transpose()
    }

    /// Platform roles that you hold now.
    async fn platform_roles(&self, ctx: &Context<'_>) -> Option<Result<Vec<PlatformRole>>> {
        Some(
            async {
                let access = request(ctx)?.access();
                Ok(access.viewer.platform.iter().copied().map(Into::into).collect())
            }
            .await,
        )
    }

    /// The application that asks in your name; null if you ask yourself.
    async fn application(&self, ctx: &Context<'_>) -> Option<Result<Application>> {
        async {
            let request = request(ctx)?;
            let access = request.access();
            let Some(asking) = &access.viewer.application else { return Ok(None) };
            let found = request
                .db
                .visible::<application::Entity>(&access)
                .filter(application::Column::Id.eq(asking.id))
                .one()
                .await?;
            Ok(found.map(Application))
        }
        .await
        .transpose()
    }

    /// The invitations to drafts of others that hold now, as evangelist.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the invitation before.")] after: Option<String>,
    ) -> Option<Result<InvitationConnection>> {
        let rows = list::<post_invitation::Entity, _>(
            ctx,
            (first, after),
            Sort::ById,
            |all, access| {
                all.filter(post_invitation::Column::EvangelistId.eq(access.me()))
                    .filter(post_invitation::Column::FromAt.lte(access.now))
                    .filter(post_invitation::Column::UntilAt.gt(access.now))
            },
            Invitation,
        )
        .await;
        Some(rows.map(InvitationConnection::new))
    }

    /// Your posts that are not live: drafts, proposals, scheduled, expired and withdrawn ones.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn drafts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the post before.")] after: Option<String>,
    ) -> Option<Result<PostConnection>> {
        let rows = list::<post::Entity, _>(
            ctx,
            (first, after),
            Sort::ById,
            |all, access| {
                let not_live = sea_orm::Condition::any()
                    .add(post::Column::State.ne(post::State::Published))
                    .add(post::Column::PublishedAt.gt(access.now))
                    .add(post::Column::HeldAt.is_not_null())
                    .add(post::Column::ExpiresAt.lte(access.now));
                all.filter(post::Column::AuthorId.eq(access.me())).filter(not_live)
            },
            Post,
        )
        .await;
        Some(rows.map(PostConnection::new))
    }
}

/// Who is asking.
#[derive(Default)]
pub struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Who the bearer token is of.
    async fn viewer(&self) -> Option<Viewer> {
        Some(Viewer)
    }
}
