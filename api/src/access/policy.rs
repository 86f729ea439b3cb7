//! Who may do each act: the table of the permission rules, one entry an act.
//!
//! Reading is not here: what a viewer does not see is filtered by `scope.rs` before any act.

use entity::platform_role::Role as Platform;
use entity::position::{self, Office};
use entity::space::CommentPolicy;
use entity::{
    application, assignment, break_glass, comment, help_request, import_approval, person,
    platform_role, post, post_coauthor, post_invitation, space, space_grant, suggestion, unit,
    unit_grant,
};

use super::facts::{
    Decision, VACANCY, approved_for, confirmed_in, ensure, in_own_right, in_space, in_space_of,
    invited, is_author, leads, own, platform, serves, vacant_since, writes_in,
};
use super::permit::Act;
use super::rights::SpaceRight;
use super::{Access, Role};

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident($row:ty) $(for $scope:literal)? = $decide:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Act for $name {
            type Row = $row;
            $(const SCOPE: Option<&'static str> = Some($scope);)?

            fn decide(access: &Access, row: &$row) -> Decision {
                let decide: fn(&Access, &$row) -> Decision = $decide;
                decide(access, row)
            }
        }
    )*};
}

acts! {
    /// Adds a person to the directory; the row is the administrator themself.
    AddPerson(person::Model) = |access, _| platform(access, Platform::Admin);
    /// Deactivates or reactivates a person.
    ChangePersonStatus(person::Model) = |access, _| platform(access, Platform::Admin);
    /// Makes an application of one's own; the row is its owner.
    OwnApplication(person::Model) = |access, owner| {
        ensure(owner.id == access.me(), "R15", "An application belongs to the person who makes it.")
    };

    /// Refuses an application's tokens from now on: its owner, or an administrator.
    RevokeApplication(application::Model) = |access, application| {
        ensure(application.owner_id == access.me(), "R15", "Only its owner or an administrator may do that.")
            .or_else(|refusal| platform(access, Platform::Admin).map_err(|_| refusal))
    };

    /// Creates a unit below this one.
    CreateUnit(unit::Model) = |access, _| platform(access, Platform::Admin);
    /// Renames a unit, or moves it under another.
    ChangeUnit(unit::Model) = |access, _| platform(access, Platform::Admin);
    /// Appoints the leader of a unit; the row is the unit with the last office of leader that began.
    /// R18: the leader of the unit above may, once it has been vacant for thirty days.
    AppointLeader((unit::Model, Option<position::Model>)) = |access, (unit, last)| {
        let refusal = match platform(access, Platform::Admin) {
            Ok(()) => return Ok(()),
            Err(refusal) => refusal,
        };
        let above = unit.parent_id.is_some_and(|parent| leads(access, parent).is_ok());
        let since = vacant_since(unit, last.as_ref(), access.now);
        let waited = since.is_some_and(|since| since.plus_seconds(VACANCY) <= access.now);
        if above && waited { Ok(()) } else { Err(refusal) }
    };
    /// Appoints who helps a unit and all below as evangelist.
    AppointEvangelist(unit::Model) = |access, _| platform(access, Platform::Admin);
    /// Ends that: an administrator, or the evangelist.
    EndEvangelist(platform_role::Model) = |access, role| {
        ensure(role.role == Platform::Evangelist, "R13", "Platform roles are the operator's to give and to end.")?;
        platform(access, Platform::Admin).or_else(|refusal| {
            if role.person_id == access.me() { Ok(()) } else { Err(refusal) }
        })
    };
    /// Names a deputy.
    NameDeputy(unit::Model) = |access, unit| leads(access, unit.id);
    /// Keeps a deputy whom a leader before has named.
    KeepDeputy(position::Model) = |access, position| {
        ensure(position.person_id != access.me(), "R2", "Nobody keeps themself.")?;
        leads(access, position.unit_id)
    };
    /// Ends an office: a leader's by an administrator, a deputy's by the leader.
    EndPosition(position::Model) = |access, position| match position.office {
        Office::Leader => platform(access, Platform::Admin),
        Office::Deputy => leads(access, position.unit_id),
    };
    /// Lets a new leader's office count in closed spaces; the row is the office with the one before
    /// it, whenever that ended.
    ConfirmPosition((position::Model, Option<position::Model>)) = |access, (position, outgoing)| {
        ensure(position.person_id != access.me(), "R13", "Nobody confirms their own office.")?;
        let left = outgoing.as_ref().is_some_and(|held| {
            held.person_id == access.me() && held.confirmed_at.is_some()
        });
        let confirmed = access.rights.in_unit(position.unit_id).is_some_and(|office| office.confirmed);
        ensure(
            left || confirmed || platform(access, Platform::Guardian).is_ok(),
            "R13",
            "A new leader is confirmed by the outgoing leader, a deputy or a guardian.",
        )
    };
    /// Knows whether an office is confirmed. An office waits for that only where there is a
    /// RESTRICTED or SECRET space, which is not admitted to everyone (rule R17).
    SeeConfirmation(position::Model) = |access, position| {
        // One's own once it holds: who appoints themself ahead would learn of closed spaces by it.
        let own = position.person_id == access.me()
            && position.from_at <= access.now
            && position.appointed_by != Some(access.me());
        ensure(
            own || access.rights.in_unit(position.unit_id).is_some()
                || platform(access, Platform::Guardian).is_ok(),
            "R17",
            "Whether an office is confirmed is for those who hold one in the unit.",
        )
    };
    /// Knows whether a membership is confirmed, as [`SeeConfirmation`] of an office.
    SeeMembershipConfirmation(assignment::Model) = |access, assignment| {
        ensure(
            access.rights.in_unit(assignment.unit_id).is_some()
                || platform(access, Platform::Guardian).is_ok(),
            "R17",
            "Whether a membership is confirmed is for those who hold an office in the unit.",
        )
    };
    /// Assigns a person to a unit.
    AssignPerson(unit::Model) = |access, unit| {
        serves(access, unit.id).or_else(|refusal| platform(access, Platform::Admin).map_err(|_| refusal))
    };
    /// Ends a membership.
    EndAssignment(assignment::Model) = |access, assignment| {
        serves(access, assignment.unit_id)
            .or_else(|refusal| platform(access, Platform::Admin).map_err(|_| refusal))
    };
    /// Lets a membership count in closed spaces.
    ConfirmAssignment(assignment::Model) = |access, assignment| {
        let office = access.rights.in_unit(assignment.unit_id);
        ensure(
            office.is_some_and(|office| office.confirmed),
            "R3",
            "Only the unit's leader or a deputy confirms its members.",
        )
    };

    /// Opens a further space of a unit.
    OpenSpace(unit::Model) = |access, unit| leads(access, unit.id);
    /// Changes a space's name, description, member role and comment policy.
    ManageSpace(space::Model) = |access, space| in_space(access, space.id, Role::Deputy);
    /// Changes a space's visibility, or whether it inherits.
    ChangeVisibility(space::Model) = |access, space| {
        in_space(access, space.id, Role::Leader)?;
        let office = access.rights.in_unit(space.unit_id);
        ensure(
            office.is_some_and(|office| office.confirmed),
            "R13",
            "The new leader's office is not confirmed yet.",
        )
    };
    /// Closes a space to writing, or opens it again.
    CloseSpace(space::Model) = |access, space| in_space(access, space.id, Role::Leader);
    /// Grants a role on a space.
    GrantOnSpace(space::Model) = |access, space| {
        in_space(access, space.id, Role::Deputy)?;
        confirmed_in(access, space)
    };
    /// Ends a grant on a space.
    RevokeSpaceGrant(space_grant::Model) = |access, grant| in_space(access, grant.space_id, Role::Deputy);
    /// Grants a role on a unit.
    GrantOnUnit(unit::Model) = |access, unit| leads(access, unit.id);
    /// Ends a grant on a unit.
    RevokeUnitGrant(unit_grant::Model) = |access, grant| leads(access, grant.unit_id);
    /// Sees what passes with a unit; the row is the unit with the office of its next leader.
    SeeHandover((unit::Model, Option<position::Model>)) = |access, (unit, next)| {
        let comes = next.as_ref().is_some_and(|next| next.person_id == access.me());
        if comes || access.is_admin() { Ok(()) } else { serves(access, unit.id).map_err(|it| it.by("R2")) }
    };
    /// Reads the audit log: an auditor.
    ReadAudit(person::Model) = |access, _| platform(access, Platform::Auditor);
    /// Reads the lines of a space: its leader and deputies.
    ReadSpaceAudit(space::Model) = |access, space| {
        in_space(access, space.id, Role::Deputy)?;
        confirmed_in(access, space)
    };
    /// Asks who has which role in a space, and why: its leader, deputies, and auditors.
    SeeRoster(space::Model) = |access, space| {
        in_space(access, space.id, Role::Deputy)
            .or_else(|refusal| platform(access, Platform::Auditor).map_err(|_| refusal))
    };
    /// Asks why a person has their role in a space: they themself, and who sees its roster.
    ExplainAccess((space::Model, person::Model)) = |access, (space, person)| {
        if person.id == access.me() { Ok(()) } else { SeeRoster::decide(access, space) }
    };
    /// Lists all spaces as administrators and guardians know them: SECRET ones without a name (R13).
    AdministerSpaces(person::Model) = |access, _| {
        platform(access, Platform::Admin)
            .or_else(|refusal| platform(access, Platform::Guardian).map_err(|_| refusal))
    };
    /// Asks to break the glass of a space; the row is the administrator themself.
    AskBreakGlass(person::Model) = |access, _| platform(access, Platform::Admin).map_err(|it| it.by("R14"));
    /// Approves it: a guardian who is another person than asked.
    ApproveBreakGlass(break_glass::Model) = |access, asked| {
        platform(access, Platform::Guardian).map_err(|it| it.by("R14"))?;
        ensure(asked.asked_by != access.me(), "R14", "Another person than the one who asks must approve.")
    };
    /// Ends it before its time: who asked, or a guardian.
    EndBreakGlass(break_glass::Model) = |access, asked| {
        if asked.asked_by == access.me() {
            return Ok(());
        }
        platform(access, Platform::Guardian).map_err(|it| it.by("R14"))
    };
    /// Imports legacy documents into a space, or takes an import back. By application too (rule R15):
    /// what is imported names its author and its importer, and is nobody's new post.
    ImportInto(space::Model) for "import:write" = |access, space| {
        writes_in(access, space.id, Role::Deputy)
            .and_then(|()| confirmed_in(access, space))
            .or_else(|refusal| if approved_for(access, space) { Ok(()) } else { Err(refusal) })
    };
    /// Lets an administrator's application import into the space.
    ApproveImporter(space::Model) = |access, space| {
        in_space(access, space.id, Role::Leader).map_err(|it| it.by("R15"))?;
        confirmed_in(access, space)
    };
    /// Takes that back.
    RevokeImportApproval(import_approval::Model) = |access, approval| {
        in_space(access, approval.space_id, Role::Deputy).map_err(|it| it.by("R15"))
    };
    /// Takes all that one reads of a space out, to be imported elsewhere.
    ExportSpace(space::Model) = |access, space| in_space(access, space.id, Role::Deputy);

    /// Starts a draft in a space.
    DraftPost(space::Model) = |access, space| writes_in(access, space.id, Role::Contributor);
    /// Publishes a post of one's own in a space in the same call that writes it.
    PublishInto(space::Model) = |access, space| writes_in(access, space.id, Role::Author);
    /// Changes a post's text: one's own, as co-author of it, or as an editor what is proposed or
    /// published. The row is the post with the viewer's co-authorship of it.
    EditPost((post::Model, Option<post_coauthor::Model>)) = |access, (post, coauthor)| {
        if own(access, post) || coauthor.as_ref().is_some_and(|it| it.person_id == access.me()) {
            return in_own_right(access, post);
        }
        ensure(
            matches!(post.state, post::State::Proposed | post::State::Published),
            "R10",
            "Only its author and co-authors change a draft.",
        )?;
        in_space_of(access, post, Role::Editor)?;
        writes_in(access, post.space_id, Role::Editor)
    };
    /// Names a co-author of one's own post.
    NameCoauthor(post::Model) = |access, post| {
        is_author(access, post)?;
        in_own_right(access, post)
    };
    /// Takes a co-author off: the author, or the co-author.
    RemoveCoauthor((post::Model, post_coauthor::Model)) = |access, (post, coauthor)| {
        if coauthor.person_id == access.me() { Ok(()) } else { is_author(access, post) }
    };
    /// Invites an evangelist to one's own draft.
    InviteHelper(post::Model) = |access, post| {
        is_author(access, post)?;
        in_own_right(access, post)
    };
    /// Ends an invitation to one's own draft.
    RevokeInvitation(post::Model) = |access, post| is_author(access, post);
    /// Comments on a draft to help it: its author, a co-author, or an evangelist invited to it.
    CommentOnDraft((post::Model, Option<post_coauthor::Model>, Option<post_invitation::Model>)) =
        |access, (post, coauthor, invitation)| {
            ensure(post.state == post::State::Draft, "R12", "Only a draft is helped.")?;
            let party = own(access, post)
                || coauthor.as_ref().is_some_and(|it| it.person_id == access.me())
                || invited(access, invitation.as_ref());
            ensure(party, "R12", "A draft is helped by whom its author invites.")
        };
    /// Suggests a change of a draft; the row is the draft with the viewer's invitation to it.
    Suggest((post::Model, Option<post_invitation::Model>)) = |access, (post, invitation)| {
        ensure(post.state == post::State::Draft, "R12", "Only a draft is helped.")?;
        ensure(invited(access, invitation.as_ref()), "R12", "Only an evangelist whom its author invites suggests.")
    };
    /// Applies or declines a suggestion for one's own draft.
    DecideSuggestion((suggestion::Model, post::Model)) = |access, (_, post)| {
        is_author(access, post)?;
        ensure(post.state == post::State::Draft, "R12", "Only a draft is helped.")?;
        in_own_right(access, post)
    };
    /// Asks the evangelists of the branch: who writes in the unit.
    AskForHelp(unit::Model) = |access, unit| {
        let writes = |right: &SpaceRight| right.unit == unit.id && right.role >= Role::Contributor;
        let inside = access.rights.in_unit(unit.id).is_some()
            || access.rights.spaces().any(|(_, right)| writes(right));
        ensure(inside, "R12", "Help is for those who write in the unit.")
    };
    /// Answers a help request, or closes it: who asked, and the evangelists of the branch; the row is
    /// the request with the viewer's appointment to help there.
    AnswerHelp((help_request::Model, Option<platform_role::Model>)) = |access, (request, helper)| {
        let helps = helper.as_ref().is_some_and(|it| it.person_id == access.me());
        ensure(helps || request.asked_by == access.me(), "R12", "It is for who asked and who helps there.")
    };
    /// Sees how many take part in a unit's OPEN and UNIT spaces: its leader and deputies, and who helps
    /// it as evangelist; the row is the unit with the viewer's appointment to help it.
    SeeParticipation((unit::Model, Option<platform_role::Model>)) = |access, (unit, helper)| {
        let helps = helper.as_ref().is_some_and(|it| it.person_id == access.me());
        if helps { Ok(()) } else { serves(access, unit.id).map_err(|it| it.by("R12")) }
    };
    /// Proposes one's own draft for publication.
    ProposePost(post::Model) = |access, post| {
        is_author(access, post)?;
        writes_in(access, post.space_id, Role::Contributor)
    };
    /// Publishes or schedules one's own post.
    PublishPost(post::Model) = |access, post| {
        is_author(access, post)?;
        let least = if post.accepted_by.is_some() { Role::Contributor } else { Role::Author };
        writes_in(access, post.space_id, least)
    };
    /// Confirms a scheduled post that is held: its author in their own right, or the leader.
    ConfirmPost(post::Model) = |access, post| {
        PublishPost::decide(access, post)
            .or_else(|refusal| {
                in_space_of(access, post, Role::Leader)
                    .and_then(|()| writes_in(access, post.space_id, Role::Leader))
                    .map_err(|_| refusal)
            })
    };
    /// Accepts a proposal, which publishes it, or returns it.
    AcceptPost(post::Model) = |access, post| {
        in_space_of(access, post, Role::Editor)?;
        writes_in(access, post.space_id, Role::Editor)
    };
    /// Takes one's own post back to a draft.
    UnpublishPost(post::Model) = |access, post| {
        is_author(access, post)?;
        in_own_right(access, post)
    };
    /// Takes a published post back with a reason.
    WithdrawPost(post::Model) = |access, post| in_space_of(access, post, Role::Editor);
    /// Deletes one's own post.
    DeletePost(post::Model) = |access, post| is_author(access, post);
    /// Pins a post in its space, or unpins it.
    PinPost(post::Model) = |access, post| {
        in_space_of(access, post, Role::Editor)?;
        writes_in(access, post.space_id, Role::Editor)
    };

    /// Comments on a live post, as the space's comment policy lets.
    CommentOn((post::Model, space::Model)) = |access, (post, space)| {
        let live = post.state == post::State::Published
            && post.held_at.is_none()
            && post.published_at.is_some_and(|at| at <= access.now)
            && post.expires_at.is_none_or(|at| at > access.now);
        ensure(live, "R1", "Comments are for published posts.")?;
        let least = match space.comment_policy {
            CommentPolicy::Readers => Role::Reader,
            CommentPolicy::Contributors => Role::Contributor,
            CommentPolicy::Nobody => return ensure(false, "R1", "This space takes no comments."),
        };
        writes_in(access, space.id, least)
    };
    /// Deletes one's own comment, or as an editor anyone's; the row is the comment with its post.
    DeleteComment((comment::Model, post::Model)) = |access, (comment, post)| {
        if comment.author_id == access.me() {
            return Ok(());
        }
        in_space_of(access, post, Role::Editor)
    };
}
