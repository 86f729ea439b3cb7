//! Anything by its global id.

use async_graphql::{Context, ID, Interface, Object};
use entity::id::{
    ApplicationId, AssignmentId, AuditId, BreakGlassId, CommentId, GroupId, HelpAnswerId,
    HelpRequestId, Id, ImportBatchId, InvitationId, MediaId, PersonId, PlatformRoleId, PositionId,
    PostId, RevisionId, SpaceGrantId, SpaceId, SuggestionId, UnitGrantId, UnitId,
};
use entity::{
    application, assignment, audit_log, break_glass, comment, directory_group, help_answer,
    help_request, import_batch, media, person, platform_role, position, post, post_invitation,
    revision, space, space_grant, suggestion, unit, unit_grant,
};

use super::application::Application;
use super::audit::AuditLine;
use super::break_glass::BreakGlass;
use super::comment::Comment;
use super::context::request;
use super::evangelist::Evangelist;
use super::group::DirectoryGroup;
use super::help_request::{HelpAnswer, HelpRequest};
use super::import::ImportBatch;
use super::invitation::Invitation;
use super::media::Media;
use super::membership::{Assignment, Position};
use super::mutation::{SpaceGrant, UnitGrant};
use super::page::MAX_FIRST;
use super::person::Person;
use super::post::Post;
use super::revision::Revision;
use super::space::Space;
use super::suggestion::Suggestion;
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
    /// A line of the audit log.
    AuditLine(AuditLine),
    /// A break-glass request.
    BreakGlass(BreakGlass),
    /// A comment.
    Comment(Comment),
    /// A group of the identity provider's directory.
    DirectoryGroup(DirectoryGroup),
    /// An evangelist's appointment.
    Evangelist(Evangelist),
    /// An answer to a help request.
    HelpAnswer(HelpAnswer),
    /// A help request.
    HelpRequest(HelpRequest),
    /// A run of the importer.
    ImportBatch(ImportBatch),
    /// An invitation to a draft.
    Invitation(Invitation),
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
    /// A suggestion for a draft.
    Suggestion(Suggestion),
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
        AuditId::PREFIX => {
            request.look_up::<audit_log::Entity>(id).await?.map(|row| AuditLine(row).into())
        }
        BreakGlassId::PREFIX => {
            request.look_up::<break_glass::Entity>(id).await?.map(|row| BreakGlass(row).into())
        }
        GroupId::PREFIX => request
            .look_up::<directory_group::Entity>(id)
            .await?
            .map(|row| DirectoryGroup(row).into()),
        CommentId::PREFIX => {
            request.look_up::<comment::Entity>(id).await?.map(|row| Comment(row).into())
        }
        HelpAnswerId::PREFIX => {
            request.look_up::<help_answer::Entity>(id).await?.map(|row| HelpAnswer(row).into())
        }
        HelpRequestId::PREFIX => {
            request.look_up::<help_request::Entity>(id).await?.map(|row| HelpRequest(row).into())
        }
        ImportBatchId::PREFIX => {
            request.look_up::<import_batch::Entity>(id).await?.map(|row| ImportBatch(row).into())
        }
        InvitationId::PREFIX => {
            request.look_up::<post_invitation::Entity>(id).await?.map(|row| Invitation(row).into())
        }
        SuggestionId::PREFIX => {
            request.look_up::<suggestion::Entity>(id).await?.map(|row| Suggestion(row).into())
        }
        MediaId::PREFIX => request.look_up::<media::Entity>(id).await?.map(|row| Media(row).into()),
        PersonId::PREFIX => {
            request.look_up::<person::Entity>(id).await?.map(|row| Person(row).into())
        }
        PositionId::PREFIX => {
            request.look_up::<position::Entity>(id).await?.map(|row| Position(row).into())
        }
        PlatformRoleId::PREFIX => {
            request.look_up::<platform_role::Entity>(id).await?.map(|row| Evangelist(row).into())
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
