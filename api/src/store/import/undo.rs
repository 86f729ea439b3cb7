//! Takes a run of the importer back as a whole, except what people have changed since.

use entity::id::{CommentId, PostId};
use entity::post::{self, State};
use entity::{Timestamp, comment, import_batch, import_change, import_item, revision};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

use super::item::ItemKind;
use super::remove::remove;
use super::standing::{left_alone, stand_again};
use crate::access::Permit;
use crate::access::policy::ImportInto;
use crate::clock::Clock;
use crate::content::render;
use crate::error::{Error, Result};
use crate::fault::{Outcome, Refused};
use crate::store::audit::Line;
use crate::store::post::body_of;
use crate::store::publication::space_of;
use crate::store::transaction::Transaction;
use crate::store::{Db, Text};

/// Changes that are taken back in one transaction.
const PORTION: u64 = 200;

/// What taking back a run came to.
#[derive(Clone, Debug, Default)]
pub struct Undone {
    /// Things that the run had made and are gone.
    pub removed: u64,
    /// Things that the run had changed and are as before.
    pub restored: u64,
    /// Things that stay as they are.
    pub kept: Vec<Kept>,
}

/// A thing that is not taken back.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Of which kind, as `document`.
    pub kind: String,
    /// Its name in the source.
    pub external_id: String,
    /// Why, for people.
    pub reason: &'static str,
}

pub(super) enum Fate {
    Removed,
    Restored,
    Kept(&'static str),
}

impl Db {
    /// Takes a run back: what it made is deleted, what it changed is as before. What people have
    /// changed since, what they have commented on, and what a later run has written over stays. It can
    /// be done again: what was kept is looked at anew.
    pub async fn undo_import(
        &self,
        permit: &Permit<ImportInto>,
        batch: &import_batch::Model,
        clock: &Clock,
    ) -> Outcome<Undone> {
        if batch.space_id != permit.row().id {
            return Err(Refused::not_found("id").into());
        }
        let mut undone = Undone::default();
        // Comments before what they are on, and media after what shows them.
        for kind in [
            ItemKind::Comment,
            ItemKind::Document,
            ItemKind::Media,
            ItemKind::Redirect,
            ItemKind::Author,
            ItemKind::Term,
        ] {
            let mut after = String::new();
            while let Some(last) =
                self.undo_some(permit, batch, kind, &after, &mut undone, clock).await?
            {
                after = last;
            }
        }
        let transaction = self.begin_noted(clock).await?;
        let row = import_batch::Model {
            undone_at: Some(clock.now()),
            undone_by: Some(permit.access().me()),
            ..batch.clone()
        };
        transaction.update(row).await?;
        let line = Line {
            act: "IMPORT_UNDONE",
            space: Some(batch.space_id),
            subject: Some(batch.id.into()),
            after: Some(json!({
                "removed": undone.removed,
                "restored": undone.restored,
                "kept": undone.kept.len(),
            })),
            ..Line::default()
        };
        transaction.audited(clock, Some(permit.access()), line).await?;
        transaction.commit().await?;
        Ok(undone)
    }

    /// The name of the last one looked at, if there may be more.
    async fn undo_some(
        &self,
        permit: &Permit<ImportInto>,
        batch: &import_batch::Model,
        kind: ItemKind,
        after: &str,
        undone: &mut Undone,
        clock: &Clock,
    ) -> Outcome<Option<String>> {
        let transaction = self.begin().await?;
        let changes = import_change::Entity::find()
            .filter(import_change::Column::BatchId.eq(batch.id))
            .filter(import_change::Column::Kind.eq(kind.as_str()))
            .filter(import_change::Column::ExternalId.gt(after))
            .order_by_asc(import_change::Column::ExternalId)
            .limit(PORTION)
            .all(&transaction)
            .await?;
        let last = changes.last().map(|change| change.external_id.clone());
        for change in changes {
            let key = (
                batch.space_id,
                batch.source.clone(),
                change.kind.clone(),
                change.external_id.clone(),
            );
            let item = import_item::Entity::find_by_id(key).one(&transaction).await?;
            let fate = match item {
                None => Fate::Removed,
                Some(item) if item.batch_id != batch.id => {
                    Fate::Kept("a later import has changed it: take that back first")
                }
                Some(item) => take_back(&transaction, permit, kind, &item, &change, clock).await?,
            };
            match fate {
                Fate::Removed => undone.removed += 1,
                Fate::Restored => undone.restored += 1,
                Fate::Kept(reason) => {
                    let (kind, external_id) = (change.kind.clone(), change.external_id.clone());
                    undone.kept.push(Kept { kind, external_id, reason });
                    continue;
                }
            }
            let key = (change.batch_id, change.kind, change.external_id);
            import_change::Entity::delete_by_id(key).exec(&transaction).await?;
        }
        transaction.commit().await?;
        Ok(last)
    }

    /// Takes out a document that is no longer in its source, as the command asks for; not one that
    /// people have changed. Whether it is out, or would be: in a trial nothing is written.
    pub async fn prune_imported(
        &self,
        permit: &Permit<ImportInto>,
        source: &str,
        kind: ItemKind,
        external_id: &str,
        trial: bool,
    ) -> Outcome<bool> {
        let transaction = self.begin().await?;
        let key = (permit.row().id, source.to_owned(), kind.to_string(), external_id.to_owned());
        let Some(item) = import_item::Entity::find_by_id(key).one(&transaction).await? else {
            return Ok(false);
        };
        let gone = matches!(remove(&transaction, kind, &item, item.revision).await?, Fate::Removed);
        if !trial {
            transaction.commit().await?;
        }
        Ok(gone)
    }
}

async fn take_back(
    transaction: &Transaction,
    permit: &Permit<ImportInto>,
    kind: ItemKind,
    item: &import_item::Model,
    change: &import_change::Model,
    clock: &Clock,
) -> Outcome<Fate> {
    let (Some(was_hash), Some(was_batch)) = (&change.was_hash, change.was_batch_id) else {
        return Ok(remove(transaction, kind, item, item.revision).await?);
    };
    let mut before = import_item::Model {
        content_hash: was_hash.clone(),
        batch_id: was_batch,
        meta: change.was_meta.clone(),
        ..item.clone()
    };
    match kind {
        ItemKind::Document => match restore(transaction, permit, item, change, clock).await? {
            Some((revision, stored_at)) => {
                before.revision = revision;
                before.stored_at = stored_at;
            }
            None => return Ok(Fate::Kept("a person has changed it since")),
        },
        ItemKind::Comment => restore_comment(transaction, item).await?,
        // The medium of before is still there, and what is only noted is noted as before.
        ItemKind::Media | ItemKind::Author | ItemKind::Term | ItemKind::Redirect => {}
    }
    transaction.update(before).await?;
    Ok(Fate::Restored)
}

/// The text of before as a new revision, whose number it gives, and what the item says then of when it was stored.
async fn restore(
    transaction: &Transaction,
    permit: &Permit<ImportInto>,
    item: &import_item::Model,
    change: &import_change::Model,
    clock: &Clock,
) -> Outcome<Option<(i32, Option<Timestamp>)>> {
    let space = space_of(transaction, item.space_id).await?;
    let id = PostId::from(item.target_id);
    let row = post::Entity::find_by_id(id).lock_exclusive().one(transaction).await?;
    let Some(mut row) =
        row.filter(|row| row.revision == item.revision && row.state != State::Deleted)
    else {
        return Ok(None);
    };
    let before = revision::Entity::find()
        .filter(revision::Column::PostId.eq(id))
        .filter(revision::Column::Number.eq(change.was_revision.unwrap_or_default()))
        .one(transaction)
        .await?;
    let before = before.ok_or_else(|| Error::internal("the revision before is gone"))?;
    let rendered = render(before.format, &before.source)?;
    let alone = left_alone(item.stored_at, &row);
    row = stand_again(transaction, row, item, change, &space).await?;
    row.revision += 1;
    row.title.clone_from(&before.title);
    row.excerpt.clone_from(&rendered.excerpt);
    row.updated_at = clock.now();
    let text = Text { format: before.format, source: before.source.clone() };
    transaction.update(body_of(id, &text, rendered)).await?;
    let signed = revision::Model {
        id: clock.new_id(),
        number: row.revision,
        written_by: permit.access().me(),
        written_at: clock.now(),
        ..before
    };
    transaction.insert(signed).await?;
    let stored_at = if alone { Some(row.updated_at) } else { item.stored_at };
    let stored = (row.revision, stored_at);
    transaction.update(row).await?;
    Ok(Some(stored))
}

async fn restore_comment(transaction: &Transaction, item: &import_item::Model) -> Result<()> {
    let meta: Option<serde_json::Value> =
        item.meta.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let Some(was) = meta.as_ref().and_then(|meta| meta.get("was")?.as_str()) else {
        return Ok(());
    };
    comment::Entity::update_many()
        .col_expr(comment::Column::Html, Expr::value(was))
        .col_expr(comment::Column::Source, Expr::value(was))
        .filter(comment::Column::Id.eq(CommentId::from(item.target_id)))
        .exec(transaction)
        .await?;
    Ok(())
}
