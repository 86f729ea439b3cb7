//! The audit log, for auditors, and of a space for its leader and deputies.

use async_graphql::{Context, ID, Object};
use entity::id::PersonId;
use entity::{audit_log, person};
use sea_orm::ColumnTrait;

use super::context::{related, request};
use super::page::{Sort, connection, cost, list};
use super::person::Person;
use super::space::Space;
use super::time::DateTime;
use super::unit::Unit;
use crate::access::policy::ReadAudit;
use crate::error::{Error, Result};
use crate::store::Seen;

/// A line of the audit log.
pub struct AuditLine(pub Seen<audit_log::Model>);

/// A line of the audit log.
#[Object]
impl AuditLine {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// When it was done.
    async fn done_at(&self) -> DateTime {
        self.0.at.into()
    }

    /// Who did it; null for the operator's commands and the identity provider.
    async fn actor(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.0.actor_id?, Person).await
    }

    /// From where: the network peer and the request id, or the command.
    async fn origin(&self) -> Option<&str> {
        self.0.origin.as_deref()
    }

    /// What was done, as `SPACE_GRANTED`.
    async fn act(&self) -> &str {
        &self.0.act
    }

    /// In which unit; null for none.
    async fn unit(&self, ctx: &Context<'_>) -> Option<Result<Unit>> {
        related(ctx, self.0.unit_id?, Unit).await
    }

    /// In which space; null for none, or one that you may not know of.
    async fn space(&self, ctx: &Context<'_>) -> Option<Result<Space>> {
        related(ctx, self.0.space_id?, Space).await
    }

    /// To whom; null if it was not done to a person.
    async fn person(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, PersonId::from(self.0.subject_id?), Person).await
    }

    /// What was, as JSON; null for nothing.
    async fn before(&self) -> Option<&str> {
        self.0.before_json.as_deref()
    }

    /// What is from then on, as JSON; null for nothing.
    async fn after(&self) -> Option<&str> {
        self.0.after_json.as_deref()
    }
}

connection! {
    /// A page of the audit log.
    AuditConnection, AuditEdge of AuditLine
}

/// A page of the lines of a space.
pub(super) async fn of_space(
    ctx: &Context<'_>,
    space: &Seen<entity::space::Model>,
    page: (Option<i32>, Option<String>),
) -> Result<AuditConnection> {
    let narrow = audit_log::Column::SpaceId.eq(space.id);
    let rows = list::<audit_log::Entity, _>(
        ctx,
        page,
        Sort::ByIdBackwards,
        |all, _| all.filter(narrow),
        AuditLine,
    );
    Ok(AuditConnection::new(rows.await?))
}

/// Reads the audit log.
#[derive(Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    /// Who changed which right, newest first. For auditors: all but what was done in SECRET spaces, of
    /// which break-glass alone shows.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn audit_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the line before.")] after: Option<String>,
    ) -> Option<Result<AuditConnection>> {
        Some(
            async {
                let request = request(ctx)?;
                let access = request.access();
                let me = request.look_up::<person::Entity>(&access.me().to_string().into()).await?;
                let me = me.ok_or_else(|| Error::internal("no viewer"))?;
                access.permit::<ReadAudit>(me)?;
                let page = (first, after);
                let rows = list::<audit_log::Entity, _>(
                    ctx,
                    page,
                    Sort::ByIdBackwards,
                    |all, _| all,
                    AuditLine,
                );
                Ok(AuditConnection::new(rows.await?))
            }
            .await,
        )
    }
}
