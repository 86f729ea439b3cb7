//! Makes and revokes applications.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::{application, person, space, unit};

use crate::access::policy::{OwnApplication, RevokeApplication};
use crate::content::input::{MAX_NAME, line};
use crate::error::Result;
use crate::fault::Refused;
use crate::graphql::application::{Application, ApplicationScope};
use crate::graphql::context::request;
use crate::graphql::payload::{mutate, payloads};
use crate::graphql::time::DateTime;
use crate::store::NewApplication;

/// Longest life of a token: a year.
const MAX_LIFE_SECONDS: i64 = 366 * 86_400;

/// An application to make.
#[derive(InputObject)]
pub struct ApplicationCreateInput {
    /// Name, at most 200 characters.
    name: String,
    /// What its token is for.
    scopes: Vec<ApplicationScope>,
    /// The spaces that it reaches, at most 100; all of yours if none is given.
    #[graphql(default)]
    space_ids: Vec<ID>,
    /// The unit to whose branch it is limited, if not to spaces: as the branch is at each request.
    branch_id: Option<ID>,
    /// When its token stops being accepted: ahead, by at most a year.
    expires_at: DateTime,
}

/// An application to revoke.
#[derive(InputObject)]
pub struct ApplicationRevokeInput {
    /// The application.
    id: ID,
}

/// An application with its token.
#[derive(SimpleObject)]
pub struct IssuedApplication {
    /// The application.
    application: Application,
    /// The bearer token. It is shown this once: only its hash is kept.
    token: String,
    /// When it stops being accepted, exclusive.
    expires_at: DateTime,
}

payloads! {
    /// What came of making an application.
    ApplicationCreatePayload, ApplicationCreateError {
        /// The application and its token.
        issued: IssuedApplication
    }
    /// What came of revoking an application.
    ApplicationRevokePayload, ApplicationRevokeError {
        /// The application, refused from now on.
        application: Application
    }
}

/// Writes applications.
#[derive(Default)]
pub struct ApplicationMutation;

#[Object]
impl ApplicationMutation {
    /// Makes an application of yours, which never has more than you, and never writes in your name.
    async fn application_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The application.")] input: ApplicationCreateInput,
    ) -> Option<Result<ApplicationCreatePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let me = request.access().me().to_string().into();
            let me = request.find::<person::Entity>("", &me).await?;
            let permit = request.permit::<OwnApplication>(me)?;
            let name = line("name", &input.name, MAX_NAME)?;
            let now = request.clock.now();
            let expires = input.expires_at.0;
            if expires <= now || expires > now.plus_seconds(MAX_LIFE_SECONDS) {
                let message = "Must lie ahead, by at most a year.";
                return Err(Refused::invalid("expiresAt", message).into());
            }
            if input.scopes.is_empty() {
                return Err(Refused::invalid("scopes", "Must name at least one.").into());
            }
            if input.space_ids.len() > 100 {
                return Err(Refused::too_long("spaceIds", 100, "spaces").into());
            }
            let mut spaces = Vec::with_capacity(input.space_ids.len());
            for id in &input.space_ids {
                spaces.push(request.find::<space::Entity>("spaceIds", id).await?);
            }
            if input.branch_id.is_some() && !spaces.is_empty() {
                let message = "An application is limited to spaces or to a branch.";
                return Err(Refused::invalid("branchId", message).into());
            }
            let branch = match &input.branch_id {
                Some(id) => Some(request.find::<unit::Entity>("branchId", id).await?),
                None => None,
            };
            let scopes: Vec<&'static str> =
                input.scopes.iter().map(|scope| scope.as_str()).collect();
            let new = NewApplication { name, scopes, spaces, branch };
            let (made, token) =
                request.db.create_application(permit, new, expires, &request.clock).await?;
            Ok(IssuedApplication {
                application: Application(made),
                token: token.text,
                expires_at: token.expires_at.into(),
            })
        })
        .await
    }

    /// Refuses an application's tokens from now on. For its owner or an administrator.
    async fn application_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The application.")] input: ApplicationRevokeInput,
    ) -> Option<Result<ApplicationRevokePayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let application = request.find::<application::Entity>("id", &input.id).await?;
            let permit = request.permit::<RevokeApplication>(application)?;
            Ok(Application(request.db.revoke_application(permit, &request.clock).await?))
        })
        .await
    }
}
