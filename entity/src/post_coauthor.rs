//! Co-authors, named by the author (rule R11).

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{PersonId, PostId};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post_coauthor")]
pub struct Model {
    /// Of which post.
    #[sea_orm(primary_key, auto_increment = false)]
    pub post_id: PostId,
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    /// By whom.
    pub named_by: PersonId,
    /// When the row was made.
    pub created_at: Timestamp,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
