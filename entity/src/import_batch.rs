//! Runs of the importer.

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{ImportBatchId, PersonId, SpaceId};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_batch")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ImportBatchId,
    /// Into which space.
    pub space_id: SpaceId,
    /// The site, as named for the import.
    pub source: String,
    /// The reader.
    pub format: String,
    /// By whom.
    pub started_by: PersonId,
    /// When.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Its report as JSON.
    pub report: Option<String>,
    /// When it was taken back.
    pub undone_at: Option<Timestamp>,
    /// By whom.
    pub undone_by: Option<PersonId>,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
