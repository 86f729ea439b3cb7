//! A fake identity provider on loopback: it publishes what a test tells it to, counts who asks, and
//! signs whatever a test wants signed.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{self, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::Timestamp;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use parvis::auth::token::Verifier;
use parvis::clock::Clock;
use parvis::config::Config;
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::{Endpoint, Request, Response, Server};
use serde_json::{Value, json};

/// When the tests take place, in seconds since 1970.
pub(super) const NOW: i64 = 1_800_000_000;

/// A clock that stands at [`NOW`].
pub(super) fn clock() -> Clock {
    Clock::manual(at(NOW))
}

/// An instant of so many seconds since 1970.
pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds * 1_000_000)
}

/// A key pair with the name it is published under.
pub(crate) struct SigningKey {
    pub(crate) kid: String,
    pub(crate) algorithm: Algorithm,
    private: EncodingKey,
}

impl SigningKey {
    pub(crate) fn new(kid: &str, algorithm: Algorithm) -> Self {
        let private = match algorithm {
            Algorithm::ES256 => {
                let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
                EncodingKey::from_ec_der(key.to_pkcs8v1().unwrap().as_ref())
            }
            Algorithm::EdDSA => {
                let key = Ed25519KeyPair::generate().unwrap();
                EncodingKey::from_ed_der(key.to_pkcs8v1().unwrap().as_ref())
            }
            _ => {
                let der = rsa::KeyPair::generate(KeySize::Rsa2048).unwrap().as_der().unwrap();
                let pem = pem::encode(&pem::Pem::new("PRIVATE KEY", der.as_ref()));
                EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap()
            }
        };
        Self { kid: kid.into(), algorithm, private }
    }

    /// The public half as it stands in a key set.
    pub(super) fn public(&self) -> Value {
        let mut key = Jwk::from_encoding_key(&self.private, self.algorithm).unwrap();
        key.common.key_id = Some(self.kid.clone());
        serde_json::to_value(key).unwrap()
    }

    /// A token with exactly this header and these claims.
    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        let message = unsigned(header, claims);
        let signature = crypto::sign(message.as_bytes(), &self.private, self.algorithm).unwrap();
        format!("{message}.{signature}")
    }
}

/// The first two parts of a token.
pub(super) fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    format!("{}.{}", part(header), part(claims))
}

/// What the provider does when it is asked.
#[derive(Clone)]
pub(super) struct Behaviour {
    /// Status of every answer.
    pub(super) status: u16,
    /// `Location` of every answer.
    pub(super) redirect: Option<String>,
    /// How long every answer takes.
    pub(super) delay: Duration,
    /// `Cache-Control` of the key set.
    pub(super) cache_control: Option<String>,
    /// What to change in the discovery document.
    pub(super) discovery: Value,
    /// The key set.
    pub(super) keys: String,
}

/// The running provider.
pub(crate) struct Issuer {
    pub(crate) url: String,
    shared: Arc<Shared>,
}

struct Shared {
    behaviour: Mutex<Behaviour>,
    fetches: AtomicUsize,
}

impl Issuer {
    /// Starts a provider that publishes these keys.
    pub(crate) async fn start(keys: &[&SigningKey]) -> Self {
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
        let address = acceptor.local_addr()[0].as_socket_addr().copied().unwrap();
        let url = format!("http://{address}");
        let behaviour = Behaviour {
            status: 200,
            redirect: None,
            delay: Duration::ZERO,
            cache_control: None,
            discovery: json!({"issuer": url, "jwks_uri": format!("{url}/keys")}),
            keys: key_set(keys),
        };
        let shared =
            Arc::new(Shared { behaviour: Mutex::new(behaviour), fetches: AtomicUsize::default() });
        tokio::spawn(Server::new_with_acceptor(acceptor).run(Site(Arc::clone(&shared))));
        Self { url, shared }
    }

    /// Publishes these keys and no others.
    pub(super) fn publish(&self, keys: &[&SigningKey]) {
        self.change(|behaviour| behaviour.keys = key_set(keys));
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut self.shared.behaviour.lock().unwrap());
    }

    /// How often the key set was asked for.
    pub(super) fn fetches(&self) -> usize {
        self.shared.fetches.load(Ordering::SeqCst)
    }

    /// Settings that trust this provider.
    pub(super) fn config(&self) -> Config {
        Config { oidc_issuer: self.url.clone(), ..Config::default() }
    }

    pub(super) fn verifier(&self, clock: &Clock) -> Verifier {
        Verifier::new(&self.config(), clock.clone(), None).unwrap()
    }

    /// The claims of a good token that ends five minutes after [`NOW`].
    pub(crate) fn claims(&self) -> Value {
        json!({
            "iss": self.url, "aud": "parvis", "sub": "alice", "client_id": "web",
            "iat": NOW, "exp": NOW + 300,
        })
    }

    /// A good token.
    pub(super) fn token(&self, key: &SigningKey) -> String {
        key.sign(&header(key), &self.claims())
    }

    /// A good token that is made at `seconds`.
    pub(super) fn token_at(&self, key: &SigningKey, seconds: i64) -> String {
        let mut claims = self.claims();
        claims["iat"] = json!(seconds);
        claims["exp"] = json!(seconds + 300);
        key.sign(&header(key), &claims)
    }
}

/// The header of a good token.
pub(crate) fn header(key: &SigningKey) -> Value {
    json!({"alg": key.algorithm, "typ": "at+jwt", "kid": key.kid})
}

fn key_set(keys: &[&SigningKey]) -> String {
    json!({"keys": keys.iter().map(|key| key.public()).collect::<Vec<_>>()}).to_string()
}

struct Site(Arc<Shared>);

impl Endpoint for Site {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let behaviour = self.0.behaviour.lock().unwrap().clone();
        let keys = request.uri().path() == "/keys";
        if keys {
            self.0.fetches.fetch_add(1, Ordering::SeqCst);
        }
        tokio::time::sleep(behaviour.delay).await;
        let mut answer = Response::builder().status(behaviour.status.try_into().unwrap());
        if let Some(target) = behaviour.redirect {
            answer = answer.header("location", target);
        }
        if let Some(value) = behaviour.cache_control.filter(|_| keys) {
            answer = answer.header("cache-control", value);
        }
        Ok(answer.body(if keys { behaviour.keys } else { behaviour.discovery.to_string() }))
    }
}
