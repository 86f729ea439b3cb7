//! Evangelists: who helps a branch (rule R12).

use async_graphql::{Context, ID, Object};
use entity::platform_role;

use super::context::related;
use super::person::Person;
use super::time::DateTime;
use super::unit::Unit;
use crate::error::Result;
use crate::store::Seen;

/// Somebody who helps a unit and all below it, and never writes in another's place.
pub struct Evangelist(pub Seen<platform_role::Model>);

/// Somebody who helps a unit and all below it, and never writes in another's place.
#[Object]
impl Evangelist {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Who helps.
    async fn person(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.0.person_id, Person).await
    }

    /// The unit at the top of the branch.
    async fn unit(&self, ctx: &Context<'_>) -> Option<Result<Unit>> {
        related(ctx, self.0.unit_id?, Unit).await
    }

    /// From when.
    async fn starts_at(&self) -> DateTime {
        self.0.from_at.into()
    }

    /// Until when, exclusive; null for no end.
    async fn ends_at(&self) -> Option<DateTime> {
        self.0.until_at.map(Into::into)
    }
}
