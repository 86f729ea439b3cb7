//! Break-glass requests: reading one space for an hour at most, by two persons (rule R14).

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{BreakGlassId, PersonId, SpaceId};

/// What makes it necessary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reason {
    /// An attack or a leak.
    SecurityIncident,
    /// Somebody reported misconduct.
    MisconductReport,
    /// A court or an authority demands it.
    LegalOrder,
    /// Nobody who may is left.
    LostAccess,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "break_glass")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BreakGlassId,
    /// Which space.
    pub space_id: SpaceId,
    /// What makes it necessary.
    pub reason: Reason,
    /// In words.
    pub explanation: String,
    /// The administrator.
    pub asked_by: PersonId,
    /// When they asked.
    pub asked_at: Timestamp,
    /// The guardian.
    pub approved_by: Option<PersonId>,
    /// Since when the space is open to the administrator.
    pub from_at: Option<Timestamp>,
    /// Until when, exclusive.
    pub until_at: Option<Timestamp>,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
