//! Posts: all but their text.

use sea_orm::entity::prelude::*;

use crate::Timestamp;
use crate::id::{PersonId, PostId, SpaceId};

/// How far a post is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// Its author's alone.
    Draft,
    /// Waiting for an editor.
    Proposed,
    /// Live from `published_at` to `expires_at`.
    Published,
    /// Taken back by an editor, with a reason.
    Withdrawn,
    /// Gone for every reader.
    Deleted,
}

/// Whom a post is for, within the space's visibility.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Audience {
    /// As far as the space reaches.
    Everyone,
    /// The unit's branch, leaders and deputies above, and the roster.
    Unit,
    /// Those with a role in the space.
    Roster,
}

/// How far a published post reaches: what is kept in the last two bits of its audience key.
///
/// `Sealed` is a roster post published while its space was RESTRICTED or SECRET. It stays with
/// those whose role needs no visibility even when the space is widened later and its roster grows
/// by unconfirmed members and grants on units (rule R9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// Everyone in the organisation.
    Everyone = 0,
    /// The branch, and leaders and deputies above.
    Unit = 1,
    /// Every role from rules R2 to R5.
    Roster = 2,
    /// Roles from R2, R3 as confirmed and R4 to a person.
    Sealed = 3,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PostId,
    /// Where.
    pub space_id: SpaceId,
    /// Who wrote it (rule R10).
    pub author_id: PersonId,
    /// How far it is.
    pub state: State,
    /// Title.
    pub title: String,
    /// First words of the text.
    pub excerpt: String,
    /// BCP 47 tag of its language.
    pub lang: Option<String>,
    /// The audience asked for.
    pub audience: Audience,
    /// The space's key plus the reach that holds since publication.
    pub audience_key: i64,
    /// Where it stands in feeds; none unless published.
    pub feed_key: Option<Uuid>,
    /// When its time comes.
    pub published_at: Option<Timestamp>,
    /// When its time ends, exclusive.
    pub expires_at: Option<Timestamp>,
    /// Since when a scheduled post waits to be confirmed: its author may no longer publish, or the
    /// leader has changed.
    pub held_at: Option<Timestamp>,
    /// Since when it is pinned.
    pub pinned_at: Option<Timestamp>,
    /// The editor who accepted the proposal.
    pub accepted_by: Option<PersonId>,
    /// Why an editor withdrew it.
    pub withdrawn_reason: Option<String>,
    /// Number of the present text, from 1.
    pub revision: i32,
    /// Comments not deleted.
    pub comment_count: i32,
    /// Original author, as the source names them.
    pub imported_author: Option<String>,
    /// Who imported it.
    pub imported_by: Option<PersonId>,
    /// The account of who wrote it, where the import was told of one; it gives no rights.
    pub imported_author_id: Option<PersonId>,
    /// When the row was made.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Audience {
    /// The reach of a post published now: never wider than the space's visibility (rule R9).
    #[must_use]
    pub fn within(self, visibility: crate::space::Visibility) -> Reach {
        let wanted = match self {
            Self::Everyone => Reach::Everyone,
            Self::Unit => Reach::Unit,
            Self::Roster => Reach::Roster,
        };
        wanted.max(visibility.widest())
    }
}

/// The sort key of a post in feeds: the publication instant in the upper half (offset by 2^62, so
/// that every year sorts), the random tail of the id in the lower, which breaks ties.
#[must_use]
pub fn feed_key(published_at: Timestamp, id: PostId) -> Uuid {
    let (_, tail) = Uuid::from(id).as_u64_pair();
    Uuid::from_u64_pair(half(published_at), tail)
}

/// The first key after every post published at or before `at`.
#[must_use]
pub fn feed_key_after(at: Timestamp) -> Uuid {
    Uuid::from_u64_pair(half(at).saturating_add(1), 0)
}

/// The first key of the posts published at `at`.
#[must_use]
pub fn feed_key_from(at: Timestamp) -> Uuid {
    Uuid::from_u64_pair(half(at), 0)
}

fn half(at: Timestamp) -> u64 {
    u64::try_from(i128::from(at.micros()) + (1 << 62)).unwrap_or_default()
}
