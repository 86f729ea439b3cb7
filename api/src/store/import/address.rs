//! Old addresses: written with what they lead to, and looked up by whoever may see that.

use std::collections::HashMap;

use entity::id::{MediaId, PostId};
use entity::{Timestamp, import_address, import_batch, import_item, media, post};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};
use uuid::Uuid;

use super::item::{ItemKind, Noted};
use crate::access::policy::ImportInto;
use crate::access::{Access, Permit};
use crate::error::Result;
use crate::fault::Outcome;
use crate::store::transaction::Transaction;
use crate::store::{Db, Seen, in_few_lengths, many};

/// Addresses that are read at a time when all of a source are written down.
const PORTION: u64 = 1_000;

/// Things that one old address may lead to, at most: each import of the same site adds one.
const MAX_TARGETS: u64 = 50;

/// An old address and where it leads.
pub(super) struct Old {
    pub(super) host: String,
    pub(super) path: String,
    pub(super) target: Uuid,
}

/// A redirect of a source, what it leads to, and its addresses: host, or empty, and path.
type OldRedirect = (Noted, ItemKind, Vec<(String, String)>);

/// What an old address leads to.
#[derive(Clone, Debug)]
pub enum Redirection {
    /// A post.
    Post(Seen<post::Model>),
    /// A picture or file.
    Media(Seen<media::Model>),
}

impl Redirection {
    /// Where it is here: front ends route `/posts/ID`; `/media/ID` is served.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Post(row) => format!("/posts/{}", row.id),
            Self::Media(row) => format!("/media/{}", row.id),
        }
    }
}

impl Db {
    /// What the viewer sees of what an old address led to, under the first of its paths that has anything, the
    /// newest import first.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn redirection(
        &self,
        access: &Access,
        host: &str,
        paths: &[String],
    ) -> Result<Option<Redirection>> {
        let mut found = import_address::Entity::find()
            .filter(import_address::Column::Path.is_in(paths))
            .filter(import_address::Column::Host.is_in([host, ""]))
            .order_by_desc(import_address::Column::Host)
            .order_by_desc(import_address::Column::BatchId)
            .limit(MAX_TARGETS)
            .all(&self.reader())
            .await?;
        found.sort_by_key(|row| paths.iter().position(|path| *path == row.path));
        let of_kind = |kind: ItemKind| {
            let all = found.iter().filter(move |row| row.kind == kind.as_str());
            in_few_lengths(all.map(|row| row.target_id))
        };
        // Both are always asked, so that what is hidden costs as much as what is not there.
        let posts = of_kind(ItemKind::Document).into_iter().map(PostId::from);
        let posts = self.visible::<post::Entity>(access).filter(post::Column::Id.is_in(posts));
        let posts: HashMap<Uuid, _> =
            posts.all().await?.into_iter().map(|row| (row.id.into(), row)).collect();
        let media = of_kind(ItemKind::Media).into_iter().map(MediaId::from);
        let media = self.visible::<media::Entity>(access).filter(media::Column::Id.is_in(media));
        let media: HashMap<Uuid, _> =
            media.all().await?.into_iter().map(|row| (row.id.into(), row)).collect();
        let seen = found.iter().find_map(|row| {
            let post = posts.get(&row.target_id).cloned().map(Redirection::Post);
            post.or_else(|| media.get(&row.target_id).cloned().map(Redirection::Media))
        });
        self.meter().count_misses(seen.is_none().into());
        Ok(seen)
    }

    /// Where an old address leads that everyone in the organisation may follow: a live post for everyone
    /// in an OPEN space, or what such a post shows.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn open_redirection(
        &self,
        host: &str,
        paths: &[String],
        now: Timestamp,
    ) -> Result<Option<String>> {
        let known: Vec<String> = (5..5 + paths.len()).map(|number| format!("${number}")).collect();
        let known = known.join(", ");
        let sql = format!("SELECT a.path, a.kind, a.target_id FROM import_address a
JOIN post p ON p.id = a.target_id OR (a.kind = 'media' AND p.id IN (
    SELECT m.post_id FROM post_media m WHERE m.media_id = a.target_id))
JOIN space s ON s.id = p.space_id
WHERE a.path IN ({known}) AND a.host IN ($1, '') AND s.visibility = 'OPEN' AND p.audience_key = s.audience_key + $2
    AND p.feed_key < $3 AND (p.expires_at IS NULL OR p.expires_at > $4)
ORDER BY a.host DESC, a.batch_id DESC LIMIT {MAX_TARGETS}");
        let values = [
            host.into(),
            (post::Reach::Everyone as i64).into(),
            post::feed_key_after(now).into(),
            now.into(),
        ];
        let values = values.into_iter().chain(paths.iter().map(Into::into));
        let statement = Statement::from_sql_and_values(self.dialect().backend(), sql, values);
        let mut found = Vec::new();
        for row in self.reader().query_all_raw(statement).await? {
            let path: String = row.try_get("", "path")?;
            let place = paths.iter().position(|one| *one == path);
            found.push((place, row.try_get("", "kind")?, row.try_get("", "target_id")?));
        }
        self.meter().count_misses(found.is_empty().into());
        let first = found.into_iter().min_by_key(|(place, ..)| *place);
        let Some((_, kind, target)): Option<(_, String, Uuid)> = first else { return Ok(None) };
        Ok(Some(match kind.as_str() {
            "media" => format!("/media/{}", MediaId::from(target)),
            _ => format!("/posts/{}", PostId::from(target)),
        }))
    }

    /// Old addresses of a space, those that follow `after` (path, host, target), in portions.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn addresses_after(
        &self,
        permit: &Permit<ImportInto>,
        source: Option<&str>,
        after: (&str, &str),
    ) -> Result<Vec<import_address::Model>> {
        use import_address::Column as Of;
        use sea_orm::Condition;
        let later = Condition::any()
            .add(Of::Path.gt(after.0))
            .add(Condition::all().add(Of::Path.eq(after.0)).add(Of::Host.gt(after.1)));
        let mut found =
            import_address::Entity::find().filter(Of::SpaceId.eq(permit.row().id)).filter(later);
        if let Some(source) = source {
            found = found.filter(Of::Source.eq(source));
        }
        let found = found.order_by_asc(Of::Path).order_by_asc(Of::Host).order_by_desc(Of::BatchId);
        Ok(found.limit(PORTION).all(&self.reader()).await?)
    }

    /// Writes down what old addresses of redirects lead to.
    pub async fn import_redirects(
        &self,
        permit: &Permit<ImportInto>,
        batch: &import_batch::Model,
        redirects: &[OldRedirect],
    ) -> Outcome<Vec<super::ItemState>> {
        let noted: Vec<Noted> = redirects.iter().map(|(noted, ..)| noted.clone()).collect();
        let states = self.note_imported(permit, batch, ItemKind::Redirect, &noted).await?;
        let transaction = self.begin().await?;
        for wanted in [ItemKind::Document, ItemKind::Media] {
            let of_kind = redirects.iter().filter(|(_, kind, _)| *kind == wanted);
            let old = of_kind.flat_map(|(noted, _, addresses)| {
                let target = noted.target;
                addresses.iter().cloned().map(move |(host, path)| Old { host, path, target })
            });
            let backend = transaction.get_database_backend();
            transaction.run(adds(batch, wanted, old.collect(), backend)).await?;
        }
        transaction.commit().await?;
        Ok(states)
    }
}

/// The statements that write down what old addresses lead to. Those of before stay: they still stand on paper.
pub(super) fn adds(
    batch: &import_batch::Model,
    kind: ItemKind,
    old: Vec<Old>,
    backend: DbBackend,
) -> impl Iterator<Item = Result<Statement>> {
    use import_address::Column as Of;
    let rows = old.into_iter().map(move |old| import_address::Model {
        path: old.path,
        host: old.host,
        target_id: old.target,
        space_id: batch.space_id,
        source: batch.source.clone(),
        kind: kind.to_string(),
        batch_id: batch.id,
    });
    let over = OnConflict::columns([Of::Path, Of::Host, Of::TargetId]).do_nothing().to_owned();
    many::inserts(rows, Some(over), backend)
}

/// Forgets the addresses of these targets that this source told.
pub(super) async fn forget(transaction: &Transaction, item: &import_item::Model) -> Result<()> {
    import_address::Entity::delete_many()
        .filter(import_address::Column::TargetId.eq(item.target_id))
        .filter(import_address::Column::SpaceId.eq(item.space_id))
        .filter(import_address::Column::Source.eq(item.source.clone()))
        .exec(transaction)
        .await?;
    Ok(())
}
