//! Writes comments, and their number on the post.

use entity::{comment, post};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::db::Transaction;
use super::{Db, Seen};
use crate::access::Permit;
use crate::access::policy::{CommentOn, DeleteComment};
use crate::clock::Clock;
use crate::content::render_comment;
use crate::error::Result;
use crate::fault::{Outcome, Refused};

impl Db {
    /// Comments on a post, possibly in answer to another comment of it.
    pub async fn add_comment(
        &self,
        permit: Permit<CommentOn>,
        source: String,
        parent: Option<Seen<comment::Model>>,
        clock: &Clock,
    ) -> Outcome<Seen<comment::Model>> {
        let (post, _) = permit.row();
        if parent.as_ref().is_some_and(|parent| parent.post_id != post.id) {
            return Err(Refused::conflict("parentId", "That comment is on another post.").into());
        }
        let now = clock.now();
        let row = comment::Model {
            id: clock.new_id(),
            post_id: post.id,
            parent_id: parent.map(|parent| parent.id),
            author_id: permit.access().me(),
            html: render_comment(&source),
            source,
            created_at: now,
            updated_at: now,
            deleted_at: None,
            deleted_by: None,
        };
        let transaction = self.begin().await?;
        transaction.insert(row.clone()).await?;
        count(&transaction, post, 1).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Deletes a comment; answers to it stay.
    pub async fn delete_comment(
        &self,
        permit: Permit<DeleteComment>,
        clock: &Clock,
    ) -> Outcome<Seen<comment::Model>> {
        let (comment, post) = permit.row();
        let now = clock.now();
        let transaction = self.begin().await?;
        let deleted = comment::Entity::update_many()
            .col_expr(comment::Column::DeletedAt, Expr::value(now))
            .col_expr(comment::Column::DeletedBy, Expr::value(permit.access().me()))
            .filter(comment::Column::Id.eq(comment.id))
            .filter(comment::Column::DeletedAt.is_null())
            .exec(&transaction)
            .await?;
        if deleted.rows_affected == 0 {
            return Err(Refused::not_found("id").into());
        }
        count(&transaction, post, -1).await?;
        transaction.commit().await?;
        Ok(Seen::written(comment.clone()))
    }
}

async fn count(transaction: &Transaction, post: &post::Model, by: i32) -> Result<()> {
    post::Entity::update_many()
        .col_expr(post::Column::CommentCount, Expr::col(post::Column::CommentCount).add(by))
        .filter(post::Column::Id.eq(post.id))
        .exec(transaction)
        .await?;
    Ok(())
}
