//! Invitations of an evangelist to one draft (rule R12).

use async_graphql::{Context, ID, Object};
use entity::{post, post_invitation};
use sea_orm::{ColumnTrait, Order};

use super::context::{Request, related};
use super::page::connection;
use super::person::Person;
use super::post::Post;
use super::time::DateTime;
use crate::error::Result;
use crate::store::Seen;

/// An invitation of an evangelist to one draft: to read it, comment on it and suggest changes.
pub struct Invitation(pub Seen<post_invitation::Model>);

/// An invitation of an evangelist to one draft: to read it, comment on it and suggest changes.
#[Object]
impl Invitation {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The draft; null once you do not read it.
    async fn post(&self, ctx: &Context<'_>) -> Option<Result<Post>> {
        related(ctx, self.0.post_id, Post).await
    }

    /// Who is invited.
    async fn evangelist(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.0.evangelist_id, Person).await
    }

    /// From when.
    async fn starts_at(&self) -> DateTime {
        self.0.from_at.into()
    }

    /// Until when, exclusive: 24 hours, or until it was revoked. It counts while the evangelist is one of
    /// the branch.
    async fn ends_at(&self) -> DateTime {
        self.0.until_at.into()
    }
}

connection! {
    /// A page of invitations.
    InvitationConnection, InvitationEdge of Invitation
}

/// The viewer's latest invitation to a draft.
pub(in crate::graphql) async fn invitation(
    request: &Request,
    post: &Seen<post::Model>,
) -> Result<Option<Seen<post_invitation::Model>>> {
    let access = request.access();
    request
        .db
        .visible::<post_invitation::Entity>(&access)
        .filter(post_invitation::Column::PostId.eq(post.id))
        .filter(post_invitation::Column::EvangelistId.eq(access.me()))
        .order_by(post_invitation::Column::UntilAt, Order::Desc)
        .limit(1)
        .one()
        .await
}
