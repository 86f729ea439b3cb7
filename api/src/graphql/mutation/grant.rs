//! Grants on spaces and units: given, read by who manages them, and ended.

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, Union};
use entity::id::{GroupId, PersonId, UnitId};
use entity::space_grant::{self, GrantRole, GranteeKind};
use entity::{directory_group, person, space, unit, unit_grant};

use super::ending;
use crate::access::policy::{GrantOnSpace, GrantOnUnit, RevokeSpaceGrant, RevokeUnitGrant};
use crate::error::Result;
use crate::fault::Outcome;
use crate::graphql::context::{Request, related, request};
use crate::graphql::group::DirectoryGroup;
use crate::graphql::page::connection;
use crate::graphql::payload::{mutate, payloads};
use crate::graphql::person::Person;
use crate::graphql::time::DateTime;
use crate::graphql::unit::Unit;
use crate::store::{Grantee, NewGrant, Seen};

/// A role that can be granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "GrantRole")]
pub enum GrantedRole {
    /// Reads.
    Reader,
    /// Drafts and proposes.
    Contributor,
    /// Publishes.
    Author,
    /// Accepts, corrects, moderates.
    Editor,
}

/// How much of its grantee a grant reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "GranteeKind")]
pub enum GranteeExtent {
    /// One person.
    Person,
    /// The members of the unit itself.
    Members,
    /// The members of the unit and of all below.
    Branch,
    /// A directory group.
    Group,
}

/// Whom a grant is for.
#[derive(Union)]
pub enum GrantTo {
    /// A person.
    Person(Person),
    /// A unit.
    Unit(Unit),
    /// A directory group.
    Group(DirectoryGroup),
}

/// Whom to grant a role: exactly one.
#[derive(OneofObject)]
pub enum GranteeInput {
    /// This person.
    Person(ID),
    /// The members of this unit.
    MembersOf(ID),
    /// The members of this unit and of all below.
    BranchOf(ID),
    /// The members of this directory group.
    Group(ID),
}

/// A role granted on a space.
pub struct SpaceGrant(pub Seen<space_grant::Model>);

/// A role granted on a unit.
pub struct UnitGrant(pub Seen<unit_grant::Model>);

async fn to(ctx: &Context<'_>, kind: GranteeKind, id: uuid::Uuid) -> Result<Option<GrantTo>> {
    let loaders = &request(ctx)?.loaders;
    Ok(match kind {
        GranteeKind::Person => {
            loaders.load_one(PersonId::from(id)).await?.map(|row| GrantTo::Person(Person(row)))
        }
        GranteeKind::Members | GranteeKind::Branch => {
            loaders.load_one(UnitId::from(id)).await?.map(|row| GrantTo::Unit(Unit(row)))
        }
        GranteeKind::Group => {
            let id = GroupId::from(id).to_string().into();
            let row = request(ctx)?.look_up::<directory_group::Entity>(&id).await?;
            row.map(|row| GrantTo::Group(DirectoryGroup(row)))
        }
    })
}

macro_rules! grant_object {
    ($(#[$doc:meta])* $name:ident { $($own:tt)* }) => {
        $(#[$doc])*
        #[Object]
        impl $name {
            /// Global id.
            pub async fn id(&self) -> ID {
                self.0.id.to_string().into()
            }

            /// Which role.
            async fn role(&self) -> GrantedRole {
                self.0.role.into()
            }

            /// How much of the grantee it reaches.
            async fn extent(&self) -> GranteeExtent {
                self.0.grantee_kind.into()
            }

            /// Whom it is for.
            async fn grantee(&self, ctx: &Context<'_>) -> Option<Result<GrantTo>> {
                to(ctx, self.0.grantee_kind, self.0.grantee_id).await.transpose()
            }

            /// Who gave it.
            async fn granted_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
                related(ctx, self.0.granted_by, Person).await
            }

            /// From when it holds.
            async fn starts_at(&self) -> DateTime {
                self.0.from_at.into()
            }

            /// Until when, exclusive; null for no end.
            async fn ends_at(&self) -> Option<DateTime> {
                self.0.until_at.map(Into::into)
            }

            $($own)*
        }
    };
}

grant_object! {
    /// A role granted on a space.
    SpaceGrant {}
}
grant_object! {
    /// A role granted on a unit.
    UnitGrant {
    /// Whether it also reaches the spaces of the units below, as READER.
    async fn subtree(&self) -> bool {
        self.0.subtree
    }
    }
}

connection! {
    /// A page of grants on a space.
    SpaceGrantConnection, SpaceGrantEdge of SpaceGrant
}
connection! {
    /// A page of grants on a unit.
    UnitGrantConnection, UnitGrantEdge of UnitGrant
}

/// A role to grant on a space.
#[derive(InputObject)]
pub struct SpaceGrantInput {
    /// The space.
    pub(in crate::graphql) space_id: ID,
    /// To whom; in a RESTRICTED or SECRET space, a person.
    grantee: GranteeInput,
    /// Which role.
    role: GrantedRole,
    /// Until when, exclusive; without end if not given.
    ends_at: Option<DateTime>,
}

/// A grant on a space to end.
#[derive(InputObject)]
pub struct SpaceRevokeInput {
    /// The grant.
    id: ID,
}

/// A role to grant on a unit.
#[derive(InputObject)]
pub struct UnitGrantInput {
    /// The unit, in whose OPEN and UNIT spaces it holds.
    pub(in crate::graphql) unit_id: ID,
    /// To whom.
    grantee: GranteeInput,
    /// Which role.
    role: GrantedRole,
    /// Whether it also reaches the spaces of the units below, as READER.
    #[graphql(default)]
    pub(in crate::graphql) subtree: bool,
    /// Until when, exclusive; without end if not given.
    ends_at: Option<DateTime>,
}

/// A grant on a unit to end.
#[derive(InputObject)]
pub struct UnitRevokeInput {
    /// The grant.
    id: ID,
}

payloads! {
    /// What came of granting a role on a space.
    SpaceGrantPayload, SpaceGrantError {
        /// The grant.
        grant: SpaceGrant
    }
    /// What came of ending a grant on a space.
    SpaceRevokePayload, SpaceRevokeError {
        /// The grant, ended.
        grant: SpaceGrant
    }
    /// What came of granting a role on a unit.
    UnitGrantPayload, UnitGrantError {
        /// The grant.
        grant: UnitGrant
    }
    /// What came of ending a grant on a unit.
    UnitRevokePayload, UnitRevokeError {
        /// The grant, ended.
        grant: UnitGrant
    }
}

/// Writes grants.
#[derive(Default)]
pub struct GrantMutation;

#[Object]
impl GrantMutation {
    /// Grants a role on a space. For its leader or a deputy.
    async fn space_grant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to whom.")] input: SpaceGrantInput,
    ) -> Option<Result<SpaceGrantPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let space = request.find::<space::Entity>("spaceId", &input.space_id).await?;
            let permit = request.permit::<GrantOnSpace>(space)?;
            let new = new_grant(request, input).await?;
            Ok(SpaceGrant(request.db.grant_on_space(permit, new, &request.clock).await?))
        })
        .await
    }

    /// Ends a grant on a space now. For its leader or a deputy.
    async fn space_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The grant.")] input: SpaceRevokeInput,
    ) -> Option<Result<SpaceRevokePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let grant = request.find::<space_grant::Entity>("id", &input.id).await?;
            let permit = request.permit::<RevokeSpaceGrant>(grant)?;
            Ok(SpaceGrant(request.db.revoke_space_grant(permit, &request.clock).await?))
        })
        .await
    }

    /// Grants a role in the OPEN and UNIT spaces of a unit. For the unit's leader.
    async fn unit_grant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to whom.")] input: UnitGrantInput,
    ) -> Option<Result<UnitGrantPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let unit = request.find::<unit::Entity>("unitId", &input.unit_id).await?;
            let permit = request.permit::<GrantOnUnit>(unit)?;
            let subtree = input.subtree;
            let new = new_unit_grant(request, input).await?;
            let made = request.db.grant_on_unit(permit, new, subtree, &request.clock).await?;
            Ok(UnitGrant(made))
        })
        .await
    }

    /// Ends a grant on a unit now. For the unit's leader.
    async fn unit_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The grant.")] input: UnitRevokeInput,
    ) -> Option<Result<UnitRevokePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let grant = request.find::<unit_grant::Entity>("id", &input.id).await?;
            let permit = request.permit::<RevokeUnitGrant>(grant)?;
            Ok(UnitGrant(request.db.revoke_unit_grant(permit, &request.clock).await?))
        })
        .await
    }
}

/// Reads what is to be granted on a space.
pub(in crate::graphql) async fn new_grant(
    request: &Request,
    input: SpaceGrantInput,
) -> Outcome<NewGrant> {
    Ok(NewGrant {
        grantee: grantee(request, input.grantee).await?,
        role: input.role.into(),
        until: ending(request, input.ends_at)?,
    })
}

/// Reads what is to be granted on a unit.
pub(in crate::graphql) async fn new_unit_grant(
    request: &Request,
    input: UnitGrantInput,
) -> Outcome<NewGrant> {
    Ok(NewGrant {
        grantee: grantee(request, input.grantee).await?,
        role: input.role.into(),
        until: ending(request, input.ends_at)?,
    })
}

async fn grantee(request: &Request, input: GranteeInput) -> Outcome<Grantee> {
    Ok(match input {
        GranteeInput::Person(id) => {
            Grantee::Person(request.find::<person::Entity>("grantee.person", &id).await?)
        }
        GranteeInput::MembersOf(id) => {
            Grantee::Members(request.find::<unit::Entity>("grantee.membersOf", &id).await?)
        }
        GranteeInput::BranchOf(id) => {
            Grantee::Branch(request.find::<unit::Entity>("grantee.branchOf", &id).await?)
        }
        GranteeInput::Group(id) => {
            Grantee::Group(request.find::<directory_group::Entity>("grantee.group", &id).await?)
        }
    })
}
