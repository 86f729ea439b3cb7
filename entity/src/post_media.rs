//! Which post shows which medium.

use sea_orm::entity::prelude::*;

use crate::id::{MediaId, PostId};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post_media")]
pub struct Model {
    /// What.
    #[sea_orm(primary_key, auto_increment = false)]
    pub media_id: MediaId,
    /// Where.
    #[sea_orm(primary_key, auto_increment = false)]
    pub post_id: PostId,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
