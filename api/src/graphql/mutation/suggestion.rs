//! Suggests changes of drafts, and applies or declines them (rule R12).

use async_graphql::{Context, ID, InputObject, Object};
use entity::{post, suggestion};

use crate::access::policy::{DecideSuggestion, Suggest};
use crate::content::input::{MAX_COMMENT, body, text};
use crate::error::Result;
use crate::fault::Outcome;
use crate::graphql::context::{Request, request};
use crate::graphql::invitation::invitation;
use crate::graphql::payload::{mutate, payloads};
use crate::graphql::post::Post;
use crate::graphql::suggestion::Suggestion;
use crate::store::Seen;

/// A change to suggest.
#[derive(InputObject)]
pub struct SuggestionAddInput {
    /// The draft that you are invited to.
    post_id: ID,
    /// A passage that stands in its text exactly once, at most 10,000 characters.
    passage: String,
    /// What to put there, at most 10,000 characters.
    replacement: String,
}

/// A suggestion to apply.
#[derive(InputObject)]
pub struct SuggestionApplyInput {
    /// The suggestion.
    id: ID,
}

/// A suggestion to decline.
#[derive(InputObject)]
pub struct SuggestionDeclineInput {
    /// The suggestion.
    id: ID,
}

payloads! {
    /// What came of suggesting.
    SuggestionAddPayload, SuggestionAddError {
        /// The suggestion.
        suggestion: Suggestion
    }
    /// What came of applying a suggestion.
    SuggestionApplyPayload, SuggestionApplyError {
        /// The draft with its new text.
        post: Post
    }
    /// What came of declining a suggestion.
    SuggestionDeclinePayload, SuggestionDeclineError {
        /// The suggestion, declined.
        suggestion: Suggestion
    }
}

/// Writes suggestions.
#[derive(Default)]
pub struct SuggestionMutation;

#[Object]
impl SuggestionMutation {
    /// Suggests other words for a passage of a draft that you are invited to: never for the whole text,
    /// and for at most a fifth of it.
    async fn suggestion_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to put where.")] input: SuggestionAddInput,
    ) -> Option<Result<SuggestionAddPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let post = request.find::<post::Entity>("postId", &input.post_id).await?;
            let invitation = invitation(request, &post).await?;
            let permit = request.permit::<Suggest>(post.with(invitation))?;
            let passage = body("passage", &input.passage, MAX_COMMENT)?;
            let replacement = text("replacement", &input.replacement, MAX_COMMENT)?;
            let made = request.db.suggest(permit, passage, replacement, &request.clock).await?;
            Ok(Suggestion(made))
        })
        .await
    }

    /// Applies a suggestion to your draft, as a new version that you sign. All that are applied may
    /// together change a fifth of the text.
    async fn suggestion_apply(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The suggestion.")] input: SuggestionApplyInput,
    ) -> Option<Result<SuggestionApplyPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let permit =
                request.permit::<DecideSuggestion>(suggested(request, &input.id).await?)?;
            Ok(Post(request.db.apply_suggestion(permit, &request.clock).await?))
        })
        .await
    }

    /// Declines a suggestion for your draft.
    async fn suggestion_decline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The suggestion.")] input: SuggestionDeclineInput,
    ) -> Option<Result<SuggestionDeclinePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let permit =
                request.permit::<DecideSuggestion>(suggested(request, &input.id).await?)?;
            Ok(Suggestion(request.db.decline_suggestion(permit, &request.clock).await?))
        })
        .await
    }
}

async fn suggested(request: &Request, id: &ID) -> Outcome<Seen<(suggestion::Model, post::Model)>> {
    let suggestion = request.find::<suggestion::Entity>("id", id).await?;
    let post = suggestion.post_id.to_string().into();
    let post = request.find::<post::Entity>("id", &post).await?;
    Ok(Seen::pair(suggestion, post))
}
