//! Names co-authors (rule R11).

use async_graphql::{Context, ID, InputObject, Object};
use entity::{person, post};

use crate::access::policy::{NameCoauthor, RemoveCoauthor};
use crate::error::Result;
use crate::fault::Refused;
use crate::graphql::context::request;
use crate::graphql::loaders::CoauthorsOf;
use crate::graphql::payload::{mutate, payloads};
use crate::graphql::post::Post;
use crate::store::Seen;

/// A co-author to name.
#[derive(InputObject)]
pub struct CoauthorAddInput {
    /// The post.
    post_id: ID,
    /// Who writes with you.
    person_id: ID,
}

/// A co-author to take off.
#[derive(InputObject)]
pub struct CoauthorRemoveInput {
    /// The post.
    post_id: ID,
    /// Who wrote with you.
    person_id: ID,
}

payloads! {
    /// What came of naming a co-author.
    CoauthorAddPayload, CoauthorAddError {
        /// The post.
        post: Post
    }
    /// What came of taking a co-author off.
    CoauthorRemovePayload, CoauthorRemoveError {
        /// The post.
        post: Post
    }
}

/// Writes co-authors.
#[derive(Default)]
pub struct CoauthorMutation;

#[Object]
impl CoauthorMutation {
    /// Names a co-author, at most twenty, who reads your draft and, where they are contributor, changes
    /// it in their own name. For the author.
    async fn coauthor_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who of which post.")] input: CoauthorAddInput,
    ) -> Option<Result<CoauthorAddPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let post = request.find::<post::Entity>("postId", &input.post_id).await?;
            let person = request.find::<person::Entity>("personId", &input.person_id).await?;
            let permit = request.permit::<NameCoauthor>(post)?;
            Ok(Post(request.db.name_coauthor(permit, &person, &request.clock).await?))
        })
        .await
    }

    /// Takes a co-author off. For the author, and the co-author.
    async fn coauthor_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who of which post.")] input: CoauthorRemoveInput,
    ) -> Option<Result<CoauthorRemovePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let post = request.find::<post::Entity>("postId", &input.post_id).await?;
            let person = request.find::<person::Entity>("personId", &input.person_id).await?;
            let named = request.loaders.load_one(CoauthorsOf((&post).into())).await?;
            let mut named = named.unwrap_or_default().into_iter();
            let coauthor = named.find(|named| named.person_id == person.id);
            let coauthor = coauthor.ok_or_else(|| Refused::not_found("personId"))?;
            let permit = request.permit::<RemoveCoauthor>(Seen::pair(post, coauthor))?;
            Ok(Post(request.db.remove_coauthor(permit, &request.clock).await?))
        })
        .await
    }
}
