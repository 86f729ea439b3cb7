//! Who is calling: from a bearer token to a [`Viewer`], with one query once the token is verified.

pub mod claims;
mod discovery;
mod jwks;
mod key_cache;
pub mod local;
pub mod secret;
pub mod token;

use entity::id::{ApplicationId, PersonId, SpaceId, UnitId};
use entity::platform_role;

use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Code, Error, Result};
use crate::store::{Db, claims_hash};
use claims::Claims;
use local::LocalIssuer;
use token::Verifier;

/// Who is asking. It holds no right to content: those are resolved anew (rule R16).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The person; for an application, its owner.
    pub person: PersonId,
    /// Platform roles that hold now; none for an application.
    pub platform: Vec<platform_role::Role>,
    /// The application that asks, if it is one.
    pub application: Option<ApplicationViewer>,
    /// Changes with every change of rights that may be theirs.
    pub access_version: i64,
}

/// An application that asks (rule R15).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationViewer {
    /// Which.
    pub id: ApplicationId,
    /// What its token is for, as `posts:read`.
    pub scopes: Vec<String>,
    /// The spaces that it reaches; none for its owner's.
    pub spaces: Option<Vec<SpaceId>>,
    /// The branch in whose spaces alone it reads.
    pub branch: Option<UnitId>,
    /// The spaces, within these limits, that it may import into without a role of its owner's.
    pub approved: Vec<SpaceId>,
}

/// Verifies tokens and finds whose they are.
#[derive(Clone, Debug)]
pub struct Auth {
    verifier: Verifier,
    clock: Clock,
    create_people: bool,
}

impl Auth {
    /// As the settings say; the local issuer's key is made if it is due and not there.
    ///
    /// # Errors
    /// When a setting cannot be used or the key cannot be read.
    pub fn new(config: &Config, clock: Clock) -> Result<Self> {
        let local = config.local_issuer.then(|| LocalIssuer::open_or_create(config)).transpose()?;
        let verifier = Verifier::new(config, clock.clone(), local.as_ref())?;
        Ok(Self { verifier, clock, create_people: config.oidc_create_people })
    }

    /// Fetches the provider's keys ahead of the first request.
    pub async fn warm_up(&self) {
        self.verifier.warm_up().await;
    }

    /// Who the bearer of this token is.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, or `UNAVAILABLE` when keys or the database cannot be reached.
    pub async fn identify(&self, db: &Db, bearer: Option<&str>) -> Result<Viewer> {
        let Some(token) = bearer else {
            return Err(unauthenticated("A bearer token is needed."));
        };
        if token.starts_with(secret::PREFIX) {
            return self.application(db, token).await;
        }
        let claims = self.verifier.verify(token).await?;
        self.person(db, &claims).await
    }

    async fn person(&self, db: &Db, claims: &Claims) -> Result<Viewer> {
        let now = self.clock.now();
        let local = claims.issuer == local::ISSUER;
        let mut known = db.identity(&claims.issuer, &claims.subject, now).await?;
        let stale = known.as_ref().is_none_or(|it| it.claims_hash != claims_hash(claims));
        if stale && !local && (known.is_some() || self.create_people) {
            // Boxed: it is large and rare.
            Box::pin(db.apply_claims(claims, known.as_ref(), &self.clock)).await?;
            known = db.identity(&claims.issuer, &claims.subject, now).await?;
        }
        let Some(known) = known else {
            return Err(unauthenticated("The token's subject is not known here."));
        };
        if !known.active || claims.issued_at < known.tokens_valid_from {
            return Err(unauthenticated("The token is not accepted any more."));
        }
        Ok(known.viewer)
    }

    async fn application(&self, db: &Db, token: &str) -> Result<Viewer> {
        let refused = || unauthenticated("The application token is not accepted.");
        let (id, presented) = secret::parse(token).ok_or_else(refused)?;
        let known = db.application_identity(id, self.clock.now()).await?.ok_or_else(refused)?;
        if known.accepted && secret::matches(&presented, &known.secret_hash) {
            Ok(known.viewer)
        } else {
            Err(refused())
        }
    }
}

fn unauthenticated(message: &str) -> Error {
    Error::new(Code::Unauthenticated, message)
}
