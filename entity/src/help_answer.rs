//! Answers to help requests, the asker's own replies among them (rule R12).

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{HelpAnswerId, HelpRequestId, PersonId};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "help_answer")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HelpAnswerId,
    /// To which request.
    pub request_id: HelpRequestId,
    /// An evangelist, or who asked.
    pub written_by: PersonId,
    /// In words.
    pub body: String,
    /// When.
    pub written_at: Timestamp,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
