//! Service accounts.

use async_graphql::{Context, Enum, ID, Object};
use entity::application;

use super::context::related;
use super::person::Person;
use super::time::DateTime;
use super::unit::Unit;
use crate::error::Result;
use crate::store::Seen;

/// What an application's token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ApplicationScope {
    /// Reads what its owner reads, within its limits.
    PostsRead,
    /// Imports into spaces that its owner leads or is deputy of, within its limits. An administrator's
    /// also into those whose leaders approve of it, and into those of units that the administrator has
    /// made while nobody has led them. With `POSTS_READ`.
    ImportWrite,
}

impl ApplicationScope {
    /// As it is kept with the token.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PostsRead => "posts:read",
            Self::ImportWrite => "import:write",
        }
    }
}

/// A named service account. It never has more than its owner.
pub struct Application(pub Seen<application::Model>);

/// A named service account. It never has more than its owner.
#[Object]
impl Application {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Name for people.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Whose rights bound it.
    async fn owner(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.0.owner_id, Person).await
    }

    /// The unit to whose branch it is limited; null if it is not.
    async fn branch(&self, ctx: &Context<'_>) -> Option<Result<Unit>> {
        related(ctx, self.0.branch_id?, Unit).await
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// Since when its tokens are refused; null while they are accepted.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(Into::into)
    }
}
