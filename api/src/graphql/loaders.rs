//! Reads many rows at once: a list of posts asks for all its authors in one statement.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, RwLock};

use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use entity::id::{PersonId, PostId, SpaceId, UnitId};
use entity::{
    person, position, post, post_body, post_coauthor, post_invitation, post_tag, space, unit,
};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, Order};

use super::membership::held;
use crate::access::Access;
use crate::error::{Error, Result};
use crate::store::{Db, Seen, SeenPost, in_few_lengths};

/// The text of a post that the viewer sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BodyOf(pub SeenPost);
/// The tags of a post that the viewer sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TagsOf(pub SeenPost);
/// The co-authors of a post that the viewer sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CoauthorsOf(pub SeenPost);
/// Who helped a post that the viewer sees, when it was a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HelpersOf(pub SeenPost);
/// The offices of a unit that hold now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OfficesOf(pub UnitId);
/// The office of leader of a unit that began last, whether or not it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LastLeaderOf(pub UnitId);
/// The units directly below a unit, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChildrenOf(pub UnitId);
/// The spaces of a unit that the viewer sees, home first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SpacesOf(pub UnitId);

/// What the loaders read from.
pub struct Batch {
    db: Db,
    access: Arc<RwLock<Access>>,
}

impl Batch {
    pub(super) fn new(db: Db, access: Arc<RwLock<Access>>) -> Self {
        Self { db, access }
    }

    fn access(&self) -> Access {
        match self.access.read() {
            Ok(access) => access.clone(),
            Err(poisoned) => poisoned.into_inner().clone(),
        }
    }

    /// Lets nothing read before a mutation be answered after it.
    pub(super) fn forget(loaders: &DataLoader<Self, HashMapCache>) {
        loaders.clear::<PersonId>();
        loaders.clear::<SpaceId>();
        loaders.clear::<UnitId>();
        loaders.clear::<PostId>();
        loaders.clear::<BodyOf>();
        loaders.clear::<TagsOf>();
        loaders.clear::<CoauthorsOf>();
        loaders.clear::<HelpersOf>();
        loaders.clear::<OfficesOf>();
        loaders.clear::<LastLeaderOf>();
        loaders.clear::<ChildrenOf>();
        loaders.clear::<SpacesOf>();
    }
}

macro_rules! by_id {
    ($($table:ident: $key:ident),*) => {$(
        impl Loader<$key> for Batch {
            type Value = Seen<$table::Model>;
            type Error = Error;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, Self::Value>> {
                let rows = self
                    .db
                    .visible::<$table::Entity>(&self.access())
                    .filter($table::Column::Id.is_in(in_few_lengths(keys.iter().copied())))
                    .all()
                    .await?;
                Ok(rows.into_iter().map(|row| (row.id, row)).collect())
            }
        }
    )*};
}

by_id!(person: PersonId, unit: UnitId, post: PostId);

impl Loader<SpaceId> for Batch {
    type Value = Seen<space::Model>;
    type Error = Error;

    async fn load(&self, keys: &[SpaceId]) -> Result<HashMap<SpaceId, Self::Value>> {
        // Of thousands of readable spaces only these go into the statement.
        let access = self.access().limited_to(keys);
        let ids = in_few_lengths(keys.iter().copied());
        let rows = self.db.visible::<space::Entity>(&access).filter(space::Column::Id.is_in(ids));
        Ok(rows.all().await?.into_iter().map(|row| (row.id, row)).collect())
    }
}

impl Loader<BodyOf> for Batch {
    type Value = Arc<post_body::Model>;
    type Error = Error;

    async fn load(&self, keys: &[BodyOf]) -> Result<HashMap<BodyOf, Self::Value>> {
        let posts: Vec<SeenPost> = keys.iter().map(|key| key.0).collect();
        let rows = self.db.parts::<post_body::Entity>(&posts).all().await?;
        let mut bodies: HashMap<PostId, Self::Value> =
            rows.into_iter().map(|row| (row.post_id, Arc::new((*row).clone()))).collect();
        Ok(keys.iter().filter_map(|key| Some((*key, bodies.remove(&key.0.id())?))).collect())
    }
}

impl Loader<TagsOf> for Batch {
    type Value = Vec<Seen<post_tag::Model>>;
    type Error = Error;

    async fn load(&self, keys: &[TagsOf]) -> Result<HashMap<TagsOf, Self::Value>> {
        let posts: Vec<SeenPost> = keys.iter().map(|key| key.0).collect();
        let rows = self
            .db
            .parts::<post_tag::Entity>(&posts)
            .order_by(post_tag::Column::Slug, Order::Asc)
            .all()
            .await?;
        let mut tags = grouped(posts.iter().map(|post| post.id()), rows, |row| row.post_id);
        Ok(keys.iter().map(|key| (*key, tags.remove(&key.0.id()).unwrap_or_default())).collect())
    }
}

impl Loader<CoauthorsOf> for Batch {
    type Value = Vec<Seen<post_coauthor::Model>>;
    type Error = Error;

    async fn load(&self, keys: &[CoauthorsOf]) -> Result<HashMap<CoauthorsOf, Self::Value>> {
        let posts: Vec<SeenPost> = keys.iter().map(|key| key.0).collect();
        let rows = self
            .db
            .parts::<post_coauthor::Entity>(&posts)
            .order_by(post_coauthor::Column::CreatedAt, Order::Asc)
            .order_by(post_coauthor::Column::PersonId, Order::Asc)
            .all()
            .await?;
        let mut named = grouped(posts.iter().map(|post| post.id()), rows, |row| row.post_id);
        Ok(keys.iter().map(|key| (*key, named.remove(&key.0.id()).unwrap_or_default())).collect())
    }
}

impl Loader<HelpersOf> for Batch {
    type Value = Vec<PersonId>;
    type Error = Error;

    async fn load(&self, keys: &[HelpersOf]) -> Result<HashMap<HelpersOf, Self::Value>> {
        let posts: Vec<SeenPost> = keys.iter().map(|key| key.0).collect();
        let rows = self
            .db
            .parts::<post_invitation::Entity>(&posts)
            .filter(post_invitation::Column::HelpedAt.is_not_null())
            .order_by(post_invitation::Column::HelpedAt, Order::Asc)
            .order_by(post_invitation::Column::Id, Order::Asc)
            .all()
            .await?;
        let mut helped: HashMap<HelpersOf, Vec<PersonId>> =
            keys.iter().map(|key| (*key, Vec::new())).collect();
        for (key, helpers) in &mut helped {
            for row in rows.iter().filter(|row| row.post_id == key.0.id()) {
                if !helpers.contains(&row.evangelist_id) {
                    helpers.push(row.evangelist_id);
                }
            }
        }
        Ok(helped)
    }
}

impl Loader<OfficesOf> for Batch {
    type Value = Vec<Seen<position::Model>>;
    type Error = Error;

    async fn load(&self, keys: &[OfficesOf]) -> Result<HashMap<OfficesOf, Self::Value>> {
        let access = self.access();
        let rows = self
            .db
            .visible::<position::Entity>(&access)
            .filter(position::Column::UnitId.is_in(in_few_lengths(keys.iter().map(|key| key.0))))
            .filter(held(access.now))
            .order_by(position::Column::Id, Order::Asc)
            .all()
            .await?;
        Ok(grouped(keys.iter().copied(), rows, |row| OfficesOf(row.unit_id)))
    }
}

impl Loader<LastLeaderOf> for Batch {
    type Value = Seen<position::Model>;
    type Error = Error;

    async fn load(&self, keys: &[LastLeaderOf]) -> Result<HashMap<LastLeaderOf, Self::Value>> {
        let access = self.access();
        let rows = self
            .db
            .visible::<position::Entity>(&access)
            .filter(position::Column::UnitId.is_in(in_few_lengths(keys.iter().map(|key| key.0))))
            .filter(position::Column::Office.eq(position::Office::Leader))
            .filter(position::Column::FromAt.lte(access.now))
            // Not those that were called off before they began.
            .filter(
                Condition::any().add(position::Column::UntilAt.is_null()).add(
                    Expr::col(position::Column::UntilAt).gt(Expr::col(position::Column::FromAt)),
                ),
            )
            .order_by(position::Column::FromAt, Order::Asc)
            .order_by(position::Column::Id, Order::Asc)
            .all()
            .await?;
        Ok(rows.into_iter().map(|row| (LastLeaderOf(row.unit_id), row)).collect())
    }
}

impl Loader<ChildrenOf> for Batch {
    type Value = Vec<Seen<unit::Model>>;
    type Error = Error;

    async fn load(&self, keys: &[ChildrenOf]) -> Result<HashMap<ChildrenOf, Self::Value>> {
        let rows = self
            .db
            .visible::<unit::Entity>(&self.access())
            .filter(unit::Column::ParentId.is_in(in_few_lengths(keys.iter().map(|key| key.0))))
            .order_by(unit::Column::SortName, Order::Asc)
            .order_by(unit::Column::Id, Order::Asc)
            .all()
            .await?;
        let below = |row: &Seen<unit::Model>| row.parent_id;
        let rows = rows.into_iter().filter(|row| below(row).is_some()).collect();
        Ok(grouped(keys.iter().copied(), rows, |row| ChildrenOf(row.parent_id.unwrap_or(row.id))))
    }
}

impl Loader<SpacesOf> for Batch {
    type Value = Vec<Seen<space::Model>>;
    type Error = Error;

    async fn load(&self, keys: &[SpacesOf]) -> Result<HashMap<SpacesOf, Self::Value>> {
        let rows = self
            .db
            .visible::<space::Entity>(&self.access())
            .filter(space::Column::UnitId.is_in(in_few_lengths(keys.iter().map(|key| key.0))))
            .order_by(space::Column::IsHome, Order::Desc)
            .order_by(space::Column::SortName, Order::Asc)
            .order_by(space::Column::Id, Order::Asc)
            .all()
            .await?;
        Ok(grouped(keys.iter().copied(), rows, |row| SpacesOf(row.unit_id)))
    }
}

/// Every key with its rows, and an empty list where there are none.
fn grouped<K: Eq + Hash, R>(
    keys: impl Iterator<Item = K>,
    rows: Vec<R>,
    key: impl Fn(&R) -> K,
) -> HashMap<K, Vec<R>> {
    let mut groups: HashMap<K, Vec<R>> = keys.map(|key| (key, Vec::new())).collect();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}
