//! Members confirmed for one space when it was narrowed (rule R3).

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{AssignmentId, PersonId, SpaceId};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "space_confirmation")]
pub struct Model {
    /// Whose membership.
    #[sea_orm(primary_key, auto_increment = false)]
    pub assignment_id: AssignmentId,
    /// In which space it counts.
    #[sea_orm(primary_key, auto_increment = false)]
    pub space_id: SpaceId,
    /// Who narrowed it.
    pub confirmed_by: PersonId,
    /// When.
    pub confirmed_at: Timestamp,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
