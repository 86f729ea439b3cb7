//! Service accounts and their tokens (rule R15): found by secret, written by their owner.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::id::{ApplicationTokenId, SpaceId};
use entity::{Timestamp, application, application_token, person, space, unit};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

use super::audit::Line;
use super::{Db, Seen, Touched};
use crate::access::Permit;
use crate::access::policy::OwnApplication;
use crate::auth::secret;
use crate::auth::{ApplicationViewer, Viewer};
use crate::clock::Clock;
use crate::error::Result;
use crate::fault::Outcome;

/// Whose an application token is.
#[derive(Clone, Debug)]
pub struct ApplicationIdentity {
    /// As the request goes on with.
    pub viewer: Viewer,
    /// Neither expired nor revoked, and its owner may sign in.
    pub accepted: bool,
    /// SHA-256 of the token's text.
    pub secret_hash: Vec<u8>,
}

/// An application to be.
#[derive(Clone, Debug)]
pub struct NewApplication {
    /// For people.
    pub name: String,
    /// What its token is for.
    pub scopes: Vec<&'static str>,
    /// The spaces that alone it reaches; those of its owner if none.
    pub spaces: Vec<Seen<space::Model>>,
    /// The branch whose spaces alone it reaches.
    pub branch: Option<Seen<unit::Model>>,
}

/// A new token: its text is shown this once.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What to send as bearer.
    pub text: String,
    /// Until when, exclusive.
    pub expires_at: Timestamp,
}

const IDENTIFY: &str = include_str!("application.sql");

impl Db {
    /// Application, owner, limits and access version of a token: one statement.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn application_identity(
        &self,
        token: ApplicationTokenId,
        now: Timestamp,
    ) -> Result<Option<ApplicationIdentity>> {
        let backend = self.dialect().backend();
        let values = [token.into(), now.into()];
        let statement = Statement::from_sql_and_values(backend, IDENTIFY, values);
        let rows = self.reader().query_all_raw(statement).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let (mut spaces, mut approved) = (Vec::new(), Vec::new());
        for row in &rows {
            let Some(space) = row.try_get::<Option<SpaceId>>("", "space_id")? else { continue };
            let is_approved = row.try_get::<i32>("", "approved")? == 1;
            if is_approved { approved.push(space) } else { spaces.push(space) }
        }
        let revoked: Option<Timestamp> = first.try_get("", "revoked_at")?;
        let application_revoked: Option<Timestamp> = first.try_get("", "application_revoked_at")?;
        let expires: Timestamp = first.try_get("", "expires_at")?;
        let owner: person::Status = first.try_get("", "status")?;
        let scopes: String = first.try_get("", "scopes")?;
        let hash: String = first.try_get("", "secret_hash")?;
        Ok(Some(ApplicationIdentity {
            viewer: Viewer {
                person: first.try_get("", "owner_id")?,
                platform: Vec::new(),
                application: Some(ApplicationViewer {
                    id: first.try_get("", "application_id")?,
                    scopes: scopes.split_whitespace().map(Into::into).collect(),
                    spaces: (!spaces.is_empty()).then_some(spaces),
                    branch: first.try_get("", "branch_id")?,
                    approved,
                }),
                access_version: first.try_get("", "version")?,
            },
            accepted: revoked.is_none()
                && application_revoked.is_none()
                && now < expires
                && owner == person::Status::Active,
            secret_hash: URL_SAFE_NO_PAD.decode(hash).unwrap_or_default(),
        }))
    }

    /// Makes an application of one's own with its first token.
    pub async fn create_application(
        &self,
        permit: Permit<OwnApplication>,
        new: NewApplication,
        expires_at: Timestamp,
        clock: &Clock,
    ) -> Outcome<(Seen<application::Model>, NewToken)> {
        let now = clock.now();
        let me = permit.access().me();
        let (id, text, hash) = secret::generate(clock);
        let row = application::Model {
            id: clock.new_id(),
            name: new.name,
            owner_id: me,
            branch_id: new.branch.as_ref().map(|unit| unit.id),
            created_at: now,
            revoked_at: None,
        };
        let token = application_token::Model {
            id,
            application_id: row.id,
            secret_hash: URL_SAFE_NO_PAD.encode(hash),
            scopes: new.scopes.join(" "),
            created_by: me,
            created_at: now,
            expires_at,
            revoked_at: None,
        };
        let transaction = self.begin_change(Touched::Nothing, permit.access(), clock).await?;
        transaction.insert(row.clone()).await?;
        transaction.insert(token).await?;
        for space in &new.spaces {
            let limit =
                entity::application_limit::Model { application_id: row.id, space_id: space.id };
            transaction.insert_new(limit).await?;
        }
        let line = Line {
            act: "APPLICATION_CREATED",
            subject: Some(row.id.into()),
            after: Some(json!({
                "name": row.name,
                "scopes": new.scopes,
                // Not which: the log is read by more than may know of them (rule R17).
                "spaces": new.spaces.len(),
                "branch": row.branch_id.map(|id| id.to_string()),
                "expires": expires_at.to_string(),
            })),
            ..Line::default()
        };
        transaction.audited(clock, Some(permit.access()), line).await?;
        transaction.commit().await?;
        Ok((Seen::written(row), NewToken { text, expires_at }))
    }

    /// Refuses all tokens of an application from now on.
    pub async fn revoke_application(
        &self,
        permit: Permit<crate::access::policy::RevokeApplication>,
        clock: &Clock,
    ) -> Outcome<Seen<application::Model>> {
        let mut row = permit.row().clone();
        row.revoked_at = Some(row.revoked_at.unwrap_or(clock.now()));
        let transaction = self.begin_change(Touched::Nothing, permit.access(), clock).await?;
        transaction.update(row.clone()).await?;
        let line =
            Line { act: "APPLICATION_REVOKED", subject: Some(row.id.into()), ..Line::default() };
        transaction.audited(clock, Some(permit.access()), line).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }
}
