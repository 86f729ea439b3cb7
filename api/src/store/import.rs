//! Writes what the importer brings, under the identity (space, source, kind, external id).

use entity::id::{ImportBatchId, MediaId, PersonId, PostId, SpaceId};
use entity::post::{self, Audience, State};
use entity::post_body::Format;
use entity::{Timestamp, import_batch, import_item, position, space, unit};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::audit::Line;
use super::db::Transaction;
use super::media::show;
use super::post::{body_of, sign};
use super::tag::{follow, set_tags};
use super::{Db, Seen, Text};
use crate::access::Permit;
use crate::access::policy::ImportInto;
use crate::clock::Clock;
use crate::content::render;
use crate::error::Result;
use crate::fault::Outcome;

/// A thing imported before.
#[derive(Clone, Debug)]
pub struct Item {
    /// page, media or redirect.
    pub kind: String,
    /// Its name in the source.
    pub external_id: String,
    /// The post or medium made of it.
    pub target: Uuid,
    /// Of what was stored.
    pub content_hash: String,
    /// The post's revision as imported.
    pub revision: i32,
}

/// What became of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemState {
    /// A new post.
    Imported,
    /// The post's text was brought up to date.
    Updated,
    /// A person has changed or deleted the post since: theirs stays.
    Conflict,
}

/// A page ready to be stored as a post.
#[derive(Clone, Debug)]
pub struct ImportedPost {
    /// Its name in the source.
    pub external_id: String,
    /// The id of the post, new or known.
    pub id: PostId,
    /// Of what is stored.
    pub content_hash: String,
    /// Title, within its limits.
    pub title: String,
    /// HTML with its links rewritten.
    pub html: String,
    /// BCP 47 tag.
    pub lang: Option<String>,
    /// As written.
    pub tags: Vec<String>,
    /// As the source names them.
    pub author: Option<String>,
    /// When it was published there.
    pub published_at: Option<Timestamp>,
    /// What it shows.
    pub media: Vec<MediaId>,
}

impl Db {
    /// The spaces at an address: `unit-slug` for a unit's home, or `unit-slug/space-slug`. For the
    /// operator's commands.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn operator_find_space(&self, address: &str) -> Result<Option<SpaceId>> {
        let (unit_slug, slug) = address.split_once('/').unwrap_or((address, "home"));
        let unit = unit::Entity::find().filter(unit::Column::Slug.eq(unit_slug));
        let Some(unit) = unit.one(&self.reader()).await? else { return Ok(None) };
        let found = space::Entity::find()
            .filter(space::Column::UnitId.eq(unit.id))
            .filter(space::Column::Slug.eq(slug))
            .one(&self.reader())
            .await?;
        Ok(found.map(|space| space.id))
    }

    /// Who leads the unit of a space now. For the operator's commands.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn operator_leader_of(
        &self,
        space: SpaceId,
        now: Timestamp,
    ) -> Result<Option<PersonId>> {
        let reader = self.reader();
        let Some(space) = space::Entity::find_by_id(space).one(&reader).await? else {
            return Ok(None);
        };
        let lasting = sea_orm::Condition::any()
            .add(position::Column::UntilAt.is_null())
            .add(position::Column::UntilAt.gt(now));
        let leader = position::Entity::find()
            .filter(position::Column::UnitId.eq(space.unit_id))
            .filter(position::Column::Office.eq(position::Office::Leader))
            .filter(position::Column::FromAt.lte(now))
            .filter(lasting)
            .one(&reader)
            .await?;
        Ok(leader.map(|held| held.person_id))
    }

    /// Whether a run of this source has come to its end, for the operator's commands.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn operator_has_imported(&self, source: &str) -> Result<bool> {
        let finished = import_batch::Entity::find()
            .filter(import_batch::Column::Source.eq(source))
            .filter(import_batch::Column::FinishedAt.is_not_null())
            .one(&self.reader())
            .await?;
        Ok(finished.is_some())
    }

    /// Everything imported before from this source into the permit's space.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn imported_items(
        &self,
        permit: &Permit<ImportInto>,
        source: &str,
    ) -> Result<Vec<Item>> {
        let rows = import_item::Entity::find()
            .filter(import_item::Column::SpaceId.eq(permit.row().id))
            .filter(import_item::Column::Source.eq(source))
            .all(&self.reader())
            .await?;
        let item = |row: import_item::Model| Item {
            kind: row.kind,
            external_id: row.external_id,
            target: row.target_id,
            content_hash: row.content_hash,
            revision: row.revision,
        };
        Ok(rows.into_iter().map(item).collect())
    }

    /// Begins a run of the importer.
    pub async fn begin_import(
        &self,
        permit: &Permit<ImportInto>,
        source: &str,
        format: &str,
        clock: &Clock,
    ) -> Outcome<Seen<import_batch::Model>> {
        let row = import_batch::Model {
            id: clock.new_id(),
            space_id: permit.row().id,
            source: source.to_owned(),
            format: format.to_owned(),
            started_by: permit.access().me(),
            started_at: clock.now(),
            finished_at: None,
            report: None,
        };
        let transaction = self.begin_noted(clock).await?;
        transaction.insert(row.clone()).await?;
        let line = Line {
            act: "IMPORT_STARTED",
            space: Some(row.space_id),
            subject: Some(row.id.into()),
            after: Some(json!({ "source": source, "format": format })),
            ..Line::default()
        };
        transaction.audited(clock, Some(permit.access()), line).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Ends a run of the importer with its report.
    pub async fn finish_import(
        &self,
        batch: &Seen<import_batch::Model>,
        report: String,
        clock: &Clock,
    ) -> Outcome<()> {
        let mut row = (**batch).clone();
        row.finished_at = Some(clock.now());
        row.report = Some(report);
        let transaction = self.begin().await?;
        transaction.update(row).await?;
        Ok(transaction.commit().await?)
    }

    /// Notes that an external id is this medium or redirect.
    pub async fn note_imported(
        &self,
        permit: &Permit<ImportInto>,
        batch: &import_batch::Model,
        item: Item,
    ) -> Outcome<()> {
        let transaction = self.begin().await?;
        note(&transaction, permit, batch, item).await?;
        Ok(transaction.commit().await?)
    }

    /// Stores a page as a post: a new one, or over the text of before unless a person has changed
    /// it since. One transaction: a run that is cut off leaves each page whole or not there.
    pub async fn import_post(
        &self,
        permit: &Permit<ImportInto>,
        batch: &import_batch::Model,
        page: ImportedPost,
        known: Option<&Item>,
        clock: &Clock,
    ) -> Outcome<ItemState> {
        let transaction = self.begin().await?;
        let before = post::Entity::find_by_id(page.id).lock_exclusive().one(&transaction).await?;
        let changed = |row: &post::Model| {
            row.state == State::Deleted || known.is_some_and(|item| item.revision != row.revision)
        };
        if known.is_some() && before.as_ref().is_none_or(changed) {
            return Ok(ItemState::Conflict);
        }
        let rendered = render(Format::Html, &page.html)?;
        let text = Text { format: Format::Html, source: page.html.clone() };
        let row =
            row_of(&transaction, permit, &page, before.as_ref(), &rendered.excerpt, clock).await?;
        let body = body_of(row.id, &text, rendered);
        if before.is_some() {
            transaction.update(row.clone()).await?;
            transaction.update(body).await?;
        } else {
            transaction.insert(row.clone()).await?;
            transaction.insert(body).await?;
        }
        sign(&transaction, &row, &text, permit.access(), clock).await?;
        set_tags(&transaction, &row, &page.tags).await?;
        follow(&transaction, &row).await?;
        show(&transaction, row.id, &page.media).await?;
        let item = Item {
            kind: "page".to_owned(),
            external_id: page.external_id,
            target: row.id.into(),
            content_hash: page.content_hash,
            revision: row.revision,
        };
        note(&transaction, permit, batch, item).await?;
        transaction.commit().await?;
        Ok(if before.is_some() { ItemState::Updated } else { ItemState::Imported })
    }
}

async fn row_of(
    transaction: &Transaction,
    permit: &Permit<ImportInto>,
    page: &ImportedPost,
    before: Option<&post::Model>,
    excerpt: &str,
    clock: &Clock,
) -> Result<post::Model> {
    let now = clock.now();
    if let Some(before) = before {
        return Ok(post::Model {
            title: page.title.clone(),
            excerpt: excerpt.to_owned(),
            lang: page.lang.clone(),
            revision: before.revision + 1,
            imported_author: page.author.clone(),
            updated_at: now,
            ..before.clone()
        });
    }
    let space = space::Entity::find_by_id(permit.row().id).lock_shared().one(transaction).await?;
    let space = space.ok_or_else(|| crate::error::Error::internal("the space is gone"))?;
    // A page dated ahead stays a draft: nothing goes live that nobody has looked at.
    let live = page.published_at.is_none_or(|at| at <= now);
    let published_at = live.then(|| page.published_at.unwrap_or(now));
    let reach = if live { Audience::Everyone.within(space.visibility) as i64 } else { 0 };
    Ok(post::Model {
        id: page.id,
        space_id: space.id,
        author_id: permit.access().me(),
        state: if live { State::Published } else { State::Draft },
        title: page.title.clone(),
        excerpt: excerpt.to_owned(),
        lang: page.lang.clone(),
        audience: Audience::Everyone,
        audience_key: space.audience_key + reach,
        feed_key: published_at.map(|at| post::feed_key(at, page.id)),
        published_at,
        expires_at: None,
        held_at: None,
        pinned_at: None,
        accepted_by: None,
        withdrawn_reason: None,
        revision: 1,
        comment_count: 0,
        imported_author: page.author.clone(),
        imported_by: Some(permit.access().me()),
        created_at: now,
        updated_at: now,
    })
}

async fn note(
    transaction: &Transaction,
    permit: &Permit<ImportInto>,
    batch: &import_batch::Model,
    item: Item,
) -> Result<()> {
    let batch_id: ImportBatchId = batch.id;
    let row = import_item::Model {
        space_id: permit.row().id,
        source: batch.source.clone(),
        kind: item.kind,
        external_id: item.external_id,
        target_id: item.target,
        content_hash: item.content_hash,
        revision: item.revision,
        batch_id,
    };
    if !transaction.insert_new(row.clone()).await? {
        transaction.update(row).await?;
    }
    Ok(())
}
