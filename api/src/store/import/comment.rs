//! Stores the comments of documents, many at a time.

use std::collections::HashMap;

use entity::id::{CommentId, PostId};
use entity::post::{self, State};
use entity::{Timestamp, comment, import_batch, space};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QuerySelect};
use serde_json::json;

use super::item::{Item, ItemKind, ItemState, Write, known, notes};
use crate::access::Permit;
use crate::access::policy::ImportInto;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::fault::Outcome;
use crate::store::comment::count;
use crate::store::transaction::Transaction;
use crate::store::{Db, in_few_lengths, many};

/// A comment ready to be stored.
#[derive(Clone, Debug)]
pub struct ImportedComment {
    /// Its name in the source.
    pub external_id: String,
    /// The id that a new one gets; ids are in order of time.
    pub id: CommentId,
    /// Of what is stored.
    pub content_hash: String,
    /// Name of the document that it is on.
    pub document: String,
    /// Name of the comment that it answers.
    pub parent: Option<String>,
    /// As the source names them.
    pub author: Option<String>,
    /// Sanitised HTML.
    pub html: String,
    /// When it was written there.
    pub written_at: Option<Timestamp>,
}

impl Db {
    /// Stores comments, each after the one that it answers: what became of each, in their order.
    pub async fn import_comments(
        &self,
        permit: &Permit<ImportInto>,
        batch: &import_batch::Model,
        comments: &[ImportedComment],
        clock: &Clock,
    ) -> Outcome<Vec<ItemState>> {
        let transaction = self.begin().await?;
        let (space, source) = (batch.space_id, batch.source.as_str());
        let ids = comments.iter().flat_map(|one| {
            [Some(one.external_id.as_str()), one.parent.as_deref()].into_iter().flatten()
        });
        let known_comments = known(&transaction, space, source, ItemKind::Comment, ids).await?;
        let ids = comments.iter().map(|one| one.document.as_str());
        let documents = known(&transaction, space, source, ItemKind::Document, ids).await?;
        let space = space::Entity::find_by_id(space).lock_shared().one(&transaction).await?;
        let key_now = space.ok_or_else(|| Error::internal("the space is gone"))?.key_now();
        let posts = posts(&transaction, &documents).await?;
        let before = rows(&transaction, &known_comments).await?;
        let mut here: HashMap<&str, CommentId> = known_comments
            .iter()
            .filter(|(_, item)| before.contains_key(&item.target.into()))
            .map(|(name, item)| (name.as_str(), item.target.into()))
            .collect();
        let mut states = Vec::with_capacity(comments.len());
        let (mut new, mut writes) = (Vec::new(), Vec::new());
        let mut counts: HashMap<(PostId, i64), i32> = HashMap::new();
        for one in comments {
            let item = known_comments.get(&one.external_id);
            let row = item.and_then(|item| before.get(&item.target.into()));
            let post = documents.get(&one.document).and_then(|it| posts.get(&it.target.into()));
            let (state, target, was) = match (item, row, post) {
                (Some(item), _, _) if item.content_hash == one.content_hash => {
                    (ItemState::Unchanged, item.target.into(), None)
                }
                (Some(_), Some(row), _) if row.deleted_at.is_none() => {
                    let new = updated(row, one, key_now, clock);
                    if !row.on_draft {
                        *counts.entry((row.post_id, row.audience_key)).or_default() -= 1;
                        *counts.entry((row.post_id, new.audience_key)).or_default() += 1;
                    }
                    transaction.update(new).await?;
                    (ItemState::Updated, row.id, Some(&row.html))
                }
                (Some(item), _, _) => (ItemState::Conflict, item.target.into(), None),
                (None, _, Some(post)) => {
                    let parent = one.parent.as_deref().and_then(|name| here.get(name));
                    let row = new_row(one, post, parent.copied(), key_now, permit, clock);
                    if !row.on_draft {
                        *counts.entry((post.id, row.audience_key)).or_default() += 1;
                    }
                    let id = row.id;
                    new.push(row);
                    (ItemState::Imported, id, None)
                }
                (None, _, None) => (ItemState::Orphan, one.id, None),
            };
            states.push(state);
            if matches!(state, ItemState::Imported | ItemState::Updated) {
                here.insert(&one.external_id, target);
                writes.push(Write {
                    external_id: &one.external_id,
                    target: target.into(),
                    content_hash: &one.content_hash,
                    revision: 0,
                    // By it an update is taken back.
                    meta: was.map(|html| json!({ "was": html }).to_string()),
                    stored_at: None,
                    was: None,
                    before: item,
                });
            }
        }
        let backend = transaction.get_database_backend();
        let statements = many::inserts(new, None, backend).chain(notes(
            batch,
            ItemKind::Comment,
            &writes,
            backend,
        ));
        transaction.run(statements).await?;
        for ((post, key), more) in counts.into_iter().filter(|(_, more)| *more != 0) {
            count(&transaction, post, key, more).await?;
        }
        transaction.commit().await?;
        Ok(states)
    }
}

async fn posts(
    transaction: &Transaction,
    documents: &HashMap<String, Item>,
) -> Result<HashMap<PostId, post::Model>> {
    let ids = in_few_lengths(documents.values().map(|item| PostId::from(item.target)));
    let found = post::Entity::find()
        .filter(post::Column::Id.is_in(ids))
        .filter(post::Column::State.ne(State::Deleted))
        .order_by_id(Order::Asc)
        .lock_exclusive();
    Ok(found.all(transaction).await?.into_iter().map(|row| (row.id, row)).collect())
}

async fn rows(
    transaction: &Transaction,
    known: &HashMap<String, Item>,
) -> Result<HashMap<CommentId, comment::Model>> {
    let ids = in_few_lengths(known.values().map(|item| CommentId::from(item.target)));
    let found = comment::Entity::find().filter(comment::Column::Id.is_in(ids));
    Ok(found.all(transaction).await?.into_iter().map(|row| (row.id, row)).collect())
}

fn new_row(
    one: &ImportedComment,
    post: &post::Model,
    parent_id: Option<CommentId>,
    key_now: i64,
    permit: &Permit<ImportInto>,
    clock: &Clock,
) -> comment::Model {
    let me = permit.access().me();
    let now = clock.now();
    comment::Model {
        id: one.id,
        post_id: post.id,
        parent_id,
        author_id: me,
        source: one.html.clone(),
        html: one.html.clone(),
        created_at: one.written_at.map_or(now, |at| Ord::min(at, now)),
        updated_at: now,
        // What was said of something private stays with whoever reads it.
        on_draft: post.state == State::Draft,
        audience_key: post.audience_key.max(key_now),
        deleted_at: None,
        deleted_by: None,
        imported_author: one.author.clone(),
        imported_by: Some(me),
    }
}

/// Rule R9, as for what people write: words of narrower days are for those who read in them.
fn updated(
    row: &comment::Model,
    one: &ImportedComment,
    key_now: i64,
    clock: &Clock,
) -> comment::Model {
    comment::Model {
        audience_key: row.audience_key.max(key_now),
        source: one.html.clone(),
        html: one.html.clone(),
        imported_author: one.author.clone(),
        updated_at: clock.now(),
        ..row.clone()
    }
}
