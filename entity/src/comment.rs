//! Comments on posts.

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{CommentId, PersonId, PostId};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comment")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CommentId,
    /// On which post.
    pub post_id: PostId,
    /// What it answers.
    pub parent_id: Option<CommentId>,
    /// Who wrote it.
    pub author_id: PersonId,
    /// Markdown as written.
    pub source: String,
    /// Sanitised.
    pub html: String,
    /// When the row was made.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
    /// Written to help the draft: never for the readers of what was published of it (rule R12).
    pub on_draft: bool,
    /// Of its post when it was written: it reaches no farther (rule R9).
    pub audience_key: i64,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
    /// Who deleted it.
    pub deleted_by: Option<PersonId>,
    /// Of an imported comment: who wrote it, as the source names them.
    pub imported_author: Option<String>,
    /// Of an imported comment: who imported it.
    pub imported_by: Option<PersonId>,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
