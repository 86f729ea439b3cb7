//! Moves posts between draft, proposal, publication and withdrawal.

use entity::id::SpaceId;
use entity::post::{self, Reach, State};
use entity::{Timestamp, comment, space};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use super::scheduled::{may_publish, next_leader};
use super::tag::follow;
use super::transaction::Transaction;
use super::{Db, Seen};
use crate::access::Permit;
use crate::access::policy::{
    AcceptPost, ConfirmPost, DeletePost, PinPost, ProposePost, PublishPost, UnpublishPost,
    WithdrawPost,
};
use crate::clock::Clock;
use crate::error::Result;
use crate::fault::{Outcome, Refused};

/// When a post is to be live.
#[derive(Clone, Copy, Debug, Default)]
pub struct When {
    /// From when; now if none.
    pub at: Option<Timestamp>,
    /// Until when, exclusive; for ever if none.
    pub until: Option<Timestamp>,
}

/// Scheduled posts of one author, at most.
const MAX_SCHEDULED: u64 = 100;

impl Db {
    /// Proposes a draft for publication.
    pub async fn propose_post(
        &self,
        permit: Permit<ProposePost>,
        clock: &Clock,
    ) -> Outcome<Seen<post::Model>> {
        self.move_post(permit.row(), &[State::Draft], clock, |row| row.state = State::Proposed)
            .await
    }

    /// Publishes at once, or at a later instant.
    pub async fn publish_post(
        &self,
        permit: Permit<PublishPost>,
        when: When,
        clock: &Clock,
    ) -> Outcome<Seen<post::Model>> {
        let from = [State::Draft, State::Proposed, State::Withdrawn];
        let transaction = self.begin().await?;
        transaction.keep_rights().await?;
        let (space, row) = held(&transaction, permit.row()).await?;
        expect(&row, &from)?;
        let row = go_live(&transaction, row, &space, when, clock).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Confirms a scheduled post that is held: it goes live at its time, or now if that is past.
    pub async fn confirm_post(
        &self,
        permit: Permit<ConfirmPost>,
        clock: &Clock,
    ) -> Outcome<Seen<post::Model>> {
        let transaction = self.begin().await?;
        transaction.keep_rights().await?;
        let (space, mut row) = held(&transaction, permit.row()).await?;
        if row.held_at.is_none() {
            return Err(Refused::conflict("id", "The post is not held.").into());
        }
        let now = clock.now();
        let when = When { at: row.published_at.filter(|at| *at > now), until: row.expires_at };
        // Confirmed: whoever comes to lead in between has been reckoned with.
        row.held_at = None;
        let row = published(&transaction, row, &space, when, clock).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Accepts a proposal, which publishes it.
    pub async fn accept_post(
        &self,
        permit: Permit<AcceptPost>,
        clock: &Clock,
    ) -> Outcome<Seen<post::Model>> {
        let transaction = self.begin().await?;
        transaction.keep_rights().await?;
        let (space, mut row) = held(&transaction, permit.row()).await?;
        expect(&row, &[State::Proposed])?;
        row.accepted_by = Some(permit.access().me());
        let row = go_live(&transaction, row, &space, When::default(), clock).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Returns a proposal to its writer.
    pub async fn return_post(
        &self,
        permit: Permit<AcceptPost>,
        clock: &Clock,
    ) -> Outcome<Seen<post::Model>> {
        self.move_post(permit.row(), &[State::Proposed], clock, |row| {
            row.state = State::Draft;
            // What an editor accepts next is another text.
            row.accepted_by = None;
        })
        .await
    }

    /// Takes one's own post back to a draft.
    pub async fn unpublish_post(
        &self,
        permit: Permit<UnpublishPost>,
        clock: &Clock,
    ) -> Outcome<Seen<post::Model>> {
        let from = [State::Published, State::Proposed];
        self.move_post(permit.row(), &from, clock, |row| row.state = State::Draft).await
    }

    /// Takes a published post back with a reason, which its author reads.
    pub async fn withdraw_post(
        &self,
        permit: Permit<WithdrawPost>,
        reason: String,
        clock: &Clock,
    ) -> Outcome<Seen<post::Model>> {
        self.move_post(permit.row(), &[State::Published], clock, |row| {
            row.state = State::Withdrawn;
            row.accepted_by = None;
            row.withdrawn_reason = Some(reason);
        })
        .await
    }

    /// Deletes a post for every reader.
    pub async fn delete_post(
        &self,
        permit: Permit<DeletePost>,
        clock: &Clock,
    ) -> Outcome<Seen<post::Model>> {
        let from = [State::Draft, State::Proposed, State::Published, State::Withdrawn];
        self.move_post(permit.row(), &from, clock, |row| row.state = State::Deleted).await
    }

    /// Pins a post in its space, or unpins it.
    pub async fn pin_post(
        &self,
        permit: Permit<PinPost>,
        pin: bool,
        clock: &Clock,
    ) -> Outcome<Seen<post::Model>> {
        let transaction = self.begin().await?;
        let mut row = locked(&transaction, permit.row()).await?;
        if row.state != State::Published {
            return Err(Refused::conflict("id", "Only a published post is pinned.").into());
        }
        row.pinned_at = pin.then(|| clock.now());
        transaction.update(row.clone()).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Takes a post out of the feeds into another state.
    async fn move_post(
        &self,
        post: &post::Model,
        from: &[State],
        clock: &Clock,
        change: impl FnOnce(&mut post::Model),
    ) -> Outcome<Seen<post::Model>> {
        let transaction = self.begin().await?;
        let (space, mut row) = held(&transaction, post).await?;
        expect(&row, from)?;
        change(&mut row);
        row.feed_key = None;
        row.published_at = None;
        row.expires_at = None;
        row.pinned_at = None;
        row.held_at = None;
        if row.state != State::Withdrawn {
            // What was withdrawn is still for whom it was published, its author among them or not.
            row.audience_key -= row.audience_key % 4;
            row.comment_count = 0;
        }
        if row.state == State::Proposed && space.visibility.is_sealed() {
            // R9: a proposal of closed days is for those who edit then, whoever comes later.
            row.audience_key += Reach::Sealed as i64;
        }
        row.updated_at = clock.now();
        transaction.update(row.clone()).await?;
        follow(&transaction, &row).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }
}

/// Publishes a row, or schedules it; what is scheduled for after the next leader comes is held from then.
/// Rights are kept and the space held.
pub(in crate::store) async fn go_live(
    transaction: &Transaction,
    row: post::Model,
    space: &space::Model,
    when: When,
    clock: &Clock,
) -> Outcome<post::Model> {
    let mut row = published(transaction, row, space, when, clock).await?;
    let (now, at) = (clock.now(), row.published_at);
    let Some(at) = at.filter(|at| *at > now) else { return Ok(row) };
    // Each change of a right looks at the scheduled posts that it could touch.
    let scheduled = post::Entity::find()
        .filter(post::Column::AuthorId.eq(row.author_id))
        .filter(post::Column::FeedKey.gte(post::feed_key_after(now)));
    if scheduled.count(transaction).await? > MAX_SCHEDULED {
        let message = format!("You have {MAX_SCHEDULED} scheduled posts already.");
        return Err(Refused::conflict("publishAt", message).into());
    }
    let next = next_leader(transaction, space.unit_id, now).await?;
    row.held_at = next.filter(|from| *from < at);
    if row.held_at.is_some() {
        row.feed_key = None;
        transaction.update(row.clone()).await?;
        follow(transaction, &row).await?;
    }
    Ok(row)
}

/// Publishes a row, with the audience that the space's visibility lets it have now (rule R9), if its
/// author holds a publishing role then.
async fn published(
    transaction: &Transaction,
    mut row: post::Model,
    space: &space::Model,
    when: When,
    clock: &Clock,
) -> Outcome<post::Model> {
    let now = clock.now();
    let at = when.at.unwrap_or(now);
    if at < now {
        return Err(Refused::invalid("publishAt", "Must not lie in the past.").into());
    }
    if when.until.is_some_and(|until| until <= at) {
        return Err(Refused::invalid("expiresAt", "Must come after the publication.").into());
    }
    if !may_publish(transaction, &row, at).await? {
        let message = "At that instant, its author holds no role here that publishes.";
        return Err(Refused::conflict("id", message).by("R1").into());
    }
    row.audience_key = space.audience_key + row.audience.within(space.visibility) as i64;
    row.comment_count = comments_for_all(transaction, &row).await?;
    row.feed_key = Some(post::feed_key(at, row.id));
    row.published_at = Some(at);
    row.expires_at = when.until;
    row.withdrawn_reason = None;
    row.state = State::Published;
    row.updated_at = now;
    transaction.update(row.clone()).await?;
    follow(transaction, &row).await?;
    Ok(row)
}

/// A space, held as it is until the transaction ends: a narrowing or widening at the same time comes
/// before or after.
pub(in crate::store) async fn space_of(
    transaction: &Transaction,
    space: SpaceId,
) -> Outcome<space::Model> {
    let space = space::Entity::find_by_id(space).lock_shared().one(transaction).await?;
    Ok(space.ok_or_else(|| Refused::not_found("id"))?)
}

/// Rule R9: what is written, or goes live, in narrower days than those that the post is of, makes it one of
/// theirs. A draft gets its audience when it is published. The row is not written. Whether it has changed.
pub(in crate::store) async fn narrow(
    transaction: &Transaction,
    row: &mut post::Model,
    space: &space::Model,
) -> Result<bool> {
    let least = space.key_now();
    if row.state == State::Draft || row.audience_key >= least {
        return Ok(false);
    }
    row.audience_key = least;
    if row.state == State::Published {
        row.comment_count = comments_for_all(transaction, row).await?;
    }
    Ok(true)
}

/// How many comments everybody who reads the post reads too: not those of narrower days (rule R9).
pub(in crate::store) async fn comments_for_all(
    transaction: &Transaction,
    row: &post::Model,
) -> Result<i32> {
    let count = comment::Entity::find()
        .filter(comment::Column::PostId.eq(row.id))
        .filter(comment::Column::DeletedAt.is_null())
        .filter(comment::Column::OnDraft.eq(false))
        .filter(comment::Column::AudienceKey.lte(row.audience_key))
        .count(transaction)
        .await?;
    Ok(i32::try_from(count).unwrap_or(i32::MAX))
}

/// A post with its space, both held. In the order in which a change of rights takes its locks: rights, space, posts;
/// in another, each would wait for the other on PostgreSQL.
pub(in crate::store) async fn held(
    transaction: &Transaction,
    post: &post::Model,
) -> Outcome<(space::Model, post::Model)> {
    let space = space_of(transaction, post.space_id).await?;
    Ok((space, locked(transaction, post).await?))
}

/// The post as it is now, held until the transaction ends. In another state, the permit would be
/// another: an editor who may change a published post may not change the draft that it is by now.
pub(in crate::store) async fn locked(
    transaction: &Transaction,
    post: &post::Model,
) -> Outcome<post::Model> {
    let row = post::Entity::find_by_id(post.id).lock_exclusive().one(transaction).await?;
    let row = row.filter(|row| row.state != State::Deleted);
    let row = row.ok_or_else(|| Refused::not_found("id"))?;
    expect(&row, &[post.state])?;
    Ok(row)
}

fn expect(row: &post::Model, states: &[State]) -> Result<(), Refused> {
    if states.contains(&row.state) {
        return Ok(());
    }
    let state = match row.state {
        State::Draft => "a draft",
        State::Proposed => "proposed",
        State::Published => "published",
        State::Withdrawn => "withdrawn",
        State::Deleted => "deleted",
    };
    Err(Refused::conflict("id", format!("The post is {state}.")))
}
