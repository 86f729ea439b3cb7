//! Checks access tokens (RFC 9068, with RFC 8725's advice): is it ours, is it real, is it now.

use std::fmt;
use std::sync::Arc;

use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, dangerous, decode, decode_header};
use serde::Deserialize;

use super::claims::{Claims, Payload, Refusal, Rules};
use super::discovery::Discovery;
use super::jwks::{Choice, KeySet};
use super::key_cache::{KeyCache, KeysUnavailable};
use super::local::{self, LocalIssuer};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Code, Error, Result};

/// Longest token looked at, in bytes.
pub const MAX_TOKEN_BYTES: usize = 16_384;

const MAX_LEEWAY_SECONDS: u32 = 60;
const ACCESS_TOKEN: &str = "at+jwt";
const ANY_TOKEN: &str = "jwt";

/// Checks the tokens of the configured identity provider and, if given, of the local issuer.
#[derive(Clone)]
pub struct Verifier(Arc<Inner>);

struct Inner {
    clock: Clock,
    issuers: Vec<Issuer>,
}

/// One whose tokens are accepted, and what they must be like.
struct Issuer {
    rules: Rules,
    algorithms: Vec<Algorithm>,
    /// Accepted `typ` headers, in lower case without `application/`.
    types: Vec<String>,
    keys: Keys,
}

enum Keys {
    Remote(KeyCache),
    Local(KeySet),
}

/// Why a token is refused. For the log: it says more than the caller should hear.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("not a JWT of at most {MAX_TOKEN_BYTES} bytes")]
    Malformed,
    #[error("critical header")]
    Critical,
    #[error("issuer is not known")]
    Issuer,
    #[error("type is not accepted")]
    Type,
    #[error("algorithm is not accepted")]
    Algorithm,
    #[error("no key for it")]
    Key,
    #[error("signature: {0}")]
    Signature(jsonwebtoken::errors::Error),
    #[error("{0}")]
    Claims(#[from] Refusal),
    #[error("keys cannot be fetched")]
    Unavailable,
}

impl Verifier {
    /// `INVALID_ARGUMENT` when the `oidc_*` settings cannot be used: an issuer that is not an https
    /// address, an algorithm or type that is not supported, a leeway above 60 seconds. Reads no
    /// network: see [`Verifier::warm_up`].
    pub fn new(config: &Config, clock: Clock, local: Option<&LocalIssuer>) -> Result<Self> {
        let mut issuers = Vec::new();
        if !config.oidc_issuer.is_empty() {
            issuers.push(Issuer::remote(config, clock.clone())?);
        }
        if let Some(local) = local {
            issuers.push(Issuer::local(config, local)?);
        }
        Ok(Self(Arc::new(Inner { clock, issuers })))
    }

    /// Fetches the provider's keys, so that the first caller need not wait. A failure is in the log
    /// and does no harm: the keys are fetched when a token comes.
    pub async fn warm_up(&self) {
        for issuer in &self.0.issuers {
            if let Keys::Remote(cache) = &issuer.keys {
                let _: std::result::Result<(), KeysUnavailable> = cache.warm_up().await;
            }
        }
    }

    /// What the token says, when all of it holds. `UNAUTHENTICATED` when not, in words that do not
    /// help to forge one; `UNAVAILABLE` when the provider's keys cannot be fetched.
    pub async fn verify(&self, token: &str) -> Result<Claims> {
        self.0.verify(token).await.map_err(|failure| {
            tracing::debug!(%failure, "token refused");
            failure.into()
        })
    }
}

impl fmt::Debug for Verifier {
    /// Whose tokens it accepts; keys stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.issuers.iter().map(|issuer| &issuer.rules.issuer)).finish()
    }
}

impl Inner {
    async fn verify(&self, token: &str) -> std::result::Result<Claims, Failure> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(Failure::Malformed);
        }
        let header = decode_header(token).map_err(|_| Failure::Malformed)?;
        // We understand no extension, so all that must be understood is refused. A key or an address
        // of keys in the header (`jwk`, `jku`, `x5u`) is never looked at.
        if header.crit.is_some() {
            return Err(Failure::Critical);
        }
        let claimed = claimed_issuer(token)?;
        let issuer = self.issuers.iter().find(|issuer| issuer.rules.issuer == claimed);
        let issuer = issuer.ok_or(Failure::Issuer)?;
        let typ = issuer.accepted_type(&header).ok_or(Failure::Type)?;
        if !issuer.algorithms.contains(&header.alg) {
            return Err(Failure::Algorithm);
        }
        let key = issuer.key(&header).await?;
        let payload = issuer.payload(token, &key, header.alg)?;
        Ok(issuer.rules.check(&payload, typ == ANY_TOKEN, self.clock.now())?)
    }
}

impl Issuer {
    fn remote(config: &Config, clock: Clock) -> Result<Self> {
        let discovery = Discovery::new(&config.oidc_issuer)
            .map_err(|cause| unusable("oidc_issuer", cause.to_string()))?;
        Ok(Self {
            rules: rules(config, &config.oidc_issuer, config.oidc_clients.clone())?,
            algorithms: config
                .oidc_algorithms
                .iter()
                .map(|name| algorithm(name))
                .collect::<Result<_>>()?,
            types: config
                .oidc_token_types
                .iter()
                .map(|name| token_type(name))
                .collect::<Result<_>>()?,
            keys: Keys::Remote(KeyCache::new(discovery, clock, config.oidc_refetch_seconds)),
        })
    }

    fn local(config: &Config, local: &LocalIssuer) -> Result<Self> {
        Ok(Self {
            rules: rules(config, local::ISSUER, vec![local::CLIENT.into()])?,
            algorithms: vec![local::ALGORITHM],
            types: vec![ACCESS_TOKEN.into()],
            keys: Keys::Local(KeySet::new(local.public_keys().keys)),
        })
    }

    fn accepted_type(&self, header: &Header) -> Option<&str> {
        let typ = normal_type(header.typ.as_deref()?);
        self.types.iter().find(|accepted| **accepted == typ).map(String::as_str)
    }

    async fn key(&self, header: &Header) -> std::result::Result<DecodingKey, Failure> {
        let id = header.kid.as_deref();
        let key = match &self.keys {
            Keys::Local(keys) => match keys.choose(id, header.alg) {
                Choice::Found(key) => Some(key.clone()),
                Choice::Unsuitable | Choice::Unknown => None,
            },
            Keys::Remote(cache) => cache.key(id, header.alg).await?,
        };
        key.ok_or(Failure::Key)
    }

    /// The payload under a valid signature. Times are left to [`Rules::check`], which asks our clock.
    fn payload(
        &self,
        token: &str,
        key: &DecodingKey,
        algorithm: Algorithm,
    ) -> std::result::Result<Payload, Failure> {
        let mut validation = Validation::new(algorithm);
        validation.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
        validation.set_issuer(&[&self.rules.issuer]);
        validation.set_audience(&[&self.rules.audience]);
        validation.validate_exp = false;
        decode(token, key, &validation).map(|data| data.claims).map_err(Failure::Signature)
    }
}

impl From<KeysUnavailable> for Failure {
    fn from(_: KeysUnavailable) -> Self {
        Self::Unavailable
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unavailable => {
                Self::new(Code::Unavailable, "The identity provider cannot be reached.")
            }
            Failure::Claims(Refusal::Expired) => {
                Self::new(Code::Unauthenticated, "The access token has expired.")
            }
            _ => Self::new(Code::Unauthenticated, "The access token is not valid."),
        }
    }
}

/// The `iss` of a token that is not verified yet: good for choosing whose keys to verify it with.
fn claimed_issuer(token: &str) -> std::result::Result<String, Failure> {
    #[derive(Deserialize)]
    struct Claimed {
        iss: String,
    }
    dangerous::insecure_decode_claims(token)
        .map(|claimed: Claimed| claimed.iss)
        .map_err(|_| Failure::Malformed)
}

fn rules(config: &Config, issuer: &str, clients: Vec<String>) -> Result<Rules> {
    if config.oidc_audience.is_empty() {
        return Err(unusable("oidc_audience", "it is empty"));
    }
    if config.oidc_leeway_seconds > MAX_LEEWAY_SECONDS {
        return Err(unusable("oidc_leeway_seconds", "it is above 60"));
    }
    Ok(Rules {
        issuer: issuer.to_owned(),
        audience: config.oidc_audience.clone(),
        clients,
        leeway_seconds: config.oidc_leeway_seconds.into(),
        max_lifetime_seconds: config.oidc_max_lifetime_seconds.into(),
        groups_claim: config.oidc_groups_claim.clone(),
    })
}

fn algorithm(name: &str) -> Result<Algorithm> {
    match name {
        "RS256" => Ok(Algorithm::RS256),
        "PS256" => Ok(Algorithm::PS256),
        "ES256" => Ok(Algorithm::ES256),
        "EdDSA" => Ok(Algorithm::EdDSA),
        _ => Err(unusable("oidc_algorithms", format!("{name} is not supported"))),
    }
}

fn token_type(name: &str) -> Result<String> {
    let typ = normal_type(name);
    if [ACCESS_TOKEN, ANY_TOKEN].contains(&typ.as_str()) {
        Ok(typ)
    } else {
        Err(unusable("oidc_token_types", format!("{name} is not supported")))
    }
}

/// Media types compare without case, and `application/` may be left out (RFC 7515, section 4.1.9).
fn normal_type(typ: &str) -> String {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").map_or(typ.clone(), Into::into)
}

fn unusable(setting: &str, why: impl fmt::Display) -> Error {
    Error::new(Code::InvalidArgument, format!("{setting} cannot be used: {why}."))
}
