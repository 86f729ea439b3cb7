//! Writes comments.

use async_graphql::{Context, ID, InputObject, Object};
use entity::{comment, post, space};

use crate::access::policy::{CommentOn, CommentOnDraft, DeleteComment};
use crate::content::input::{MAX_COMMENT, body};
use crate::error::Result;
use crate::fault::Outcome;
use crate::graphql::comment::Comment;
use crate::graphql::context::{Request, request};
use crate::graphql::invitation::invitation;
use crate::graphql::loaders::CoauthorsOf;
use crate::graphql::payload::{mutate, payloads};
use crate::store::Seen;

/// A comment to add.
#[derive(InputObject)]
pub struct CommentAddInput {
    /// The post.
    post_id: ID,
    /// The text, in Markdown, at most 10,000 characters.
    body: String,
    /// The comment of the same post that it answers.
    parent_id: Option<ID>,
}

/// A comment to delete.
#[derive(InputObject)]
pub struct CommentDeleteInput {
    /// The comment.
    id: ID,
}

payloads! {
    /// What came of commenting.
    CommentAddPayload, CommentAddError {
        /// The comment.
        comment: Comment
    }
    /// What came of deleting a comment.
    CommentDeletePayload, CommentDeleteError {
        /// The id of the comment that is no more.
        deleted_id: ID
    }
}

/// Writes comments.
#[derive(Default)]
pub struct CommentMutation;

#[Object]
impl CommentMutation {
    /// Comments on a live post, as the space's comment policy lets; or on a draft, to help it, for its
    /// writers and an evangelist invited to it: such a comment is never for the readers.
    async fn comment_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The comment.")] input: CommentAddInput,
    ) -> Option<Result<CommentAddPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let post = request.find::<post::Entity>("postId", &input.post_id).await?;
            let clock = &request.clock;
            if post.state == post::State::Draft {
                let named = request.loaders.load_one(CoauthorsOf((&post).into())).await?;
                let me = request.access().me();
                let coauthor = named.unwrap_or_default().into_iter().find(|it| it.person_id == me);
                let invitation = invitation(request, &post).await?;
                let permit =
                    request.permit::<CommentOnDraft>(post.with_two(coauthor, invitation))?;
                let (text, parent) = written(request, &input).await?;
                return Ok(Comment(
                    request.db.comment_on_draft(permit, text, parent, clock).await?,
                ));
            }
            let space = post.space_id.to_string().into();
            let space = request.find::<space::Entity>("postId", &space).await?;
            let permit = request.permit::<CommentOn>(Seen::pair(post, space))?;
            let (text, parent) = written(request, &input).await?;
            Ok(Comment(request.db.add_comment(permit, text, parent, clock).await?))
        })
        .await
    }

    /// Deletes your comment, or as an editor anyone's. Answers to it stay.
    async fn comment_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The comment.")] input: CommentDeleteInput,
    ) -> Option<Result<CommentDeletePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let comment = request.find::<comment::Entity>("id", &input.id).await?;
            let post = comment.post_id.to_string().into();
            let post = request.find::<post::Entity>("id", &post).await?;
            let permit = request.permit::<DeleteComment>(Seen::pair(comment, post))?;
            let deleted = request.db.delete_comment(permit, &request.clock).await?;
            Ok(deleted.id.to_string().into())
        })
        .await
    }
}

async fn written(
    request: &Request,
    input: &CommentAddInput,
) -> Outcome<(String, Option<Seen<comment::Model>>)> {
    let text = body("body", &input.body, MAX_COMMENT)?;
    let parent = match &input.parent_id {
        Some(id) => Some(request.find::<comment::Entity>("parentId", id).await?),
        None => None,
    };
    Ok((text, parent))
}
