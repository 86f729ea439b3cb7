//! Writes spaces.

use entity::id::{AdministeredSpaceId, SpaceId};
use entity::space::{self, CommentPolicy, MemberRole, Visibility};
use entity::{assignment, space_confirmation, space_grant, unit};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Builder;

use super::audit::Line;
use super::grant::told_of_space;
use super::position::unconfirm_ahead;
use super::transaction::Transaction;
use super::{Db, Seen, Touched};
use crate::access::policy::{ChangeVisibility, CloseSpace, ManageSpace, OpenSpace};
use crate::access::{Access, Permit};
use crate::clock::{Clock, fill_random};
use crate::content::{slug, tag_slug};
use crate::error::Result;
use crate::fault::{Outcome, Refused};

/// A space to be.
#[derive(Clone, Debug)]
pub struct NewSpace {
    /// For people.
    pub name: String,
    /// For addresses; made from the name if none.
    pub slug: Option<String>,
    /// What it is for.
    pub description: String,
    /// Who may read it.
    pub visibility: Visibility,
    /// What members may do.
    pub member_role: MemberRole,
    /// Who may comment.
    pub comment_policy: CommentPolicy,
}

/// What a leader or deputy may change; none leaves it.
#[derive(Clone, Debug, Default)]
pub struct SpaceChange {
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// A new member role.
    pub member_role: Option<MemberRole>,
    /// A new comment policy.
    pub comment_policy: Option<CommentPolicy>,
}

/// The home space of a new unit: UNIT, so that it begins with its branch and is opened by choice.
pub(in crate::store) fn home_of(unit: &unit::Model, clock: &Clock) -> space::Model {
    let id: SpaceId = clock.new_id();
    space::Model {
        id,
        unit_id: unit.id,
        slug: "home".to_owned(),
        name: unit.name.clone(),
        sort_name: unit.sort_name.clone(),
        description: String::new(),
        visibility: Visibility::Unit,
        member_role: MemberRole::Author,
        comment_policy: CommentPolicy::Readers,
        inherits: true,
        is_home: true,
        audience_key: space::Model::audience_key_of(id),
        opaque_id: opaque_id(),
        was_sealed: false,
        closed_at: None,
        created_at: unit.created_at,
        updated_at: unit.created_at,
    }
}

/// The address of a SECRET space. Nobody else's new space clashes with it, which would betray it: it never
/// is as plain as a name makes it (rule R17).
fn hidden(slug: &str, id: SpaceId) -> String {
    let tail = id.to_string();
    format!("{slug}-{}", tail.get(tail.len() - 6..).unwrap_or_default())
}

/// Nothing of it comes from the space or the instant: who sees it learns nothing else.
fn opaque_id() -> AdministeredSpaceId {
    let mut random = [0_u8; 16];
    fill_random(&mut random);
    Builder::from_random_bytes(random).into_uuid().into()
}

impl Db {
    /// Opens a further space of a unit.
    pub async fn open_space(
        &self,
        permit: Permit<OpenSpace>,
        new: NewSpace,
        clock: &Clock,
    ) -> Outcome<Seen<space::Model>> {
        let id: SpaceId = clock.new_id();
        let unit = permit.row().id;
        let confirmed = permit.access().rights.in_unit(unit).is_some_and(|office| office.confirmed);
        if new.visibility.is_sealed() && !confirmed {
            let message =
                "Your office counts in RESTRICTED and SECRET spaces once it is confirmed.";
            return Err(Refused::forbidden("visibility", "R13", message).into());
        }
        let mut slug = slug(new.slug.as_deref().unwrap_or(&new.name), "space");
        let transaction = self.begin_change(Touched::Nothing, permit.access(), clock).await?;
        let taken = space::Entity::find()
            .filter(space::Column::UnitId.eq(unit))
            .filter(space::Column::Slug.eq(&slug))
            .one(&transaction)
            .await?;
        if new.visibility == Visibility::Secret {
            slug = hidden(&slug, id);
        } else if taken.is_some() {
            let message = format!("Another space of the unit has the address `{slug}`.");
            return Err(Refused::conflict("slug", message).into());
        }
        let now = clock.now();
        let row = space::Model {
            id,
            unit_id: unit,
            slug,
            sort_name: tag_slug(&new.name),
            name: new.name,
            description: new.description,
            visibility: new.visibility,
            member_role: new.member_role,
            comment_policy: new.comment_policy,
            inherits: true,
            is_home: false,
            audience_key: space::Model::audience_key_of(id),
            opaque_id: opaque_id(),
            was_sealed: new.visibility.is_sealed(),
            closed_at: None,
            created_at: now,
            updated_at: now,
        };
        transaction.insert(row.clone()).await?;
        if row.visibility.is_sealed() {
            unconfirm_ahead(&transaction, unit, now).await?;
        }
        let after = Some(described(&row));
        let line = Line { act: "SPACE_OPENED", after, ..of(&row) };
        transaction.audited(clock, Some(permit.access()), line).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Changes name, description, member role or comment policy.
    pub async fn change_space(
        &self,
        permit: Permit<ManageSpace>,
        change: SpaceChange,
        clock: &Clock,
    ) -> Outcome<Seen<space::Model>> {
        let before = permit.row().clone();
        let mut row = before.clone();
        row.name = change.name.unwrap_or(row.name);
        row.sort_name = tag_slug(&row.name);
        row.description = change.description.unwrap_or(row.description);
        row.member_role = change.member_role.unwrap_or(row.member_role);
        row.comment_policy = change.comment_policy.unwrap_or(row.comment_policy);
        self.save_space("SPACE_CHANGED", permit.access(), &before, row, clock).await
    }

    /// Changes who may read a space, or whether subtree grants reach it. Narrowing confirms the
    /// members of now for this space, and ends grants that only OPEN and UNIT spaces take.
    pub async fn change_visibility(
        &self,
        permit: Permit<ChangeVisibility>,
        visibility: Option<Visibility>,
        inherits: Option<bool>,
        clock: &Clock,
    ) -> Outcome<Seen<space::Model>> {
        let before = permit.row().clone();
        let mut row = before.clone();
        row.visibility = visibility.unwrap_or(row.visibility);
        row.inherits = inherits.unwrap_or(row.inherits);
        self.save_space("SPACE_VISIBILITY", permit.access(), &before, row, clock).await
    }

    /// Closes a space to writing; what is in it stays readable. Or opens it again.
    pub async fn close_space(
        &self,
        permit: Permit<CloseSpace>,
        close: bool,
        clock: &Clock,
    ) -> Outcome<Seen<space::Model>> {
        let before = permit.row().clone();
        let mut row = before.clone();
        row.closed_at = close.then(|| before.closed_at.unwrap_or(clock.now()));
        let act = if close { "SPACE_CLOSED" } else { "SPACE_REOPENED" };
        self.save_space(act, permit.access(), &before, row, clock).await
    }

    async fn save_space(
        &self,
        act: &'static str,
        access: &Access,
        before: &space::Model,
        row: space::Model,
        clock: &Clock,
    ) -> Outcome<Seen<space::Model>> {
        let transaction = self.begin_change(Touched::Space(row.id), access, clock).await?;
        let row = save(&transaction, act, access, before, row, clock).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }
}

/// Writes a changed space, with what narrowing brings with it.
pub(in crate::store) async fn save(
    transaction: &Transaction,
    act: &'static str,
    access: &Access,
    before: &space::Model,
    mut row: space::Model,
    clock: &Clock,
) -> Outcome<space::Model> {
    row.updated_at = clock.now();
    row.was_sealed |= row.visibility.is_sealed();
    if row.visibility == Visibility::Secret && before.visibility != Visibility::Secret {
        // Whoever has listed it before does not know it again (rules R13, R17).
        row.opaque_id = opaque_id();
        row.slug = hidden(&row.slug, row.id);
    }
    transaction.still(before).await?;
    transaction.update(row.clone()).await?;
    let (was, mut is) = (described(before), described(&row));
    if row.visibility.is_sealed() && !before.visibility.is_sealed() {
        let confirmed = confirm_members(transaction, &row, access, clock).await?;
        let ended = end_wide_grants(transaction, &row, clock).await?;
        if let Some(is) = is.as_object_mut() {
            is.insert("confirmedMembers".to_owned(), confirmed.into());
            is.insert("endedGrants".to_owned(), ended.into());
        }
        unconfirm_ahead(transaction, row.unit_id, clock.now()).await?;
    }
    let line = Line { act, before: Some(was), after: Some(is), ..of(&row) };
    transaction.audited(clock, Some(access), line).await?;
    Ok(row)
}

fn of(row: &space::Model) -> Line {
    Line { unit: Some(row.unit_id), space: Some(row.id), ..Line::default() }
}

fn described(row: &space::Model) -> Value {
    json!({
        "name": row.name,
        "visibility": format!("{:?}", row.visibility),
        "memberRole": format!("{:?}", row.member_role),
        "comments": format!("{:?}", row.comment_policy),
        "inherits": row.inherits,
        "closed": row.closed_at.is_some(),
    })
}

/// Rule R3: narrowing a space confirms those who are members then, for this space. Says whom.
async fn confirm_members(
    transaction: &Transaction,
    space: &space::Model,
    access: &Access,
    clock: &Clock,
) -> Result<Vec<String>> {
    let now = clock.now();
    let members = assignment::Entity::find()
        .filter(assignment::Column::UnitId.eq(space.unit_id))
        .filter(assignment::Column::FromAt.lte(now))
        .filter(
            Condition::any()
                .add(assignment::Column::UntilAt.is_null())
                .add(assignment::Column::UntilAt.gt(now)),
        )
        .all(transaction)
        .await?;
    let mut confirmed = Vec::with_capacity(members.len());
    for member in members {
        confirmed.push(member.person_id.to_string());
        let row = space_confirmation::Model {
            assignment_id: member.id,
            space_id: space.id,
            confirmed_by: access.me(),
            confirmed_at: now,
        };
        transaction.insert_new(row).await?;
    }
    Ok(confirmed)
}

/// Rule R4: in a RESTRICTED or SECRET space grants are to persons; narrowing ends the others. Says which.
async fn end_wide_grants(
    transaction: &Transaction,
    space: &space::Model,
    clock: &Clock,
) -> Result<Vec<Value>> {
    let now = clock.now();
    let wide = space_grant::Entity::find()
        .filter(space_grant::Column::SpaceId.eq(space.id))
        .filter(space_grant::Column::GranteeKind.ne(space_grant::GranteeKind::Person))
        .filter(
            Condition::any()
                .add(space_grant::Column::UntilAt.is_null())
                .add(space_grant::Column::UntilAt.gt(now)),
        )
        .all(transaction)
        .await?;
    let mut ended = Vec::with_capacity(wide.len());
    for mut grant in wide {
        ended.push(told_of_space(&grant));
        grant.until_at = Some(now);
        transaction.update(grant).await?;
    }
    Ok(ended)
}
