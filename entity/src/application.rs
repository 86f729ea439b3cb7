//! Service accounts (rule R15).

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{ApplicationId, PersonId, UnitId};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "application")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApplicationId,
    /// For people.
    pub name: String,
    /// Whose rights bound it.
    pub owner_id: PersonId,
    /// The branch whose spaces alone it reaches; none for no such limit.
    pub branch_id: Option<UnitId>,
    /// When the row was made.
    pub created_at: Timestamp,
    /// Since when it is refused.
    pub revoked_at: Option<Timestamp>,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
