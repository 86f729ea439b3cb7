//! Who changed which right, append-only.

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{ApplicationId, AuditId, PersonId, SpaceId, UnitId};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_log")]
pub struct Model {
    /// Key, in order of time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Who; none for the operator.
    pub actor_id: Option<PersonId>,
    /// Through which application.
    pub application_id: Option<ApplicationId>,
    /// What was done.
    pub act: String,
    /// To which unit.
    pub unit_id: Option<UnitId>,
    /// To which space.
    pub space_id: Option<SpaceId>,
    /// To which row.
    pub subject_id: Option<Uuid>,
    /// What was.
    pub before_json: Option<String>,
    /// What is.
    pub after_json: Option<String>,
    /// Place in the chain, from 1; none in lines that are older than the chain.
    pub seq: Option<i64>,
    /// SHA-256 over the line before's and this line, in hexadecimal.
    pub hash: Option<String>,
    /// The address that the request came from, or the command that was run.
    pub origin: Option<String>,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
