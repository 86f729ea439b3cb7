//! What a viewer may do: the permission rules, and nothing of who is asking or how it is stored.
//!
//! `rights.sql` resolves roles, `scope.rs` turns them into the filter that every read starts
//! from, `policy.rs` says who may do each act, and `permit.rs` makes the proof that a write takes.

mod facts;
mod helping;
mod oversight;
mod permit;
pub mod policy;
pub mod rights;
mod role;
mod scope;

use std::sync::Arc;

use entity::id::{PersonId, SpaceId};
use entity::{Timestamp, platform_role};

pub(crate) use facts::by_approval;
pub use permit::{Act, Permit, Refusal};
pub use rights::Rights;
pub use role::Role;
pub(crate) use scope::explained;
pub use scope::{PartOfPost, Visible};

use crate::auth::Viewer;
use crate::store::Dialect;

/// A viewer with their rights, at the instant of the request.
#[derive(Clone, Debug)]
pub struct Access {
    /// Who is asking.
    pub viewer: Arc<Viewer>,
    /// What they may reach.
    pub rights: Arc<Rights>,
    /// The instant of the request: dated rights are compared with it.
    pub now: Timestamp,
    /// The engine that filters will be written for.
    pub dialect: Dialect,
}

impl Access {
    /// The person asking.
    #[must_use]
    pub fn me(&self) -> PersonId {
        self.viewer.person
    }

    /// Whether they hold this platform role now. None is held through an application.
    #[must_use]
    pub fn holds(&self, role: platform_role::Role) -> bool {
        self.viewer.platform.contains(&role)
    }

    /// Whether they are administrator now.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.holds(platform_role::Role::Admin)
    }

    /// The same viewer with their rights in these spaces alone: for asking about few of many.
    #[must_use]
    pub fn limited_to(&self, spaces: &[SpaceId]) -> Self {
        Self { rights: Arc::new(self.rights.limited_to(spaces)), ..self.clone() }
    }
}
