//! Units of the org chart.

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{PersonId, UnitId};

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// The root, one per installation.
    Company,
    /// A department.
    Direction,
    /// A part of a department.
    SubDirection,
    /// A team.
    Team,
    /// A project.
    Project,
    /// A committee: a leaf under the root.
    Committee,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UnitId,
    /// The unit above; none for the company.
    pub parent_id: Option<UnitId>,
    /// What it is.
    pub kind: Kind,
    /// For people.
    pub name: String,
    /// The name without case, accents and signs, for sorting.
    pub sort_name: String,
    /// For addresses: unique, lower case.
    pub slug: String,
    /// When the row was made.
    pub created_at: Timestamp,
    /// The administrator who made it, where that is known.
    pub created_by: Option<PersonId>,
    /// Last change.
    pub updated_at: Timestamp,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
