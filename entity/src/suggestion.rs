//! Suggestions of an evangelist for a draft, which only its author applies (rule R12).

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{PersonId, PostId, SuggestionId};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "suggestion")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SuggestionId,
    /// For which draft.
    pub post_id: PostId,
    /// By whom.
    pub evangelist_id: PersonId,
    /// As it stands in the text, once.
    pub passage: String,
    /// What to put there.
    pub replacement: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Characters that it changes.
    pub changed: i32,
    /// When the author applied it.
    pub applied_at: Option<Timestamp>,
    /// When the author declined it.
    pub declined_at: Option<Timestamp>,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
