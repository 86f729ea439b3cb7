//! Comments.

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::comment;

use super::context::{related, request};
use super::page::connection;
use super::person::Person;
use super::post::Post;
use super::time::DateTime;
use crate::access::policy::DeleteComment;
use crate::error::Result;
use crate::store::Seen;

/// What you may do to a comment, by the same rules that the mutations check.
#[derive(SimpleObject)]
pub struct CommentCapabilities {
    /// `commentDelete`.
    delete: bool,
}

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

    /// Of an imported comment, who wrote it, as the source names them.
    async fn original_author(&self) -> Option<&str> {
        self.0.imported_author.as_deref()
    }

    /// Who wrote it; of an imported one, who imported it.
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

    /// The text as written, in Markdown; of an imported one, HTML.
    async fn body(&self) -> &str {
        &self.0.source
    }

    /// The text as HTML that is safe to show.
    async fn body_html(&self) -> &str {
        &self.0.html
    }

    /// Whether it was written to help a draft: then it is never for the readers.
    async fn on_draft(&self) -> bool {
        self.0.on_draft
    }

    /// What you may do to it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Option<Result<CommentCapabilities>> {
        Some(
            async {
                let request = request(ctx)?;
                let access = request.access();
                let delete = match request.loaders.load_one(self.0.post_id).await? {
                    Some(post) => access
                        .decide::<DeleteComment>(&((*self.0).clone(), (*post).clone()))
                        .is_ok(),
                    None => false,
                };
                Ok(CommentCapabilities { delete })
            }
            .await,
        )
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
