//! Writes the tags of posts, and counts them for a viewer.

use entity::id::SpaceId;
use entity::{Timestamp, post, post_tag};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Statement};

use super::Db;
use super::transaction::Transaction;
use crate::access::Access;
use crate::content::tag_slug;
use crate::error::Result;

/// Makes the post's tags these names; the copies of its keys follow the post.
pub(in crate::store) async fn set_tags(
    transaction: &Transaction,
    post: &post::Model,
    names: &[String],
) -> Result<()> {
    post_tag::Entity::delete_many()
        .filter(post_tag::Column::PostId.eq(post.id))
        .exec(transaction)
        .await?;
    for name in names {
        let row = post_tag::Model {
            post_id: post.id,
            slug: tag_slug(name),
            name: name.clone(),
            feed_key: post.feed_key,
            audience_key: post.audience_key,
        };
        // Two spellings of one tag are one: the first stays.
        transaction.insert_new(row).await?;
    }
    Ok(())
}

/// How many live posts that the viewer reads have a tag.
#[derive(Clone, Debug, FromQueryResult)]
pub struct TagCount {
    /// One of its spellings.
    pub name: String,
    /// The same for every spelling.
    pub slug: String,
    /// Posts that have it.
    pub posts: i64,
}

impl Db {
    /// The tags of the live posts that the viewer reads, published since an instant, in one space or
    /// all: at most `first`, the most used first.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn tag_counts(
        &self,
        access: &Access,
        space: Option<SpaceId>,
        since: Timestamp,
        first: usize,
    ) -> Result<Vec<TagCount>> {
        let keys = access.rights.readable_keys(|id, _| space.is_none_or(|space| space == id));
        let dialect = self.dialect();
        let readable = dialect.one_of_list("t.audience_key", "$1");
        let sql = format!(
            "SELECT t.slug, MIN(t.name) AS name, COUNT(*) AS posts
FROM post_tag t JOIN post p ON p.id = t.post_id
WHERE t.feed_key < $2 AND t.feed_key >= $3 AND {readable}
    AND (p.expires_at IS NULL OR p.expires_at > $4)
GROUP BY t.slug ORDER BY posts DESC, t.slug LIMIT $5"
        );
        let values = [
            dialect.list(&keys).into(),
            post::feed_key_after(access.now).into(),
            post::feed_key_from(since).into(),
            access.now.into(),
            i64::try_from(first).unwrap_or(i64::MAX).into(),
        ];
        let statement = Statement::from_sql_and_values(dialect.backend(), sql, values);
        let rows = self.reader().query_all_raw(statement).await?;
        Ok(rows.iter().map(|row| TagCount::from_query_result(row, "")).collect::<Result<_, _>>()?)
    }
}

/// Brings the copies of the post's keys up to date.
pub(in crate::store) async fn follow(transaction: &Transaction, post: &post::Model) -> Result<()> {
    use sea_orm::sea_query::Expr;
    post_tag::Entity::update_many()
        .col_expr(post_tag::Column::FeedKey, Expr::value(post.feed_key))
        .col_expr(post_tag::Column::AudienceKey, Expr::value(post.audience_key))
        .filter(post_tag::Column::PostId.eq(post.id))
        .exec(transaction)
        .await?;
    Ok(())
}
