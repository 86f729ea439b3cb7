//! Typed ids: a `PostId` never stands where a `SpaceId` is due, and says its kind in text.
//!
//! In text an id is its kind's prefix and the UUID in Crockford's base 32 (26 digits, lower
//! case), as in `post_01jd3k8m0q5v7x9y2z4a6b8c0d`: sortable, selectable by double click, and
//! impossible to mistake for another kind's.

use std::fmt;
use std::str::FromStr;

use sea_orm::DeriveValueType;
use uuid::Uuid;

const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 26;

/// A text that is no id of the kind asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the id of a {0}")]
pub struct InvalidId(pub &'static str);

/// The UUID as 26 base 32 digits, most significant first.
fn encode(id: Uuid) -> String {
    let bits = id.as_u128();
    (0..LENGTH)
        .rev()
        .filter_map(|place| DIGITS.get(usize::from(((bits >> (5 * place)) & 31) as u8)))
        .map(|digit| char::from(*digit))
        .collect()
}

/// The UUID of exactly 26 lower-case digits, the first at most 7 (130 bits hold 128).
fn decode(text: &str) -> Option<Uuid> {
    if text.len() != LENGTH || text.as_bytes().first().is_none_or(|first| *first > b'7') {
        return None;
    }
    text.bytes()
        .try_fold(0_u128, |bits, byte| {
            let digit = DIGITS.iter().position(|known| *known == byte)?;
            Some((bits << 5) | digit as u128)
        })
        .map(Uuid::from_u128)
}

/// What every typed id can do.
pub trait Id: Copy + From<Uuid> + Into<Uuid> {
    /// The text before the `_`, for example `post`.
    const PREFIX: &'static str;
}

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
        pub struct $name(Uuid);

        impl Id for $name {
            const PREFIX: &'static str = $prefix;
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}_{}", $prefix, encode(self.0))
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.strip_prefix(concat!($prefix, "_"))
                    .and_then(decode)
                    .map(Self)
                    .ok_or(InvalidId($prefix))
            }
        }

        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )*};
}

typed_ids! {
    /// A person.
    PersonId = "person";
    /// A unit of the org chart.
    UnitId = "unit";
    /// A dated office (leader or deputy) of a unit.
    PositionId = "position";
    /// A dated membership of a unit.
    AssignmentId = "assignment";
    /// A platform role held by a person.
    PlatformRoleId = "platformrole";
    /// A group of the identity provider's directory.
    GroupId = "group";
    /// A space.
    SpaceId = "space";
    /// A grant on a space (rule R4).
    SpaceGrantId = "spacegrant";
    /// A grant on a unit (rule R5).
    UnitGrantId = "unitgrant";
    /// A post.
    PostId = "post";
    /// One version of a post's text.
    RevisionId = "revision";
    /// A comment.
    CommentId = "comment";
    /// A picture or file.
    MediaId = "media";
    /// A service account.
    ApplicationId = "application";
    /// A secret of a service account.
    ApplicationTokenId = "apptoken";
    /// One run of the importer.
    ImportBatchId = "import";
    /// A line of the audit log.
    AuditId = "audit";
    /// An invitation of an evangelist to a draft (rule R12).
    InvitationId = "invitation";
    /// A break-glass request (rule R14).
    BreakGlassId = "breakglass";
    /// A suggestion for a draft (rule R12).
    SuggestionId = "suggestion";
    /// A question to the evangelists of a branch (rule R12).
    HelpRequestId = "helprequest";
    /// An answer to one.
    HelpAnswerId = "helpanswer";
    /// A space as administrators name it, whether or not its existence is admitted (rule R13).
    AdministeredSpaceId = "adminspace";
}
