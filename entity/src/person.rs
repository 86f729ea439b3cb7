//! People.

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::PersonId;

/// Whether a person may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// They may.
    Active,
    /// Refused at once; what they wrote stays (rule R18).
    Deactivated,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PersonId,
    /// As the directory or an administrator spells it.
    pub display_name: String,
    /// The name without case, accents and signs, for sorting.
    pub sort_name: String,
    /// Address for people to write to; never a key.
    pub email: Option<String>,
    /// BCP 47 tag of the language they read.
    pub locale: Option<String>,
    /// Whether they may sign in.
    pub status: Status,
    /// Tokens issued before are refused.
    pub tokens_valid_from: Timestamp,
    /// When the row was made.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
