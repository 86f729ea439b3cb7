//! Writes posts: their text, and how far they are.

use entity::id::{PersonId, PostId};
use entity::post::{self, Audience, State};
use entity::post_body::{self, Format};
use entity::{Timestamp, revision, space};
use sea_orm::{EntityTrait, QuerySelect};

use super::db::Transaction;
use super::tag::{follow, set_tags};
use super::{Db, Seen};
use crate::access::policy::{
    AcceptPost, DeletePost, DraftPost, EditPost, PinPost, ProposePost, PublishInto, PublishPost,
    UnpublishPost, WithdrawPost,
};
use crate::access::{Access, Permit};
use crate::clock::Clock;
use crate::content::{Rendered, render};
use crate::error::Result;
use crate::fault::{Outcome, Refused};

/// A text as written.
#[derive(Clone, Debug)]
pub struct Text {
    /// What it is written in.
    pub format: Format,
    /// As written.
    pub source: String,
}

/// What may change of a post; none leaves it.
#[derive(Clone, Debug, Default)]
pub struct PostChange {
    /// A new title.
    pub title: Option<String>,
    /// A new text.
    pub text: Option<Text>,
    /// The language.
    pub lang: Option<String>,
    /// All tags.
    pub tags: Option<Vec<String>>,
    /// The audience asked for; only before publication.
    pub audience: Option<Audience>,
    /// The revision that the writer changed, to notice another's change.
    pub revision: Option<i32>,
}

impl Db {
    /// Writes a draft, and with a permit for that publishes it at once.
    pub async fn draft_post(
        &self,
        permit: Permit<DraftPost>,
        publish: Option<Permit<PublishInto>>,
        title: String,
        text: Text,
        change: PostChange,
        clock: &Clock,
    ) -> Outcome<Seen<post::Model>> {
        let now = clock.now();
        let rendered = render(text.format, &text.source)?;
        let row = post::Model {
            id: clock.new_id(),
            space_id: permit.row().id,
            author_id: permit.access().me(),
            state: State::Draft,
            title,
            excerpt: rendered.excerpt.clone(),
            lang: change.lang,
            audience: change.audience.unwrap_or(Audience::Everyone),
            audience_key: permit.row().audience_key,
            feed_key: None,
            published_at: None,
            expires_at: None,
            pinned_at: None,
            accepted_by: None,
            withdrawn_reason: None,
            revision: 1,
            comment_count: 0,
            imported_author: None,
            imported_by: None,
            created_at: now,
            updated_at: now,
        };
        let transaction = self.begin().await?;
        transaction.insert(row.clone()).await?;
        transaction.insert(body_of(row.id, &text, rendered)).await?;
        sign(&transaction, &row, &text, permit.access(), clock).await?;
        set_tags(&transaction, &row, &change.tags.unwrap_or_default()).await?;
        let row = match publish {
            Some(_) => go_live(&transaction, row, None, None, None, clock).await?,
            None => row,
        };
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Changes title, text, language or tags. A change of title or text is a signed revision.
    pub async fn change_post(
        &self,
        permit: Permit<EditPost>,
        change: PostChange,
        clock: &Clock,
    ) -> Outcome<Seen<post::Model>> {
        // Before the transaction: it takes its time.
        let text = match change.text {
            Some(text) => Some((render(text.format, &text.source)?, text)),
            None => None,
        };
        let transaction = self.begin().await?;
        let mut row = locked(&transaction, permit.row()).await?;
        if change.revision.is_some_and(|base| base != row.revision) {
            let message =
                format!("The post is at revision {} by now: read it again.", row.revision);
            return Err(Refused::conflict("revision", message).into());
        }
        if let Some(audience) = change.audience {
            if row.state == State::Published {
                let message = "A published post keeps its audience: take it back first.";
                return Err(Refused::conflict("audience", message).into());
            }
            row.audience = audience;
        }
        if change.title.is_some() || text.is_some() {
            self.write_text(&transaction, &mut row, change.title, text, permit.access(), clock)
                .await?;
        }
        row.lang = change.lang.or(row.lang);
        row.updated_at = clock.now();
        transaction.update(row.clone()).await?;
        if let Some(tags) = change.tags {
            set_tags(&transaction, &row, &tags).await?;
        }
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    async fn write_text(
        &self,
        transaction: &Transaction,
        row: &mut post::Model,
        title: Option<String>,
        text: Option<(Rendered, Text)>,
        access: &Access,
        clock: &Clock,
    ) -> Result<()> {
        row.revision += 1;
        row.title = title.unwrap_or_else(|| row.title.clone());
        let text = if let Some((rendered, text)) = text {
            row.excerpt.clone_from(&rendered.excerpt);
            transaction.update(body_of(row.id, &text, rendered)).await?;
            text
        } else {
            let kept = post_body::Entity::find_by_id(row.id).one(transaction).await?;
            let kept = kept.ok_or_else(|| crate::error::Error::internal("post without body"))?;
            Text { format: kept.format, source: kept.source }
        };
        sign(transaction, row, &text, access, clock).await
    }

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
        at: Option<Timestamp>,
        expires: Option<Timestamp>,
        clock: &Clock,
    ) -> Outcome<Seen<post::Model>> {
        let from = [State::Draft, State::Proposed, State::Withdrawn];
        self.publish(permit.row(), &from, at, expires, None, clock).await
    }

    /// Accepts a proposal, which publishes it.
    pub async fn accept_post(
        &self,
        permit: Permit<AcceptPost>,
        clock: &Clock,
    ) -> Outcome<Seen<post::Model>> {
        let editor = Some(permit.access().me());
        self.publish(permit.row(), &[State::Proposed], None, None, editor, clock).await
    }

    /// Returns a proposal to its writer.
    pub async fn return_post(
        &self,
        permit: Permit<AcceptPost>,
        clock: &Clock,
    ) -> Outcome<Seen<post::Model>> {
        self.move_post(permit.row(), &[State::Proposed], clock, |row| row.state = State::Draft)
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

    async fn publish(
        &self,
        post: &post::Model,
        from: &[State],
        at: Option<Timestamp>,
        expires: Option<Timestamp>,
        accepted_by: Option<PersonId>,
        clock: &Clock,
    ) -> Outcome<Seen<post::Model>> {
        let transaction = self.begin().await?;
        let row = locked(&transaction, post).await?;
        expect(&row, from)?;
        let row = go_live(&transaction, row, at, expires, accepted_by, clock).await?;
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
        let mut row = locked(&transaction, post).await?;
        expect(&row, from)?;
        change(&mut row);
        row.feed_key = None;
        row.published_at = None;
        row.expires_at = None;
        row.pinned_at = None;
        if row.state != State::Withdrawn {
            // What was withdrawn is still for whom it was published, its author among them or not.
            row.audience_key -= row.audience_key % 4;
        }
        row.updated_at = clock.now();
        transaction.update(row.clone()).await?;
        follow(&transaction, &row).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }
}

/// Publishes a row, with the audience that the space's visibility lets it have now (rule R9).
async fn go_live(
    transaction: &Transaction,
    mut row: post::Model,
    at: Option<Timestamp>,
    expires: Option<Timestamp>,
    accepted_by: Option<PersonId>,
    clock: &Clock,
) -> Outcome<post::Model> {
    let now = clock.now();
    let at = at.unwrap_or(now);
    if at < now {
        return Err(Refused::invalid("publishAt", "Must not lie in the past.").into());
    }
    if expires.is_some_and(|expires| expires <= at) {
        return Err(Refused::invalid("expiresAt", "Must come after the publication.").into());
    }
    // Held until the commit, so that a narrowing at the same time comes before or after.
    let space = space::Entity::find_by_id(row.space_id).lock_shared().one(transaction).await?;
    let space = space.ok_or_else(|| Refused::not_found("id"))?;
    row.audience_key = space.audience_key + row.audience.within(space.visibility) as i64;
    row.feed_key = Some(post::feed_key(at, row.id));
    row.published_at = Some(at);
    row.expires_at = expires;
    row.accepted_by = accepted_by.or(row.accepted_by);
    row.withdrawn_reason = None;
    row.state = State::Published;
    row.updated_at = now;
    transaction.update(row.clone()).await?;
    follow(transaction, &row).await?;
    Ok(row)
}

/// The post as it is now, held until the transaction ends. In another state, the permit would be
/// another: an editor who may change a published post may not change the draft that it is by now.
async fn locked(transaction: &Transaction, post: &post::Model) -> Outcome<post::Model> {
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

pub(in crate::store) fn body_of(
    post_id: PostId,
    text: &Text,
    rendered: Rendered,
) -> post_body::Model {
    post_body::Model {
        post_id,
        format: text.format,
        source: text.source.clone(),
        html: rendered.html,
        plain: rendered.plain,
    }
}

/// Rule R11: every revision is signed by who wrote it.
pub(in crate::store) async fn sign(
    transaction: &Transaction,
    post: &post::Model,
    text: &Text,
    access: &Access,
    clock: &Clock,
) -> Result<()> {
    let row = revision::Model {
        id: clock.new_id(),
        post_id: post.id,
        number: post.revision,
        title: post.title.clone(),
        format: text.format,
        source: text.source.clone(),
        written_by: access.me(),
        written_at: clock.now(),
    };
    transaction.insert(row).await
}
