//! Approvals of a space's leader: an administrator's application imports into it (rule R15).

use async_graphql::{Context, Object};
use entity::{application, import_approval, space};
use sea_orm::{ColumnTrait, Order};

use super::application::Application;
use super::context::{related, request};
use super::person::Person;
use super::space::Space;
use super::time::DateTime;
use crate::error::Result;
use crate::store::Seen;

/// That an administrator's application imports into a space, as its leader has approved.
pub struct ImportApproval(pub Seen<import_approval::Model>);

/// That an administrator's application imports into a space, as its leader has approved.
#[Object]
impl ImportApproval {
    /// The space.
    async fn space(&self, ctx: &Context<'_>) -> Option<Result<Space>> {
        related(ctx, self.0.space_id, Space).await
    }

    /// The application; null once it is none of an administrator that imports.
    async fn application(&self, ctx: &Context<'_>) -> Option<Result<Application>> {
        async {
            let id = self.0.application_id.to_string().into();
            let row = request(ctx)?.look_up::<application::Entity>(&id).await?;
            Ok(row.map(Application))
        }
        .await
        .transpose()
    }

    /// Who approved.
    async fn approved_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.0.approved_by, Person).await
    }

    /// When.
    async fn approved_at(&self) -> DateTime {
        self.0.approved_at.into()
    }
}

/// Those of a space, the oldest first; none unless the viewer is its leader or a deputy.
pub(super) async fn of_space(
    ctx: &Context<'_>,
    space: &Seen<space::Model>,
) -> Result<Vec<ImportApproval>> {
    let request = request(ctx)?;
    let rows = request
        .db
        .visible::<import_approval::Entity>(&request.access())
        .filter(import_approval::Column::SpaceId.eq(space.id))
        .order_by(import_approval::Column::ApprovedAt, Order::Asc)
        .order_by(import_approval::Column::ApplicationId, Order::Asc)
        .limit(100)
        .all()
        .await?;
    Ok(rows.into_iter().map(ImportApproval).collect())
}
