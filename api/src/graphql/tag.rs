//! Tags of posts, and how many posts have them.

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::id::SpaceId;

use super::context::request;
use super::id::parse;
use super::page::{Page, cost};
use super::participation::since;
use crate::error::Result;
use crate::store;

/// A tag of a post.
#[derive(SimpleObject)]
pub struct Tag {
    /// As its writer spelled it.
    pub(super) name: String,
    /// Lower case and without accents: the same for every spelling.
    pub(super) slug: String,
}

/// A tag with how many of the posts that you read have it.
#[derive(SimpleObject)]
pub struct TagCount {
    /// One of its spellings.
    name: String,
    /// Lower case and without accents: the same for every spelling.
    slug: String,
    /// How many live posts that you read have it.
    post_count: i64,
}

impl From<store::TagCount> for TagCount {
    fn from(of: store::TagCount) -> Self {
        Self { name: of.name, slug: of.slug, post_count: of.posts }
    }
}

/// Counts tags.
#[derive(Default)]
pub struct TagQuery;

#[Object]
impl TagQuery {
    /// The tags of the live posts that you read, the most used first.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn tags(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(
            desc = "Of posts published in how many days until now, 1 to 366.",
            default = 366
        )]
        days: i32,
        #[graphql(desc = "Of this space alone.")] space: Option<ID>,
    ) -> Option<Result<Vec<TagCount>>> {
        Some(
            async {
                let request = request(ctx)?;
                let first = Page::of("tag", first, None)?.first;
                let space = space.as_ref().map(parse::<SpaceId>).transpose()?;
                let since = since(request, days)?;
                let counts = request.db.tag_counts(&request.access(), space, since, first).await?;
                Ok(counts.into_iter().map(Into::into).collect())
            }
            .await,
        )
    }
}
