//! The local issuer: a key in the data folder that signs access tokens, for trials without an
//! identity provider.

use std::io::{ErrorKind, Write};
use std::path::Path;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::Timestamp;
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::json;

use crate::clock::fill_random;
use crate::config::Config;
use crate::error::{Code, Error, Result};

/// The `iss` of its tokens.
pub const ISSUER: &str = "urn:parvis:local";
/// The `client_id` of its tokens: the command line that issues them.
pub const CLIENT: &str = "parvis";
/// Its only signature algorithm.
pub(super) const ALGORITHM: Algorithm = Algorithm::ES256;

const FILE: &str = "local-issuer.pem";

/// Signs access tokens (RFC 9068) with an ES256 key that lies in the data folder.
#[derive(Clone)]
pub struct LocalIssuer {
    key: EncodingKey,
    public: Jwk,
    kid: String,
    audience: String,
    max_lifetime_seconds: u32,
}

impl LocalIssuer {
    /// Reads `local-issuer.pem` (PKCS #8) in the data folder, or makes it, readable by its owner
    /// only. Processes that start at the same moment all end up with the same key.
    pub fn open_or_create(config: &Config) -> Result<Self> {
        let path = config.data.join(FILE);
        let pem = match std::fs::read(&path) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => {
                create(&config.data, &path).and_then(|()| std::fs::read(&path))
            }
            read => read,
        };
        let pem = pem.map_err(|cause| Error::internal(format!("{}: {cause}", path.display())))?;
        warn_if_shared(&path);
        let key = EncodingKey::from_ec_pem(&pem).map_err(Error::internal)?;
        let mut public = Jwk::from_encoding_key(&key, ALGORITHM).map_err(Error::internal)?;
        let kid = public.thumbprint(ThumbprintHash::SHA256).map_err(Error::internal)?;
        public.common.key_id = Some(kid.clone());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self {
            key,
            public,
            kid,
            audience: config.oidc_audience.clone(),
            max_lifetime_seconds: config.oidc_max_lifetime_seconds,
        })
    }

    /// A token for `subject` that is valid for `ttl_seconds` from `now`: at least one second, at
    /// most `oidc_max_lifetime_seconds` (`INVALID_ARGUMENT`).
    pub fn issue(&self, subject: &str, ttl_seconds: u32, now: Timestamp) -> Result<String> {
        if !(1..=self.max_lifetime_seconds).contains(&ttl_seconds) {
            let message = format!("A token lives 1 to {} seconds.", self.max_lifetime_seconds);
            return Err(Error::new(Code::InvalidArgument, message));
        }
        if subject.trim().is_empty() || subject.chars().count() > super::claims::MAX_SUBJECT {
            let message = format!("A subject has 1 to {} characters.", super::claims::MAX_SUBJECT);
            return Err(Error::new(Code::InvalidArgument, message));
        }
        let mut random = [0_u8; 16];
        fill_random(&mut random);
        let issued = now.micros().div_euclid(1_000_000);
        let claims = json!({
            "iss": ISSUER,
            "aud": self.audience,
            "sub": subject,
            "client_id": CLIENT,
            "iat": issued,
            "exp": issued + i64::from(ttl_seconds),
            "jti": URL_SAFE_NO_PAD.encode(random),
        });
        let mut header = Header::new(ALGORITHM);
        header.typ = Some("at+jwt".into());
        header.kid = Some(self.kid.clone());
        encode(&header, &claims, &self.key).map_err(Error::internal)
    }

    /// The public half, for whoever checks the tokens.
    #[must_use]
    pub fn public_keys(&self) -> JwkSet {
        JwkSet { keys: vec![self.public.clone()] }
    }
}

/// Writes a new key beside `path` and moves it there in one step, unless another process was first.
fn create(folder: &Path, path: &Path) -> std::io::Result<()> {
    let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
        .map_err(std::io::Error::other)?;
    std::fs::create_dir_all(folder)?;
    // Made with mode 0600 (tempfile's promise), so the key is never readable by others.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(pem::encode(&pem::Pem::new("PRIVATE KEY", key.as_ref())).as_bytes())?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Err(lost) if lost.error.kind() != ErrorKind::AlreadyExists => Err(lost.error),
        _ => Ok(()),
    }
}

/// A key that others can read lets them act as anyone. Only a warning: volumes of container
/// platforms set modes of their own.
#[cfg(unix)]
fn warn_if_shared(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    if std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0) {
        tracing::warn!(path = %path.display(), "the local issuer's key is readable by others");
    }
}

#[cfg(not(unix))]
fn warn_if_shared(_: &Path) {}
