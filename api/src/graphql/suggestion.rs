//! Suggestions of an evangelist for a draft (rule R12).

use async_graphql::{Context, ID, Object};
use entity::suggestion;

use super::context::related;
use super::page::connection;
use super::person::Person;
use super::post::Post;
use super::time::DateTime;
use crate::error::Result;
use crate::store::Seen;

/// Other words for a passage of a draft, which only its author applies.
pub struct Suggestion(pub Seen<suggestion::Model>);

/// Other words for a passage of a draft, which only its author applies.
#[Object]
impl Suggestion {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The draft.
    async fn post(&self, ctx: &Context<'_>) -> Option<Result<Post>> {
        related(ctx, self.0.post_id, Post).await
    }

    /// Who suggests.
    async fn evangelist(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.0.evangelist_id, Person).await
    }

    /// The passage, as it stands in the text.
    async fn passage(&self) -> &str {
        &self.0.passage
    }

    /// What to put there.
    async fn replacement(&self) -> &str {
        &self.0.replacement
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When the author applied it; null if they have not.
    async fn applied_at(&self) -> Option<DateTime> {
        self.0.applied_at.map(Into::into)
    }

    /// When the author declined it; null if they have not.
    async fn declined_at(&self) -> Option<DateTime> {
        self.0.declined_at.map(Into::into)
    }
}

connection! {
    /// A page of suggestions.
    SuggestionConnection, SuggestionEdge of Suggestion
}
