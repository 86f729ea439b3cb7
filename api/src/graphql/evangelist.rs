//! Evangelists: who helps a branch (rule R12).

use async_graphql::{Context, ID, Object};
use entity::id::UnitId;
use entity::platform_role;
use sea_orm::{ColumnTrait, Order};

use super::context::{Request, related};
use super::person::{Person, lasting};
use super::time::DateTime;
use super::unit::Unit;
use crate::error::Result;
use crate::store::{Seen, in_few_lengths};

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

/// The appointments to help this unit that hold now.
pub(in crate::graphql) async fn evangelists_of(
    request: &Request,
    unit: UnitId,
) -> Result<Vec<Seen<platform_role::Model>>> {
    let access = request.access();
    let above = request.db.line_of(unit).await?;
    request
        .db
        .visible::<platform_role::Entity>(&access)
        .filter(platform_role::Column::UnitId.is_in(in_few_lengths(above)))
        .filter(platform_role::Column::FromAt.lte(access.now))
        .filter(lasting(platform_role::Column::UntilAt, access.now))
        .order_by(platform_role::Column::Id, Order::Asc)
        .all()
        .await
}

/// The viewer's own among them, if there is one.
pub(in crate::graphql) async fn helper_of(
    request: &Request,
    unit: UnitId,
) -> Result<Option<Seen<platform_role::Model>>> {
    let me = request.access().me();
    Ok(evangelists_of(request, unit).await?.into_iter().find(|role| role.person_id == me))
}
