//! Invitations of an evangelist to one draft (rule R12).

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{InvitationId, PersonId, PostId};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post_invitation")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvitationId,
    /// To which draft.
    pub post_id: PostId,
    /// Who helps.
    pub evangelist_id: PersonId,
    /// The author.
    pub invited_by: PersonId,
    /// Since when.
    pub from_at: Timestamp,
    /// Until when, exclusive.
    pub until_at: Timestamp,
    /// When they first helped: commented, or saw a suggestion applied.
    pub helped_at: Option<Timestamp>,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
