//! Asks, approves and ends break-glass (rule R14).

use async_graphql::{Context, ID, InputObject, Object};
use entity::{break_glass, person};

use crate::access::policy::{ApproveBreakGlass, AskBreakGlass, EndBreakGlass};
use crate::content::input::{MAX_DESCRIPTION, body};
use crate::error::Result;
use crate::fault::Refused;
use crate::graphql::break_glass::{BreakGlass, BreakGlassReason};
use crate::graphql::context::request;
use crate::graphql::id::parse;
use crate::graphql::payload::{mutate, payloads};

/// The longest that a space is open, in minutes.
const MAX_MINUTES: i32 = 60;

/// A space to read in need.
#[derive(InputObject)]
pub struct BreakGlassAskInput {
    /// The space, by its id in `administeredSpaces`.
    space_id: ID,
    /// What makes it necessary.
    reason: BreakGlassReason,
    /// In words, for the guardian, the roster and the audit log: at most 2,000 characters.
    explanation: String,
}

/// A request to approve.
#[derive(InputObject)]
pub struct BreakGlassApproveInput {
    /// The request.
    id: ID,
    /// For how many minutes, 1 to 60.
    #[graphql(default = 60)]
    minutes: i32,
}

/// A request to end.
#[derive(InputObject)]
pub struct BreakGlassEndInput {
    /// The request.
    id: ID,
}

payloads! {
    /// What came of asking.
    BreakGlassAskPayload, BreakGlassAskError {
        /// The request, which waits a day for its approval.
        break_glass: BreakGlass
    }
    /// What came of approving.
    BreakGlassApprovePayload, BreakGlassApproveError {
        /// The request, approved.
        break_glass: BreakGlass
    }
    /// What came of ending.
    BreakGlassEndPayload, BreakGlassEndError {
        /// The request, ended.
        break_glass: BreakGlass
    }
}

/// Writes break-glass.
#[derive(Default)]
pub struct BreakGlassMutation;

#[Object]
impl BreakGlassMutation {
    /// Asks to read one space in need. For administrators.
    async fn break_glass_ask(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which space and why.")] input: BreakGlassAskInput,
    ) -> Option<Result<BreakGlassAskPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let me = request.access().me().to_string().into();
            let me = request.find::<person::Entity>("", &me).await?;
            let permit = request.permit::<AskBreakGlass>(me)?;
            let explanation = body("explanation", &input.explanation, MAX_DESCRIPTION)?;
            let (space, reason) = (parse(&input.space_id)?, input.reason.into());
            let asked =
                request.db.ask_break_glass(permit, space, reason, explanation, &request.clock);
            Ok(BreakGlass(asked.await?))
        })
        .await
    }

    /// Approves a request: the space is open to who asked from now on, as READER, and its roster is told.
    /// For a guardian who is another person.
    async fn break_glass_approve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The request, and for how long.")] input: BreakGlassApproveInput,
    ) -> Option<Result<BreakGlassApprovePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let asked = request.find::<break_glass::Entity>("id", &input.id).await?;
            let permit = request.permit::<ApproveBreakGlass>(asked)?;
            if !(1..=MAX_MINUTES).contains(&input.minutes) {
                let message = format!("From 1 to {MAX_MINUTES} minutes.");
                return Err(Refused::invalid("minutes", message).by("R14").into());
            }
            let minutes = input.minutes.unsigned_abs();
            Ok(BreakGlass(request.db.approve_break_glass(permit, minutes, &request.clock).await?))
        })
        .await
    }

    /// Ends it before its time, or refuses what was asked. For who asked, and guardians.
    async fn break_glass_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The request.")] input: BreakGlassEndInput,
    ) -> Option<Result<BreakGlassEndPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let asked = request.find::<break_glass::Entity>("id", &input.id).await?;
            let permit = request.permit::<EndBreakGlass>(asked)?;
            Ok(BreakGlass(request.db.end_break_glass(permit, &request.clock).await?))
        })
        .await
    }
}
