//! Invites evangelists to drafts (rule R12).

use async_graphql::{Context, ID, InputObject, Object};
use entity::{person, post, post_invitation};

use crate::access::policy::{InviteHelper, RevokeInvitation};
use crate::error::Result;
use crate::graphql::context::request;
use crate::graphql::invitation::Invitation;
use crate::graphql::payload::{mutate, payloads};

/// An evangelist to invite.
#[derive(InputObject)]
pub struct InvitationCreateInput {
    /// Your draft.
    post_id: ID,
    /// An evangelist of the unit's branch.
    evangelist_id: ID,
}

/// An invitation to revoke.
#[derive(InputObject)]
pub struct InvitationRevokeInput {
    /// The invitation.
    id: ID,
}

payloads! {
    /// What came of inviting.
    InvitationCreatePayload, InvitationCreateError {
        /// The invitation, for 24 hours.
        invitation: Invitation
    }
    /// What came of revoking an invitation.
    InvitationRevokePayload, InvitationRevokeError {
        /// The invitation, ended.
        invitation: Invitation
    }
}

/// Writes invitations.
#[derive(Default)]
pub struct InvitationMutation;

#[Object]
impl InvitationMutation {
    /// Invites an evangelist to your draft for 24 hours: to read it, comment on it and suggest changes.
    async fn invitation_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to which draft.")] input: InvitationCreateInput,
    ) -> Option<Result<InvitationCreatePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let post = request.find::<post::Entity>("postId", &input.post_id).await?;
            let person = request.find::<person::Entity>("evangelistId", &input.evangelist_id);
            let person = person.await?;
            let permit = request.permit::<InviteHelper>(post)?;
            Ok(Invitation(request.db.invite_helper(permit, &person, &request.clock).await?))
        })
        .await
    }

    /// Ends an invitation to your draft now.
    async fn invitation_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The invitation.")] input: InvitationRevokeInput,
    ) -> Option<Result<InvitationRevokePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let invitation = request.find::<post_invitation::Entity>("id", &input.id).await?;
            let post = invitation.post_id.to_string().into();
            let post = request.find::<post::Entity>("id", &post).await?;
            let permit = request.permit::<RevokeInvitation>(post)?;
            let ended = request.db.revoke_invitation(permit, &invitation, &request.clock).await?;
            Ok(Invitation(ended))
        })
        .await
    }
}
