//! Who is in which directory group.

use sea_orm::entity::prelude::*;

use crate::assignment::Source;
use crate::id::{GroupId, PersonId};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "group_member")]
pub struct Model {
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    /// The group.
    #[sea_orm(primary_key, auto_increment = false)]
    pub group_id: GroupId,
    /// Who says so.
    pub source: Source,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
