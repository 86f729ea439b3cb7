//! Notes the pictures and files of a source, many at a time; their bytes are kept already.

use std::collections::{HashMap, HashSet};

use entity::id::{MediaId, PostId};
use entity::{import_batch, media, post_media};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::address::{self, Old};
use super::item::{ItemKind, ItemState, Write, known, notes};
use crate::access::Permit;
use crate::access::policy::ImportInto;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::fault::Outcome;
use crate::store::media::medium_of;
use crate::store::{Db, NewMedia, Seen, in_few_lengths};

/// A picture or file ready to be noted.
#[derive(Clone, Debug)]
pub struct ImportedMedium {
    /// Its name in the source.
    pub external_id: String,
    /// The medium.
    pub medium: NewMedia,
    /// Addresses that it had: host, or empty, and path.
    pub addresses: Vec<(String, String)>,
    /// What the source tells of it, as JSON.
    pub meta: Option<String>,
}

/// Media that are asked for at a time.
const PORTION: usize = 1_000;

impl Db {
    /// A medium of the permit's space, for who imports it.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn imported_medium(
        &self,
        permit: &Permit<ImportInto>,
        id: MediaId,
    ) -> Result<Seen<media::Model>> {
        let row = media::Entity::find_by_id(id)
            .filter(media::Column::SpaceId.eq(permit.row().id))
            .one(&self.reader())
            .await?;
        row.map(Seen::written).ok_or_else(|| Error::internal("a medium is gone"))
    }

    /// Of these media, those that a post shows.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn shown_media(&self, ids: &[MediaId]) -> Result<HashSet<MediaId>> {
        let mut shown = HashSet::new();
        for some in ids.chunks(PORTION) {
            let some = in_few_lengths(some.iter().copied());
            let rows = post_media::Entity::find().filter(post_media::Column::MediaId.is_in(some));
            shown.extend(rows.all(&self.reader()).await?.into_iter().map(|row| row.media_id));
        }
        Ok(shown)
    }

    /// The posts that show a medium.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn posts_showing(&self, id: MediaId) -> Result<Vec<PostId>> {
        let rows = post_media::Entity::find().filter(post_media::Column::MediaId.eq(id));
        Ok(rows.all(&self.reader()).await?.into_iter().map(|row| row.post_id).collect())
    }

    /// Notes media: what became of each, in their order. The same content is kept once a space.
    pub async fn import_media(
        &self,
        permit: &Permit<ImportInto>,
        batch: &import_batch::Model,
        all: &[ImportedMedium],
        clock: &Clock,
    ) -> Outcome<Vec<(ItemState, MediaId)>> {
        let transaction = self.begin().await?;
        let ids = all.iter().map(|one| one.external_id.as_str());
        let known =
            known(&transaction, batch.space_id, &batch.source, ItemKind::Media, ids).await?;
        let rows = all.iter().map(|one| medium_of(permit, one.medium.clone(), clock));
        let once = OnConflict::new().do_nothing().to_owned();
        transaction.insert_all(rows.collect(), Some(once)).await?;
        let hashes = in_few_lengths(all.iter().map(|one| one.medium.sha256.clone()));
        let here: HashMap<String, MediaId> = media::Entity::find()
            .filter(media::Column::SpaceId.eq(batch.space_id))
            .filter(media::Column::Sha256.is_in(hashes))
            .all(&transaction)
            .await?
            .into_iter()
            .map(|row| (row.sha256, row.id))
            .collect();
        let (mut states, mut writes, mut old) = (Vec::new(), Vec::new(), Vec::new());
        for one in all {
            let id = here.get(&one.medium.sha256).copied();
            let id = id.ok_or_else(|| Error::internal("a medium is gone"))?;
            let before = known.get(&one.external_id);
            let state = match before {
                Some(item) if item.target == Uuid::from(id) => ItemState::Unchanged,
                Some(_) => ItemState::Updated,
                None => ItemState::Imported,
            };
            states.push((state, id));
            if state != ItemState::Unchanged {
                let target = Uuid::from(id);
                let addresses = one.addresses.iter().cloned();
                old.extend(addresses.map(|(host, path)| Old { host, path, target }));
                writes.push(Write {
                    external_id: &one.external_id,
                    target,
                    content_hash: &one.medium.sha256,
                    revision: 0,
                    meta: one.meta.clone(),
                    stored_at: None,
                    was: None,
                    before,
                });
            }
        }
        let backend = transaction.get_database_backend();
        let statements = notes(batch, ItemKind::Media, &writes, backend).chain(address::adds(
            batch,
            ItemKind::Media,
            old,
            backend,
        ));
        transaction.run(statements).await?;
        transaction.commit().await?;
        Ok(states)
    }
}
