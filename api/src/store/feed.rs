//! The feed: the newest live posts of everything that the viewer may read, by keyset pages.
//!
//! One statement whatever there is to read. It finds the page's keys in index order without touching
//! a post: the newest thousand entries below the cursor (enough for whoever reads much), else one
//! seek for each readable audience (enough for whoever reads little); then it reads those posts.

use std::collections::HashSet;

use entity::Timestamp;
use entity::id::{PersonId, SpaceId, UnitId};
use entity::post;
use sea_orm::{Statement, Value};
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
        let dialect = self.dialect();
        let audiences = if filter.space.is_none() && filter.units.is_none() {
            access.rights.readable_list(dialect).to_owned()
        } else {
            dialect.list(&access.rights.readable_keys(|space, right| {
                filter.space.is_none_or(|wanted| wanted == space)
                    && filter.units.as_ref().is_none_or(|units| units.contains(&right.unit))
            }))
        };
        let live = post::feed_key_after(access.now);
        let ceiling = [after, filter.until.map(post::feed_key_from)]
            .into_iter()
            .flatten()
            .fold(live, Ord::min);
        let floor = filter.since.map_or(Uuid::nil(), post::feed_key_from);
        let mut values: Vec<Value> = vec![
            audiences.into(),
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
        let sql = posts_of(dialect, &sql);
        let statement = Statement::from_sql_and_values(dialect.backend(), sql, values);
        let mut posts = self.seen_rows(statement).await?;
        let has_next = posts.len() > first;
        posts.truncate(first);
        Ok(FeedPage { posts, has_next })
    }
}

/// The statement of the unnarrowed feed, for measuring it alone. `$1` is the list of readable
/// audience keys as the engine takes it, `$2` and `$3` the feed keys below and from which to read,
/// `$4` the instant in microseconds, `$5` one more than the rows wanted.
#[must_use]
pub fn feed_statement(dialect: Dialect) -> String {
    posts_of(dialect, &window_and_seek(dialect))
}

/// The posts of a statement that ends in their keys.
fn posts_of(dialect: Dialect, (steps, keys): &(String, String)) -> String {
    let page = dialect.one_of("post.feed_key", keys);
    format!("{steps} SELECT post.* FROM post WHERE {page} ORDER BY post.feed_key DESC")
}

/// Not expired.
const LIVE: &str = "(p.expires_at IS NULL OR p.expires_at > $4)";

/// A tag has its own copy of the keys, so this is one walk down one index. Here and below, the `+`
/// keeps planners from reading by audience first and sorting everything.
fn by_tag(dialect: Dialect, and_author: bool) -> (String, String) {
    let author = if and_author { "AND p.author_id = $7" } else { "" };
    let readable = dialect.one_of_list("+t.audience_key", "$1");
    let keys = format!(
        "SELECT t.feed_key FROM post_tag t JOIN post p ON p.id = t.post_id
WHERE t.slug = $6 AND t.feed_key < $2 AND t.feed_key >= $3 AND {readable} AND {LIVE} {author}
ORDER BY t.feed_key DESC LIMIT $5"
    );
    (String::new(), keys)
}

fn by_author(dialect: Dialect) -> (String, String) {
    let readable = dialect.one_of_list("+p.audience_key", "$1");
    let keys = format!(
        "SELECT p.feed_key FROM post p
WHERE p.author_id = $6 AND p.feed_key < $2 AND p.feed_key >= $3 AND {readable} AND {LIVE}
ORDER BY p.feed_key DESC LIMIT $5"
    );
    (String::new(), keys)
}

/// Every MATERIALIZED bears load: without it both planners fold the steps into a plan that sorts
/// all readable posts. The newest n posts lie in the n audiences whose newest post is newest. The
/// LIMIT of `head` has nothing sought when the window suffices; a condition would be asked of every
/// audience.
fn window_and_seek(dialect: Dialect) -> (String, String) {
    let within = "p.feed_key < $2 AND p.feed_key >= $3";
    let newest = "ORDER BY p.feed_key DESC LIMIT";
    let steps = format!(
        "WITH floor (feed_key) AS MATERIALIZED (SELECT COALESCE((
    SELECT p.feed_key FROM post p WHERE {within} {newest} 1 OFFSET 999), $3)),
quick (feed_key) AS MATERIALIZED (
    SELECT p.feed_key FROM post p
    WHERE p.feed_key < $2 AND p.feed_key >= (SELECT feed_key FROM floor) AND {readable} AND {LIVE}
    {newest} $5),
head (key, feed_key) AS MATERIALIZED (
    SELECT r.key, (
        SELECT p.feed_key FROM post p WHERE p.audience_key = r.key AND {within} AND {LIVE} {newest} 1)
    FROM ({list}) AS r
    LIMIT (SELECT CASE WHEN COUNT(*) < $5 AND (SELECT feed_key FROM floor) > $3 THEN 1000000 ELSE 0 END
        FROM quick)),
best (key) AS MATERIALIZED (
    SELECT key FROM head WHERE feed_key IS NOT NULL ORDER BY feed_key DESC LIMIT $5),
least (key, feed_key) AS MATERIALIZED (
    SELECT b.key, COALESCE((
        SELECT p.feed_key FROM post p WHERE p.audience_key = b.key AND {within} AND {LIVE}
        {newest} 1 OFFSET $5 - 1), $3)
    FROM best b),
slow (feed_key) AS MATERIALIZED (
    SELECT p.feed_key FROM least l JOIN post p ON p.audience_key = l.key
    WHERE p.feed_key < $2 AND p.feed_key >= l.feed_key AND {LIVE})",
        readable = dialect.one_of_list("+p.audience_key", "$1"),
        list = dialect.list_rows("$1"),
    );
    let keys = "SELECT feed_key FROM quick UNION SELECT feed_key FROM slow ORDER BY feed_key DESC LIMIT $5";
    (steps, keys.to_owned())
}
