//! Reads what belongs to posts, to take it out.

use std::collections::HashMap;

use entity::id::{MediaId, PostId};
use entity::{import_address, import_item, media, post_media};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::import::ItemKind;
use super::{Db, Seen, SeenPost, in_few_lengths};
use crate::error::Result;

/// What an import told of posts, and what they show.
#[derive(Debug, Default)]
pub struct Origins {
    /// What the source told of a post, as JSON.
    pub meta: HashMap<PostId, String>,
    /// Old addresses of a post or medium, whole or as paths.
    pub old_urls: HashMap<Uuid, Vec<String>>,
    /// What a post shows.
    pub media: HashMap<PostId, Vec<Seen<media::Model>>>,
}

impl Db {
    /// What imports told of these posts, and the media that they show: who sees a post sees those.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn origins(&self, posts: &[SeenPost]) -> Result<Origins> {
        let ids = in_few_lengths(posts.iter().map(|post| post.id()));
        let reader = self.reader();
        let shown = post_media::Entity::find()
            .filter(post_media::Column::PostId.is_in(ids.iter().copied()))
            .all(&reader)
            .await?;
        let wanted = in_few_lengths(shown.iter().map(|row| row.media_id));
        let media = media::Entity::find().filter(media::Column::Id.is_in(wanted));
        let media: HashMap<MediaId, media::Model> =
            media.all(&reader).await?.into_iter().map(|row| (row.id, row)).collect();
        let items = import_item::Entity::find()
            .filter(import_item::Column::Kind.eq(ItemKind::Document.as_str()))
            .filter(import_item::Column::TargetId.is_in(ids.iter().copied().map(Uuid::from)))
            .all(&reader)
            .await?;
        let targets = ids.iter().copied().map(Uuid::from);
        let targets = in_few_lengths(targets.chain(media.keys().copied().map(Uuid::from)));
        let addresses = import_address::Entity::find()
            .filter(import_address::Column::TargetId.is_in(targets))
            .all(&reader)
            .await?;
        let mut origins = Origins::default();
        for item in items {
            let meta = item.meta.map(|meta| (item.target_id.into(), meta));
            origins.meta.extend(meta);
        }
        for row in addresses {
            let url = match row.host.as_str() {
                "" => row.path,
                host => format!("http://{host}{}", row.path),
            };
            origins.old_urls.entry(row.target_id).or_default().push(url);
        }
        for row in shown {
            let medium = media.get(&row.media_id).cloned().map(Seen::written);
            origins.media.entry(row.post_id).or_default().extend(medium);
        }
        Ok(origins)
    }
}
