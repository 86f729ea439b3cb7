//! Pictures and files, kept once a space by their content.

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{MediaId, PersonId, SpaceId};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "media")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MediaId,
    /// Where.
    pub space_id: SpaceId,
    /// Of the content, in hexadecimal: its name in the media folder.
    pub sha256: String,
    /// By content.
    pub content_type: String,
    /// In bytes.
    pub byte_size: i64,
    /// Original file name.
    pub name: String,
    /// In pixels, of a picture.
    pub width: Option<i32>,
    /// In pixels, of a picture.
    pub height: Option<i32>,
    /// By whom.
    pub added_by: PersonId,
    /// When the row was made.
    pub created_at: Timestamp,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
