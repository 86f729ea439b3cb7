//! Media: their rows here, their bytes in the media folder under the hash of their content.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use entity::id::MediaId;
use entity::{media, post_media};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Db;
use super::db::Transaction;
use crate::access::Permit;
use crate::access::policy::ImportInto;
use crate::clock::Clock;
use crate::error::Result;
use crate::fault::Outcome;

/// A medium to be.
#[derive(Clone, Debug)]
pub struct NewMedia {
    /// Of the content, in hexadecimal.
    pub sha256: String,
    /// By content.
    pub content_type: String,
    /// In bytes.
    pub byte_size: i64,
    /// Original file name.
    pub name: String,
    /// In pixels, of a picture.
    pub width: Option<i32>,
    /// In pixels, of a picture.
    pub height: Option<i32>,
}

/// Where the bytes with this hash lie.
#[must_use]
pub fn media_path(data: &Path, sha256: &str) -> PathBuf {
    data.join("media").join(sha256.get(..2).unwrap_or("00")).join(sha256)
}

/// Copies the bytes into the media folder in one step, unless they are there already.
///
/// # Errors
/// When the folder cannot be written or the source cannot be read.
pub fn keep_bytes(data: &Path, sha256: &str, mut source: File) -> io::Result<()> {
    let path = media_path(data, sha256);
    let folder = path.parent().unwrap_or(data);
    if path.exists() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    io::copy(&mut source, &mut file)?;
    file.persist(&path).map_err(|lost| lost.error)?;
    Ok(())
}

impl Db {
    /// Notes a medium in the space of an import; the same content is kept once a space.
    pub async fn add_media(
        &self,
        permit: &Permit<ImportInto>,
        new: NewMedia,
        clock: &Clock,
    ) -> Outcome<MediaId> {
        let space_id = permit.row().id;
        let known = media::Entity::find()
            .filter(media::Column::SpaceId.eq(space_id))
            .filter(media::Column::Sha256.eq(&new.sha256))
            .one(&self.reader())
            .await?;
        if let Some(known) = known {
            return Ok(known.id);
        }
        let row = media::Model {
            id: clock.new_id(),
            space_id,
            sha256: new.sha256,
            content_type: new.content_type,
            byte_size: new.byte_size,
            name: new.name,
            width: new.width,
            height: new.height,
            added_by: permit.access().me(),
            created_at: clock.now(),
        };
        let id = row.id;
        let transaction = self.begin().await?;
        transaction.insert(row).await?;
        transaction.commit().await?;
        Ok(id)
    }
}

/// Makes these the media that a post shows.
pub(in crate::store) async fn show(
    transaction: &Transaction,
    post_id: entity::id::PostId,
    media: &[MediaId],
) -> Result<()> {
    post_media::Entity::delete_many()
        .filter(post_media::Column::PostId.eq(post_id))
        .exec(transaction)
        .await?;
    for media_id in media {
        transaction.insert_new(post_media::Model { media_id: *media_id, post_id }).await?;
    }
    Ok(())
}
