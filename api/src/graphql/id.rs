//! Global ids: which kind of row each names.

use async_graphql::ID;
use entity::id::{self, Id, InvalidId};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, Value};

use crate::access::Visible;
use crate::error::{Code, Error, Result};

/// A table whose rows have global ids.
pub trait Noun: Visible {
    /// Its typed id.
    type Key: Id + std::str::FromStr<Err = InvalidId> + Into<Value>;

    /// The column of the id.
    fn id_column() -> Self::Column;

    /// The row with this id.
    fn is(key: Self::Key) -> SimpleExpr;

    /// Reads a global id of this kind.
    ///
    /// # Errors
    /// `INVALID_ID`.
    fn parse(id: &ID) -> Result<Self::Key> {
        parse(id)
    }
}

/// Reads a global id of the kind wanted.
///
/// # Errors
/// `INVALID_ID`.
pub fn parse<T: std::str::FromStr<Err = InvalidId>>(id: &ID) -> Result<T> {
    id.parse()
        .map_err(|cause: InvalidId| Error::new(Code::InvalidId, format!("The id is {cause}.")))
}

macro_rules! nouns {
    ($($table:ident: $key:ident),* $(,)?) => {$(
        impl Noun for entity::$table::Entity {
            type Key = id::$key;

            fn id_column() -> Self::Column {
                Self::Column::Id
            }

            fn is(key: Self::Key) -> SimpleExpr {
                entity::$table::Column::Id.eq(key)
            }
        }
    )*};
}

nouns! {
    application: ApplicationId,
    assignment: AssignmentId,
    audit_log: AuditId,
    break_glass: BreakGlassId,
    comment: CommentId,
    help_answer: HelpAnswerId,
    help_request: HelpRequestId,
    import_batch: ImportBatchId,
    directory_group: GroupId,
    media: MediaId,
    person: PersonId,
    platform_role: PlatformRoleId,
    position: PositionId,
    post: PostId,
    post_invitation: InvitationId,
    revision: RevisionId,
    space: SpaceId,
    space_grant: SpaceGrantId,
    suggestion: SuggestionId,
    unit: UnitId,
    unit_grant: UnitGrantId,
}
