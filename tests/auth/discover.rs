//! A provider whose documents are not what they should be is not believed.

use std::time::Duration;

use jsonwebtoken::Algorithm;
use parvis::auth::token::Verifier;
use parvis::config::Config;
use parvis::error::Code;
use serde_json::{Value, json};

use super::issuer::{Behaviour, Issuer, NOW, SigningKey, at, clock};

type Change = Box<dyn FnOnce(&mut Behaviour)>;
type Setting = fn(&mut Config);

#[tokio::test]
async fn keys_from_odd_documents_are_not_used() {
    let key = SigningKey::new("main", Algorithm::ES256);
    let other = Issuer::start(&[&key]).await;
    let (elsewhere, redirect) = (other.url.clone(), format!("{}/keys", other.url));
    let changes: Vec<(&str, Change)> = vec![
        ("another issuer", Box::new(move |it| it.discovery["issuer"] = json!(elsewhere))),
        (
            "a slash more",
            Box::new(|it| {
                it.discovery["issuer"] =
                    json!(format!("{}/", it.discovery["issuer"].as_str().unwrap()));
            }),
        ),
        ("no issuer", Box::new(|it| it.discovery["issuer"] = Value::Null)),
        (
            "keys without TLS",
            // On Linux this address leads to the same provider, but it is not a loopback address.
            Box::new(|it| {
                let loopback = it.discovery["jwks_uri"].as_str().unwrap();
                it.discovery["jwks_uri"] = json!(loopback.replace("127.0.0.1", "0.0.0.0"));
            }),
        ),
        ("keys in a file", Box::new(|it| it.discovery["jwks_uri"] = json!("file:///etc/keys"))),
        (
            "redirect",
            Box::new(move |it| {
                it.status = 302;
                it.redirect = Some(redirect);
            }),
        ),
        ("failure", Box::new(|it| it.status = 500)),
        ("no JSON", Box::new(|it| it.keys = "<html>".into())),
        ("no keys", Box::new(|it| it.keys = json!({"keys": []}).to_string())),
        ("over 1 MB", Box::new(|it| it.keys.push_str(&" ".repeat(1_048_576)))),
    ];
    for (name, change) in changes {
        let issuer = Issuer::start(&[&key]).await;
        let control = issuer.verifier(&clock()).verify(&issuer.token(&key)).await;
        assert!(control.is_ok(), "control of {name}");
        issuer.change(change);
        let error = issuer.verifier(&clock()).verify(&issuer.token(&key)).await.unwrap_err();
        assert_eq!(error.code, Code::Unavailable, "{name}");
    }
    assert_eq!(other.fetches(), 0, "a redirect was followed");
}

#[tokio::test]
async fn keys_not_for_signatures_are_left_out_and_odd_ones_do_no_harm() {
    let key = SigningKey::new("main", Algorithm::RS256);
    let change = |name: &str, value: Value| {
        let mut public = key.public();
        public[name] = value;
        public
    };
    let mut plain = key.public();
    plain.as_object_mut().unwrap().remove("alg");
    for (name, public, works) in [
        ("without alg", plain, true),
        ("use sig", change("use", json!("sig")), true),
        ("use enc", change("use", json!("enc")), false),
        ("key_ops verify", change("key_ops", json!(["verify"])), true),
        ("key_ops encrypt", change("key_ops", json!(["encrypt"])), false),
        ("alg RS512", change("alg", json!("RS512")), false),
        ("alg PS256", change("alg", json!("PS256")), false),
        ("symmetric", json!({"kty": "oct", "kid": "main", "k": "AAAA"}), false),
    ] {
        let good = SigningKey::new("good", Algorithm::ES256);
        let issuer = Issuer::start(&[]).await;
        let odd = json!({"kty": "EC", "crv": 7, "kid": ["main"]});
        issuer.change(|it| it.keys = json!({"keys": [odd, public, good.public()]}).to_string());
        let verifier = issuer.verifier(&clock());
        assert!(verifier.verify(&issuer.token(&good)).await.is_ok(), "{name}: the other key");
        assert_eq!(verifier.verify(&issuer.token(&key)).await.is_ok(), works, "{name}");
    }
}

#[tokio::test]
async fn a_token_without_key_id_needs_a_single_key() {
    let [one, two] = ["one", "two"].map(|kid| SigningKey::new(kid, Algorithm::ES256));
    let issuer = Issuer::start(&[&one]).await;
    let token = one.sign(&json!({"alg": "ES256", "typ": "at+jwt"}), &issuer.claims());
    assert!(issuer.verifier(&clock()).verify(&token).await.is_ok());
    issuer.publish(&[&one, &two]);
    let error = issuer.verifier(&clock()).verify(&token).await.unwrap_err();
    assert_eq!(error.code, Code::Unauthenticated);
}

/// Takes ten seconds: the limit is one of real time, met twice.
#[tokio::test]
async fn a_provider_that_does_not_answer_is_given_up() {
    let key = SigningKey::new("main", Algorithm::ES256);
    let issuer = Issuer::start(&[&key]).await;
    let clock = clock();
    let verifier = issuer.verifier(&clock);
    verifier.warm_up().await;
    issuer.change(|it| it.delay = Duration::from_mins(1));
    let limit = Duration::from_secs(8);
    let new = issuer.verifier(&clock);
    let token = issuer.token(&key);
    let first = tokio::time::timeout(limit, new.verify(&token)).await.expect("in time");
    assert_eq!(first.unwrap_err().code, Code::Unavailable);
    // One caller of many waits for new keys; the others go on with the old ones.
    clock.set(at(NOW + 3_600));
    let later = issuer.token_at(&key, NOW + 3_600);
    let waiting = tokio::spawn({
        let (verifier, later) = (verifier.clone(), later.clone());
        async move { verifier.verify(&later).await }
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    let quick = tokio::time::timeout(Duration::from_secs(1), verifier.verify(&later)).await;
    assert!(quick.expect("without waiting").is_ok());
    assert!(waiting.await.unwrap().is_ok(), "stale keys serve after the failure");
}

#[test]
fn settings_that_cannot_be_used_are_refused_at_the_start() {
    let good = || Config { oidc_issuer: "https://login.example.com/t".into(), ..Config::default() };
    assert!(Verifier::new(&good(), clock(), None).is_ok());
    let changes: [(&str, Setting); 9] = [
        ("http", |it| it.oidc_issuer = "http://login.example.com".into()),
        ("a loopback name", |it| it.oidc_issuer = "http://127.0.0.1.example.com".into()),
        ("no address", |it| it.oidc_issuer = "login".into()),
        ("a query", |it| it.oidc_issuer = "https://login.example.com/?a=b".into()),
        ("HS256", |it| it.oidc_algorithms = vec!["HS256".into()]),
        ("none", |it| it.oidc_algorithms = vec!["ES256".into(), "none".into()]),
        ("logout tokens", |it| it.oidc_token_types = vec!["logout+jwt".into()]),
        ("leeway", |it| it.oidc_leeway_seconds = 61),
        ("audience", |it| it.oidc_audience = String::new()),
    ];
    for (name, change) in changes {
        let mut config = good();
        change(&mut config);
        let error = Verifier::new(&config, clock(), None).err().unwrap_or_else(|| panic!("{name}"));
        assert_eq!(error.code, Code::InvalidArgument, "{name}");
    }
}
