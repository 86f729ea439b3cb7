//! Who wrote which version of a post's text (rule R11).

use async_graphql::{Context, ID, Object};
use entity::revision;

use super::context::related;
use super::page::connection;
use super::person::Person;
use super::time::DateTime;
use crate::error::Result;
use crate::store::Seen;

/// Who wrote one version of a post's text. Readers see the signatures, not the old texts.
pub struct Revision(pub Seen<revision::Model>);

/// Who wrote one version of a post's text. Readers see the signatures, not the old texts.
#[Object]
impl Revision {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// From 1 upwards.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// Who wrote it.
    async fn author(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.0.written_by, Person).await
    }

    /// When it was written.
    async fn written_at(&self) -> DateTime {
        self.0.written_at.into()
    }
}

connection! {
    /// A page of versions.
    RevisionConnection, RevisionEdge of Revision
}
