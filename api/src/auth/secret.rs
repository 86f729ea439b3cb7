//! Tokens of service accounts: text that is shown once, of which only the hash is kept.
//!
//! `parvis_<token id, 26 digits>_<32 random bytes in base64url>_<8 hex digits>`. The prefix lets
//! scanners of source code find a leaked token; the last part is the start of the SHA-256 of what
//! stands before it, so that a mistyped token is refused without asking the database.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::id::{ApplicationTokenId, Id};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::clock::{Clock, fill_random};

/// How every application token starts: what tells it from a JWT.
pub const PREFIX: &str = "parvis_";

/// SHA-256 of a token's text. The secret has 256 random bits, so a slow hash would add nothing.
pub type SecretHash = [u8; 32];

const ID_DIGITS: usize = 26;
const SECRET_BYTES: usize = 32;

/// A new token: its id, the text to show once, and the hash to keep.
#[must_use]
pub fn generate(clock: &Clock) -> (ApplicationTokenId, String, SecretHash) {
    let id: ApplicationTokenId = clock.new_id();
    let mut secret = [0_u8; SECRET_BYTES];
    fill_random(&mut secret);
    let body = format!("{PREFIX}{}_{}", digits(id), URL_SAFE_NO_PAD.encode(secret));
    let text = format!("{body}_{}", checksum(&body));
    let hash = hash(&text);
    (id, text, hash)
}

/// The id to look up and the hash to compare, or `None` for text that no [`generate`] made.
#[must_use]
pub fn parse(text: &str) -> Option<(ApplicationTokenId, SecretHash)> {
    let (body, check) = text.rsplit_once('_')?;
    let (id, secret) = body.strip_prefix(PREFIX)?.split_at_checked(ID_DIGITS)?;
    let secret = URL_SAFE_NO_PAD.decode(secret.strip_prefix('_')?).ok()?;
    if secret.len() != SECRET_BYTES || check != checksum(body) {
        return None;
    }
    let id = format!("{}_{id}", ApplicationTokenId::PREFIX).parse().ok()?;
    Some((id, hash(text)))
}

/// Whether the hashes are equal, in a time that does not tell where they differ.
#[must_use]
pub fn matches(presented: &SecretHash, kept: &[u8]) -> bool {
    presented.as_slice().ct_eq(kept).into()
}

fn hash(text: &str) -> SecretHash {
    Sha256::digest(text).into()
}

fn checksum(body: &str) -> String {
    let [a, b, c, d, ..] = hash(body);
    format!("{:08x}", u32::from_be_bytes([a, b, c, d]))
}

/// The id without its kind: the token's own prefix says it already.
fn digits(id: ApplicationTokenId) -> String {
    id.to_string().split_off(ApplicationTokenId::PREFIX.len() + 1)
}
