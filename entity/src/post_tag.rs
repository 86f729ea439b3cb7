//! Tags of posts.

use sea_orm::entity::prelude::*;

use crate::id::PostId;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post_tag")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub post_id: PostId,
    /// Lower case, without accents.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slug: String,
    /// As written.
    pub name: String,
    /// The post's.
    pub feed_key: Option<Uuid>,
    /// The post's.
    pub audience_key: i64,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
