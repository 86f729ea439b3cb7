//! What is seen of help (rule R12): who helps, what they are asked, and what they do for a draft.

use entity::{
    help_answer, help_request, platform_role, post, post_invitation, space, suggestion,
    unit_closure,
};
use sea_orm::sea_query::{Expr, ExprTrait, IntoColumnRef, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition};

use super::scope::{coauthored, not_for_applications, of_visible_post, written_by_viewer};
use super::{Access, Visible};

impl Visible for platform_role::Entity {
    /// Who helps as evangelist: authors must know whom to invite. The others are not listed.
    fn scope(_: &Access) -> Condition {
        Condition::all().add(platform_role::Column::Role.eq(platform_role::Role::Evangelist))
    }
}

impl Visible for help_request::Entity {
    /// For who asks, and for the evangelists of the branch.
    fn scope(access: &Access) -> Condition {
        let concerned = help_request::Column::AskedBy
            .eq(access.me())
            .or(help_request::Column::UnitId.in_subquery(helped(access)));
        not_for_applications(access).add(concerned)
    }
}

impl Visible for help_answer::Entity {
    /// With the request.
    fn scope(access: &Access) -> Condition {
        let requests = Query::select()
            .column(help_request::Column::Id)
            .from(help_request::Entity)
            .cond_where(help_request::Entity::scope(access))
            .take();
        Condition::all().add(help_answer::Column::RequestId.in_subquery(requests))
    }
}

/// The units of the branches that the viewer helps as evangelist.
fn helped(access: &Access) -> SelectStatement {
    Query::select()
        .column((unit_closure::Entity, unit_closure::Column::DescendantId))
        .from(unit_closure::Entity)
        .inner_join(
            platform_role::Entity,
            on(
                (platform_role::Entity, platform_role::Column::UnitId),
                (unit_closure::Entity, unit_closure::Column::AncestorId),
            ),
        )
        .and_where(
            Expr::col((platform_role::Entity, platform_role::Column::PersonId)).eq(access.me()),
        )
        .and_where(platform_role::Column::Role.eq(platform_role::Role::Evangelist))
        .cond_where(in_force(access))
        .take()
}

impl Visible for suggestion::Entity {
    /// Of visible posts: for their writers, and for who made them.
    fn scope(access: &Access) -> Condition {
        let post = (suggestion::Entity, suggestion::Column::PostId);
        let concerned = suggestion::Column::EvangelistId
            .eq(access.me())
            .or(written_by_viewer(access, post))
            .or(suggestion::Column::PostId.in_subquery(coauthored(access)));
        not_for_applications(access).add(concerned).add(of_visible_post(access, post))
    }
}

impl Visible for post_invitation::Entity {
    /// For the author and the evangelist.
    fn scope(access: &Access) -> Condition {
        let concerned = post_invitation::Column::EvangelistId
            .eq(access.me())
            .or(post_invitation::Column::InvitedBy.eq(access.me()));
        not_for_applications(access).add(concerned)
    }
}

/// The drafts that the viewer is invited to, while they are evangelist of the branch (rule R12).
pub(super) fn invited(access: &Access) -> SelectStatement {
    use entity::post_invitation::{Column, Entity};
    Query::select()
        .column((Entity, Column::PostId))
        .from(Entity)
        .inner_join(post::Entity, on((post::Entity, post::Column::Id), (Entity, Column::PostId)))
        .inner_join(
            space::Entity,
            on((space::Entity, space::Column::Id), (post::Entity, post::Column::SpaceId)),
        )
        .inner_join(
            unit_closure::Entity,
            on(
                (unit_closure::Entity, unit_closure::Column::DescendantId),
                (space::Entity, space::Column::UnitId),
            ),
        )
        .inner_join(
            platform_role::Entity,
            on(
                (platform_role::Entity, platform_role::Column::UnitId),
                (unit_closure::Entity, unit_closure::Column::AncestorId),
            ),
        )
        .and_where(Expr::col((Entity, Column::EvangelistId)).eq(access.me()))
        .and_where(Expr::col((Entity, Column::FromAt)).lte(access.now))
        .and_where(Expr::col((Entity, Column::UntilAt)).gt(access.now))
        .and_where(
            Expr::col((platform_role::Entity, platform_role::Column::PersonId)).eq(access.me()),
        )
        .and_where(platform_role::Column::Role.eq(platform_role::Role::Evangelist))
        .cond_where(in_force(access))
        .take()
}

/// A platform role that holds now.
pub(super) fn in_force(access: &Access) -> Condition {
    let table = platform_role::Entity;
    let until = Expr::col((table, platform_role::Column::UntilAt));
    Condition::all()
        .add(Expr::col((table, platform_role::Column::FromAt)).lte(access.now))
        .add(Condition::any().add(until.clone().is_null()).add(until.gt(access.now)))
}

fn on(one: impl IntoColumnRef, other: impl IntoColumnRef) -> Expr {
    Expr::col(one).eq(Expr::col(other))
}
