//! What is seen of what watches over rights and content: the audit log, break-glass, runs of the importer,
//! and the directory's groups.

use entity::id::SpaceId;
use entity::post::Reach;
use entity::{audit_log, break_glass, directory_group, import_approval, import_batch, space};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, Condition};

use super::rights::SpaceRight;
use super::scope::{not_for_applications, sorted};
use super::{Access, Role, Visible};

impl Visible for break_glass::Entity {
    /// One's own; for guardians and auditors all; and what was approved, for the roster of the space.
    fn scope(access: &Access) -> Condition {
        use entity::platform_role::Role as Platform;
        if access.holds(Platform::Guardian) || access.holds(Platform::Auditor) {
            return Condition::all();
        }
        let told = Condition::all()
            .add(break_glass::Column::FromAt.is_not_null())
            .add(since_closed_days(access, break_glass::Column::SpaceId, Role::Reader));
        let own = break_glass::Column::AskedBy.eq(access.me());
        not_for_applications(access).add(Condition::any().add(own).add(told))
    }
}

impl Visible for audit_log::Entity {
    /// For auditors, all but what is of a SECRET space (rule R17), of which break-glass alone shows, and
    /// the confirmations of offices, which tell that there is a closed space; for deputies and leaders,
    /// what is of their spaces.
    fn scope(access: &Access) -> Condition {
        let own = since_closed_days(access, audit_log::Column::SpaceId, Role::Deputy);
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
        let approved = access.viewer.application.iter().flat_map(|it| it.approved.iter().copied());
        let own = Condition::all()
            .add(import_batch::Column::SpaceId.is_in(approved))
            .add(import_batch::Column::StartedBy.eq(access.me()));
        let served = since_closed_days(access, import_batch::Column::SpaceId, Role::Deputy);
        Condition::any().add(served).add(own)
    }
}

impl Visible for import_approval::Entity {
    /// Of the spaces where the viewer is leader or deputy.
    fn scope(access: &Access) -> Condition {
        let served = access.rights.spaces().filter(|(_, right)| right.role >= Role::Deputy);
        let served: Vec<_> = served.map(|(space, _)| space).collect();
        not_for_applications(access).add(import_approval::Column::SpaceId.is_in(served))
    }
}

/// `column` is a space where the viewer is on the roster with at least this role; in one that is or was
/// RESTRICTED or SECRET, by a role that counts for those days: what is told of them stays after a widening
/// (rules R9, R13).
pub(super) fn since_closed_days(
    access: &Access,
    column: impl ColumnTrait,
    least: Role,
) -> Condition {
    let sealed = access.rights.spaces().filter(|(_, right)| right.sealed_role >= Some(least));
    let wide = access.rights.spaces().filter(|(_, right)| {
        right.role >= least && matches!(right.reach, Reach::Roster | Reach::Sealed)
    });
    let keys = |of: Vec<(SpaceId, &SpaceRight)>| {
        let keys = sorted(of.into_iter().map(|(_, right)| right.audience_key));
        access.dialect.key_in("space.audience_key", access.dialect.list(&keys))
    };
    let never_closed =
        Condition::all().add(keys(wide.collect())).add(space::Column::WasSealed.eq(false));
    let spaces = Query::select()
        .column(space::Column::Id)
        .from(space::Entity)
        .cond_where(Condition::any().add(keys(sealed.collect())).add(never_closed))
        .take();
    Condition::all().add(column.in_subquery(spaces))
}
