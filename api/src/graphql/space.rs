//! Spaces.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use entity::{post, space, space_grant};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Expr;

use super::audit::{self, AuditConnection};
use super::context::{Request, related, request};
use super::feed::feed_page;
use super::import::{self, ImportBatchConnection};
use super::import_approval::{self, ImportApproval};
use super::mutation::{SpaceGrant, SpaceGrantConnection};
use super::page::{Sort, connection, cost, list};
use super::participation::{Participation, since};
use super::person::lasting;
use super::post::{Post, PostConnection};
use super::time::DateTime;
use super::unit::Unit;
use crate::access::Role;
use crate::access::policy::{
    ApproveImporter, ChangeVisibility, CloseSpace, DraftPost, ExportSpace, GrantOnSpace,
    ImportInto, ManageSpace, PublishInto, ReadSpaceAudit,
};
use crate::error::Result;
use crate::store::{FeedFilter, Seen};

/// Who may read a space, from widest to narrowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "space::Visibility")]
pub enum SpaceVisibility {
    /// Everyone in the organisation.
    Open,
    /// The unit's branch, and leaders and deputies of the units above.
    Unit,
    /// Its roster; name and leader are listed to all.
    Restricted,
    /// Its roster; its existence is not admitted to others.
    Secret,
}

/// What membership of the unit gives in its space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "space::MemberRole")]
pub enum MemberRole {
    /// Members read.
    Reader,
    /// Members draft and propose.
    Contributor,
    /// Members publish.
    Author,
}

/// Who may comment in a space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "space::CommentPolicy")]
pub enum CommentPolicy {
    /// Everyone who reads the post.
    Readers,
    /// Contributors and above.
    Contributors,
    /// Nobody.
    Nobody,
}

/// A role in a space, from least to most. Each may all that the ones before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Role")]
pub enum SpaceRole {
    /// Reads, and comments where the space lets readers comment.
    Reader,
    /// Drafts and proposes.
    Contributor,
    /// Publishes.
    Author,
    /// Accepts, corrects, pins, withdraws, moderates.
    Editor,
    /// Grants roles, sets what members may do, imports.
    Deputy,
    /// Decides on visibility, opens and closes.
    Leader,
}

/// What you may do in a space, by the same rules that the mutations check.
#[derive(SimpleObject)]
#[expect(clippy::struct_excessive_bools, reason = "a button each")]
pub struct SpaceCapabilities {
    /// `postCreate` as a draft.
    draft: bool,
    /// `postCreate` with `publish`.
    publish: bool,
    /// `spaceUpdate`.
    update: bool,
    /// `spaceChangeVisibility`.
    change_visibility: bool,
    /// `spaceClose` and `spaceReopen`.
    close: bool,
    /// `spaceGrant`.
    grant: bool,
    /// `documentsImport`, `mediaImport`, `importUndo` and `parvis import`.
    import: bool,
    /// `importApprovalCreate`.
    approve_importer: bool,
    /// `spaceExport`.
    export: bool,
}

/// A unit's place in the intranet.
pub struct Space(pub Seen<space::Model>);

/// A unit's place in the intranet.
#[Object]
impl Space {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Name for people.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Name for addresses: unique in the unit.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The unit whose it is.
    async fn unit(&self, ctx: &Context<'_>) -> Option<Result<Unit>> {
        related(ctx, self.0.unit_id, Unit).await
    }

    /// Who may read it.
    async fn visibility(&self) -> SpaceVisibility {
        self.0.visibility.into()
    }

    /// Whether it was created with the unit.
    async fn is_home(&self) -> bool {
        self.0.is_home
    }

    /// What it is for; null if you do not read the space.
    async fn description(&self, ctx: &Context<'_>) -> Option<Result<&str>> {
        self.for_readers(ctx, self.0.description.as_str()).await
    }

    /// What members of the unit may do; null if you do not read the space.
    async fn member_role(&self, ctx: &Context<'_>) -> Option<Result<MemberRole>> {
        self.for_readers(ctx, self.0.member_role.into()).await
    }

    /// Who may comment; null if you do not read the space.
    async fn comment_policy(&self, ctx: &Context<'_>) -> Option<Result<CommentPolicy>> {
        self.for_readers(ctx, self.0.comment_policy.into()).await
    }

    /// Whether grants on the units above reach it; null if you do not read the space.
    async fn inherits(&self, ctx: &Context<'_>) -> Option<Result<bool>> {
        self.for_readers(ctx, self.0.inherits).await
    }

    /// Since when nothing more is written in it; null while it is open to writing, or if you do not
    /// read the space.
    async fn closed_at(&self, ctx: &Context<'_>) -> Option<Result<DateTime>> {
        let closed = self.0.closed_at?;
        self.for_readers(ctx, closed.into()).await
    }

    /// Your role in it; null for none.
    async fn viewer_role(&self, ctx: &Context<'_>) -> Option<Result<SpaceRole>> {
        async {
            let right = request(ctx)?.access().rights.in_space(self.0.id);
            Ok(right.map(|right| right.role.into()))
        }
        .await
        .transpose()
    }

    /// What you may do in it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Option<Result<SpaceCapabilities>> {
        Some(
            async {
                let access = request(ctx)?.access();
                let space = &*self.0;
                Ok(SpaceCapabilities {
                    draft: access.decide::<DraftPost>(space).is_ok(),
                    publish: access.decide::<PublishInto>(space).is_ok(),
                    update: access.decide::<ManageSpace>(space).is_ok(),
                    change_visibility: access.decide::<ChangeVisibility>(space).is_ok(),
                    close: access.decide::<CloseSpace>(space).is_ok(),
                    grant: access.decide::<GrantOnSpace>(space).is_ok(),
                    import: access.decide::<ImportInto>(space).is_ok(),
                    approve_importer: access.decide::<ApproveImporter>(space).is_ok(),
                    export: access.decide::<ExportSpace>(space).is_ok(),
                })
            }
            .await,
        )
    }

    /// Its live posts that you read, newest first.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn posts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the post before.")] after: Option<String>,
    ) -> Option<Result<PostConnection>> {
        let filter = FeedFilter { space: Some(self.0.id), ..FeedFilter::default() };
        Some(feed_page(ctx, filter, first, after).await)
    }

    /// How many took part in the last days; null unless you are its leader or a deputy.
    async fn participation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of how many days until now, 1 to 366.", default = 28)] days: i32,
    ) -> Option<Result<Participation>> {
        async {
            let request = request(ctx)?;
            let Ok(permit) = request.access().permit::<ManageSpace>(self.0.clone()) else {
                return Ok(None);
            };
            let since = since(request, days)?;
            Ok(Some(Participation::whole(request.db.space_participation(&permit, since).await?)))
        }
        .await
        .transpose()
    }

    /// The lines of the audit log about it, newest first; null unless you are its leader or a deputy.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn audit_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the line before.")] after: Option<String>,
    ) -> Option<Result<AuditConnection>> {
        async {
            if request(ctx)?.access().decide::<ReadSpaceAudit>(&self.0).is_err() {
                return Ok(None);
            }
            Ok(Some(audit::of_space(ctx, &self.0, (first, after)).await?))
        }
        .await
        .transpose()
    }

    /// The runs of the importer into it, newest first; empty unless you are its leader or a deputy.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn import_batches(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the run before.")] after: Option<String>,
    ) -> Option<Result<ImportBatchConnection>> {
        Some(import::of_space(ctx, &self.0, (first, after)).await)
    }

    /// The administrators' applications that may import into it, at most 100; empty unless you are its
    /// leader or a deputy.
    async fn import_approvals(&self, ctx: &Context<'_>) -> Option<Result<Vec<ImportApproval>>> {
        Some(import_approval::of_space(ctx, &self.0).await)
    }

    /// The id by which administrators know it, to name it to them in need; null unless you are on its
    /// roster.
    async fn reference(&self, ctx: &Context<'_>) -> Option<Result<ID>> {
        async {
            let right = request(ctx)?.access().rights.in_space(self.0.id);
            let roster = right.is_some_and(|right| right.reach >= post::Reach::Roster);
            Ok(roster.then(|| self.0.opaque_id.to_string().into()))
        }
        .await
        .transpose()
    }

    /// The proposals that wait for an editor; empty unless you are one.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn proposals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the post before.")] after: Option<String>,
    ) -> Option<Result<PostConnection>> {
        let rows = list::<post::Entity, _>(
            ctx,
            (first, after),
            Sort::ById,
            |all, access| {
                let right = access.rights.in_space(self.0.id);
                let editor = right.is_some_and(|right| right.role >= Role::Editor);
                all.filter(post::Column::SpaceId.eq(self.0.id))
                    .filter(post::Column::State.eq(post::State::Proposed))
                    .filter(Expr::val(editor))
            },
            Post,
        )
        .await;
        Some(rows.map(PostConnection::new))
    }

    /// The grants on it that have not ended; empty unless you are its leader or a deputy.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn grants(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the grant before.")] after: Option<String>,
    ) -> Option<Result<SpaceGrantConnection>> {
        let rows = list::<space_grant::Entity, _>(
            ctx,
            (first, after),
            Sort::ById,
            |all, access| {
                all.filter(space_grant::Column::SpaceId.eq(self.0.id))
                    .filter(lasting(space_grant::Column::UntilAt, access.now))
            },
            SpaceGrant,
        )
        .await;
        Some(rows.map(SpaceGrantConnection::new))
    }
}

impl Space {
    /// Of a RESTRICTED space, those off its roster see name and leader alone.
    async fn for_readers<T>(&self, ctx: &Context<'_>, value: T) -> Option<Result<T>> {
        async { Ok(request(ctx)?.access().rights.in_space(self.0.id).map(|_| value)) }
            .await
            .transpose()
    }
}

/// What counts the list of spaces.
pub struct SpaceTotal;

impl SpaceTotal {
    async fn count(&self, request: &Request) -> Result<u64> {
        request.db.visible::<space::Entity>(&request.access()).count().await
    }
}

connection! {
    /// A page of spaces.
    SpaceConnection, SpaceEdge of Space, total SpaceTotal
}

/// Looks up spaces.
#[derive(Default)]
pub struct SpaceQuery;

#[Object]
impl SpaceQuery {
    /// A space by id; null if there is none for you.
    async fn space(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id of the space.")] id: ID,
    ) -> Option<Result<Space>> {
        async { Ok(request(ctx)?.look_up::<space::Entity>(&id).await?.map(Space)) }
            .await
            .transpose()
    }

    /// The spaces that you may know of, by name.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn spaces(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the space before.")] after: Option<String>,
    ) -> Option<Result<SpaceConnection>> {
        let rows = list::<space::Entity, _>(
            ctx,
            (first, after),
            Sort::ByText(space::Column::SortName),
            |all, _| all,
            Space,
        )
        .await;
        Some(rows.map(|rows| SpaceConnection::new(rows, SpaceTotal)))
    }
}
