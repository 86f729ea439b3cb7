//! The texts of posts, apart so that lists need not read them.

use sea_orm::entity::prelude::*;

use crate::id::PostId;

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Format {
    /// CommonMark with GitHub's tables, strikethrough and autolinks.
    Markdown,
    /// HTML.
    Html,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post_body")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub post_id: PostId,
    /// What `source` is.
    pub format: Format,
    /// As written.
    pub source: String,
    /// Sanitised.
    pub html: String,
    /// Without markup.
    pub plain: String,
}

/// None: joins are written in `store`.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
