//! Roles in a space, in their order.

use entity::position::Office;
use entity::space::MemberRole;
use entity::space_grant::GrantRole;

/// A role in a space. Each may all that the ones before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Reads live posts, comments where the space lets readers comment.
    Reader = 1,
    /// Drafts and proposes.
    Contributor = 2,
    /// Publishes.
    Author = 3,
    /// Accepts, corrects, withdraws, moderates.
    Editor = 4,
    /// Grants, sets what members may do, imports.
    Deputy = 5,
    /// Decides on visibility, opens and closes spaces, names deputies.
    Leader = 6,
}

impl Role {
    /// The role of this rank, as `rights.sql` counts them.
    #[must_use]
    pub fn of_rank(rank: i64) -> Option<Self> {
        [Self::Reader, Self::Contributor, Self::Author, Self::Editor, Self::Deputy, Self::Leader]
            .into_iter()
            .find(|role| *role as i64 == rank)
    }
}

impl From<Office> for Role {
    fn from(office: Office) -> Self {
        match office {
            Office::Leader => Self::Leader,
            Office::Deputy => Self::Deputy,
        }
    }
}

impl From<MemberRole> for Role {
    fn from(role: MemberRole) -> Self {
        match role {
            MemberRole::Reader => Self::Reader,
            MemberRole::Contributor => Self::Contributor,
            MemberRole::Author => Self::Author,
        }
    }
}

impl From<GrantRole> for Role {
    fn from(role: GrantRole) -> Self {
        match role {
            GrantRole::Reader => Self::Reader,
            GrantRole::Contributor => Self::Contributor,
            GrantRole::Author => Self::Author,
            GrantRole::Editor => Self::Editor,
        }
    }
}
