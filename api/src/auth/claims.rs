//! What a token says, checked: whom it is for, from when to when, and that it is an access token.

use entity::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

/// Longest accepted `sub`, in characters (OpenID Connect Core, section 2).
pub const MAX_SUBJECT: usize = 255;

/// Claims of which each shows that a token typed `JWT` is an ID token or a logout token.
const NOT_ACCESS: [&str; 5] = ["nonce", "at_hash", "c_hash", "s_hash", "events"];

/// A caller as the issuer describes it. The person is (`issuer`, `subject`) and nothing else:
/// names and addresses change and are not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// `iss`: who says so.
    pub issuer: String,
    /// `sub`: the person or application, within the issuer.
    pub subject: String,
    /// `iat`: when the token was made.
    pub issued_at: Timestamp,
    /// `exp`: when it ends, without leeway.
    pub expires_at: Timestamp,
    /// `name`, for display.
    pub name: Option<String>,
    /// `email`, for display.
    pub email: Option<String>,
    /// `locale`, a language tag.
    pub locale: Option<String>,
    /// The directory groups.
    pub groups: Groups,
    /// `scope` and `scp`, or without those `roles`. `None` when the token has none of them, which
    /// narrows nothing.
    pub scopes: Option<Vec<String>>,
    /// `azp`, `client_id` or `appid`: the program that asked for the token.
    pub client: Option<String>,
}

/// What a token says of the caller's directory groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Groups {
    /// Nothing: the claim is absent, too long for the token, or not readable. Never "none".
    Unknown,
    /// Exactly these.
    Listed(Vec<String>),
}

/// What an issuer's tokens must be like.
pub(super) struct Rules {
    pub(super) issuer: String,
    pub(super) audience: String,
    /// Accepted clients; empty accepts any.
    pub(super) clients: Vec<String>,
    pub(super) leeway_seconds: i64,
    pub(super) max_lifetime_seconds: i64,
    pub(super) groups_claim: String,
}

/// Why a token's claims are refused. For the log; the caller hears less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("a claim is missing or malformed")]
    Malformed,
    #[error("the issuer is another")]
    Issuer,
    #[error("the audience is another")]
    Audience,
    #[error("expired")]
    Expired,
    #[error("not yet valid")]
    NotYet,
    #[error("lives longer than accepted")]
    Lifetime,
    #[error("the client is not accepted")]
    Client,
    #[error("not an access token")]
    NotAccess,
    #[error("bound to a proof that is not checked here")]
    Bound,
}

/// The payload of a JWT, of which the signature is already checked.
#[derive(Deserialize)]
pub(super) struct Payload {
    iss: String,
    sub: String,
    aud: Audience,
    exp: NumericDate,
    iat: NumericDate,
    nbf: Option<NumericDate>,
    #[serde(flatten)]
    more: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// Seconds since 1970, possibly with a fraction (RFC 7519, section 2).
#[derive(Clone, Copy, Deserialize)]
struct NumericDate(f64);

impl Rules {
    /// Checks the payload at the time `now`. `any_type` is true for a token typed `JWT`, which may
    /// be any kind of token.
    pub(super) fn check(
        &self,
        payload: &Payload,
        any_type: bool,
        now: Timestamp,
    ) -> Result<Claims, Refusal> {
        if payload.iss != self.issuer {
            return Err(Refusal::Issuer);
        }
        if !payload.aud.contains(&self.audience) {
            return Err(Refusal::Audience);
        }
        if payload.sub.trim().is_empty() || payload.sub.chars().count() > MAX_SUBJECT {
            return Err(Refusal::Malformed);
        }
        let (issued_at, expires_at) = self.period(payload, now)?;
        let clients = payload.clients()?;
        if !self.clients.is_empty()
            && (clients.is_empty() || clients.iter().any(|client| !self.accepts(client)))
        {
            return Err(Refusal::Client);
        }
        if payload.is_set("cnf") {
            return Err(Refusal::Bound);
        }
        let scopes = payload.scopes()?;
        if any_type && !self.is_access(payload, &clients, scopes.as_deref()) {
            return Err(Refusal::NotAccess);
        }
        Ok(Claims {
            issuer: payload.iss.clone(),
            subject: payload.sub.clone(),
            issued_at,
            expires_at,
            name: payload.display("name"),
            email: payload.display("email"),
            locale: payload.display("locale"),
            groups: payload.groups(&self.groups_claim),
            scopes,
            client: clients.first().map(|client| (*client).to_owned()),
        })
    }

    fn accepts(&self, client: &str) -> bool {
        self.clients.iter().any(|accepted| accepted == client)
    }

    fn period(&self, payload: &Payload, now: Timestamp) -> Result<(Timestamp, Timestamp), Refusal> {
        let issued_at = payload.iat.instant().ok_or(Refusal::Malformed)?;
        let expires_at = payload.exp.instant().ok_or(Refusal::Malformed)?;
        let not_before = match payload.nbf {
            Some(date) => date.instant().ok_or(Refusal::Malformed)?,
            None => issued_at,
        };
        if expires_at.plus_seconds(self.leeway_seconds) <= now {
            return Err(Refusal::Expired);
        }
        if issued_at.max(not_before) > now.plus_seconds(self.leeway_seconds) {
            return Err(Refusal::NotYet);
        }
        if expires_at > issued_at.plus_seconds(self.max_lifetime_seconds) {
            return Err(Refusal::Lifetime);
        }
        Ok((issued_at, expires_at))
    }

    /// Tells an access token typed `JWT` (Entra ID) from ID tokens (whose audience is the client),
    /// logout tokens and Keycloak's refresh tokens, as RFC 8725, section 3.12, asks.
    fn is_access(&self, payload: &Payload, clients: &[&str], scopes: Option<&[String]>) -> bool {
        let for_client_itself =
            clients.contains(&self.audience.as_str()) && !self.accepts(&self.audience);
        let keycloak_type = payload.more.get("typ").is_none_or(|kind| kind == "Bearer");
        scopes.is_some()
            && keycloak_type
            && !for_client_itself
            && !NOT_ACCESS.iter().any(|claim| payload.is_set(claim))
    }
}

impl Payload {
    fn is_set(&self, claim: &str) -> bool {
        self.more.get(claim).is_some_and(|value| !value.is_null())
    }

    fn display(&self, claim: &str) -> Option<String> {
        let text = self.more.get(claim)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Every name that the token gives its client.
    fn clients(&self) -> Result<Vec<&str>, Refusal> {
        ["azp", "client_id", "appid"]
            .into_iter()
            .filter(|claim| self.is_set(claim))
            .map(|claim| self.more.get(claim).and_then(Value::as_str).ok_or(Refusal::Malformed))
            .collect()
    }

    /// Scopes that cannot be read refuse the token: to pass over them would widen it.
    fn scopes(&self) -> Result<Option<Vec<String>>, Refusal> {
        let read = |claims: &[&str]| -> Result<Option<Vec<String>>, Refusal> {
            let present: Vec<_> = claims.iter().filter(|claim| self.is_set(claim)).collect();
            if present.is_empty() {
                return Ok(None);
            }
            let mut scopes = Vec::new();
            for claim in present {
                scopes.extend(self.more.get(*claim).and_then(words).ok_or(Refusal::Malformed)?);
            }
            Ok(Some(scopes))
        };
        Ok(read(&["scope", "scp"])?.or(read(&["roles"])?))
    }

    /// Entra ID leaves the claim out above 200 groups and says so in `_claim_names` or `hasgroups`.
    fn groups(&self, claim: &str) -> Groups {
        let overage = self.more.get("_claim_names").is_some_and(|names| names.get(claim).is_some())
            || self.more.get("hasgroups").is_some_and(|value| *value != Value::Bool(false));
        let listed = self.more.get(claim).and_then(Value::as_array).and_then(|items| texts(items));
        match listed {
            Some(groups) if !overage => Groups::Listed(groups),
            _ => Groups::Unknown,
        }
    }
}

impl Audience {
    fn contains(&self, audience: &str) -> bool {
        match self {
            Self::One(one) => one == audience,
            Self::Many(many) => many.iter().any(|one| one == audience),
        }
    }
}

impl NumericDate {
    /// `None` outside the years 1970 to 9999.
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked before")]
    fn instant(self) -> Option<Timestamp> {
        let in_range = (0.0..253_402_214_400.0).contains(&self.0);
        in_range.then(|| Timestamp::from_micros((self.0 * 1e6) as i64))
    }
}

/// A text of words between spaces, or a list of texts.
fn words(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(text.split_whitespace().map(Into::into).collect()),
        Value::Array(items) => texts(items),
        _ => None,
    }
}

fn texts(items: &[Value]) -> Option<Vec<String>> {
    items.iter().map(|item| item.as_str().map(Into::into)).collect()
}
