//! Asks evangelists for help, answers them, and closes what is answered (rule R12).

use async_graphql::{Context, ID, InputObject, Object};
use entity::{help_request, platform_role, unit};

use crate::access::policy::{AnswerHelp, AskForHelp};
use crate::content::input::{MAX_COMMENT, body};
use crate::error::Result;
use crate::fault::Outcome;
use crate::graphql::context::{Request, request};
use crate::graphql::evangelist::helper_of;
use crate::graphql::help_request::{HelpAnswer, HelpRequest};
use crate::graphql::payload::{mutate, payloads};
use crate::store::Seen;

/// A question to ask.
#[derive(InputObject)]
pub struct HelpRequestCreateInput {
    /// A unit in which you write.
    unit_id: ID,
    /// The question, as plain text of at most 10,000 characters.
    question: String,
}

/// An answer to give.
#[derive(InputObject)]
pub struct HelpRequestAnswerInput {
    /// The request.
    id: ID,
    /// The answer, as plain text of at most 10,000 characters.
    body: String,
}

/// A request to close.
#[derive(InputObject)]
pub struct HelpRequestCloseInput {
    /// The request.
    id: ID,
}

payloads! {
    /// What came of asking.
    HelpRequestCreatePayload, HelpRequestCreateError {
        /// The request.
        help_request: HelpRequest
    }
    /// What came of answering.
    HelpRequestAnswerPayload, HelpRequestAnswerError {
        /// The answer.
        answer: HelpAnswer
    }
    /// What came of closing a request.
    HelpRequestClosePayload, HelpRequestCloseError {
        /// The request, closed.
        help_request: HelpRequest
    }
}

/// Writes help requests.
#[derive(Default)]
pub struct HelpRequestMutation;

#[Object]
impl HelpRequestMutation {
    /// Asks the evangelists of a unit's branch, those of now and those to come. For those who write in
    /// the unit.
    async fn help_request_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to ask.")] input: HelpRequestCreateInput,
    ) -> Option<Result<HelpRequestCreatePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let unit = request.find::<unit::Entity>("unitId", &input.unit_id).await?;
            let permit = request.permit::<AskForHelp>(unit)?;
            let question = body("question", &input.question, MAX_COMMENT)?;
            Ok(HelpRequest(request.db.ask_for_help(permit, question, &request.clock).await?))
        })
        .await
    }

    /// Answers a help request, or replies as who asked.
    async fn help_request_answer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to answer.")] input: HelpRequestAnswerInput,
    ) -> Option<Result<HelpRequestAnswerPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let permit = request.permit::<AnswerHelp>(asked(request, &input.id).await?)?;
            let body = body("body", &input.body, MAX_COMMENT)?;
            Ok(HelpAnswer(request.db.answer_help(permit, body, &request.clock).await?))
        })
        .await
    }

    /// Closes a help request: it takes no more answers. For who asked and the evangelists of the branch.
    async fn help_request_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The request.")] input: HelpRequestCloseInput,
    ) -> Option<Result<HelpRequestClosePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let permit = request.permit::<AnswerHelp>(asked(request, &input.id).await?)?;
            Ok(HelpRequest(request.db.close_help(permit, &request.clock).await?))
        })
        .await
    }
}

/// A request with the viewer's appointment to help there.
async fn asked(
    request: &Request,
    id: &ID,
) -> Outcome<Seen<(help_request::Model, Option<platform_role::Model>)>> {
    let row = request.find::<help_request::Entity>("id", id).await?;
    let helper = helper_of(request, row.unit_id).await?;
    Ok(row.with(helper))
}
