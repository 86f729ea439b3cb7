//! The feed: the newest live posts of everything that the viewer may read, by keyset pages.
//!
//! Two statements whatever there is to read. The first finds the page's keys in index order
//! without touching a post: the newest thousand entries below the cursor (enough for whoever reads
//! much), else one seek for each readable audience (enough for whoever reads little). The second
//! reads those posts through the viewer's scope like any other read.

use std::collections::HashSet;

use entity::Timestamp;
use entity::id::{PersonId, SpaceId, UnitId};
use entity::post;
use sea_orm::{ColumnTrait, ConnectionTrait, Order, Statement, Value};
use uuid::Uuid;

use super::{Db, Dialect, Seen};
use crate::access::Access;
use crate::error::Result;

/// What the feed is narrowed to. Everything is and-ed.
#[derive(Clone, Debug, Default)]
pub struct FeedFilter {
    /// These spaces only.
    pub space: Option<SpaceId>,
    /// Spaces of these units only.
    pub units: Option<HashSet<UnitId>>,
    /// Posts with this tag, as a slug.
    pub tag: Option<String>,
    /// Posts of this author.
    pub author: Option<PersonId>,
    /// Published at or after.
    pub since: Option<Timestamp>,
    /// Published before.
    pub until: Option<Timestamp>,
}

/// A page of the feed.
#[derive(Clone, Debug)]
pub struct FeedPage {
    /// The posts, newest first.
    pub posts: Vec<Seen<post::Model>>,
    /// Whether older ones follow.
    pub has_next: bool,
}

impl Db {
    /// At most `first` live posts older than the key `after`, newest first.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn feed(
        &self,
        access: &Access,
        filter: &FeedFilter,
        after: Option<Uuid>,
        first: usize,
    ) -> Result<FeedPage> {
        let audiences = access.rights.readable_keys(|space, right| {
            filter.space.is_none_or(|wanted| wanted == space)
                && filter.units.as_ref().is_none_or(|units| units.contains(&right.unit))
        });
        let live = post::feed_key_after(access.now);
        let ceiling = [after, filter.until.map(post::feed_key_from)]
            .into_iter()
            .flatten()
            .fold(live, Ord::min);
        let floor = filter.since.map_or(Uuid::nil(), post::feed_key_from);
        let dialect = self.dialect();
        let mut values: Vec<Value> = vec![
            dialect.list(&audiences).into(),
            ceiling.into(),
            floor.into(),
            access.now.into(),
            i64::try_from(first + 1).unwrap_or(i64::MAX).into(),
        ];
        let sql = match (&filter.tag, filter.author) {
            (Some(tag), author) => {
                values.push(tag.clone().into());
                values.extend(author.map(Value::from));
                by_tag(dialect, author.is_some())
            }
            (None, Some(author)) => {
                values.push(author.into());
                by_author(dialect)
            }
            (None, None) => window_and_seek(dialect),
        };
        let statement = Statement::from_sql_and_values(dialect.backend(), sql, values);
        let mut keys = Vec::with_capacity(first + 1);
        for row in self.reader().query_all_raw(statement).await? {
            keys.push(row.try_get::<Uuid>("", "feed_key")?);
        }
        let has_next = keys.len() > first;
        keys.truncate(first);
        let posts = self
            .live(access)
            .filter(post::Column::FeedKey.is_in(keys))
            .order_by(post::Column::FeedKey, Order::Desc)
            .all()
            .await?;
        Ok(FeedPage { posts, has_next })
    }
}

/// The statement of the unnarrowed feed, for measuring it alone. `$1` is the list of readable
/// audience keys as the engine takes it, `$2` and `$3` the feed keys below and from which to read,
/// `$4` the instant in microseconds, `$5` one more than the rows wanted.
#[must_use]
pub fn feed_statement(dialect: Dialect) -> String {
    window_and_seek(dialect)
}

/// A tag has its own copy of the keys, so this is one walk down one index.
fn by_tag(dialect: Dialect, and_author: bool) -> String {
    let author = if and_author { "AND p.author_id = $7" } else { "" };
    format!(
        "WITH r (key) AS ({readable})
SELECT t.feed_key FROM post_tag t JOIN post p ON p.id = t.post_id
WHERE t.slug = $6 AND t.feed_key < $2 AND t.feed_key >= $3 AND t.audience_key IN (SELECT key FROM r)
  AND (p.expires_at IS NULL OR p.expires_at > $4) {author}
ORDER BY t.feed_key DESC LIMIT $5",
        readable = dialect.unnest("$1"),
    )
}

fn by_author(dialect: Dialect) -> String {
    format!(
        "WITH r (key) AS ({readable})
SELECT feed_key FROM post
WHERE author_id = $6 AND feed_key < $2 AND feed_key >= $3 AND audience_key IN (SELECT key FROM r)
  AND (expires_at IS NULL OR expires_at > $4)
ORDER BY feed_key DESC LIMIT $5",
        readable = dialect.unnest("$1"),
    )
}

/// Every MATERIALIZED bears load: without it both planners fold the steps into a plan that sorts
/// all readable posts. The newest n posts lie in the n audiences whose newest post is newest.
fn window_and_seek(dialect: Dialect) -> String {
    let live = "AND (p.expires_at IS NULL OR p.expires_at > $4)";
    format!(
        "WITH r (key) AS MATERIALIZED ({readable}),
recent (feed_key, audience_key) AS MATERIALIZED (
    SELECT p.feed_key, p.audience_key FROM post p
    WHERE p.feed_key < $2 AND p.feed_key >= $3 {live} ORDER BY p.feed_key DESC LIMIT 1000),
quick (feed_key) AS MATERIALIZED (
    SELECT feed_key FROM recent WHERE audience_key IN (SELECT key FROM r)
    ORDER BY feed_key DESC LIMIT $5),
head (key, feed_key) AS MATERIALIZED (
    SELECT r.key, (SELECT p.feed_key FROM post p
        WHERE p.audience_key = r.key AND p.feed_key < $2 AND p.feed_key >= $3 {live}
        ORDER BY p.feed_key DESC LIMIT 1)
    FROM r WHERE (SELECT COUNT(*) FROM quick) < $5 AND (SELECT COUNT(*) FROM recent) = 1000),
best (key) AS MATERIALIZED (
    SELECT key FROM head WHERE feed_key IS NOT NULL ORDER BY feed_key DESC LIMIT $5),
least (key, feed_key) AS MATERIALIZED (
    SELECT b.key, COALESCE((SELECT p.feed_key FROM post p
        WHERE p.audience_key = b.key AND p.feed_key < $2 AND p.feed_key >= $3 {live}
        ORDER BY p.feed_key DESC LIMIT 1 OFFSET $5 - 1), $3)
    FROM best b),
slow (feed_key) AS MATERIALIZED (
    SELECT p.feed_key FROM least l JOIN post p ON p.audience_key = l.key
    WHERE p.feed_key < $2 AND p.feed_key >= l.feed_key {live})
SELECT feed_key FROM (
    SELECT feed_key FROM quick UNION SELECT feed_key FROM slow
) AS found ORDER BY feed_key DESC LIMIT $5",
        readable = dialect.unnest("$1"),
    )
}
