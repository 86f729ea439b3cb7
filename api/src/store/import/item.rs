//! What was made of the things of a source: looked up, noted, and what each run changed of it.

use std::collections::HashMap;
use std::fmt;

use entity::id::{ImportBatchId, SpaceId};
use entity::{Timestamp, import_batch, import_change, import_item};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};
use uuid::Uuid;

use crate::access::Permit;
use crate::access::policy::ImportInto;
use crate::error::Result;
use crate::fault::Outcome;
use crate::store::{Db, in_few_lengths, many};

/// Items that are read at a time when all of a source are looked through.
const PORTION: u64 = 1_000;

/// The kinds of thing that a source holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ItemKind {
    /// A post or page, made a post.
    Document,
    /// A comment.
    Comment,
    /// A picture or file.
    Media,
    /// Somebody who wrote; only noted.
    Author,
    /// A label; only noted, for posts carry their tags.
    Term,
    /// An old address that leads to another item.
    Redirect,
}

impl ItemKind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Document, Self::Comment, Self::Media, Self::Author, Self::Term, Self::Redirect];

    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Comment => "comment",
            Self::Media => "media",
            Self::Author => "author",
            Self::Term => "term",
            Self::Redirect => "redirect",
        }
    }
}

impl fmt::Display for ItemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A thing imported before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its name in the source.
    pub external_id: String,
    /// What was made of it.
    pub target: Uuid,
    /// Of what was stored.
    pub content_hash: String,
    /// The post's revision as imported.
    pub revision: i32,
    /// The post's last change as imported: another was made by a person. None where it is not known, or it is no
    /// post.
    pub stored_at: Option<Timestamp>,
    /// The run that wrote it last.
    pub batch: ImportBatchId,
    /// What the source told of it, as JSON.
    pub meta: Option<String>,
}

/// A thing of which only is noted that it came.
#[derive(Clone, Debug)]
pub struct Noted {
    /// Its name in the source.
    pub external_id: String,
    /// What it leads to; nil for nothing.
    pub target: Uuid,
    /// Of what the source tells.
    pub content_hash: String,
    /// What the source tells of it, as JSON.
    pub meta: Option<String>,
}

/// What became of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemState {
    /// New.
    Imported,
    /// Brought up to date.
    Updated,
    /// As before.
    Unchanged,
    /// A person has changed or deleted it since: theirs stays.
    Conflict,
    /// What it belongs to is not here.
    Orphan,
}

/// What a run writes of an item.
pub(super) struct Write<'a> {
    pub(super) external_id: &'a str,
    pub(super) target: Uuid,
    pub(super) content_hash: &'a str,
    pub(super) revision: i32,
    pub(super) meta: Option<String>,
    /// Of a post, as in `import_item`.
    pub(super) stored_at: Option<Timestamp>,
    /// How a post that it writes over stood, as JSON.
    pub(super) was: Option<String>,
    /// As it was before, if it was.
    pub(super) before: Option<&'a Item>,
}

impl Db {
    /// Which of these things were imported before from this source into the permit's space.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn imported(
        &self,
        permit: &Permit<ImportInto>,
        source: &str,
        kind: ItemKind,
        external_ids: impl IntoIterator<Item = &str>,
    ) -> Result<HashMap<String, Item>> {
        known(&self.reader(), permit.row().id, source, kind, external_ids).await
    }

    /// Everything of a kind imported before from this source, in portions: those whose names follow
    /// `after`.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn imported_after(
        &self,
        permit: &Permit<ImportInto>,
        source: &str,
        kind: ItemKind,
        after: &str,
    ) -> Result<Vec<Item>> {
        let rows = import_item::Entity::find()
            .filter(import_item::Column::SpaceId.eq(permit.row().id))
            .filter(import_item::Column::Source.eq(source))
            .filter(import_item::Column::Kind.eq(kind.as_str()))
            .filter(import_item::Column::ExternalId.gt(after))
            .order_by_asc(import_item::Column::ExternalId)
            .limit(PORTION)
            .all(&self.reader())
            .await?;
        Ok(rows.into_iter().map(Item::from).collect())
    }

    /// Notes things that are nothing here but known by name: authors, terms, redirects.
    pub async fn note_imported(
        &self,
        permit: &Permit<ImportInto>,
        batch: &import_batch::Model,
        kind: ItemKind,
        noted: &[Noted],
    ) -> Outcome<Vec<ItemState>> {
        let transaction = self.begin().await?;
        let ids = noted.iter().map(|one| one.external_id.as_str());
        let known = known(&transaction, permit.row().id, &batch.source, kind, ids).await?;
        let mut states = Vec::with_capacity(noted.len());
        let mut writes = Vec::new();
        for one in noted {
            let before = known.get(&one.external_id);
            let state = match before {
                Some(item) if item.content_hash == one.content_hash => ItemState::Unchanged,
                Some(_) => ItemState::Updated,
                None => ItemState::Imported,
            };
            states.push(state);
            if state != ItemState::Unchanged {
                writes.push(Write {
                    external_id: &one.external_id,
                    target: one.target,
                    content_hash: &one.content_hash,
                    revision: 0,
                    meta: one.meta.clone(),
                    stored_at: None,
                    was: None,
                    before,
                });
            }
        }
        let backend = transaction.get_database_backend();
        transaction.run(notes(batch, kind, &writes, backend)).await?;
        transaction.commit().await?;
        Ok(states)
    }
}

/// Of a table that PostgreSQL has not measured since it filled, it thinks that a source holds one thing,
/// and would read all of them where it is asked for a list.
const EACH_BY_ITSELF: &str = "SELECT found.* FROM UNNEST($4) AS wanted CROSS JOIN LATERAL (
    SELECT * FROM import_item
    WHERE space_id = $1 AND source = $2 AND kind = $3 AND external_id = wanted LIMIT 1) AS found";

/// Which of these things were imported before.
pub(super) async fn known(
    connection: &impl ConnectionTrait,
    space: SpaceId,
    source: &str,
    kind: ItemKind,
    external_ids: impl IntoIterator<Item = &str>,
) -> Result<HashMap<String, Item>> {
    let ids: Vec<String> = external_ids.into_iter().map(ToOwned::to_owned).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = match connection.get_database_backend() {
        DbBackend::Postgres => {
            let values = [space.into(), source.into(), kind.as_str().into(), ids.into()];
            let each = Statement::from_sql_and_values(DbBackend::Postgres, EACH_BY_ITSELF, values);
            import_item::Model::find_by_statement(each).all(connection).await?
        }
        _ => {
            import_item::Entity::find()
                .filter(import_item::Column::SpaceId.eq(space))
                .filter(import_item::Column::Source.eq(source))
                .filter(import_item::Column::Kind.eq(kind.as_str()))
                .filter(import_item::Column::ExternalId.is_in(in_few_lengths(ids)))
                .all(connection)
                .await?
        }
    };
    Ok(rows.into_iter().map(|row| (row.external_id.clone(), Item::from(row))).collect())
}

/// The statements that write items and what was there before each, by which the run can be taken back.
pub(super) fn notes<'a>(
    batch: &'a import_batch::Model,
    kind: ItemKind,
    writes: &'a [Write<'a>],
    backend: DbBackend,
) -> impl Iterator<Item = Result<Statement>> + 'a {
    use import_change::Column as Change;
    use import_item::Column as Of;
    let changes = writes.iter().map(move |write| import_change::Model {
        batch_id: batch.id,
        kind: kind.to_string(),
        external_id: write.external_id.to_owned(),
        target_id: write.target,
        revision: write.revision,
        was_hash: write.before.map(|item| item.content_hash.clone()),
        was_revision: write.before.map(|item| item.revision),
        was_batch_id: write.before.map(|item| item.batch),
        was_meta: write.before.and_then(|item| item.meta.clone()),
        was_standing: write.was.clone(),
    });
    let items = writes.iter().map(move |write| import_item::Model {
        space_id: batch.space_id,
        source: batch.source.clone(),
        kind: kind.to_string(),
        external_id: write.external_id.to_owned(),
        target_id: write.target,
        content_hash: write.content_hash.to_owned(),
        revision: write.revision,
        stored_at: write.stored_at,
        batch_id: batch.id,
        meta: write.meta.clone(),
    });
    // A thing that comes twice in a run: what was before the run counts.
    let again = OnConflict::columns([Change::BatchId, Change::Kind, Change::ExternalId])
        .update_columns([Change::TargetId, Change::Revision])
        .to_owned();
    let written =
        [Of::TargetId, Of::ContentHash, Of::Revision, Of::StoredAt, Of::BatchId, Of::Meta];
    let over = OnConflict::columns([Of::SpaceId, Of::Source, Of::Kind, Of::ExternalId])
        .update_columns(written)
        .to_owned();
    many::inserts(changes, Some(again), backend).chain(many::inserts(items, Some(over), backend))
}

impl From<import_item::Model> for Item {
    fn from(row: import_item::Model) -> Self {
        Self {
            external_id: row.external_id,
            target: row.target_id,
            content_hash: row.content_hash,
            revision: row.revision,
            stored_at: row.stored_at,
            batch: row.batch_id,
            meta: row.meta,
        }
    }
}
