//! Appoints evangelists, and ends it (rule R12).

use async_graphql::{Context, ID, InputObject, Object};
use entity::{person, platform_role, unit};

use super::ending;
use crate::access::policy::{AppointEvangelist, EndEvangelist};
use crate::error::Result;
use crate::graphql::context::request;
use crate::graphql::evangelist::Evangelist;
use crate::graphql::payload::{mutate, payloads};
use crate::graphql::time::DateTime;

/// An evangelist to appoint.
#[derive(InputObject)]
pub struct EvangelistAppointInput {
    /// The unit at the top of the branch.
    unit_id: ID,
    /// Who will help it.
    person_id: ID,
    /// Until when, exclusive; without end if not given.
    ends_at: Option<DateTime>,
}

/// An evangelist's appointment to end.
#[derive(InputObject)]
pub struct EvangelistEndInput {
    /// The appointment.
    id: ID,
}

payloads! {
    /// What came of appointing an evangelist.
    EvangelistAppointPayload, EvangelistAppointError {
        /// The appointment.
        evangelist: Evangelist
    }
    /// What came of ending an evangelist's appointment.
    EvangelistEndPayload, EvangelistEndError {
        /// The appointment, ended.
        evangelist: Evangelist
    }
}

/// Writes who helps.
#[derive(Default)]
pub struct EvangelistMutation;

#[Object]
impl EvangelistMutation {
    /// Appoints an evangelist of a branch, who from then on writes there only as member of their own
    /// unit, and holds no office there. For administrators.
    async fn evangelist_appoint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, where and until when.")] input: EvangelistAppointInput,
    ) -> Option<Result<EvangelistAppointPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let unit = request.find::<unit::Entity>("unitId", &input.unit_id).await?;
            let person = request.find::<person::Entity>("personId", &input.person_id).await?;
            let permit = request.permit::<AppointEvangelist>(unit)?;
            let until = ending(request, input.ends_at)?;
            let row = request.db.appoint_evangelist(permit, &person, until, &request.clock).await?;
            Ok(Evangelist(row))
        })
        .await
    }

    /// Ends an evangelist's appointment now. For administrators, and the evangelist.
    async fn evangelist_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The appointment.")] input: EvangelistEndInput,
    ) -> Option<Result<EvangelistEndPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let row = request.find::<platform_role::Entity>("id", &input.id).await?;
            let permit = request.permit::<EndEvangelist>(row)?;
            Ok(Evangelist(request.db.end_evangelist(permit, &request.clock).await?))
        })
        .await
    }
}
