//! Moves posts between draft, proposal, publication and withdrawal.

use async_graphql::{Context, ID, InputObject, Object};
use entity::post;

use crate::access::policy::{
    AcceptPost, ConfirmPost, PinPost, ProposePost, PublishPost, UnpublishPost, WithdrawPost,
};
use crate::content::input::{MAX_DESCRIPTION, body};
use crate::error::Result;
use crate::fault::Outcome;
use crate::graphql::context::request;
use crate::graphql::payload::{mutate, payloads};
use crate::graphql::post::Post;
use crate::graphql::time::DateTime;
use crate::store::When;

/// A post to publish.
#[derive(InputObject)]
pub struct PostPublishInput {
    /// The post.
    id: ID,
    /// When it goes live, not in the past; now if not given.
    publish_at: Option<DateTime>,
    /// When it stops being live, exclusive; never if not given.
    expires_at: Option<DateTime>,
}

/// A post to withdraw.
#[derive(InputObject)]
pub struct PostWithdrawInput {
    /// The post.
    id: ID,
    /// Why, for its author: at most 2,000 characters.
    reason: String,
}

macro_rules! inputs {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(InputObject)]
        pub struct $name {
            /// The post.
            id: ID,
        }
    )*};
}

inputs! {
    /// A held post to confirm.
    PostConfirmInput;
    /// A draft to propose.
    PostProposeInput;
    /// A proposal to accept.
    PostAcceptInput;
    /// A proposal to return.
    PostReturnInput;
    /// A post to take back.
    PostUnpublishInput;
    /// A post to pin.
    PostPinInput;
    /// A post to unpin.
    PostUnpinInput;
}

payloads! {
    /// What came of publishing a post.
    PostPublishPayload, PostPublishError {
        /// The post, live or scheduled.
        post: Post
    }
    /// What came of confirming a held post.
    PostConfirmPayload, PostConfirmError {
        /// The post, live or scheduled.
        post: Post
    }
    /// What came of proposing a post.
    PostProposePayload, PostProposeError {
        /// The post, proposed.
        post: Post
    }
    /// What came of accepting a proposal.
    PostAcceptPayload, PostAcceptError {
        /// The post, live.
        post: Post
    }
    /// What came of returning a proposal.
    PostReturnPayload, PostReturnError {
        /// The post, its author's draft again.
        post: Post
    }
    /// What came of taking back a post.
    PostUnpublishPayload, PostUnpublishError {
        /// The post, a draft again.
        post: Post
    }
    /// What came of withdrawing a post.
    PostWithdrawPayload, PostWithdrawError {
        /// The post, withdrawn.
        post: Post
    }
    /// What came of pinning a post.
    PostPinPayload, PostPinError {
        /// The post, pinned.
        post: Post
    }
    /// What came of unpinning a post.
    PostUnpinPayload, PostUnpinError {
        /// The post, not pinned.
        post: Post
    }
}

/// Writes how far posts are.
#[derive(Default)]
pub struct PublicationMutation;

#[Object]
impl PublicationMutation {
    /// Publishes your post now, or schedules it. For authors, and for contributors once accepted.
    async fn post_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The post and when.")] input: PostPublishInput,
    ) -> Option<Result<PostPublishPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let post = request.find::<post::Entity>("id", &input.id).await?;
            let permit = request.permit::<PublishPost>(post)?;
            let when = When {
                at: input.publish_at.map(|at| at.0),
                until: input.expires_at.map(|at| at.0),
            };
            Ok(Post(request.db.publish_post(permit, when, &request.clock).await?))
        })
        .await
    }

    /// Confirms a scheduled post that is held, since its author may no longer publish or the unit's
    /// leader has changed: it goes live at its time, or now if that is past. For its author and the
    /// unit's leader.
    async fn post_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The post.")] input: PostConfirmInput,
    ) -> Option<Result<PostConfirmPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let post = request.find::<post::Entity>("id", &input.id).await?;
            let permit = request.permit::<ConfirmPost>(post)?;
            Ok(Post(request.db.confirm_post(permit, &request.clock).await?))
        })
        .await
    }

    /// Proposes your draft to the space's editors. For contributors.
    async fn post_propose(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: PostProposeInput,
    ) -> Option<Result<PostProposePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let post = request.find::<post::Entity>("id", &input.id).await?;
            let permit = request.permit::<ProposePost>(post)?;
            Ok(Post(request.db.propose_post(permit, &request.clock).await?))
        })
        .await
    }

    /// Accepts a proposal, which publishes it in its author's name. For editors.
    async fn post_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The proposal.")] input: PostAcceptInput,
    ) -> Option<Result<PostAcceptPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let post = request.find::<post::Entity>("id", &input.id).await?;
            let permit = request.permit::<AcceptPost>(post)?;
            Ok(Post(request.db.accept_post(permit, &request.clock).await?))
        })
        .await
    }

    /// Returns a proposal to its author. For editors.
    async fn post_return(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The proposal.")] input: PostReturnInput,
    ) -> Option<Result<PostReturnPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let post = request.find::<post::Entity>("id", &input.id).await?;
            let permit = request.permit::<AcceptPost>(post)?;
            Ok(Post(request.db.return_post(permit, &request.clock).await?))
        })
        .await
    }

    /// Takes your published or proposed post back to a draft.
    async fn post_unpublish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The post.")] input: PostUnpublishInput,
    ) -> Option<Result<PostUnpublishPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let post = request.find::<post::Entity>("id", &input.id).await?;
            let permit = request.permit::<UnpublishPost>(post)?;
            Ok(Post(request.db.unpublish_post(permit, &request.clock).await?))
        })
        .await
    }

    /// Takes a published post back with a reason, which its author reads. For editors.
    async fn post_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The post and why.")] input: PostWithdrawInput,
    ) -> Option<Result<PostWithdrawPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let post = request.find::<post::Entity>("id", &input.id).await?;
            let permit = request.permit::<WithdrawPost>(post)?;
            let reason = body("reason", &input.reason, MAX_DESCRIPTION)?;
            Ok(Post(request.db.withdraw_post(permit, reason, &request.clock).await?))
        })
        .await
    }

    /// Pins a post in its space. For editors.
    async fn post_pin(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The post.")] input: PostPinInput,
    ) -> Option<Result<PostPinPayload>> {
        mutate(ctx, pin(ctx, input.id, true)).await
    }

    /// Unpins a post. For editors.
    async fn post_unpin(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The post.")] input: PostUnpinInput,
    ) -> Option<Result<PostUnpinPayload>> {
        mutate(ctx, pin(ctx, input.id, false)).await
    }
}

async fn pin(ctx: &Context<'_>, id: ID, pin: bool) -> Outcome<Post> {
    let request = request(ctx)?;
    let post = request.find::<post::Entity>("id", &id).await?;
    let permit = request.permit::<PinPost>(post)?;
    Ok(Post(request.db.pin_post(permit, pin, &request.clock).await?))
}
