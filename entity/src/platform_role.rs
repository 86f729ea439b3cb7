//! Platform roles. They add no right to read or write content.

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{PersonId, PlatformRoleId, UnitId};

/// A role in the platform, none of which opens content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Manages people, units, positions and applications (rule R13).
    Admin,
    /// Approves break-glass and confirms new leaders of closed spaces (rule R14).
    Guardian,
    /// Reads the audit log.
    Auditor,
    /// Helps a branch, never writes in another's place (rule R12).
    Evangelist,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "platform_role")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PlatformRoleId,
    /// Who holds it.
    pub person_id: PersonId,
    /// Which.
    pub role: Role,
    /// An evangelist's branch.
    pub unit_id: Option<UnitId>,
    /// Since when.
    pub from_at: Timestamp,
    /// Until when, exclusive.
    pub until_at: Option<Timestamp>,
    /// By whom; none for the operator.
    pub given_by: Option<PersonId>,
    /// When the row was made.
    pub created_at: Timestamp,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
