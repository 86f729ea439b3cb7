//! Old addresses, in their one spelling, and where they lead.

use sea_orm::entity::prelude::*;

use crate::id::{ImportBatchId, SpaceId};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_address")]
pub struct Model {
    /// Begins with `/`; with the parts of the query that count.
    #[sea_orm(primary_key, auto_increment = false)]
    pub path: String,
    /// In lower case, without `www.`; empty where the source tells none.
    #[sea_orm(primary_key, auto_increment = false)]
    pub host: String,
    /// The post or medium.
    #[sea_orm(primary_key, auto_increment = false)]
    pub target_id: Uuid,
    /// Into which space it was imported.
    pub space_id: SpaceId,
    /// The source, as named for the import.
    pub source: String,
    /// `document` or `media`.
    pub kind: String,
    /// The run that wrote it.
    pub batch_id: ImportBatchId,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
