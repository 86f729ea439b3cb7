//! Break-glass (rule R14), and spaces as administrators know them (rule R13).

use async_graphql::{Context, Enum, ID, Object};
use entity::{break_glass, person};

use super::context::{related, request};
use super::page::{Cursor, Page, Rows, Sort, connection, cost, list};
use super::person::Person;
use super::time::DateTime;
use super::unit::Unit;
use crate::access::policy::AdministerSpaces;
use crate::error::{Error, Result};
use crate::store::{AdministeredSpace as Row, Seen};

/// What makes break-glass necessary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "break_glass::Reason")]
pub enum BreakGlassReason {
    /// An attack or a leak.
    SecurityIncident,
    /// Somebody reported misconduct.
    MisconductReport,
    /// A court or an authority demands it.
    LegalOrder,
    /// Nobody who may is left.
    LostAccess,
}

/// Reading one space for an hour at most, asked by an administrator and approved by a guardian.
pub struct BreakGlass(pub Seen<break_glass::Model>);

/// Reading one space for an hour at most, asked by an administrator and approved by a guardian.
#[Object]
impl BreakGlass {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Which space, as administrators know it.
    async fn space(&self, ctx: &Context<'_>) -> Option<Result<AdministeredSpace>> {
        async {
            let found = request(ctx)?.db.administered_space_of(&self.0).await?;
            Ok(found.map(AdministeredSpace))
        }
        .await
        .transpose()
    }

    /// What makes it necessary.
    async fn reason(&self) -> BreakGlassReason {
        self.0.reason.into()
    }

    /// In words.
    async fn explanation(&self) -> &str {
        &self.0.explanation
    }

    /// The administrator who reads.
    async fn asked_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.0.asked_by, Person).await
    }

    /// When they asked.
    async fn asked_at(&self) -> DateTime {
        self.0.asked_at.into()
    }

    /// The guardian who approved; null while nobody has.
    async fn approved_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.0.approved_by?, Person).await
    }

    /// Since when the space is open to the administrator; null unless approved.
    async fn starts_at(&self) -> Option<DateTime> {
        self.0.from_at.map(Into::into)
    }

    /// Until when, exclusive; null while nobody has decided.
    async fn ends_at(&self) -> Option<DateTime> {
        self.0.until_at.map(Into::into)
    }
}

connection! {
    /// A page of break-glass requests.
    BreakGlassConnection, BreakGlassEdge of BreakGlass
}

/// A space as administrators know it: of a SECRET one only that it is, and how large.
pub struct AdministeredSpace(pub Seen<Row>);

/// A space as administrators know it: of a SECRET one only that it is, and how large.
#[Object]
impl AdministeredSpace {
    /// An id for `breakGlassAsk` alone. Of the space itself it says nothing.
    pub async fn id(&self) -> ID {
        self.0.opaque_id.to_string().into()
    }

    /// Its name; null if it is SECRET.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Its unit, by which its leader is known; null if it is SECRET.
    async fn unit(&self, ctx: &Context<'_>) -> Option<Result<Unit>> {
        related(ctx, self.0.unit_id?, Unit).await
    }

    /// How many posts it has, in any state but deleted.
    async fn post_count(&self) -> i64 {
        self.0.size
    }
}

connection! {
    /// A page of spaces as administrators know them.
    AdministeredSpaceConnection, AdministeredSpaceEdge of AdministeredSpace
}

/// Reads break-glass.
#[derive(Default)]
pub struct BreakGlassQuery;

#[Object]
impl BreakGlassQuery {
    /// The break-glass requests that you may know of, oldest first: your own; what was approved for a
    /// space on whose roster you are; for guardians and auditors, all.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn break_glass_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the request before.")] after: Option<String>,
    ) -> Option<Result<BreakGlassConnection>> {
        let rows = list::<break_glass::Entity, _>(
            ctx,
            (first, after),
            Sort::ById,
            |all, _| all,
            BreakGlass,
        )
        .await;
        Some(rows.map(BreakGlassConnection::new))
    }

    /// All spaces as administrators know them, in no order that tells anything. For administrators and
    /// guardians.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn administered_spaces(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the space before.")] after: Option<String>,
    ) -> Option<Result<AdministeredSpaceConnection>> {
        const LIST: &str = "administered_space";
        Some(
            async {
                let request = request(ctx)?;
                let access = request.access();
                let me = request.look_up::<person::Entity>(&access.me().to_string().into()).await?;
                let me = me.ok_or_else(|| Error::internal("no viewer"))?;
                let permit = access.permit::<AdministerSpaces>(me)?;
                let page = Page::of(LIST, first, after)?;
                let after = page.after.as_ref().map(|cursor| cursor.key);
                let mut found =
                    request.db.administered_spaces(&permit, after, page.first + 1).await?;
                let has_next = found.len() > page.first;
                found.truncate(page.first);
                let place = |row: &Seen<Row>| Cursor {
                    list: LIST,
                    sort: String::new(),
                    key: row.opaque_id.into(),
                };
                let rows =
                    found.into_iter().map(|row| (place(&row), AdministeredSpace(row))).collect();
                Ok(AdministeredSpaceConnection::new(Rows { rows, has_next, page }))
            }
            .await,
        )
    }
}
