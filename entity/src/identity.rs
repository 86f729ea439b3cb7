//! Who a person is to an identity provider.

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::PersonId;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identity")]
pub struct Model {
    /// `iss` of its tokens.
    #[sea_orm(primary_key, auto_increment = false)]
    pub issuer: String,
    /// `sub` of its tokens.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// The person.
    pub person_id: PersonId,
    /// SHA-256 of the claims last applied.
    pub claims_hash: String,
    /// The last token did not list all groups: the known ones are kept.
    pub groups_incomplete: bool,
    /// When the row was made.
    pub created_at: Timestamp,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
