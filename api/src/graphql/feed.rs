//! The feed: the newest posts of everything that you may read.

use std::collections::{HashMap, HashSet};

use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use entity::id::{PersonId, SpaceId};
use uuid::Uuid;

use super::context::{Request, request};
use super::id::parse;
use super::loaders::{BodyOf, TagsOf};
use super::page::{Cursor, Page, Rows, cost};
use super::post::{Post, PostConnection};
use super::time::DateTime;
use crate::content::tag_slug;
use crate::error::{Code, Error, Result};
use crate::store::{FeedFilter, FeedPage};

/// What the feed is narrowed to. Everything given must hold.
#[derive(Default, InputObject)]
pub struct FeedFilterInput {
    /// Only posts of spaces of this unit and of all below it.
    branch_of: Option<ID>,
    /// Only posts of this space.
    space: Option<ID>,
    /// Only posts with this tag, in any spelling.
    tag: Option<String>,
    /// Only posts of this person.
    author: Option<ID>,
    /// Only posts published at or after this instant.
    since: Option<DateTime>,
    /// Only posts published before this instant.
    until: Option<DateTime>,
}

/// Reads the feed.
#[derive(Default)]
pub struct FeedQuery;

#[Object]
impl FeedQuery {
    /// The newest live posts of everything that you may read. Its cost in SQL statements is the
    /// same for every page size and every number of spaces.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn feed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the post before.")] after: Option<String>,
        #[graphql(desc = "What the feed is narrowed to.")] filter: Option<FeedFilterInput>,
    ) -> Option<Result<PostConnection>> {
        Some(
            async {
                let filter = read(request(ctx)?, filter.unwrap_or_default()).await?;
                feed_page(ctx, filter, first, after).await
            }
            .await,
        )
    }
}

async fn read(request: &Request, input: FeedFilterInput) -> Result<FeedFilter> {
    let units = match input.branch_of {
        Some(unit) => {
            let branch = request.db.branch_of(parse(&unit)?).await?;
            Some(branch.into_iter().collect::<HashSet<_>>())
        }
        None => None,
    };
    let tag = input.tag.map(|tag| tag_slug(&tag));
    if tag.as_deref() == Some("") {
        let message = "`tag` must have a letter or a digit.";
        return Err(Error::new(Code::InvalidArgument, message));
    }
    Ok(FeedFilter {
        space: input.space.as_ref().map(parse::<SpaceId>).transpose()?,
        units,
        tag,
        author: input.author.as_ref().map(parse::<PersonId>).transpose()?,
        since: input.since.map(|at| at.0),
        until: input.until.map(|at| at.0),
    })
}

/// The kind of list: a feed's places are instants of publication, in whatever it is narrowed to.
const LIST: &str = "feed";

/// A page of the feed, with all that the query asks of each post read at once.
pub(super) async fn feed_page(
    ctx: &Context<'_>,
    filter: FeedFilter,
    first: Option<i32>,
    after: Option<String>,
) -> Result<PostConnection> {
    let request = request(ctx)?;
    let page = Page::of(LIST, first, after)?;
    let key = page.after.as_ref().map(|cursor| cursor.key);
    let FeedPage { posts, has_next } =
        request.db.feed(&request.access(), &filter, key, page.first).await?;
    let posts: Vec<Post> = posts.into_iter().map(Post).collect();
    // Boxed: it holds four reads at once, and every resolver of a list of posts would have room for it.
    Box::pin(read_ahead(ctx, request, &posts)).await?;
    let rows = posts.into_iter().map(|post| {
        let key = post.0.feed_key.unwrap_or(Uuid::nil());
        (Cursor { list: LIST, sort: String::new(), key }, post)
    });
    Ok(PostConnection::new(Rows { rows: rows.collect(), has_next, page }))
}

/// Authors, spaces, tags and texts of all posts, one statement each and only as far as asked for:
/// the number of statements does not hang on who is asked for first.
async fn read_ahead(ctx: &Context<'_>, request: &Request, posts: &[Post]) -> Result<()> {
    let asks = |field: &str| {
        let ahead = ctx.look_ahead();
        ahead.field("nodes").field(field).exists()
            || ahead.field("edges").field("node").field(field).exists()
    };
    let batch = request.loaders.loader();
    let authors = async {
        let ids: HashSet<PersonId> = posts.iter().map(|post| post.0.author_id).collect();
        read_all(asks("author"), batch, ids.into_iter().collect()).await
    };
    let spaces = async {
        let ids: HashSet<SpaceId> = posts.iter().map(|post| post.0.space_id).collect();
        read_all(asks("space"), batch, ids.into_iter().collect()).await
    };
    let tags = async {
        let ids = posts.iter().map(|post| TagsOf((&post.0).into())).collect();
        read_all(asks("tags"), batch, ids).await
    };
    let bodies = async {
        let asked = ["body", "bodyHtml", "bodyText", "bodyFormat"].into_iter().any(asks);
        let ids = posts.iter().map(|post| BodyOf((&post.0).into())).collect();
        read_all(asked, batch, ids).await
    };
    let (authors, spaces, tags, bodies) = futures_util::try_join!(authors, spaces, tags, bodies)?;
    request.loaders.feed_many(authors).await;
    request.loaders.feed_many(spaces).await;
    request.loaders.feed_many(tags).await;
    request.loaders.feed_many(bodies).await;
    Ok(())
}

async fn read_all<K, L>(asked: bool, batch: &L, keys: Vec<K>) -> Result<HashMap<K, L::Value>>
where
    K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
    L: Loader<K, Error = Error>,
{
    if asked && !keys.is_empty() { batch.load(&keys).await } else { Ok(HashMap::new()) }
}
