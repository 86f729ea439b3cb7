//! Spaces, each of one unit.

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{AdministeredSpaceId, SpaceId, UnitId};
use crate::post::Reach;

/// Who may read a space, from widest to narrowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Visibility {
    /// Everyone in the organisation.
    Open,
    /// The unit's branch, and leaders and deputies above it.
    Unit,
    /// Its roster; name and leader are listed to all.
    Restricted,
    /// Its roster; its existence is not admitted.
    Secret,
}

/// What membership of the unit gives in its space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MemberRole {
    /// Members read.
    Reader,
    /// Members propose.
    Contributor,
    /// Members publish.
    Author,
}

/// Who may comment on the posts of a space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CommentPolicy {
    /// Everyone who reads the post.
    Readers,
    /// Contributors and above.
    Contributors,
    /// Nobody.
    Nobody,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "space")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SpaceId,
    /// Whose it is.
    pub unit_id: UnitId,
    /// For addresses: unique in the unit.
    pub slug: String,
    /// For people.
    pub name: String,
    /// The name without case, accents and signs, for sorting.
    pub sort_name: String,
    /// What it is for; shown to its readers.
    pub description: String,
    /// Who may read it.
    pub visibility: Visibility,
    /// What the unit's members may do (rule R3).
    pub member_role: MemberRole,
    /// Who may comment.
    pub comment_policy: CommentPolicy,
    /// Whether subtree grants from above reach it (rules R5, R8).
    pub inherits: bool,
    /// Created with the unit.
    pub is_home: bool,
    /// A multiple of 4: see [`crate::post::Reach`].
    pub audience_key: i64,
    /// How administrators name it, whether or not its existence is admitted (rule R13).
    pub opaque_id: AdministeredSpaceId,
    /// It is or has been RESTRICTED or SECRET.
    pub was_sealed: bool,
    /// Since when nothing more is written in it.
    pub closed_at: Option<Timestamp>,
    /// When the row was made.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Visibility {
    /// RESTRICTED and SECRET take roles from offices, confirmed membership and grants to persons
    /// alone (rule R8).
    #[must_use]
    pub fn is_sealed(self) -> bool {
        match self {
            Self::Open | Self::Unit => false,
            Self::Restricted | Self::Secret => true,
        }
    }

    /// The widest reach of what is published now (rule R9).
    #[must_use]
    pub fn widest(self) -> Reach {
        match self {
            Self::Open => Reach::Everyone,
            Self::Unit => Reach::Unit,
            Self::Restricted | Self::Secret => Reach::Sealed,
        }
    }
}

impl Model {
    /// The audience key of a new space: 60 random bits of its id and two for the reach.
    #[must_use]
    pub fn audience_key_of(id: SpaceId) -> i64 {
        let (_, low) = Uuid::from(id).as_u64_pair();
        i64::try_from((low & ((1 << 60) - 1)) << 2).unwrap_or_default()
    }

    /// The audience key of what is for everyone whom the space takes now: of what is written in it now,
    /// the least (rule R9).
    #[must_use]
    pub fn key_now(&self) -> i64 {
        self.audience_key + self.visibility.widest() as i64
    }
}
