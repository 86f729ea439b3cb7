//! Reads what belongs to posts, to take it out.

use std::collections::{BTreeMap, HashMap, HashSet};

use entity::id::{ImportBatchId, MediaId, PostId, SpaceId};
use entity::{import_address, import_batch, import_item, media, post_media};
use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::import::{Item, ItemKind};
use super::{Db, Seen, SeenPost, in_few_lengths};
use crate::access::policy::ExportSpace;
use crate::access::{Access, Permit};
use crate::error::Result;

const DOCUMENT: &str = ItemKind::Document.as_str();
const MEDIA: &str = ItemKind::Media.as_str();

/// What an import told of posts, and what they show.
#[derive(Debug, Default)]
pub struct Origins {
    /// What the source told of a post, as JSON.
    pub meta: HashMap<PostId, String>,
    /// Old addresses of a post or medium, whole or as paths.
    pub old_urls: HashMap<Uuid, Vec<String>>,
    /// What a post shows.
    pub media: HashMap<PostId, Vec<Seen<media::Model>>>,
    /// What a picture shows, for those who do not see it.
    pub alts: HashMap<MediaId, String>,
    /// The post above a post.
    pub parents: HashMap<PostId, PostId>,
    /// The picture that stands for a post in lists.
    pub covers: HashMap<PostId, MediaId>,
}

impl Db {
    /// The media that came into a space by an import and that no post shows.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn unshown_media(
        &self,
        access: &Access,
        space: SpaceId,
    ) -> Result<Vec<Seen<media::Model>>> {
        let came = import_item::Entity::find()
            .select_only()
            .column(import_item::Column::TargetId)
            .filter(import_item::Column::SpaceId.eq(space))
            .filter(import_item::Column::Kind.eq(MEDIA));
        let shown = post_media::Entity::find().select_only().column(post_media::Column::MediaId);
        self.visible::<media::Entity>(access)
            .filter(media::Column::Id.in_subquery(came.into_query()))
            .filter(media::Column::Id.not_in_subquery(shown.into_query()))
            .order_by(media::Column::Id, Order::Asc)
            .all()
            .await
    }

    /// The labels that imports told of, as far as the viewer sees these; each name once: of several sources, what the
    /// last told.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn told_terms(&self, permit: &Permit<ExportSpace>) -> Result<Vec<Item>> {
        let space = permit.row().id;
        let runs = self.visible::<import_batch::Entity>(permit.access());
        let runs = runs.filter(import_batch::Column::SpaceId.eq(space)).all().await?;
        let runs: HashSet<ImportBatchId> = runs.iter().map(|run| run.id).collect();
        let told = import_item::Entity::find()
            .filter(import_item::Column::SpaceId.eq(space))
            .filter(import_item::Column::Kind.eq(ItemKind::Term.as_str()))
            .order_by_asc(import_item::Column::BatchId)
            .all(&self.reader())
            .await?;
        let seen = told.into_iter().filter(|row| runs.contains(&row.batch_id));
        let terms: BTreeMap<String, Item> =
            seen.map(|row| (row.external_id.clone(), row.into())).collect();
        Ok(terms.into_values().collect())
    }

    /// What imports told of these posts, and the media that they show: who sees a post sees those. And what they told
    /// of `more` media.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn origins(
        &self,
        posts: &[SeenPost],
        more: &[Seen<media::Model>],
    ) -> Result<Origins> {
        let ids = in_few_lengths(posts.iter().map(|post| post.id()));
        let reader = self.reader();
        let shown = post_media::Entity::find()
            .filter(post_media::Column::PostId.is_in(ids.iter().copied()))
            .order_by_asc(post_media::Column::MediaId)
            .all(&reader)
            .await?;
        let wanted = in_few_lengths(shown.iter().map(|row| row.media_id));
        let media = media::Entity::find().filter(media::Column::Id.is_in(wanted));
        let media: HashMap<MediaId, media::Model> =
            media.all(&reader).await?.into_iter().map(|row| (row.id, row)).collect();
        let targets = ids.iter().copied().map(Uuid::from);
        let of_media = media.keys().copied().chain(more.iter().map(|medium| medium.id));
        let targets = in_few_lengths(targets.chain(of_media.map(Uuid::from)));
        let items = import_item::Entity::find()
            .filter(import_item::Column::Kind.is_in([DOCUMENT, MEDIA]))
            .filter(import_item::Column::TargetId.is_in(targets.iter().copied()))
            .all(&reader)
            .await?;
        let addresses = import_address::Entity::find()
            .filter(import_address::Column::TargetId.is_in(targets))
            .order_by_asc(import_address::Column::Host)
            .order_by_asc(import_address::Column::Path)
            .all(&reader)
            .await?;
        let above = self.named(&items, "parent", DOCUMENT).await?;
        let covers = self.named(&items, "cover", MEDIA).await?;
        let mut origins = Origins {
            parents: above.into_iter().map(|(post, it)| (post.into(), it.into())).collect(),
            covers: covers.into_iter().map(|(post, it)| (post.into(), it.into())).collect(),
            ..Origins::default()
        };
        for item in items {
            if item.kind == MEDIA {
                let alt = told(&item, "alt").map(|alt| (item.target_id.into(), alt));
                origins.alts.extend(alt);
            } else {
                let meta = item.meta.map(|meta| (item.target_id.into(), meta));
                origins.meta.extend(meta);
            }
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

    /// What these items name in their sources by a key: what each became here, and what that became.
    async fn named(
        &self,
        items: &[import_item::Model],
        key: &str,
        kind: &str,
    ) -> Result<Vec<(Uuid, Uuid)>> {
        let wanted: Vec<_> =
            items.iter().filter_map(|item| Some((item, told(item, key)?))).collect();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let spaces = in_few_lengths(wanted.iter().map(|(item, _)| item.space_id));
        let names = in_few_lengths(wanted.iter().map(|(_, name)| name.clone()));
        let found = import_item::Entity::find()
            .filter(import_item::Column::SpaceId.is_in(spaces))
            .filter(import_item::Column::Kind.eq(kind))
            .filter(import_item::Column::ExternalId.is_in(names))
            .all(&self.reader())
            .await?;
        let pair = |(item, name): (&import_item::Model, String)| {
            let same = |it: &&import_item::Model| {
                it.space_id == item.space_id && it.source == item.source && it.external_id == name
            };
            Some((item.target_id, found.iter().find(same)?.target_id))
        };
        Ok(wanted.into_iter().filter_map(pair).collect())
    }
}

/// What the source told of an item by this key.
fn told(item: &import_item::Model, key: &str) -> Option<String> {
    let meta: serde_json::Value = serde_json::from_str(item.meta.as_deref()?).ok()?;
    Some(meta.get(key)?.as_str()?.to_owned())
}
