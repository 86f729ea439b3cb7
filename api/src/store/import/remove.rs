//! Removes what an import made, unless people have made something of it since.

use entity::id::{CommentId, MediaId, PostId};
use entity::post::{self, State};
use entity::{
    comment, import_address, import_item, media, post_body, post_coauthor, post_invitation,
    post_media, post_tag, revision, suggestion,
};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use super::address::forget;
use super::item::ItemKind;
use super::standing::left_alone;
use super::undo::Fate;
use crate::error::Result;
use crate::store::comment::count;
use crate::store::transaction::Transaction;

/// Removes what was made of an item, unless people have made something of it since.
pub(super) async fn remove(
    transaction: &Transaction,
    kind: ItemKind,
    item: &import_item::Model,
    revision: i32,
) -> Result<Fate> {
    let kept = match kind {
        ItemKind::Document => remove_post(transaction, item, revision).await?,
        ItemKind::Comment => remove_comment(transaction, item.target_id.into()).await?,
        ItemKind::Media => remove_medium(transaction, item).await?,
        ItemKind::Author | ItemKind::Term | ItemKind::Redirect => None,
    };
    if let Some(reason) = kept {
        return Ok(Fate::Kept(reason));
    }
    if matches!(kind, ItemKind::Document | ItemKind::Media) {
        forget(transaction, item).await?;
    }
    if kind == ItemKind::Redirect {
        import_address::Entity::delete_many()
            .filter(import_address::Column::BatchId.eq(item.batch_id))
            .filter(import_address::Column::TargetId.eq(item.target_id))
            .exec(transaction)
            .await?;
    }
    let key = (item.space_id, item.source.clone(), item.kind.clone(), item.external_id.clone());
    import_item::Entity::delete_by_id(key).exec(transaction).await?;
    Ok(Fate::Removed)
}

/// Why a post must stay, if it must.
async fn remove_post(
    transaction: &Transaction,
    item: &import_item::Model,
    revision: i32,
) -> Result<Option<&'static str>> {
    let id = PostId::from(item.target_id);
    let Some(row) = post::Entity::find_by_id(id).lock_exclusive().one(transaction).await? else {
        return Ok(None);
    };
    let decided = item.stored_at.is_some() && !left_alone(item.stored_at, &row);
    let taken = matches!(row.state, State::Proposed | State::Withdrawn);
    if row.revision != revision || decided || taken {
        return Ok(Some("a person has changed it since"));
    }
    let said = comment::Entity::find()
        .filter(comment::Column::PostId.eq(id))
        .filter(comment::Column::ImportedBy.is_null())
        .count(transaction)
        .await?;
    let helped = post_coauthor::Entity::find().filter(post_coauthor::Column::PostId.eq(id));
    let helped = helped.count(transaction).await?
        + post_invitation::Entity::find()
            .filter(post_invitation::Column::PostId.eq(id))
            .count(transaction)
            .await?
        + suggestion::Entity::find()
            .filter(suggestion::Column::PostId.eq(id))
            .count(transaction)
            .await?;
    if said + helped > 0 {
        return Ok(Some("people have commented on it or helped with it since"));
    }
    macro_rules! delete {
        ($($table:ident),*) => {$(
            $table::Entity::delete_many()
                .filter($table::Column::PostId.eq(id))
                .exec(transaction)
                .await?;
        )*};
    }
    // Answers first: a comment is named by those that answer it.
    comment::Entity::update_many()
        .col_expr(comment::Column::ParentId, Expr::value(None::<CommentId>))
        .filter(comment::Column::PostId.eq(id))
        .exec(transaction)
        .await?;
    let comments = comment::Entity::find().filter(comment::Column::PostId.eq(id));
    let comments: Vec<uuid::Uuid> =
        comments.all(transaction).await?.into_iter().map(|row| row.id.into()).collect();
    if !comments.is_empty() {
        import_item::Entity::delete_many()
            .filter(import_item::Column::Kind.eq(ItemKind::Comment.as_str()))
            .filter(import_item::Column::TargetId.is_in(comments))
            .exec(transaction)
            .await?;
    }
    delete!(comment, post_tag, post_media, revision, post_body);
    post::Entity::delete_by_id(id).exec(transaction).await?;
    Ok(None)
}

async fn remove_comment(transaction: &Transaction, id: CommentId) -> Result<Option<&'static str>> {
    let Some(row) = comment::Entity::find_by_id(id).one(transaction).await? else {
        return Ok(None);
    };
    if row.deleted_at.is_some() {
        return Ok(Some("a person has deleted it since"));
    }
    let answered = comment::Entity::find()
        .filter(comment::Column::ParentId.eq(id))
        .filter(comment::Column::ImportedBy.is_null())
        .count(transaction)
        .await?;
    if answered > 0 {
        return Ok(Some("people have answered it since"));
    }
    comment::Entity::update_many()
        .col_expr(comment::Column::ParentId, Expr::value(None::<CommentId>))
        .filter(comment::Column::ParentId.eq(id))
        .exec(transaction)
        .await?;
    comment::Entity::delete_by_id(id).exec(transaction).await?;
    if !row.on_draft {
        count(transaction, row.post_id, row.audience_key, -1).await?;
    }
    Ok(None)
}

async fn remove_medium(
    transaction: &Transaction,
    item: &import_item::Model,
) -> Result<Option<&'static str>> {
    let id = MediaId::from(item.target_id);
    let shown = post_media::Entity::find().filter(post_media::Column::MediaId.eq(id));
    if shown.count(transaction).await? > 0 {
        return Ok(Some("a post shows it"));
    }
    let others = import_item::Entity::find()
        .filter(import_item::Column::TargetId.eq(item.target_id))
        .count(transaction)
        .await?;
    // Another name in this or another source stands for the same file.
    if others <= 1 {
        media::Entity::delete_by_id(id).exec(transaction).await?;
    }
    Ok(None)
}
