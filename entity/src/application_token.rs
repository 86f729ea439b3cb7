//! Secrets of service accounts, hashed.

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{ApplicationId, ApplicationTokenId, PersonId};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "application_token")]
pub struct Model {
    /// Key, part of the secret's text.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApplicationTokenId,
    /// Whose.
    pub application_id: ApplicationId,
    /// SHA-256 of the secret.
    pub secret_hash: String,
    /// Separated by spaces.
    pub scopes: String,
    /// By whom.
    pub created_by: PersonId,
    /// When the row was made.
    pub created_at: Timestamp,
    /// Until when, exclusive.
    pub expires_at: Timestamp,
    /// Since when it is refused.
    pub revoked_at: Option<Timestamp>,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
