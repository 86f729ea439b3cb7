//! What the decisions of `policy.rs` are made of: who holds what, and the words of a refusal.

use entity::Timestamp;
use entity::id::{SpaceId, UnitId};
use entity::platform_role::Role as Platform;
use entity::{position, post, post_invitation, space, unit};

use super::{Access, Refusal, Role};

pub(super) type Decision = Result<(), Refusal>;

/// How long a vacant unit's first deputy acts before the leader above may appoint (rule R18), in seconds.
pub(super) const VACANCY: i64 = 30 * 24 * 3600;

/// Since when a unit has nobody who leads it, given the last office of leader that has begun; none if it
/// has somebody.
pub(super) fn vacant_since(
    unit: &unit::Model,
    last: Option<&position::Model>,
    now: Timestamp,
) -> Option<Timestamp> {
    let Some(last) = last else { return Some(unit.created_at) };
    [last.until_at.filter(|until| *until <= now), last.absent_at].into_iter().flatten().min()
}

pub(super) fn ensure(holds: bool, rule: &'static str, message: &'static str) -> Decision {
    if holds { Ok(()) } else { Err(Refusal { rule, message }) }
}

pub(super) fn platform(access: &Access, role: Platform) -> Decision {
    let needs = match role {
        Platform::Admin => "Only an administrator may do that.",
        Platform::Guardian => "Only a guardian may do that.",
        Platform::Auditor => "Only an auditor may do that.",
        Platform::Evangelist => "Only an evangelist may do that.",
    };
    ensure(access.holds(role), "R13", needs)
}

pub(super) fn leads(access: &Access, unit: UnitId) -> Decision {
    let office = access.rights.in_unit(unit);
    ensure(
        office.is_some_and(|o| o.role == Role::Leader),
        "R2",
        "Only the unit's leader may do that.",
    )
}

pub(super) fn serves(access: &Access, unit: UnitId) -> Decision {
    let office = access.rights.in_unit(unit);
    ensure(
        office.is_some(),
        "R3",
        "Only the unit's leader, a deputy or an administrator may do that.",
    )
}

pub(super) fn in_space(access: &Access, space: SpaceId, least: Role) -> Decision {
    let needs = match least {
        Role::Reader => "Only readers of the space may do that.",
        Role::Contributor => "Only contributors of the space may do that.",
        Role::Author => "Only authors of the space may do that.",
        Role::Editor => "Only editors of the space may do that.",
        Role::Deputy => "Only the space's leader or a deputy may do that.",
        Role::Leader => "Only the space's leader may do that.",
    };
    let role = access.rights.in_space(space).map(|right| right.role);
    ensure(role.is_some_and(|role| role >= least), "R1", needs)
}

/// The viewer's office counts for what was published here in closed days (rules R9, R13): without that,
/// nobody lets others in, or writes over what they do not read.
pub(super) fn confirmed_in(access: &Access, space: &space::Model) -> Decision {
    let role = access.rights.in_space(space.id).and_then(|right| right.sealed_role);
    let counts = !space.was_sealed || role >= Some(Role::Deputy);
    ensure(counts, "R13", "Your office in the unit is not confirmed yet.")
}

/// As `in_space`, for a post of it: of one of closed days, a role that reaches to those.
pub(super) fn in_space_of(access: &Access, post: &post::Model, least: Role) -> Decision {
    in_space(access, post.space_id, least)?;
    let role = access.rights.in_space(post.space_id).and_then(|right| right.sealed_role);
    let counts = post.audience_key % 4 != post::Reach::Sealed as i64 || role >= Some(least);
    ensure(counts, "R9", "Your role does not count for posts of closed days.")
}

/// As `in_space`, in a space that is not closed.
pub(super) fn writes_in(access: &Access, space: SpaceId, least: Role) -> Decision {
    in_space(access, space, least)?;
    let open = access.rights.in_space(space).is_some_and(|right| !right.closed);
    ensure(open, "R1", "The space is closed to writing.")
}

/// It is an administrator's importer that this space is open to, by its leader's approval or because its
/// owner has made the unit and nobody has led it yet (rule R15).
pub(super) fn approved_for(access: &Access, space: &space::Model) -> bool {
    let application = access.viewer.application.as_ref();
    space.closed_at.is_none() && application.is_some_and(|it| it.approved.contains(&space.id))
}

/// By its leader's approval alone: its owner is no leader or deputy there.
pub(crate) fn by_approval(access: &Access, space: &space::Model) -> bool {
    writes_in(access, space.id, Role::Deputy).is_err() && approved_for(access, space)
}

pub(super) fn own(access: &Access, post: &post::Model) -> bool {
    post.author_id == access.me()
}

/// An invitation of the viewer that holds.
pub(super) fn invited(access: &Access, invitation: Option<&post_invitation::Model>) -> bool {
    invitation.is_some_and(|it| {
        it.evangelist_id == access.me() && it.from_at <= access.now && access.now < it.until_at
    })
}

pub(super) fn is_author(access: &Access, post: &post::Model) -> Decision {
    ensure(own(access, post), "R10", "Only its author may do that.")
}

/// Drafts and proposals need a contributor; what is published, an author or an accepted post.
pub(super) fn in_own_right(access: &Access, post: &post::Model) -> Decision {
    let private = matches!(post.state, post::State::Draft | post::State::Proposed);
    let least =
        if private || post.accepted_by.is_some() { Role::Contributor } else { Role::Author };
    writes_in(access, post.space_id, least)
}
