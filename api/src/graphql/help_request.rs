//! What people ask the evangelists of their branch (rule R12).

use async_graphql::{Context, ID, Object};
use entity::{help_answer, help_request, unit};
use sea_orm::ColumnTrait;

use super::context::related;
use super::id::Noun;
use super::page::{Sort, connection, cost, list};
use super::person::Person;
use super::time::DateTime;
use super::unit::Unit;
use crate::error::Result;
use crate::store::Seen;

/// A question to the evangelists of a unit's branch: read by who asks and by them, alone.
pub struct HelpRequest(pub Seen<help_request::Model>);

/// A question to the evangelists of a unit's branch: read by who asks and by them, alone.
#[Object]
impl HelpRequest {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The unit in which the asker writes.
    async fn unit(&self, ctx: &Context<'_>) -> Option<Result<Unit>> {
        related(ctx, self.0.unit_id, Unit).await
    }

    /// Who asks.
    async fn asked_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.0.asked_by, Person).await
    }

    /// The question, as plain text.
    async fn question(&self) -> &str {
        &self.0.question
    }

    /// When it was asked.
    async fn asked_at(&self) -> DateTime {
        self.0.asked_at.into()
    }

    /// Since when it takes no more answers; null while it is open.
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.closed_at.map(Into::into)
    }

    /// The answers, oldest first, with the asker's replies.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn answers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the answer before.")] after: Option<String>,
    ) -> Option<Result<HelpAnswerConnection>> {
        let rows = list::<help_answer::Entity, _>(
            ctx,
            (first, after),
            Sort::ById,
            |all, _| all.filter(help_answer::Column::RequestId.eq(self.0.id)),
            HelpAnswer,
        )
        .await;
        Some(rows.map(HelpAnswerConnection::new))
    }
}

/// An answer to a help request, or a reply of who asked.
pub struct HelpAnswer(pub Seen<help_answer::Model>);

/// An answer to a help request, or a reply of who asked.
#[Object]
impl HelpAnswer {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Who wrote it: an evangelist, or who asked.
    async fn author(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.0.written_by, Person).await
    }

    /// What they wrote, as plain text.
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// When.
    async fn written_at(&self) -> DateTime {
        self.0.written_at.into()
    }
}

connection! {
    /// A page of help requests.
    HelpRequestConnection, HelpRequestEdge of HelpRequest
}
connection! {
    /// A page of answers to a help request.
    HelpAnswerConnection, HelpAnswerEdge of HelpAnswer
}

/// Reads help requests.
#[derive(Default)]
pub struct HelpRequestQuery;

#[Object]
impl HelpRequestQuery {
    /// Your own help requests and, if you help as evangelist, those of your branch, oldest first.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn help_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this unit alone.")] unit_id: Option<ID>,
        #[graphql(desc = "Only those that are open, or that are closed.")] open: Option<bool>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the request before.")] after: Option<String>,
    ) -> Option<Result<HelpRequestConnection>> {
        Some(
            async {
                let unit = unit_id.as_ref().map(unit::Entity::parse).transpose()?;
                let rows = list::<help_request::Entity, _>(
                    ctx,
                    (first, after),
                    Sort::ById,
                    |mut all, _| {
                        if let Some(unit) = unit {
                            all = all.filter(help_request::Column::UnitId.eq(unit));
                        }
                        match open {
                            Some(true) => all.filter(help_request::Column::ClosedAt.is_null()),
                            Some(false) => all.filter(help_request::Column::ClosedAt.is_not_null()),
                            None => all,
                        }
                    },
                    HelpRequest,
                )
                .await;
                rows.map(HelpRequestConnection::new)
            }
            .await,
        )
    }
}
