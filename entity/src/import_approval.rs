//! Approvals of a space's leader: an administrator's application imports into it (rule R15).

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{ApplicationId, PersonId, SpaceId};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_approval")]
pub struct Model {
    /// Which application.
    #[sea_orm(primary_key, auto_increment = false)]
    pub application_id: ApplicationId,
    /// Into which space.
    #[sea_orm(primary_key, auto_increment = false)]
    pub space_id: SpaceId,
    /// The leader.
    pub approved_by: PersonId,
    /// Since when.
    pub approved_at: Timestamp,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
