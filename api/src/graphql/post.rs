//! Posts.

use async_graphql::{Context, Enum, ID, Object};
use entity::id::PersonId;
use entity::{comment, post, post_body, post_invitation, post_tag, revision, suggestion};
use sea_orm::ColumnTrait;

use super::comment::{Comment, CommentConnection};
use super::context::{related, request};
use super::invitation::{Invitation, InvitationConnection};
use super::loaders::{BodyOf, CoauthorsOf, HelpersOf, TagsOf};
use super::page::{Sort, connection, cost, list};
use super::person::Person;
use super::publication::{PostCapabilities, PostState};
use super::revision::{Revision, RevisionConnection};
use super::space::{Space, SpaceRole};
use super::suggestion::{Suggestion, SuggestionConnection};
use super::tag::Tag;
use super::time::DateTime;
use crate::error::Result;
use crate::store::Seen;

/// Whom a post is for, within the space's visibility.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "post::Audience")]
pub enum Audience {
    /// As far as the space reaches.
    Everyone,
    /// The unit's branch, leaders and deputies above, and the roster.
    Unit,
    /// Those with a role in the space.
    Roster,
}

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "post_body::Format")]
pub enum BodyFormat {
    /// CommonMark, with tables, strikethrough, autolinks and task lists.
    Markdown,
    /// HTML.
    Html,
}

connection! {
    /// A page of posts. It has no total: counting would cost more than reading.
    PostConnection, PostEdge of Post
}

/// A text published, or to be, in a space.
pub struct Post(pub Seen<post::Model>);

/// A text published, or to be, in a space.
#[Object]
impl Post {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// How far it is.
    async fn state(&self, ctx: &Context<'_>) -> Option<Result<PostState>> {
        Some(request(ctx).map(|request| PostState::of(&self.0, request.access().now)))
    }

    /// Title.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The first words of the text, at most 280 characters.
    async fn excerpt(&self) -> &str {
        &self.0.excerpt
    }

    /// Language of the text, as a BCP 47 tag.
    async fn locale(&self) -> Option<&str> {
        self.0.lang.as_deref()
    }

    /// Who wrote it; for an imported post, who imported it.
    async fn author(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.0.author_id, Person).await
    }

    /// Of an imported post, the original author as the source names them.
    async fn original_author(&self) -> Option<&str> {
        self.0.imported_author.as_deref()
    }

    /// Of an imported post, the account of its original author, if whoever imported it named one.
    async fn original_author_account(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.0.imported_author_id?, Person).await
    }

    /// Whether it was imported.
    async fn imported(&self) -> bool {
        self.0.imported_by.is_some()
    }

    /// Where it stands; null if you may no longer know of the space of your own draft.
    async fn space(&self, ctx: &Context<'_>) -> Option<Result<Space>> {
        related(ctx, self.0.space_id, Space).await
    }

    /// Whom it is for.
    async fn audience(&self) -> Audience {
        self.0.audience.into()
    }

    /// When it goes or went live; null unless published.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.published_at.map(Into::into)
    }

    /// When it stops being live, exclusive; null for never.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(Into::into)
    }

    /// Since when it is pinned in its space; null if it is not.
    async fn pinned_at(&self) -> Option<DateTime> {
        self.0.pinned_at.map(Into::into)
    }

    /// Why an editor withdrew it; null if it is not withdrawn.
    async fn withdrawn_reason(&self) -> Option<&str> {
        self.0.withdrawn_reason.as_deref()
    }

    /// When it was begun.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Number of the present text: give it back to `postUpdate` to notice another's change.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// The text as written, Markdown or HTML.
    async fn body(&self, ctx: &Context<'_>) -> Option<Result<String>> {
        self.text(ctx, |text| text.source.clone()).await
    }

    /// What `body` is written in.
    async fn body_format(&self, ctx: &Context<'_>) -> Option<Result<BodyFormat>> {
        self.text(ctx, |text| text.format.into()).await
    }

    /// The text as HTML that is safe to show: no script, no style, no form.
    async fn body_html(&self, ctx: &Context<'_>) -> Option<Result<String>> {
        self.text(ctx, |text| text.html.clone()).await
    }

    /// The text without markup.
    async fn body_text(&self, ctx: &Context<'_>) -> Option<Result<String>> {
        self.text(ctx, |text| text.plain.clone()).await
    }

    /// Tags, in alphabetical order.
    async fn tags(&self, ctx: &Context<'_>) -> Option<Result<Vec<Tag>>> {
        Some(
            async {
                let tags = request(ctx)?
                    .loaders
                    .load_one(TagsOf((&self.0).into()))
                    .await?
                    .unwrap_or_default();
                let tag =
                    |row: &post_tag::Model| Tag { name: row.name.clone(), slug: row.slug.clone() };
                Ok(tags.iter().map(|row| tag(row)).collect())
            }
            .await,
        )
    }

    /// Who wrote it with its author, named by them.
    async fn coauthors(&self, ctx: &Context<'_>) -> Option<Result<Vec<Person>>> {
        Some(
            async {
                let loaders = &request(ctx)?.loaders;
                let named = loaders.load_one(CoauthorsOf((&self.0).into())).await?;
                let named: Vec<_> =
                    named.unwrap_or_default().iter().map(|row| row.person_id).collect();
                people(ctx, &named).await
            }
            .await,
        )
    }

    /// Evangelists who helped when it was a draft: commented on it, or saw a suggestion applied.
    async fn accompanied_by(&self, ctx: &Context<'_>) -> Option<Result<Vec<Person>>> {
        Some(
            async {
                let loaders = &request(ctx)?.loaders;
                let helped = loaders.load_one(HelpersOf((&self.0).into())).await?;
                people(ctx, &helped.unwrap_or_default()).await
            }
            .await,
        )
    }

    /// The invitations to it, oldest first: for its author, and those of yours.
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
            |all, _| all.filter(post_invitation::Column::PostId.eq(self.0.id)),
            Invitation,
        )
        .await;
        Some(rows.map(InvitationConnection::new))
    }

    /// The suggestions for it, oldest first: for its author and co-authors, and those of yours.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn suggestions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the suggestion before.")] after: Option<String>,
    ) -> Option<Result<SuggestionConnection>> {
        let rows = list::<suggestion::Entity, _>(
            ctx,
            (first, after),
            Sort::ById,
            |all, _| all.filter(suggestion::Column::PostId.eq(self.0.id)),
            Suggestion,
        )
        .await;
        Some(rows.map(SuggestionConnection::new))
    }

    /// Your role in its space; null for none.
    async fn viewer_role(&self, ctx: &Context<'_>) -> Option<Result<SpaceRole>> {
        async {
            let right = request(ctx)?.access().rights.in_space(self.0.space_id);
            Ok(right.map(|right| right.role.into()))
        }
        .await
        .transpose()
    }

    /// How many comments everybody reads who reads the post: not those of days when its space was narrower.
    async fn comment_count(&self) -> i32 {
        self.0.comment_count
    }

    /// Comments, oldest first.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the comment before.")] after: Option<String>,
    ) -> Option<Result<CommentConnection>> {
        let rows = list::<comment::Entity, _>(
            ctx,
            (first, after),
            Sort::ById,
            |all, _| all.filter(comment::Column::PostId.eq(self.0.id)),
            Comment,
        )
        .await;
        Some(rows.map(CommentConnection::new))
    }

    /// Who wrote which version, oldest first.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the revision before.")] after: Option<String>,
    ) -> Option<Result<RevisionConnection>> {
        let rows = list::<revision::Entity, _>(
            ctx,
            (first, after),
            Sort::ById,
            |all, _| all.filter(revision::Column::PostId.eq(self.0.id)),
            Revision,
        )
        .await;
        Some(rows.map(RevisionConnection::new))
    }

    /// What you may do to it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Option<Result<PostCapabilities>> {
        Some(async { PostCapabilities::of(request(ctx)?, &self.0).await }.await)
    }
}

async fn people(ctx: &Context<'_>, ids: &[PersonId]) -> Result<Vec<Person>> {
    let mut rows = request(ctx)?.loaders.load_many(ids.iter().copied()).await?;
    Ok(ids.iter().filter_map(|id| rows.remove(id)).map(Person).collect())
}

impl Post {
    async fn text<T>(
        &self,
        ctx: &Context<'_>,
        part: impl FnOnce(&post_body::Model) -> T,
    ) -> Option<Result<T>> {
        async {
            Ok(request(ctx)?
                .loaders
                .load_one(BodyOf((&self.0).into()))
                .await?
                .map(|text| part(&text)))
        }
        .await
        .transpose()
    }
}

/// Looks up posts.
#[derive(Default)]
pub struct PostQuery;

#[Object]
impl PostQuery {
    /// A post by id; null if there is none for you.
    async fn post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id of the post.")] id: ID,
    ) -> Option<Result<Post>> {
        async { Ok(request(ctx)?.look_up::<post::Entity>(&id).await?.map(Post)) }.await.transpose()
    }
}
