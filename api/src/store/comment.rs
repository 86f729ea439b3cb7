//! Writes comments, and their number on the post.

use entity::comment;
use entity::id::{PersonId, PostId};
use entity::post::{self, State};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::invitation::{note_help, still_invited};
use super::publication::{held, locked};
use super::transaction::Transaction;
use super::{Db, Seen};
use crate::access::Permit;
use crate::access::policy::{CommentOn, CommentOnDraft, DeleteComment};
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
        let mut row = comment_of(post, permit.access().me(), source, parent.as_ref(), clock)?;
        let transaction = self.begin().await?;
        let (space, post) = held(&transaction, post).await?;
        // Rule R9: what is said in narrower days than the post is of, is for those who read in them.
        row.audience_key = Ord::max(post.audience_key, space.key_now());
        transaction.insert(row.clone()).await?;
        count(&transaction, row.post_id, row.audience_key, 1).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Comments on a draft, to help it. It stays with its writers and who helped, and is not counted.
    pub async fn comment_on_draft(
        &self,
        permit: Permit<CommentOnDraft>,
        source: String,
        parent: Option<Seen<comment::Model>>,
        clock: &Clock,
    ) -> Outcome<Seen<comment::Model>> {
        let (post, _, invitation) = permit.row();
        let me = permit.access().me();
        let row = comment::Model {
            on_draft: true,
            ..comment_of(post, me, source, parent.as_ref(), clock)?
        };
        let transaction = self.begin().await?;
        locked(&transaction, post).await?;
        if let Some(invitation) = invitation {
            still_invited(&transaction, invitation, post.space_id, clock.now()).await?;
        }
        transaction.insert(row.clone()).await?;
        if me != post.author_id {
            note_help(&transaction, post.id, me, clock.now()).await?;
        }
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Deletes a comment; answers to it stay.
    pub async fn delete_comment(
        &self,
        permit: Permit<DeleteComment>,
        clock: &Clock,
    ) -> Outcome<Seen<comment::Model>> {
        let (comment, _) = permit.row();
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
        if !comment.on_draft {
            count(&transaction, comment.post_id, comment.audience_key, -1).await?;
        }
        transaction.commit().await?;
        Ok(Seen::written(comment.clone()))
    }
}

/// A comment to be.
fn comment_of(
    post: &post::Model,
    author_id: PersonId,
    source: String,
    parent: Option<&Seen<comment::Model>>,
    clock: &Clock,
) -> Result<comment::Model, Refused> {
    if parent.is_some_and(|parent| parent.post_id != post.id) {
        return Err(Refused::conflict("parentId", "That comment is on another post."));
    }
    let now = clock.now();
    Ok(comment::Model {
        id: clock.new_id(),
        post_id: post.id,
        parent_id: parent.map(|parent| parent.id),
        author_id,
        html: render_comment(&source),
        source,
        created_at: now,
        updated_at: now,
        on_draft: false,
        audience_key: post.audience_key,
        deleted_at: None,
        deleted_by: None,
        imported_author: None,
        imported_by: None,
    })
}

/// More, or fewer, comments on a post with an audience key, if whoever reads the post reads them.
pub(in crate::store) async fn count(
    transaction: &Transaction,
    post: PostId,
    audience_key: i64,
    more: i32,
) -> Result<()> {
    post::Entity::update_many()
        .col_expr(post::Column::CommentCount, Expr::col(post::Column::CommentCount).add(more))
        .filter(post::Column::Id.eq(post))
        // On others there are none for all, and those of narrower days are for fewer.
        .filter(post::Column::State.is_in([State::Published, State::Withdrawn]))
        .filter(post::Column::AudienceKey.gte(audience_key))
        .exec(transaction)
        .await?;
    Ok(())
}
