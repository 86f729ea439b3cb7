//! How a document stands here: live or not, since when, pinned. It follows its source until a person decides,
//! and a run that is taken back leaves it as it stood before.

use entity::id::{MediaId, PersonId};
use entity::post::{self, State};
use entity::{Timestamp, import_change, import_item, post_media, post_tag, space};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::document::{ImportedDocument, shows};
use super::item::Item;
use crate::error::{Error, Result};
use crate::store::publication::{comments_for_all, narrow};
use crate::store::tag::set_tags;
use crate::store::transaction::Transaction;

/// Live if everybody could read it there and its date does not lie ahead; else a draft: nothing goes
/// live that nobody has looked at. What is live keeps its audience (rule R9). `came` is the item as it came the
/// last time: only another word of the source pins what a person has unpinned.
pub(super) fn placed(
    row: post::Model,
    document: &ImportedDocument,
    came: Option<&Item>,
    space: &space::Model,
    now: Timestamp,
) -> post::Model {
    let live = document.public && document.published_at.is_none_or(|at| at <= now);
    if !live {
        return draft(row, space);
    }
    let published_at = document.published_at.or(row.published_at).unwrap_or(now);
    let was_live = row.state == State::Published;
    let told = came.and_then(|item| sticky(item.meta.as_deref()));
    let as_pinned = was_live && told == Some(document.sticky);
    let pinned_at = if as_pinned { row.pinned_at } else { document.sticky.then_some(published_at) };
    let within = space.audience_key + row.audience.within(space.visibility) as i64;
    post::Model {
        state: State::Published,
        audience_key: if was_live { row.audience_key } else { within },
        feed_key: Some(post::feed_key(published_at, row.id)),
        published_at: Some(published_at),
        pinned_at,
        ..row
    }
}

/// After a change of text or state: rule R9, and the number of comments of what was not live.
pub(super) async fn settle(
    transaction: &Transaction,
    was_live: bool,
    row: &mut post::Model,
    space: &space::Model,
) -> Result<()> {
    narrow(transaction, row, space).await?;
    if row.state == State::Published && !was_live {
        row.comment_count = comments_for_all(transaction, row).await?;
    }
    Ok(())
}

/// Whether nobody has published, scheduled, taken back or changed it since it was stored.
pub(super) fn left_alone(stored_at: Option<Timestamp>, row: &post::Model) -> bool {
    stored_at == Some(row.updated_at)
}

fn draft(row: post::Model, space: &space::Model) -> post::Model {
    post::Model {
        state: State::Draft,
        feed_key: None,
        audience_key: space.audience_key,
        published_at: None,
        pinned_at: None,
        comment_count: 0,
        ..row
    }
}

/// Whether it stood before all others in its source.
fn sticky(meta: Option<&str>) -> Option<bool> {
    let meta: serde_json::Value = serde_json::from_str(meta?).ok()?;
    meta.get("sticky")?.as_bool()
}

/// How a post stood before a run wrote over it. Its title and text are a revision.
#[derive(Debug, Serialize, Deserialize)]
struct Standing {
    live: bool,
    audience_key: i64,
    published_at: Option<i64>,
    pinned_at: Option<i64>,
    lang: Option<String>,
    imported_author: Option<String>,
    imported_author_id: Option<Uuid>,
    tags: Vec<String>,
    media: Vec<Uuid>,
}

/// How a post stands, as JSON.
pub(super) async fn standing(transaction: &Transaction, row: &post::Model) -> Result<String> {
    let tags = post_tag::Entity::find().filter(post_tag::Column::PostId.eq(row.id));
    let tags = tags.order_by_asc(post_tag::Column::Slug).all(transaction).await?;
    let media = post_media::Entity::find().filter(post_media::Column::PostId.eq(row.id));
    let standing = Standing {
        live: row.state == State::Published,
        audience_key: row.audience_key,
        published_at: row.published_at.map(Timestamp::micros),
        pinned_at: row.pinned_at.map(Timestamp::micros),
        lang: row.lang.clone(),
        imported_author: row.imported_author.clone(),
        imported_author_id: row.imported_author_id.map(Into::into),
        tags: tags.into_iter().map(|tag| tag.name).collect(),
        media: media.all(transaction).await?.into_iter().map(|row| row.media_id.into()).collect(),
    };
    serde_json::to_string(&standing).map_err(Error::internal)
}

/// Has a post stand as before, tags and media included; where a person has decided since whether it is live, that
/// stays. The row is not written.
pub(super) async fn stand_again(
    transaction: &Transaction,
    mut row: post::Model,
    item: &import_item::Model,
    change: &import_change::Model,
    space: &space::Model,
) -> Result<post::Model> {
    let Some(was) = &change.was_standing else { return Ok(row) };
    let was: Standing = serde_json::from_str(was).map_err(Error::internal)?;
    // A pin that the run has neither set nor taken away is a person's.
    let told = sticky(change.was_meta.as_deref());
    let as_pinned = told.is_some() && told == sticky(item.meta.as_deref());
    row.lang = was.lang;
    row.imported_author = was.imported_author;
    row.imported_author_id = was.imported_author_id.map(PersonId::from);
    if left_alone(item.stored_at, &row) {
        let is_live = row.state == State::Published;
        row = match was.published_at.filter(|_| was.live).map(Timestamp::from_micros) {
            None => draft(row, space),
            Some(at) => post::Model {
                state: State::Published,
                audience_key: if is_live { row.audience_key } else { was.audience_key },
                feed_key: Some(post::feed_key(at, row.id)),
                published_at: Some(at),
                pinned_at: if is_live && as_pinned {
                    row.pinned_at
                } else {
                    was.pinned_at.map(Timestamp::from_micros)
                },
                ..row
            },
        };
        settle(transaction, is_live, &mut row, space).await?;
    }
    set_tags(transaction, &row, &was.tags).await?;
    shows(transaction, row.id, was.media.into_iter().map(MediaId::from)).await?;
    Ok(row)
}
