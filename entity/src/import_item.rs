//! What was made of an imported thing, by (source, external id).

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{ImportBatchId, SpaceId};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_item")]
pub struct Model {
    /// Into which space.
    #[sea_orm(primary_key, auto_increment = false)]
    pub space_id: SpaceId,
    /// The site.
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
    /// document, comment, media, author, term or redirect.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// Its name in the source.
    #[sea_orm(primary_key, auto_increment = false)]
    pub external_id: String,
    /// What was made of it: a post, comment or medium; nil for what is only noted.
    pub target_id: Uuid,
    /// Of what was stored.
    pub content_hash: String,
    /// The post's revision as imported: a later one was written by a person.
    pub revision: i32,
    /// The post's last change as imported: another was made by a person. None where it is not known, or it is no
    /// post.
    pub stored_at: Option<Timestamp>,
    /// The run that wrote it last.
    pub batch_id: ImportBatchId,
    /// What the source tells of it and a post has no place for, as JSON.
    pub meta: Option<String>,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
