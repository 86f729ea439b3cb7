//! What a run of the importer wrote, and what was there before.

use sea_orm::entity::prelude::*;

use crate::id::ImportBatchId;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_change")]
pub struct Model {
    /// The run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub batch_id: ImportBatchId,
    /// Of which kind, as in `import_item`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// Its name in the source.
    #[sea_orm(primary_key, auto_increment = false)]
    pub external_id: String,
    /// What was made of it.
    pub target_id: Uuid,
    /// The post's revision as this run wrote it.
    pub revision: i32,
    /// The hash before; none where nothing was there.
    pub was_hash: Option<String>,
    /// The revision before.
    pub was_revision: Option<i32>,
    /// The run that had written it.
    pub was_batch_id: Option<ImportBatchId>,
    /// What the source told of it before.
    pub was_meta: Option<String>,
    /// How the post stood before, as JSON; none where none was there.
    pub was_standing: Option<String>,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
