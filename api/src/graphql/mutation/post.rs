//! Writes the texts of posts.

use async_graphql::{Context, ID, InputObject, Object};
use entity::{post, space};

use crate::access::policy::{DeletePost, DraftPost, EditPost, PublishInto};
use crate::content::input::{MAX_BODY, MAX_TAG, MAX_TAGS, MAX_TITLE, body, language, line};
use crate::content::tag_slug;
use crate::error::Result;
use crate::fault::{Outcome, Refused};
use crate::graphql::context::{Request, request};
use crate::graphql::loaders::CoauthorsOf;
use crate::graphql::payload::{mutate, payloads};
use crate::graphql::post::{Audience, BodyFormat, Post};
use crate::store::{PostChange, Text};

/// A post to write.
#[derive(InputObject)]
pub struct PostCreateInput {
    /// Where.
    space_id: ID,
    /// Title, at most 300 characters.
    title: String,
    /// Text, at most 400,000 characters.
    body: String,
    /// What the text is written in.
    #[graphql(default_with = "BodyFormat::Markdown")]
    format: BodyFormat,
    /// Language of the text, as a BCP 47 tag.
    locale: Option<String>,
    /// At most 30 tags of at most 60 characters.
    #[graphql(default)]
    tags: Vec<String>,
    /// Whom it is for, within the space's visibility.
    #[graphql(default_with = "Audience::Everyone")]
    audience: Audience,
    /// Whether to publish it at once: from nothing to a published post in one call.
    #[graphql(default)]
    publish: bool,
}

/// A post to change; what is not given stays.
#[derive(InputObject)]
pub struct PostUpdateInput {
    /// The post.
    id: ID,
    /// A new title, at most 300 characters.
    title: Option<String>,
    /// A new text, at most 400,000 characters.
    body: Option<String>,
    /// What the new text is written in.
    #[graphql(default_with = "BodyFormat::Markdown")]
    format: BodyFormat,
    /// Language of the text, as a BCP 47 tag.
    locale: Option<String>,
    /// All its tags from now on.
    tags: Option<Vec<String>>,
    /// Whom it is for; not once it is published.
    audience: Option<Audience>,
    /// The revision that you changed: if another has been written since, yours is refused.
    revision: Option<i32>,
}

/// A post to delete.
#[derive(InputObject)]
pub struct PostDeleteInput {
    /// The post.
    id: ID,
}

payloads! {
    /// What came of writing a post.
    PostCreatePayload, PostCreateError {
        /// The post, a draft or published.
        post: Post
    }
    /// What came of changing a post.
    PostUpdatePayload, PostUpdateError {
        /// The post as it is now.
        post: Post
    }
    /// What came of deleting a post.
    PostDeletePayload, PostDeleteError {
        /// The id of the post that is no more.
        deleted_id: ID
    }
}

/// Writes posts.
#[derive(Default)]
pub struct PostMutation;

#[Object]
impl PostMutation {
    /// Writes a post in your name: a draft, or with `publish` live at once. For contributors, and
    /// for authors with `publish`.
    async fn post_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The post.")] input: PostCreateInput,
    ) -> Option<Result<PostCreatePayload>> {
        // Boxed: what publishing holds is large.
        mutate(ctx, Box::pin(create(ctx, input))).await
    }

    /// Changes a post's text, language or tags; each change of title or text is signed by you. For
    /// its author and co-authors, and for editors once it is proposed or published.
    async fn post_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: PostUpdateInput,
    ) -> Option<Result<PostUpdatePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let post = request.find::<post::Entity>("id", &input.id).await?;
            let named = request.loaders.load_one(CoauthorsOf((&post).into())).await?;
            let me = request.access().me();
            let coauthor = named.unwrap_or_default().into_iter().find(|it| it.person_id == me);
            let permit = request.permit::<EditPost>(post.with(coauthor))?;
            let text = input.body.map(|source| written(input.format, &source)).transpose()?;
            let change = PostChange {
                title: input.title.map(|title| line("title", &title, MAX_TITLE)).transpose()?,
                text,
                lang: input.locale.map(|tag| language("locale", &tag)).transpose()?,
                tags: input.tags.map(|names| tags(&names)).transpose()?,
                audience: input.audience.map(Into::into),
                revision: input.revision,
            };
            Ok(Post(request.db.change_post(permit, change, &request.clock).await?))
        })
        .await
    }

    /// Deletes a post for every reader. For its author.
    async fn post_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The post.")] input: PostDeleteInput,
    ) -> Option<Result<PostDeletePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let post = request.find::<post::Entity>("id", &input.id).await?;
            let permit = request.permit::<DeletePost>(post)?;
            let deleted = request.db.delete_post(permit, &request.clock).await?;
            Ok(deleted.id.to_string().into())
        })
        .await
    }
}

async fn create(ctx: &Context<'_>, input: PostCreateInput) -> Outcome<Post> {
    let request: &Request = request(ctx)?;
    let space = request.find::<space::Entity>("spaceId", &input.space_id).await?;
    let permit = request.permit::<DraftPost>(space)?;
    let title = line("title", &input.title, MAX_TITLE)?;
    let text = written(input.format, &input.body)?;
    let change = PostChange {
        lang: input.locale.map(|tag| language("locale", &tag)).transpose()?,
        tags: Some(tags(&input.tags)?),
        audience: Some(input.audience.into()),
        ..PostChange::default()
    };
    let publish = if input.publish {
        let space = request.find::<space::Entity>("spaceId", &input.space_id).await?;
        Some(request.permit::<PublishInto>(space)?)
    } else {
        None
    };
    let post = request.db.draft_post(permit, publish, title, text, change, &request.clock).await?;
    Ok(Post(post))
}

fn written(format: BodyFormat, source: &str) -> Result<Text, Refused> {
    Ok(Text { format: format.into(), source: body("body", source, MAX_BODY)? })
}

fn tags(names: &[String]) -> Result<Vec<String>, Refused> {
    if names.len() > MAX_TAGS {
        return Err(Refused::too_long("tags", MAX_TAGS, "tags"));
    }
    let checked = names.iter().map(|name| {
        let name = line("tags", name, MAX_TAG)?;
        if tag_slug(&name).is_empty() {
            return Err(Refused::invalid("tags", "A tag needs a letter or a digit."));
        }
        Ok(name)
    });
    checked.collect()
}
