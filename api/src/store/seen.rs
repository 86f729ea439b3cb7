//! What the viewer sees: the only maker of [`Seen`] rows.

use std::ops::Deref;

use entity::id::PostId;
use entity::{post, space};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select, Statement,
};

use super::Db;
use crate::access::{Access, PartOfPost, Visible, explained};
use crate::error::Result;

/// A row that the viewer of the request sees. Only [`Visibly`] and the store's writes make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen<M>(M);

impl<M> Deref for Seen<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.0
    }
}

impl<A, B> Seen<(A, B)> {
    /// Two seen rows as one, for acts that need both.
    #[must_use]
    pub fn pair(first: Seen<A>, second: Seen<B>) -> Self {
        Self((first.0, second.0))
    }
}

impl<A> Seen<A> {
    /// A seen row with another, if there is one, for acts that hang on both.
    #[must_use]
    pub fn with<B>(self, other: Option<Seen<B>>) -> Seen<(A, Option<B>)> {
        Seen((self.0, other.map(|other| other.0)))
    }
}

impl<A> Seen<A> {
    /// A seen row with two others, if there are any, for acts that hang on all.
    #[must_use]
    pub fn with_two<B, C>(
        self,
        second: Option<Seen<B>>,
        third: Option<Seen<C>>,
    ) -> Seen<(A, Option<B>, Option<C>)> {
        Seen((self.0, second.map(|it| it.0), third.map(|it| it.0)))
    }
}

impl<M> Seen<M> {
    /// A row that a permitted write has just made or changed: its writer sees it.
    pub(in crate::store) fn written(row: M) -> Self {
        Self(row)
    }
}

/// A post that the viewer of the request sees, by its id: who sees a post sees its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SeenPost(PostId);

impl From<&Seen<post::Model>> for SeenPost {
    fn from(post: &Seen<post::Model>) -> Self {
        Self(post.id)
    }
}

impl SeenPost {
    /// Whose id it is.
    #[must_use]
    pub fn id(self) -> PostId {
        self.0
    }
}

impl Db {
    /// The rows of a table that the viewer sees, to be narrowed further.
    pub fn visible<E: Visible>(&self, access: &Access) -> Visibly<'_, E> {
        Visibly { db: self, select: E::find().filter(E::scope(access)) }
    }

    /// The parts of these posts, to be narrowed further.
    pub fn parts<E: PartOfPost>(&self, posts: &[SeenPost]) -> Visibly<'_, E> {
        let ids = in_few_lengths(posts.iter().map(|post| post.0));
        Visibly { db: self, select: E::find().filter(E::POST.is_in(ids)) }
    }

    /// The spaces of which the viewer may ask who has access.
    pub(in crate::store) fn explained(&self, access: &Access) -> Visibly<'_, space::Entity> {
        Visibly { db: self, select: space::Entity::find().filter(explained(access)) }
    }

    /// The rows of a statement of the store's own, which must show no more than the viewer may see.
    pub(in crate::store) async fn seen_rows<M: FromQueryResult>(
        &self,
        statement: Statement,
    ) -> Result<Vec<Seen<M>>> {
        let rows = self.reader().query_all_raw(statement).await?;
        let rows = rows.iter().map(|row| M::from_query_result(row, "").map(Seen));
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// A select that began with what the viewer sees. Further conditions only narrow it.
///
/// Its reads are boxed: sea-orm's futures are large, and each resolver's would have room for them.
#[derive(Debug)]
#[must_use]
pub struct Visibly<'a, E: EntityTrait> {
    db: &'a Db,
    select: Select<E>,
}

impl<E: EntityTrait> Visibly<'_, E> {
    /// Narrows: the condition is and-ed with what the viewer sees.
    pub fn filter(mut self, condition: impl sea_orm::sea_query::IntoCondition) -> Self {
        self.select = self.select.filter(condition);
        self
    }

    /// Sorts.
    pub fn order_by(mut self, column: impl sea_orm::IntoSimpleExpr, order: sea_orm::Order) -> Self {
        self.select = self.select.order_by(column, order);
        self
    }

    /// At most this many rows.
    pub fn limit(mut self, rows: u64) -> Self {
        self.select = self.select.limit(rows);
        self
    }

    /// The first row, if any.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn one(self) -> Result<Option<Seen<E::Model>>> {
        Ok(Box::pin(self.select.one(&self.db.reader())).await?.map(Seen))
    }

    /// The row that the caller named. If there is none for them, the answer must not tell by its time
    /// whether there is one for others: the request's meter counts it.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn looked_up(self) -> Result<Option<Seen<E::Model>>> {
        let meter = self.db.meter();
        let row = self.one().await?;
        meter.count_misses(row.is_none().into());
        Ok(row)
    }

    /// All rows.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn all(self) -> Result<Vec<Seen<E::Model>>> {
        let rows = Box::pin(self.select.all(&self.db.reader())).await?;
        Ok(rows.into_iter().map(Seen).collect())
    }

    /// How many there are.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn count(self) -> Result<u64>
    where
        E::Model: Send + Sync,
    {
        Ok(Box::pin(self.select.count(&self.db.reader())).await?)
    }
}

/// The same keys, the last one repeated to the next power of two: a list in a statement then has few
/// lengths, and each length is a statement to prepare and keep.
pub fn in_few_lengths<K: Clone>(keys: impl IntoIterator<Item = K>) -> Vec<K> {
    let mut keys: Vec<K> = keys.into_iter().collect();
    if let Some(last) = keys.last().cloned() {
        keys.resize(keys.len().next_power_of_two(), last);
    }
    keys
}
