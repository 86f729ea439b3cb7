//! Comments.

use async_graphql::{Context, ID, Object};
use entity::comment;

use super::context::{related, request};
use super::page::connection;
use super::person::Person;
use super::post::Post;
use super::time::DateTime;
use crate::error::Result;
use crate::store::Seen;

/// A comment on a post.
pub struct Comment(pub Seen<comment::Model>);

/// A comment on a post.
#[Object]
impl Comment {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The post.
    async fn post(&self, ctx: &Context<'_>) -> Option<Result<Post>> {
        related(ctx, self.0.post_id, Post).await
    }

    /// Who wrote it.
    async fn author(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.0.author_id, Person).await
    }

    /// The comment that it answers; null for none, or a deleted one.
    async fn parent(&self, ctx: &Context<'_>) -> Option<Result<Comment>> {
        let parent = self.0.parent_id?;
        async {
            let id = parent.to_string().into();
            Ok(request(ctx)?.look_up::<comment::Entity>(&id).await?.map(Comment))
        }
        .await
        .transpose()
    }

    /// The text as written, in Markdown.
    async fn body(&self) -> &str {
        &self.0.source
    }

    /// The text as HTML that is safe to show.
    async fn body_html(&self) -> &str {
        &self.0.html
    }

    /// When it was written.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}

connection! {
    /// A page of comments.
    CommentConnection, CommentEdge of Comment
}
