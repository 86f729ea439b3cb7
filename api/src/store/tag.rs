//! Writes the tags of posts.

use entity::{post, post_tag};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::db::Transaction;
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
