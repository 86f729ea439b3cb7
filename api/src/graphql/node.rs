//! Anything by its global id.

use async_graphql::{Context, ID, Interface, Object};
use entity::id::{
    ApplicationId, AssignmentId, CommentId, Id, MediaId, PersonId, PositionId, PostId, RevisionId,
    SpaceGrantId, SpaceId, UnitGrantId, UnitId,
};
use entity::{
    application, assignment, comment, media, person, position, post, revision, space, space_grant,
    unit, unit_grant,
};

use super::application::Application;
use super::comment::Comment;
use super::context::request;
use super::media::Media;
use super::membership::{Assignment, Position};
use super::mutation::{SpaceGrant, UnitGrant};
use super::page::MAX_FIRST;
use super::person::Person;
use super::post::{Post, Revision};
use super::space::Space;
use super::unit::Unit;
use crate::error::{Code, Error, Result};

/// Anything with a global id, which says its kind before the underscore.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Global id."))]
pub enum Node {
    /// A service account.
    Application(Application),
    /// A membership.
    Assignment(Assignment),
    /// A comment.
    Comment(Comment),
    /// A picture or file.
    Media(Media),
    /// A person.
    Person(Person),
    /// An office.
    Position(Position),
    /// A post.
    Post(Post),
    /// A version of a post's text.
    Revision(Revision),
    /// A space.
    Space(Space),
    /// A grant on a space.
    SpaceGrant(SpaceGrant),
    /// A unit.
    Unit(Unit),
    /// A grant on a unit.
    UnitGrant(UnitGrant),
}

/// Looks up anything.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Anything by its global id; null if there is nothing for you.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id of any kind.")] id: ID,
    ) -> Option<Result<Node>> {
        find(ctx, &id).await.transpose()
    }

    /// Several at once, at most 100, in the order of `ids`, null where there is nothing for you.
    #[graphql(complexity = "1 + ids.len().min(100) * child_complexity")]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global ids of any kinds.")] ids: Vec<ID>,
    ) -> Option<Result<Vec<Option<Node>>>> {
        Some(
            async {
                if ids.len() > usize::try_from(MAX_FIRST).unwrap_or(0) {
                    let message = format!("`ids` must be at most {MAX_FIRST}.");
                    return Err(Error::new(Code::InvalidArgument, message));
                }
                let mut nodes = Vec::with_capacity(ids.len());
                for id in &ids {
                    nodes.push(find(ctx, id).await?);
                }
                Ok(nodes)
            }
            .await,
        )
    }
}

async fn find(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    let request = request(ctx)?;
    let kind = id.split_once('_').map_or("", |(kind, _)| kind);
    Ok(match kind {
        ApplicationId::PREFIX => {
            request.look_up::<application::Entity>(id).await?.map(|row| Application(row).into())
        }
        AssignmentId::PREFIX => {
            request.look_up::<assignment::Entity>(id).await?.map(|row| Assignment(row).into())
        }
        CommentId::PREFIX => {
            request.look_up::<comment::Entity>(id).await?.map(|row| Comment(row).into())
        }
        MediaId::PREFIX => request.look_up::<media::Entity>(id).await?.map(|row| Media(row).into()),
        PersonId::PREFIX => {
            request.look_up::<person::Entity>(id).await?.map(|row| Person(row).into())
        }
        PositionId::PREFIX => {
            request.look_up::<position::Entity>(id).await?.map(|row| Position(row).into())
        }
        PostId::PREFIX => request.look_up::<post::Entity>(id).await?.map(|row| Post(row).into()),
        RevisionId::PREFIX => {
            request.look_up::<revision::Entity>(id).await?.map(|row| Revision(row).into())
        }
        SpaceId::PREFIX => request.look_up::<space::Entity>(id).await?.map(|row| Space(row).into()),
        SpaceGrantId::PREFIX => {
            request.look_up::<space_grant::Entity>(id).await?.map(|row| SpaceGrant(row).into())
        }
        UnitId::PREFIX => request.look_up::<unit::Entity>(id).await?.map(|row| Unit(row).into()),
        UnitGrantId::PREFIX => {
            request.look_up::<unit_grant::Entity>(id).await?.map(|row| UnitGrant(row).into())
        }
        _ => return Err(Error::new(Code::InvalidId, "The id is of no known kind.")),
    })
}
