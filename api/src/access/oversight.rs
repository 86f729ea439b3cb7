//! What is seen of what watches over rights and content: the audit log, break-glass, runs of the importer,
//! and the directory's groups.

use entity::id::SpaceId;
use entity::post::Reach;
use entity::{audit_log, break_glass, directory_group, import_approval, import_batch, space};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, Condition};

use super::scope::{not_for_applications, sorted};
use super::{Access, Role, Visible};

impl Visible for break_glass::Entity {
    /// One's own; for guardians and auditors all; and what was approved, for the roster of the space.
    fn scope(access: &Access) -> Condition {
        use entity::platform_role::Role as Platform;
        if access.holds(Platform::Guardian) || access.holds(Platform::Auditor) {
            return Condition::all();
        }
        let roster = access.rights.spaces().filter(|(_, right)| right.reach == Reach::Sealed);
        let roster = sorted(roster.map(|(_, right)| right.audience_key));
        let keys = access.dialect.key_in("space.audience_key", access.dialect.list(&roster));
        let mine =
            Query::select().column(space::Column::Id).from(space::Entity).and_where(keys).take();
        let told = Condition::all()
            .add(break_glass::Column::FromAt.is_not_null())
            .add(break_glass::Column::SpaceId.in_subquery(mine));
        let own = break_glass::Column::AskedBy.eq(access.me());
        not_for_applications(access).add(Condition::any().add(own).add(told))
    }
}

impl Visible for audit_log::Entity {
    /// For auditors, all but what is of a SECRET space (rule R17), of which break-glass alone shows, and
    /// the confirmations of offices, which tell that there is a closed space; for deputies and leaders,
    /// what is of their spaces.
    fn scope(access: &Access) -> Condition {
        // By a confirmed office: the lines of closed days stay after a widening (rule R13).
        let deputy = access
            .rights
            .spaces()
            .filter(|(_, right)| right.role >= Role::Deputy && right.reach == Reach::Sealed);
        let managed: Vec<_> = deputy.map(|(space, _)| space).collect();
        let own = audit_log::Column::SpaceId.is_in(managed);
        if !access.holds(entity::platform_role::Role::Auditor) {
            return not_for_applications(access).add(own);
        }
        let secret = Query::select()
            .column(space::Column::Id)
            .from(space::Entity)
            .and_where(space::Column::Visibility.eq(space::Visibility::Secret))
            .take();
        let admitted = Condition::any()
            .add(audit_log::Column::SpaceId.is_null())
            .add(audit_log::Column::SpaceId.not_in_subquery(secret))
            .add(audit_log::Column::Act.starts_with("BREAK_GLASS"));
        let told = Condition::all()
            .add(audit_log::Column::Act.is_not_in(["POSITION_CONFIRMED", "ASSIGNMENT_CONFIRMED"]))
            .add(admitted);
        not_for_applications(access).add(Condition::any().add(own).add(told))
    }
}

impl Visible for directory_group::Entity {
    /// For those who can grant: holders of an office, and administrators.
    fn scope(access: &Access) -> Condition {
        let office = access.rights.units().next().is_some();
        not_for_applications(access).add(Expr::val(office || access.is_admin()))
    }
}

impl Visible for import_batch::Entity {
    /// Of the spaces where the viewer is leader or deputy: for whoever may take them back. Of those that an
    /// importer is approved for, its owner's alone (rule R15).
    fn scope(access: &Access) -> Condition {
        let spaces: Vec<_> = served(access).collect();
        let approved = access.viewer.application.iter().flat_map(|it| it.approved.iter().copied());
        let own = Condition::all()
            .add(import_batch::Column::SpaceId.is_in(approved))
            .add(import_batch::Column::StartedBy.eq(access.me()));
        Condition::any().add(import_batch::Column::SpaceId.is_in(spaces)).add(own)
    }
}

impl Visible for import_approval::Entity {
    /// Of the spaces where the viewer is leader or deputy.
    fn scope(access: &Access) -> Condition {
        let spaces: Vec<_> = served(access).collect();
        not_for_applications(access).add(import_approval::Column::SpaceId.is_in(spaces))
    }
}

/// The spaces where the viewer is leader or deputy.
fn served(access: &Access) -> impl Iterator<Item = SpaceId> {
    access.rights.spaces().filter(|(_, right)| right.role >= Role::Deputy).map(|(space, _)| space)
}
