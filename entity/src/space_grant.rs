//! Grants on a space (rule R4).

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{PersonId, SpaceGrantId, SpaceId};

/// A role that can be granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GrantRole {
    /// Reads.
    Reader,
    /// Drafts and proposes.
    Contributor,
    /// Publishes.
    Author,
    /// Accepts, corrects, moderates.
    Editor,
}

/// What a grant is given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GranteeKind {
    /// One person.
    Person,
    /// The members of a unit.
    Members,
    /// The members of a unit and of all below.
    Branch,
    /// A directory group.
    Group,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "space_grant")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SpaceGrantId,
    /// On which space.
    pub space_id: SpaceId,
    /// Which role.
    pub role: GrantRole,
    /// What it is given to.
    pub grantee_kind: GranteeKind,
    /// The person, unit or group.
    pub grantee_id: Uuid,
    /// Since when.
    pub from_at: Timestamp,
    /// Until when, exclusive.
    pub until_at: Option<Timestamp>,
    /// By whom.
    pub granted_by: PersonId,
    /// When the row was made.
    pub created_at: Timestamp,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
