//! Writes posts: their text.

use entity::id::PostId;
use entity::post::{self, Audience, State};
use entity::post_body::{self, Format};
use entity::revision;
use sea_orm::EntityTrait;

use super::publication::{When, go_live, held, narrow, space_of};
use super::tag::{follow, set_tags};
use super::transaction::Transaction;
use super::{Db, Seen};
use crate::access::policy::{DraftPost, EditPost, PublishInto};
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
            held_at: None,
            pinned_at: None,
            accepted_by: None,
            withdrawn_reason: None,
            revision: 1,
            comment_count: 0,
            imported_author: None,
            imported_by: None,
            imported_author_id: None,
            created_at: now,
            updated_at: now,
        };
        let transaction = self.begin().await?;
        transaction.insert(row.clone()).await?;
        transaction.insert(body_of(row.id, &text, rendered)).await?;
        sign(&transaction, &row, &text, permit.access(), clock).await?;
        set_tags(&transaction, &row, &change.tags.unwrap_or_default()).await?;
        let row = match publish {
            Some(_) => {
                transaction.keep_rights().await?;
                let space = space_of(&transaction, row.space_id).await?;
                go_live(&transaction, row, &space, When::default(), clock).await?
            }
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
        let (space, mut row) = held(&transaction, &permit.row().0).await?;
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
        let narrowed = narrow(&transaction, &mut row, &space).await?;
        transaction.update(row.clone()).await?;
        match change.tags {
            Some(tags) => set_tags(&transaction, &row, &tags).await?,
            None if narrowed => follow(&transaction, &row).await?,
            None => {}
        }
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    pub(in crate::store) async fn write_text(
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
