//! Dated memberships of units (rule R3).

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{AssignmentId, PersonId, UnitId};

/// Where a membership comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Source {
    /// Synchronised from a directory.
    Directory,
    /// Claimed by a token.
    Sso,
    /// Made by a person here.
    Manual,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AssignmentId,
    /// The unit.
    pub unit_id: UnitId,
    /// The member.
    pub person_id: PersonId,
    /// Where it comes from.
    pub source: Source,
    /// Since when.
    pub from_at: Timestamp,
    /// Until when, exclusive.
    pub until_at: Option<Timestamp>,
    /// Since when it counts in RESTRICTED and SECRET spaces.
    pub confirmed_at: Option<Timestamp>,
    /// The leader or deputy who confirmed it.
    pub confirmed_by: Option<PersonId>,
    /// Who assigned.
    pub assigned_by: Option<PersonId>,
    /// When the row was made.
    pub created_at: Timestamp,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
