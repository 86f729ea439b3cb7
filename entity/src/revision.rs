//! Every version of a post's text, signed (rule R11).

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{PersonId, PostId, RevisionId};
use crate::post_body::Format;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "revision")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RevisionId,
    /// Whose.
    pub post_id: PostId,
    /// From 1.
    pub number: i32,
    /// Title.
    pub title: String,
    /// What `source` is.
    pub format: Format,
    /// As written.
    pub source: String,
    /// Who wrote it.
    pub written_by: PersonId,
    /// When.
    pub written_at: Timestamp,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
