//! What people ask the evangelists of their branch (rule R12).

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{HelpRequestId, PersonId, UnitId};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "help_request")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HelpRequestId,
    /// In which unit the asker writes.
    pub unit_id: UnitId,
    /// Who asks.
    pub asked_by: PersonId,
    /// In words.
    pub question: String,
    /// When.
    pub asked_at: Timestamp,
    /// Since when nothing more is answered.
    pub closed_at: Option<Timestamp>,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
