//! The spaces that an application reaches; none means those of its owner (rule R15).

use sea_orm::entity::prelude::*;

use crate::id::{ApplicationId, SpaceId};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "application_limit")]
pub struct Model {
    /// Which application.
    #[sea_orm(primary_key, auto_increment = false)]
    pub application_id: ApplicationId,
    /// Which space.
    #[sea_orm(primary_key, auto_increment = false)]
    pub space_id: SpaceId,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
