//! An issuer's public keys (JSON Web Key Set, RFC 7517) and the choice of the one for a token.

use jsonwebtoken::jwk::{
    AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse,
};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;

/// The keys of one issuer that can verify a signature.
#[derive(Default)]
pub(super) struct KeySet(Vec<Key>);

struct Key {
    id: Option<String>,
    /// What the key may be used with: one algorithm when its publisher says so, else all of its type.
    algorithms: Vec<Algorithm>,
    public: DecodingKey,
}

/// What a key set answers to a key id and an algorithm.
pub(super) enum Choice<T> {
    /// The key to verify with.
    Found(T),
    /// There is such a key, but not for this algorithm; fetching again would not help.
    Unsuitable,
    /// No such key: the issuer may have a newer set.
    Unknown,
}

impl KeySet {
    /// Reads a key set. Keys that are not understood or not for signatures are left out, as RFC
    /// 7517, section 5, asks; so one odd key does not lock everyone out.
    pub(super) fn from_json(body: &[u8]) -> serde_json::Result<Self> {
        #[derive(Deserialize)]
        struct Document {
            keys: Vec<serde_json::Value>,
        }
        let document: Document = serde_json::from_slice(body)?;
        Ok(Self::new(document.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok())))
    }

    pub(super) fn new(keys: impl IntoIterator<Item = Jwk>) -> Self {
        Self(keys.into_iter().filter_map(Key::new).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The key with this id for this algorithm. A token without a key id is only accepted where
    /// there is exactly one key it can mean.
    pub(super) fn choose(&self, id: Option<&str>, algorithm: Algorithm) -> Choice<&DecodingKey> {
        let mut named =
            self.0.iter().filter(|key| id.is_none() || key.id.as_deref() == id).peekable();
        if named.peek().is_none() {
            return Choice::Unknown;
        }
        let mut fitting = named.filter(|key| key.algorithms.contains(&algorithm));
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => Choice::Found(&key.public),
            (Some(key), Some(_)) if id.is_some() => Choice::Found(&key.public),
            _ => Choice::Unsuitable,
        }
    }
}

impl Key {
    fn new(key: Jwk) -> Option<Self> {
        let common = &key.common;
        let for_signatures =
            common.public_key_use.as_ref().is_none_or(|it| *it == PublicKeyUse::Signature)
                && common
                    .key_operations
                    .as_ref()
                    .is_none_or(|all| all.contains(&KeyOperations::Verify));
        let algorithms: Vec<Algorithm> = of_type(&key.algorithm)
            .iter()
            .copied()
            .filter(|known| {
                common.key_algorithm.is_none_or(|said| said == KeyAlgorithm::from(*known))
            })
            .collect();
        if !for_signatures || algorithms.is_empty() {
            return None;
        }
        let public = DecodingKey::from_jwk(&key).ok()?;
        Some(Self { id: key.common.key_id, algorithms, public })
    }
}

/// The supported algorithms of a key type. Never an HMAC: a key set is public.
fn of_type(parameters: &AlgorithmParameters) -> &'static [Algorithm] {
    match parameters {
        AlgorithmParameters::RSA(_) => &[Algorithm::RS256, Algorithm::PS256],
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
            &[Algorithm::ES256]
        }
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
            &[Algorithm::EdDSA]
        }
        _ => &[],
    }
}
