//! The filter that every read of a table starts from: what a viewer can see of it.

use entity::{
    application, comment, media, person, platform_role, position, post, post_body, post_coauthor,
    post_invitation, post_tag, revision, space, space_grant, unit, unit_grant,
};
use sea_orm::sea_query::{Expr, ExprTrait, IntoColumnRef, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait};

use super::helping::{in_force, invited};
use super::oversight::since_closed_days;
use super::rights::SpaceRight;
use super::{Access, Role};

/// A table of which each viewer sees a part.
pub trait Visible: EntityTrait {
    /// The rows that the viewer sees.
    fn scope(access: &Access) -> Condition;
}

/// The live posts that the viewer reads: published, its time has come, not expired, withdrawn or
/// deleted, and within the narrower of its audience and the space's visibility.
fn live(access: &Access) -> Condition {
    Condition::all()
        .add(post::Column::FeedKey.lt(post::feed_key_after(access.now)))
        .add(
            Condition::any()
                .add(post::Column::ExpiresAt.is_null())
                .add(post::Column::ExpiresAt.gt(access.now)),
        )
        .add(within(access))
}

/// Within the audience and the space's visibility, as far as the viewer's rights reach.
fn within(access: &Access) -> Expr {
    let readable = access.rights.readable_list(access.dialect).to_owned();
    access.dialect.key_in("post.audience_key", readable)
}

impl Visible for post::Entity {
    /// Live posts; the viewer's own that are not live, whether or not they still reach the space;
    /// drafts they are co-author of or invited to; and, for editors, what waits to be published.
    fn scope(access: &Access) -> Condition {
        let me = access.me();
        let editor = access.rights.spaces().filter(|(_, right)| right.role >= Role::Editor);
        let sealed_editor =
            access.rights.spaces().filter(|(_, right)| right.sealed_role >= Some(Role::Editor));
        let number = |(_, right): (_, &SpaceRight)| right.audience_key / 4;
        let of = |spaces: Vec<i64>| {
            access.dialect.key_in("post.audience_key / 4", access.dialect.list(&spaces))
        };
        let not_deleted = post::Column::State.ne(post::State::Deleted);
        // A draft is its writer's alone. Anything else others have corrected and commented on, or may:
        // it is for those within its audience, and an author who has left the roster of a SECRET
        // space is none of them (rule R17).
        let draft_or_within =
            Condition::any().add(post::Column::State.eq(post::State::Draft)).add(within(access));
        let waiting = Condition::any().add(post::Column::State.eq(post::State::Proposed)).add(
            Condition::all().add(post::Column::State.eq(post::State::Published)).add(
                Condition::any()
                    .add(post::Column::PublishedAt.gt(access.now))
                    .add(post::Column::HeldAt.is_not_null()),
            ),
        );
        let own = Condition::any()
            .add(post::Column::AuthorId.eq(me))
            .add(post::Column::Id.in_subquery(coauthored(access)))
            .add(
                Condition::all()
                    .add(post::Column::State.eq(post::State::Draft))
                    .add(post::Column::Id.in_subquery(invited(access))),
            );
        // What was proposed or scheduled in closed days is for those who edit by a role of those (R9). Every
        // editor's role reaches to the roster, so that no other audience is kept from them.
        let not_sealed = Expr::cust("post.audience_key % 4 <> 3");
        let edited = Condition::all().add(waiting).add(
            Condition::any()
                .add(of(sorted(editor.map(number))).and(not_sealed))
                .add(of(sorted(sealed_editor.map(number)))),
        );
        // An application reads what is published, never what its owner is writing.
        let mine = Condition::all().add(own).add(draft_or_within);
        let private = not_for_applications(access)
            .add(not_deleted)
            .add(Condition::any().add(mine).add(edited));
        Condition::any().add(live(access)).add(private)
    }
}

pub(super) fn coauthored(access: &Access) -> SelectStatement {
    Query::select()
        .column(entity::post_coauthor::Column::PostId)
        .from(entity::post_coauthor::Entity)
        .and_where(entity::post_coauthor::Column::PersonId.eq(access.me()))
        .take()
}

/// There is a post for `column` that the viewer sees. Asked row by row: as a list of ids, every
/// post that the viewer reads would be gathered first.
pub(super) fn of_visible_post(access: &Access, column: impl IntoColumnRef) -> Expr {
    let post = Query::select()
        .expr(Expr::val(1))
        .from(post::Entity)
        .and_where(Expr::col((post::Entity, post::Column::Id)).eq(Expr::col(column)))
        .cond_where(post::Entity::scope(access))
        .take();
    Expr::exists(post)
}

pub(super) fn sorted(keys: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut keys: Vec<i64> = keys.collect();
    keys.sort_unstable();
    keys
}

impl Visible for space::Entity {
    /// Spaces with a role, and RESTRICTED ones, whose name and leader are listed to all; to an importer,
    /// those that it is approved for.
    fn scope(access: &Access) -> Condition {
        let restricted = space::Column::Visibility.eq(space::Visibility::Restricted);
        let keys = sorted(access.rights.spaces().map(|(_, right)| right.audience_key));
        let keys = access.dialect.list(&keys);
        let known = Condition::any().add(access.dialect.key_in("space.audience_key", keys));
        let Some(application) = &access.viewer.application else {
            return known.add(restricted);
        };
        let known = known.add(space::Column::Id.is_in(application.approved.iter().copied()));
        let limited = application.spaces.is_some() || application.branch.is_some();
        if limited { known } else { known.add(restricted) }
    }
}

/// The spaces of which the viewer may ask who has access: those they know of, and for auditors all
/// whose existence is admitted.
pub(crate) fn explained(access: &Access) -> Condition {
    let known = space::Entity::scope(access);
    if access.holds(entity::platform_role::Role::Auditor) {
        return known.add(space::Column::Visibility.ne(space::Visibility::Secret));
    }
    known
}

/// A table of parts of posts: read with posts that the viewer has been shown, never by itself.
pub trait PartOfPost: EntityTrait {
    /// Whose part it is.
    const POST: Self::Column;
}

impl PartOfPost for post_body::Entity {
    const POST: Self::Column = post_body::Column::PostId;
}

impl PartOfPost for post_coauthor::Entity {
    const POST: Self::Column = post_coauthor::Column::PostId;
}

impl PartOfPost for post_invitation::Entity {
    const POST: Self::Column = post_invitation::Column::PostId;
}

impl PartOfPost for post_tag::Entity {
    const POST: Self::Column = post_tag::Column::PostId;
}

impl Visible for revision::Entity {
    /// Who wrote a version of a visible post is for every reader (R11).
    fn scope(access: &Access) -> Condition {
        Condition::all().add(of_visible_post(access, (revision::Entity, revision::Column::PostId)))
    }
}

impl Visible for comment::Entity {
    /// The comments of visible posts, but for deleted ones; what helped a draft stays with its writers
    /// and who helped.
    fn scope(access: &Access) -> Condition {
        let post = (comment::Entity, comment::Column::PostId);
        let readable = access.rights.readable_list(access.dialect).to_owned();
        // R9: as far as its post reached when it was written, and no farther.
        let for_readers = comment::Column::OnDraft
            .eq(false)
            .and(access.dialect.key_in("comment.audience_key", readable));
        let helping = comment::Column::AuthorId
            .eq(access.me())
            .or(written_by_viewer(access, post))
            .or(comment::Column::PostId.in_subquery(coauthored(access)))
            .or(comment::Column::PostId.in_subquery(invited(access)))
            .and(comment::Column::OnDraft.eq(true));
        let helping = not_for_applications(access).add(helping);
        Condition::all()
            .add(comment::Column::DeletedAt.is_null())
            .add(Condition::any().add(for_readers).add(helping))
            .add(of_visible_post(access, post))
    }
}

/// The viewer is the author of the post for `column`.
pub(super) fn written_by_viewer(access: &Access, column: impl IntoColumnRef) -> Expr {
    let post = Query::select()
        .expr(Expr::val(1))
        .from(post::Entity)
        .and_where(Expr::col((post::Entity, post::Column::Id)).eq(Expr::col(column)))
        .and_where(post::Column::AuthorId.eq(access.me()))
        .take();
    Expr::exists(post)
}

impl Visible for media::Entity {
    /// What visible posts show; and what came in with an import and no post shows, for leaders and deputies.
    fn scope(access: &Access) -> Condition {
        use entity::post_media::{Column, Entity};
        let showing = Query::select()
            .expr(Expr::val(1))
            .from(Entity)
            .and_where(
                Expr::col((Entity, Column::MediaId))
                    .eq(Expr::col((media::Entity, media::Column::Id))),
            )
            .take();
        let mut visible = showing.clone();
        visible.and_where(of_visible_post(access, (Entity, Column::PostId)));
        let unshown = not_for_applications(access)
            .add(Expr::exists(showing).not())
            .add(since_closed_days(access, media::Column::SpaceId, Role::Deputy));
        Condition::any().add(Expr::exists(visible)).add(unshown)
    }
}

impl Visible for space_grant::Entity {
    /// The grants on spaces where the viewer is deputy or leader.
    fn scope(access: &Access) -> Condition {
        let deputy = access.rights.spaces().filter(|(_, right)| right.role >= Role::Deputy);
        let managed: Vec<_> = deputy.map(|(space, _)| space).collect();
        not_for_applications(access).add(space_grant::Column::SpaceId.is_in(managed))
    }
}

impl Visible for unit_grant::Entity {
    /// The grants on units where the viewer is leader or deputy.
    fn scope(access: &Access) -> Condition {
        let served: Vec<_> = access.rights.units().collect();
        not_for_applications(access).add(unit_grant::Column::UnitId.is_in(served))
    }
}

/// What only a person manages.
pub(super) fn not_for_applications(access: &Access) -> Condition {
    match access.viewer.application {
        Some(_) => Condition::all().add(Expr::val(false)),
        None => Condition::all(),
    }
}

impl Visible for application::Entity {
    /// One's own, and for administrators all; for an application itself; for who leads, administrators'
    /// importers, which they may approve.
    fn scope(access: &Access) -> Condition {
        if access.is_admin() {
            return Condition::all();
        }
        let own = Condition::all().add(application::Column::OwnerId.eq(access.me()));
        if let Some(asking) = &access.viewer.application {
            return own.add(application::Column::Id.eq(asking.id));
        }
        if access.rights.units().next().is_none() {
            return own;
        }
        Condition::any().add(own).add(importers(access))
    }
}

/// The applications of administrators that may import (rule R15).
fn importers(access: &Access) -> Condition {
    use entity::application_token::{Column, Entity};
    let import = Query::select()
        .column(Column::ApplicationId)
        .from(Entity)
        .and_where(Column::Scopes.contains("import:write"))
        .take();
    let administrators = Query::select()
        .column(platform_role::Column::PersonId)
        .from(platform_role::Entity)
        .and_where(platform_role::Column::Role.eq(platform_role::Role::Admin))
        .cond_where(in_force(access))
        .take();
    Condition::all()
        .add(application::Column::Id.in_subquery(import))
        .add(application::Column::OwnerId.in_subquery(administrators))
}

/// The org chart and the directory of people are for everyone in the organisation.
macro_rules! for_everyone {
    ($($entity:path),*) => {$(
        impl Visible for $entity {
            fn scope(_: &Access) -> Condition {
                Condition::all()
            }
        }
    )*};
}

for_everyone!(unit::Entity, person::Entity, position::Entity, entity::assignment::Entity);
