//! Grants on a unit (rule R5).

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{PersonId, UnitGrantId, UnitId};
use crate::space_grant::{GrantRole, GranteeKind};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_grant")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UnitGrantId,
    /// On which unit.
    pub unit_id: UnitId,
    /// Which role.
    pub role: GrantRole,
    /// Whether it also reaches the spaces below, as READER.
    pub subtree: bool,
    /// What it is given to.
    pub grantee_kind: GranteeKind,
    /// The person, unit or group.
    pub grantee_id: Uuid,
    /// Since when.
    pub from_at: Timestamp,
    /// Until when, exclusive.
    pub until_at: Option<Timestamp>,
    /// By whom.
    pub granted_by: PersonId,
    /// When the row was made.
    pub created_at: Timestamp,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
