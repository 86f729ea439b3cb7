//! Approves an administrator's importer for a space, and takes that back (rule R15).

use async_graphql::{Context, ID, InputObject, Object};
use entity::{application, import_approval, space};
use sea_orm::ColumnTrait;

use crate::access::policy::{ApproveImporter, RevokeImportApproval};
use crate::error::Result;
use crate::fault::Refused;
use crate::graphql::context::request;
use crate::graphql::id::Noun;
use crate::graphql::import_approval::ImportApproval;
use crate::graphql::payload::{mutate, payloads};

/// An importer to approve.
#[derive(InputObject)]
pub struct ImportApprovalCreateInput {
    /// The space that you lead.
    space_id: ID,
    /// The application: of an administrator, with the scope `IMPORT_WRITE`.
    application_id: ID,
}

/// An approval to take back.
#[derive(InputObject)]
pub struct ImportApprovalRevokeInput {
    /// The space.
    space_id: ID,
    /// The application.
    application_id: ID,
}

payloads! {
    /// What came of approving.
    ImportApprovalCreatePayload, ImportApprovalCreateError {
        /// The approval.
        approval: ImportApproval
    }
    /// What came of taking an approval back.
    ImportApprovalRevokePayload, ImportApprovalRevokeError {
        /// The approval as it was.
        approval: ImportApproval
    }
}

/// Writes approvals.
#[derive(Default)]
pub struct ImportApprovalMutation;

#[Object]
impl ImportApprovalMutation {
    /// Lets an administrator's application import into the space, where the administrator may hold no role:
    /// it reads nothing by it. It holds until it is taken back, the token ends, or its owner is no
    /// administrator any more. For the space's leader.
    async fn import_approval_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What may import where.")] input: ImportApprovalCreateInput,
    ) -> Option<Result<ImportApprovalCreatePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let space = request.find::<space::Entity>("spaceId", &input.space_id).await?;
            let permit = request.permit::<ApproveImporter>(space)?;
            let application =
                request.find::<application::Entity>("applicationId", &input.application_id).await?;
            let made = request.db.approve_importer(permit, &application, &request.clock).await?;
            Ok(ImportApproval(made))
        })
        .await
    }

    /// Takes an approval back: the application imports nothing more into the space. What it has imported
    /// stays. For the space's leader or a deputy.
    async fn import_approval_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The approval.")] input: ImportApprovalRevokeInput,
    ) -> Option<Result<ImportApprovalRevokePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let space = request.find::<space::Entity>("spaceId", &input.space_id).await?;
            let application = application::Entity::parse(&input.application_id)?;
            let row = request
                .db
                .visible::<import_approval::Entity>(&request.access())
                .filter(import_approval::Column::SpaceId.eq(space.id))
                .filter(import_approval::Column::ApplicationId.eq(application))
                .looked_up()
                .await?;
            let row = row.ok_or_else(|| Refused::not_found("applicationId"))?;
            let permit = request.permit::<RevokeImportApproval>(row)?;
            let ended = request.db.revoke_import_approval(permit, &request.clock).await?;
            Ok(ImportApproval(ended))
        })
        .await
    }
}
