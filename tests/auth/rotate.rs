//! The provider changes its keys, goes away, or is asked too often.

use std::time::Duration;

use jsonwebtoken::Algorithm;
use parvis::error::Code;
use serde_json::json;

use super::issuer::{Issuer, NOW, SigningKey, at, clock, header};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

fn keys() -> [SigningKey; 2] {
    ["old", "new"].map(|kid| SigningKey::new(kid, Algorithm::ES256))
}

#[tokio::test]
async fn a_new_key_is_picked_up_at_once_and_a_removed_one_dropped() {
    let [old, new] = keys();
    let issuer = Issuer::start(&[&old]).await;
    let verifier = issuer.verifier(&clock());
    assert!(verifier.verify(&issuer.token(&old)).await.is_ok());
    issuer.publish(&[&new]);
    assert!(verifier.verify(&issuer.token(&new)).await.is_ok());
    let error = verifier.verify(&issuer.token(&old)).await.unwrap_err();
    assert_eq!(error.code, Code::Unauthenticated);
    assert_eq!(issuer.fetches(), 2);
}

#[tokio::test]
async fn a_removed_key_is_dropped_when_the_keys_are_due() {
    let [old, new] = keys();
    let issuer = Issuer::start(&[&old, &new]).await;
    let clock = clock();
    let verifier = issuer.verifier(&clock);
    assert!(verifier.verify(&issuer.token(&old)).await.is_ok());
    issuer.publish(&[&new]);
    clock.set(at(NOW + HOUR - 1));
    assert!(verifier.verify(&issuer.token_at(&old, NOW + HOUR)).await.is_ok());
    clock.set(at(NOW + HOUR));
    let error = verifier.verify(&issuer.token_at(&old, NOW + HOUR)).await.unwrap_err();
    assert_eq!(error.code, Code::Unauthenticated);
}

#[tokio::test]
async fn keys_are_kept_as_long_as_the_provider_says_within_bounds() {
    for (cache_control, fresh) in [
        (None, HOUR),
        (Some("public, max-age=600"), 600),
        (Some("max-age=1"), 300),
        (Some("no-store"), 300),
        (Some("no-cache, max-age=600"), 300),
        (Some("max-age=9999999"), DAY),
        (Some("max-age=soon"), HOUR),
    ] {
        let [key, _] = keys();
        let issuer = Issuer::start(&[&key]).await;
        issuer.change(|it| it.cache_control = cache_control.map(Into::into));
        let clock = clock();
        let verifier = issuer.verifier(&clock);
        for (seconds, fetches) in [(0, 1), (fresh - 1, 1), (fresh, 2)] {
            clock.set(at(NOW + seconds));
            let token = issuer.token_at(&key, NOW + seconds);
            assert!(verifier.verify(&token).await.is_ok(), "{cache_control:?}");
            assert_eq!(issuer.fetches(), fetches, "{cache_control:?} after {seconds} s");
        }
    }
}

#[tokio::test]
async fn while_the_provider_is_away_old_keys_serve_for_a_day() {
    let [key, new] = keys();
    let issuer = Issuer::start(&[&key]).await;
    let clock = clock();
    let verifier = issuer.verifier(&clock);
    assert!(verifier.verify(&issuer.token(&key)).await.is_ok());
    issuer.change(|it| it.status = 503);
    clock.set(at(NOW + HOUR + DAY - 1));
    let late = issuer.token_at(&key, NOW + HOUR + DAY - 1);
    assert!(verifier.verify(&late).await.is_ok(), "stale keys");
    let unknown = issuer.token_at(&new, NOW + HOUR + DAY - 1);
    let error = verifier.verify(&unknown).await.unwrap_err();
    assert_eq!(error.code, Code::Unavailable, "a key that may be new");
    clock.set(at(NOW + HOUR + DAY));
    let error = verifier.verify(&late).await.unwrap_err();
    assert_eq!(error.code, Code::Unavailable, "keys too old");
    issuer.change(|it| it.status = 200);
    clock.set(at(NOW + HOUR + DAY + 29));
    assert!(verifier.verify(&late).await.is_ok(), "back again");
}

#[tokio::test]
async fn a_provider_that_is_away_is_not_asked_for_every_token() {
    let [key, _] = keys();
    let issuer = Issuer::start(&[&key]).await;
    issuer.change(|it| it.keys = "away".into());
    let clock = clock();
    let verifier = issuer.verifier(&clock);
    for (seconds, fetches) in [(0, 1), (0, 1), (29, 1), (30, 2)] {
        clock.set(at(NOW + seconds));
        let error = verifier.verify(&issuer.token(&key)).await.unwrap_err();
        assert_eq!(error.code, Code::Unavailable);
        assert_eq!(issuer.fetches(), fetches, "after {seconds} s");
    }
}

#[tokio::test]
async fn a_flood_of_unknown_keys_costs_one_fetch() {
    let [key, new] = keys();
    let issuer = Issuer::start(&[&key]).await;
    let clock = clock();
    let verifier = issuer.verifier(&clock);
    assert!(verifier.verify(&issuer.token(&key)).await.is_ok());
    let before = issuer.fetches();
    let flood = (0..1_000).map(|number| {
        let mut header = header(&key);
        header["kid"] = json!(format!("random-{number}"));
        let (verifier, token) = (verifier.clone(), key.sign(&header, &issuer.claims()));
        tokio::spawn(async move { verifier.verify(&token).await.unwrap_err().code })
    });
    for answer in flood.collect::<Vec<_>>() {
        assert_eq!(answer.await.unwrap(), Code::Unauthenticated);
    }
    assert_eq!(issuer.fetches() - before, 1);
    assert!(verifier.verify(&issuer.token(&key)).await.is_ok(), "known keys go on");
    issuer.publish(&[&key, &new]);
    for (seconds, works) in [(29, false), (30, true)] {
        clock.set(at(NOW + seconds));
        assert_eq!(verifier.verify(&issuer.token(&new)).await.is_ok(), works, "{seconds} s");
    }
}

#[tokio::test]
async fn all_who_come_first_share_one_fetch() {
    let [key, _] = keys();
    let issuer = Issuer::start(&[&key]).await;
    issuer.change(|it| it.delay = Duration::from_millis(100));
    let verifier = issuer.verifier(&clock());
    let token = issuer.token(&key);
    let callers = (0..50).map(|_| {
        let (verifier, token) = (verifier.clone(), token.clone());
        tokio::spawn(async move { verifier.verify(&token).await })
    });
    for answer in callers.collect::<Vec<_>>() {
        assert!(answer.await.unwrap().is_ok());
    }
    assert_eq!(issuer.fetches(), 1);
}

/// Otherwise whoever sends unknown key ids and hangs up could have keys fetched without end.
#[tokio::test]
async fn a_caller_who_hangs_up_does_not_spoil_the_fetch() {
    let [key, new] = keys();
    let issuer = Issuer::start(&[&key]).await;
    let verifier = issuer.verifier(&clock());
    assert!(verifier.verify(&issuer.token(&key)).await.is_ok());
    issuer.publish(&[&key, &new]);
    issuer.change(|it| it.delay = Duration::from_millis(300));
    let token = issuer.token(&new);
    let impatient = tokio::time::timeout(Duration::from_millis(450), verifier.verify(&token)).await;
    assert!(impatient.is_err(), "the fetch was too quick for this test");
    assert!(verifier.verify(&token).await.is_ok());
    assert_eq!(issuer.fetches(), 2);
}
