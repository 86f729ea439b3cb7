//! Stores documents as posts, many at a time: new ones, or over the text of before unless a person
//! has changed it since. One transaction: a run that is cut off leaves each whole or not there.

use std::collections::HashMap;

use entity::id::{MediaId, PersonId, PostId};
use entity::post::{self, Audience, State};
use entity::post_body::{self, Format};
use entity::{Timestamp, import_batch, post_media, post_tag, revision, space};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, Order, QueryFilter, QuerySelect, Select,
    Statement,
};

use super::address::{self, Old};
use super::item::{Item, ItemKind, ItemState, Write, known, notes};
use super::standing::{left_alone, placed, settle, standing};
use crate::access::Permit;
use crate::access::policy::ImportInto;
use crate::clock::Clock;
use crate::content::{Rendered, tag_slug};
use crate::error::{Error, Result};
use crate::fault::Outcome;
use crate::store::post::body_of;
use crate::store::tag::{follow, set_tags};
use crate::store::transaction::Transaction;
use crate::store::{Db, Text, in_few_lengths, many};

/// A document ready to be stored as a post.
#[derive(Clone, Debug)]
pub struct ImportedDocument {
    /// Its name in the source.
    pub external_id: String,
    /// The id that a new post gets.
    pub id: PostId,
    /// Of what is stored.
    pub content_hash: String,
    /// Title, within its limits.
    pub title: String,
    /// HTML with its links rewritten.
    pub html: String,
    /// The same as it is served, with the words to find it by.
    pub rendered: Rendered,
    /// BCP 47 tag.
    pub lang: Option<String>,
    /// As written, each once.
    pub tags: Vec<String>,
    /// As the source names them.
    pub author: Option<String>,
    /// Their account here, if the import was told of one.
    pub author_id: Option<PersonId>,
    /// Whether everybody could read it there.
    pub public: bool,
    /// When it was published there.
    pub published_at: Option<Timestamp>,
    /// Whether it stood before all others.
    pub sticky: bool,
    /// What it shows.
    pub media: Vec<MediaId>,
    /// Addresses that it had: host, or empty, and path.
    pub addresses: Vec<(String, String)>,
    /// What the source tells of it and a post has no place for, as JSON.
    pub meta: Option<String>,
    /// The file of the source that it stands in, for the report.
    pub file: String,
    /// And the line, from 1.
    pub line: Option<u32>,
}

impl Db {
    /// Stores documents: what became of each, in their order.
    pub async fn import_documents(
        &self,
        permit: &Permit<ImportInto>,
        batch: &import_batch::Model,
        documents: &[ImportedDocument],
        clock: &Clock,
    ) -> Outcome<Vec<ItemState>> {
        let transaction = self.begin().await?;
        let space = space::Entity::find_by_id(batch.space_id).lock_shared();
        let space = space.one(&transaction).await?;
        let space = space.ok_or_else(|| Error::internal("the space is gone"))?;
        let ids = documents.iter().map(|document| document.external_id.as_str());
        let known =
            known(&transaction, batch.space_id, &batch.source, ItemKind::Document, ids).await?;
        let posts = posts(&transaction, documents, &known).await?;
        let mut states = Vec::with_capacity(documents.len());
        let mut new = Vec::new();
        let mut writes = Vec::new();
        let mut old = Vec::new();
        for document in documents {
            let item = known.get(&document.external_id);
            let before = posts.get(&id_of(document, item));
            let state = state_of(document, item, before, permit);
            states.push(state);
            let last = item.and_then(|item| item.stored_at);
            let (row, was, alone) = match (state, before) {
                (ItemState::Imported, _) => {
                    let row = new_row(document, &space, permit, clock);
                    new.push((row.clone(), document));
                    (row, None, true)
                }
                (ItemState::Updated, Some(before)) => {
                    let was = standing(&transaction, before).await?;
                    let row =
                        updated_row(&transaction, document, before, item, &space, clock).await?;
                    overwrite(&transaction, &row, document, permit, clock).await?;
                    (row, Some(was), left_alone(last, before))
                }
                _ => continue,
            };
            let addresses = document.addresses.iter().cloned();
            old.extend(addresses.map(|(host, path)| Old { host, path, target: row.id.into() }));
            writes.push(Write {
                external_id: &document.external_id,
                target: row.id.into(),
                content_hash: &document.content_hash,
                revision: row.revision,
                meta: document.meta.clone(),
                stored_at: if alone { Some(row.updated_at) } else { last },
                was,
                before: item,
            });
        }
        // The ids are hashes: in their order, rows that lie side by side are written one after the other.
        new.sort_unstable_by_key(|(row, _)| row.id);
        let backend = transaction.get_database_backend();
        let statements = inserts(&new, permit, clock, backend)
            .chain(notes(batch, ItemKind::Document, &writes, backend))
            .chain(address::adds(batch, ItemKind::Document, old, backend));
        transaction.run(statements).await?;
        transaction.commit().await?;
        Ok(states)
    }

    /// What would become of documents, in their order.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn foretell_documents(
        &self,
        permit: &Permit<ImportInto>,
        source: &str,
        documents: &[ImportedDocument],
    ) -> Result<Vec<ItemState>> {
        let ids = documents.iter().map(|document| document.external_id.as_str());
        let known = self.imported(permit, source, ItemKind::Document, ids).await?;
        let posts = select(documents, &known).all(&self.reader()).await?;
        let posts: HashMap<_, _> = posts.into_iter().map(|row| (row.id, row)).collect();
        let state = |document: &ImportedDocument| {
            let item = known.get(&document.external_id);
            state_of(document, item, posts.get(&id_of(document, item)), permit)
        };
        Ok(documents.iter().map(state).collect())
    }
}

/// The post that a document is or would be.
fn id_of(document: &ImportedDocument, item: Option<&Item>) -> PostId {
    item.map_or(document.id, |item| item.target.into())
}

/// What becomes of a document that was imported before as `item`, if it was, and is `before` now. A draft
/// stays with who imported it: nobody else writes into it what they would then read.
fn state_of(
    document: &ImportedDocument,
    item: Option<&Item>,
    before: Option<&post::Model>,
    permit: &Permit<ImportInto>,
) -> ItemState {
    let changed = |row: &post::Model| {
        let another = row.state == State::Draft && row.author_id != permit.access().me();
        let revised = item.is_none_or(|item| item.revision != row.revision);
        row.state == State::Deleted || another || revised
    };
    match (item, before) {
        (Some(item), _) if item.content_hash == document.content_hash => ItemState::Unchanged,
        (None, None) => ItemState::Imported,
        (Some(_), Some(row)) if !changed(row) => ItemState::Updated,
        (Some(_), _) | (None, Some(_)) => ItemState::Conflict,
    }
}

/// The posts that these documents are or would be.
async fn posts(
    transaction: &Transaction,
    documents: &[ImportedDocument],
    known: &HashMap<String, Item>,
) -> Result<HashMap<PostId, post::Model>> {
    let found = select(documents, known).order_by_id(Order::Asc).lock_exclusive();
    Ok(found.all(transaction).await?.into_iter().map(|row| (row.id, row)).collect())
}

fn select(documents: &[ImportedDocument], known: &HashMap<String, Item>) -> Select<post::Entity> {
    let id = |document: &ImportedDocument| id_of(document, known.get(&document.external_id));
    post::Entity::find().filter(post::Column::Id.is_in(in_few_lengths(documents.iter().map(id))))
}

fn new_row(
    document: &ImportedDocument,
    space: &space::Model,
    permit: &Permit<ImportInto>,
    clock: &Clock,
) -> post::Model {
    let now = clock.now();
    let me = permit.access().me();
    let row = post::Model {
        id: document.id,
        space_id: space.id,
        author_id: me,
        state: State::Draft,
        title: document.title.clone(),
        excerpt: document.rendered.excerpt.clone(),
        lang: document.lang.clone(),
        audience: Audience::Everyone,
        audience_key: space.audience_key,
        feed_key: None,
        published_at: None,
        expires_at: None,
        held_at: None,
        pinned_at: None,
        accepted_by: None,
        withdrawn_reason: None,
        revision: 1,
        comment_count: 0,
        imported_author: document.author.clone(),
        imported_by: Some(me),
        imported_author_id: document.author_id,
        created_at: now,
        updated_at: now,
    };
    placed(row, document, None, space, now)
}

/// The text that came over the one before; what a person decided of the post since stays so.
async fn updated_row(
    transaction: &Transaction,
    document: &ImportedDocument,
    before: &post::Model,
    item: Option<&Item>,
    space: &space::Model,
    clock: &Clock,
) -> Result<post::Model> {
    let now = clock.now();
    let mut row = post::Model {
        title: document.title.clone(),
        excerpt: document.rendered.excerpt.clone(),
        lang: document.lang.clone(),
        revision: before.revision + 1,
        imported_author: document.author.clone(),
        imported_author_id: document.author_id,
        updated_at: now,
        ..before.clone()
    };
    if left_alone(item.and_then(|item| item.stored_at), before) {
        row = placed(row, document, item, space, now);
    }
    settle(transaction, before.state == State::Published, &mut row, space).await?;
    Ok(row)
}

/// The statements that write new posts.
fn inserts<'a>(
    new: &'a [(post::Model, &'a ImportedDocument)],
    permit: &'a Permit<ImportInto>,
    clock: &'a Clock,
    backend: DbBackend,
) -> impl Iterator<Item = Result<Statement>> + 'a {
    let posts = new.iter().map(|(row, _)| row.clone());
    let bodies = new.iter().map(|(row, document)| post_body::Model {
        post_id: row.id,
        format: Format::Html,
        source: document.html.clone(),
        html: document.rendered.html.clone(),
        plain: document.rendered.plain.clone(),
    });
    let revisions = new.iter().map(|(row, document)| revision_of(row, document, permit, clock));
    let tags = new.iter().flat_map(|(row, document)| {
        document.tags.iter().map(|name| post_tag::Model {
            post_id: row.id,
            slug: tag_slug(name),
            name: name.clone(),
            feed_key: row.feed_key,
            audience_key: row.audience_key,
        })
    });
    let media =
        new.iter().flat_map(|(row, document)| document.media.iter().map(|id| shown(row.id, *id)));
    let once = || Some(OnConflict::new().do_nothing().to_owned());
    many::inserts(posts, None, backend)
        .chain(many::inserts(bodies, None, backend))
        .chain(many::inserts(revisions, None, backend))
        .chain(many::inserts(tags, once(), backend))
        .chain(many::inserts(media, once(), backend))
}

async fn overwrite(
    transaction: &Transaction,
    row: &post::Model,
    document: &ImportedDocument,
    permit: &Permit<ImportInto>,
    clock: &Clock,
) -> Result<()> {
    let text = Text { format: Format::Html, source: document.html.clone() };
    transaction.update(row.clone()).await?;
    transaction.update(body_of(row.id, &text, document.rendered.clone())).await?;
    transaction.insert(revision_of(row, document, permit, clock)).await?;
    set_tags(transaction, row, &document.tags).await?;
    follow(transaction, row).await?;
    shows(transaction, row.id, document.media.iter().copied()).await
}

/// Makes these the media that a post shows.
pub(super) async fn shows(
    transaction: &Transaction,
    post: PostId,
    media: impl Iterator<Item = MediaId>,
) -> Result<()> {
    post_media::Entity::delete_many()
        .filter(post_media::Column::PostId.eq(post))
        .exec(transaction)
        .await?;
    let media = media.map(|id| shown(post, id)).collect();
    transaction.insert_all(media, Some(OnConflict::new().do_nothing().to_owned())).await
}

/// Rule R11: every revision is signed by who wrote it, which here is who imported it.
fn revision_of(
    row: &post::Model,
    document: &ImportedDocument,
    permit: &Permit<ImportInto>,
    clock: &Clock,
) -> revision::Model {
    revision::Model {
        id: clock.new_id(),
        post_id: row.id,
        number: row.revision,
        title: row.title.clone(),
        format: Format::Html,
        source: document.html.clone(),
        written_by: permit.access().me(),
        written_at: clock.now(),
    }
}

fn shown(post_id: PostId, media_id: MediaId) -> post_media::Model {
    post_media::Model { media_id, post_id }
}
