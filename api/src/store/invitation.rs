//! Writes invitations of an evangelist to one draft (rule R12).

use entity::id::{PersonId, PostId, SpaceId, UnitId};
use entity::{Timestamp, person, platform_role, post, post_invitation, space, unit_closure};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use serde_json::json;

use super::audit::Line;
use super::publication::locked;
use super::transaction::Transaction;
use super::{Db, Seen};
use crate::access::Permit;
use crate::access::policy::{InviteHelper, RevokeInvitation};
use crate::clock::Clock;
use crate::error::Result;
use crate::fault::{Outcome, Refused};

/// How long an invitation holds, in seconds.
const DAY: i64 = 24 * 3600;

impl Db {
    /// Invites an evangelist of the branch to a draft for 24 hours.
    pub async fn invite_helper(
        &self,
        permit: Permit<InviteHelper>,
        evangelist: &person::Model,
        clock: &Clock,
    ) -> Outcome<Seen<post_invitation::Model>> {
        let transaction = self.begin_noted(clock).await?;
        let now = clock.now();
        let post = locked(&transaction, permit.row()).await?;
        if post.state != post::State::Draft {
            return Err(Refused::conflict("postId", "Only a draft is helped.").by("R12").into());
        }
        let space = space::Entity::find_by_id(post.space_id).one(&transaction).await?;
        let unit = space.ok_or_else(|| Refused::not_found("postId"))?.unit_id;
        if !helps(&transaction, evangelist.id, unit, now).await? {
            let message = "They are no evangelist of the unit's branch.";
            return Err(Refused::conflict("evangelistId", message).by("R12").into());
        }
        if standing(&transaction, post.id, evangelist.id, now).await?.is_some() {
            return Err(Refused::conflict("evangelistId", "They are invited already.").into());
        }
        let row = post_invitation::Model {
            id: clock.new_id(),
            post_id: post.id,
            evangelist_id: evangelist.id,
            invited_by: permit.access().me(),
            from_at: now,
            until_at: now.plus_seconds(DAY),
            helped_at: None,
        };
        transaction.insert(row.clone()).await?;
        let line = of("INVITATION_CREATED", &row);
        transaction.audited(clock, Some(permit.access()), line).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Ends an invitation to one's own draft now.
    pub async fn revoke_invitation(
        &self,
        permit: Permit<RevokeInvitation>,
        invitation: &Seen<post_invitation::Model>,
        clock: &Clock,
    ) -> Outcome<Seen<post_invitation::Model>> {
        let transaction = self.begin_noted(clock).await?;
        let now = clock.now();
        // Other changes of the draft wait, an evangelist's help among them.
        locked(&transaction, permit.row()).await?;
        let row = post_invitation::Entity::find_by_id(invitation.id).one(&transaction).await?;
        let mut row = row.ok_or_else(|| Refused::not_found("id"))?;
        if row.until_at <= now {
            return Err(Refused::conflict("id", "The invitation has ended already.").into());
        }
        row.until_at = now;
        transaction.update(row.clone()).await?;
        let line = of("INVITATION_REVOKED", &row);
        transaction.audited(clock, Some(permit.access()), line).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }
}

/// What the log says: of which draft is its writers' alone.
fn of(act: &'static str, row: &post_invitation::Model) -> Line {
    Line {
        act,
        subject: Some(row.evangelist_id.into()),
        after: Some(json!({ "until": row.until_at.to_string() })),
        ..Line::default()
    }
}

/// Whether somebody helps a unit as evangelist.
async fn helps(
    transaction: &Transaction,
    person: PersonId,
    unit: UnitId,
    now: Timestamp,
) -> Result<bool> {
    let above = unit_closure::Entity::find()
        .select_only()
        .column(unit_closure::Column::AncestorId)
        .filter(unit_closure::Column::DescendantId.eq(unit))
        .into_query();
    Ok(platform_role::Entity::find()
        .filter(platform_role::Column::PersonId.eq(person))
        .filter(platform_role::Column::Role.eq(platform_role::Role::Evangelist))
        .filter(platform_role::Column::FromAt.lte(now))
        .filter(platform_role::Column::UntilAt.is_null().or(platform_role::Column::UntilAt.gt(now)))
        .filter(platform_role::Column::UnitId.in_subquery(above))
        .one(transaction)
        .await?
        .is_some())
}

/// Refuses unless an invitation still holds, inside the transaction that it permits: it has not ended,
/// and who is invited is evangelist of the branch.
pub(in crate::store) async fn still_invited(
    transaction: &Transaction,
    invitation: &post_invitation::Model,
    space: SpaceId,
    now: Timestamp,
) -> Outcome<()> {
    let found = post_invitation::Entity::find_by_id(invitation.id).one(transaction).await?;
    let space = space::Entity::find_by_id(space).one(transaction).await?;
    if let (Some(found), Some(space)) = (found, space)
        && now < found.until_at
        && helps(transaction, found.evangelist_id, space.unit_id, now).await?
    {
        return Ok(());
    }
    Err(Refused::conflict("postId", "The invitation has ended.").by("R12").into())
}

/// The invitation of somebody to a draft that holds now.
async fn standing(
    transaction: &Transaction,
    post: PostId,
    evangelist: PersonId,
    now: Timestamp,
) -> Result<Option<post_invitation::Model>> {
    Ok(post_invitation::Entity::find()
        .filter(post_invitation::Column::PostId.eq(post))
        .filter(post_invitation::Column::EvangelistId.eq(evangelist))
        .filter(post_invitation::Column::UntilAt.gt(now))
        .one(transaction)
        .await?)
}

/// Notes that an evangelist has helped: what is published of the draft says so.
pub(in crate::store) async fn note_help(
    transaction: &Transaction,
    post: PostId,
    evangelist: PersonId,
    now: Timestamp,
) -> Result<()> {
    let last = post_invitation::Entity::find()
        .filter(post_invitation::Column::PostId.eq(post))
        .filter(post_invitation::Column::EvangelistId.eq(evangelist))
        .order_by_desc(post_invitation::Column::FromAt)
        .one(transaction)
        .await?;
    if let Some(mut last) = last.filter(|last| last.helped_at.is_none()) {
        last.helped_at = Some(now);
        transaction.update(last).await?;
    }
    Ok(())
}
