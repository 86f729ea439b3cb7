//! Groups of an identity provider's directory (rule R4).

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::GroupId;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "directory_group")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GroupId,
    /// The provider.
    pub issuer: String,
    /// Its name for the group.
    pub external_key: String,
    /// For people.
    pub name: String,
    /// When the row was made.
    pub created_at: Timestamp,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
