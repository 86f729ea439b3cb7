//! People.

use async_graphql::{Context, Enum, ID, Object};
use entity::{assignment, person, position};
use sea_orm::{ColumnTrait, Condition, Order};

use super::context::{Request, request};
use super::feed::feed_page;
use super::membership::{Assignment, Position, held};
use super::page::{Sort, connection, cost, list};
use super::post::PostConnection;
use crate::error::Result;
use crate::store::{FeedFilter, Seen};

/// Whether a person may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "person::Status")]
pub enum PersonStatus {
    /// They may.
    Active,
    /// Refused at once. What they wrote stays.
    Deactivated,
}

/// An identified human of the organisation.
pub struct Person(pub Seen<person::Model>);

/// An identified human of the organisation.
#[Object]
impl Person {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Name as the directory or an administrator spells it.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// Address for people to write to. Not a key: it can change, and is not verified.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// Language they read, as a BCP 47 tag.
    async fn locale(&self) -> Option<&str> {
        self.0.locale.as_deref()
    }

    /// Whether they may sign in.
    async fn status(&self) -> PersonStatus {
        self.0.status.into()
    }

    /// Offices held now.
    async fn positions(&self, ctx: &Context<'_>) -> Option<Result<Vec<Position>>> {
        Some(
            async {
                let request = request(ctx)?;
                let access = request.access();
                let held = request
                    .db
                    .visible::<position::Entity>(&access)
                    .filter(position::Column::PersonId.eq(self.0.id))
                    .filter(held(access.now))
                    .order_by(position::Column::Id, Order::Asc)
                    .all()
                    .await?;
                Ok(held.into_iter().map(Position).collect())
            }
            .await,
        )
    }

    /// Memberships of units that hold now.
    async fn assignments(&self, ctx: &Context<'_>) -> Option<Result<Vec<Assignment>>> {
        Some(
            async {
                let request = request(ctx)?;
                let access = request.access();
                let held = request
                    .db
                    .visible::<assignment::Entity>(&access)
                    .filter(assignment::Column::PersonId.eq(self.0.id))
                    .filter(assignment::Column::FromAt.lte(access.now))
                    .filter(lasting(assignment::Column::UntilAt, access.now))
                    .order_by(assignment::Column::Id, Order::Asc)
                    .all()
                    .await?;
                Ok(held.into_iter().map(Assignment).collect())
            }
            .await,
        )
    }

    /// Their live posts that you read, newest first.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn posts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the post before.")] after: Option<String>,
    ) -> Option<Result<PostConnection>> {
        let filter = FeedFilter { author: Some(self.0.id), ..FeedFilter::default() };
        Some(feed_page(ctx, filter, first, after).await)
    }
}

/// Until an instant that is not past.
pub(super) fn lasting(column: impl ColumnTrait, now: entity::Timestamp) -> Condition {
    Condition::any().add(column.is_null()).add(column.gt(now))
}

/// What counts the list of people.
pub struct PersonTotal;

impl PersonTotal {
    async fn count(&self, request: &Request) -> Result<u64> {
        request.db.visible::<person::Entity>(&request.access()).count().await
    }
}

connection! {
    /// A page of people.
    PersonConnection, PersonEdge of Person, total PersonTotal
}

/// Looks up people.
#[derive(Default)]
pub struct PersonQuery;

#[Object]
impl PersonQuery {
    /// A person by id.
    async fn person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id of the person.")] id: ID,
    ) -> Option<Result<Person>> {
        async { Ok(request(ctx)?.look_up::<person::Entity>(&id).await?.map(Person)) }
            .await
            .transpose()
    }

    /// The people of the organisation, by name.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the person before.")] after: Option<String>,
    ) -> Option<Result<PersonConnection>> {
        let rows = list::<person::Entity, _>(
            ctx,
            (first, after),
            Sort::ByText(person::Column::SortName),
            |all, _| all,
            Person,
        )
        .await;
        Some(rows.map(|rows| PersonConnection::new(rows, PersonTotal)))
    }
}
