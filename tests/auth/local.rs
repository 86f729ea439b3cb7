//! The local issuer: its tokens are good here and nowhere else.

use std::os::unix::fs::PermissionsExt;

use jsonwebtoken::dangerous::insecure_decode_claims;
use jsonwebtoken::{Algorithm, decode_header};
use parvis::auth::local::LocalIssuer;
use parvis::auth::token::Verifier;
use parvis::config::Config;
use parvis::error::Code;
use serde_json::Value;

use super::issuer::{Issuer, NOW, SigningKey, at, clock, header};

fn config(folder: &tempfile::TempDir) -> Config {
    Config { data: folder.path().join("data"), ..Config::default() }
}

#[tokio::test]
async fn its_tokens_are_accepted_where_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(&folder);
    let local = LocalIssuer::open_or_create(&config).unwrap();
    let clock = clock();
    let verifier = Verifier::new(&config, clock.clone(), Some(&local)).unwrap();
    let token = local.issue("alice", 60, clock.now()).unwrap();
    let claims = verifier.verify(&token).await.unwrap();
    assert_eq!((claims.issuer.as_str(), claims.subject.as_str()), ("urn:parvis:local", "alice"));
    assert_eq!((claims.issued_at, claims.expires_at), (at(NOW), at(NOW + 60)));
    assert_eq!(decode_header(&token).unwrap().typ.as_deref(), Some("at+jwt"));
    let id = |token: &str| insecure_decode_claims::<Value>(token).unwrap()["jti"].clone();
    let other = local.issue("alice", 60, clock.now()).unwrap();
    assert!(id(&token).is_string() && id(&token) != id(&other));
    clock.set(at(NOW + 90));
    assert_eq!(verifier.verify(&token).await.unwrap_err().code, Code::Unauthenticated);

    let without = Verifier::new(&config, super::issuer::clock(), None).unwrap();
    assert_eq!(without.verify(&token).await.unwrap_err().code, Code::Unauthenticated);
}

#[tokio::test]
async fn it_and_the_provider_do_not_speak_for_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let key = SigningKey::new("main", Algorithm::ES256);
    let issuer = Issuer::start(&[&key]).await;
    let config = Config { data: folder.path().into(), ..issuer.config() };
    let local = LocalIssuer::open_or_create(&config).unwrap();
    let verifier = Verifier::new(&config, clock(), Some(&local)).unwrap();
    let own = local.issue("alice", 60, at(NOW)).unwrap();
    for good in [&issuer.token(&key), &own] {
        assert!(verifier.verify(good).await.is_ok());
    }
    let mut claims = issuer.claims();
    claims["iss"] = "urn:parvis:local".into();
    claims["client_id"] = "parvis".into();
    let mut forged = header(&key);
    for kid in [key.kid.clone(), decode_header(&own).unwrap().kid.unwrap()] {
        forged["kid"] = kid.into();
        let error = verifier.verify(&key.sign(&forged, &claims)).await.unwrap_err();
        assert_eq!(error.code, Code::Unauthenticated);
    }
}

#[test]
fn the_lifetime_and_the_subject_have_limits() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config(&folder);
    config.oidc_max_lifetime_seconds = 100;
    let local = LocalIssuer::open_or_create(&config).unwrap();
    assert!(local.issue("alice", 100, at(NOW)).is_ok());
    let long = "a".repeat(256);
    for (subject, seconds) in [("alice", 0), ("alice", 101), ("", 1), (" ", 1), (long.as_str(), 1)]
    {
        let error = local.issue(subject, seconds, at(NOW)).unwrap_err();
        assert_eq!(error.code, Code::InvalidArgument, "{subject:?} {seconds}");
    }
}

#[test]
fn the_key_is_private_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(&folder);
    let first = LocalIssuer::open_or_create(&config).unwrap();
    let path = config.data.join("local-issuer.pem");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let again = LocalIssuer::open_or_create(&config).unwrap();
    assert_eq!(first.public_keys(), again.public_keys());
    assert_eq!(std::fs::read_dir(&config.data).unwrap().count(), 1, "nothing is left beside it");

    std::fs::write(&path, "not a key").unwrap();
    let error = LocalIssuer::open_or_create(&config).err().expect("a refusal");
    assert_eq!(error.code, Code::Internal);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "not a key", "an odd key is not replaced");
}

#[test]
fn processes_that_start_at_once_agree_on_the_key() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let config = config(&folder);
        let start = std::sync::Barrier::new(8);
        let keys: Vec<_> = std::thread::scope(|scope| {
            let open = || {
                start.wait();
                LocalIssuer::open_or_create(&config).unwrap().public_keys()
            };
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
    }
}
