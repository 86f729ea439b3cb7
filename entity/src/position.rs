//! Dated offices: who leads a unit, who deputises (rule R2).

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{PersonId, PositionId, UnitId};

/// An office of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Office {
    /// Leads it: one at a time.
    Leader,
    /// Named by the leader.
    Deputy,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "position")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PositionId,
    /// The unit.
    pub unit_id: UnitId,
    /// Who holds it.
    pub person_id: PersonId,
    /// Which office.
    pub office: Office,
    /// Since when.
    pub from_at: Timestamp,
    /// Until when, exclusive.
    pub until_at: Option<Timestamp>,
    /// Since when it opens RESTRICTED and SECRET spaces (rule R13).
    pub confirmed_at: Option<Timestamp>,
    /// Who confirmed it.
    pub confirmed_by: Option<PersonId>,
    /// Who appointed.
    pub appointed_by: Option<PersonId>,
    /// Of a deputy since a change of leader: when it ends unless the new leader keeps it (rule R2).
    pub lapse_at: Option<Timestamp>,
    /// Since when its holder is deactivated (rule R18).
    pub absent_at: Option<Timestamp>,
    /// When the row was made.
    pub created_at: Timestamp,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
