//! Which units are above which, themselves included at distance 0.

use sea_orm::entity::prelude::*;

use crate::id::UnitId;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_closure")]
pub struct Model {
    /// The upper one.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ancestor_id: UnitId,
    /// The lower one.
    #[sea_orm(primary_key, auto_increment = false)]
    pub descendant_id: UnitId,
    /// Steps between them.
    pub distance: i32,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
