//! Leak: an identity provider's e-mail change making a new person, or handing one person's rights to
//! whoever gets the address next. A person is issuer and subject.

use serde_json::{Value, json};

use super::provider::Provider;
use crate::access::ask::grant;
use crate::support::{TestApp, Who};

async fn people(app: &TestApp) -> Value {
    let person = app.person("Counter", &[]).await;
    app.ask(&person, "{ people { totalCount } }", json!({})).await["people"]["totalCount"].take()
}

#[tokio::test]
async fn the_subject_keeps_its_rights_and_the_address_brings_none() {
    let provider = Provider::start().await;
    let cast = &provider.cast;
    let post = cast.publish(Who::Author, &cast.merger, "Merger").await;
    let token = |subject: &str, email: &str| {
        provider.token(subject, &json!({ "email": email, "name": "Ames" }))
    };
    let first = token("alice", "ames@example.org");
    let alice = provider.person(&first).await;
    grant(cast, Who::Leader, &cast.merger, json!({ "person": alice }), "EDITOR").await;
    let read = "query($id: ID!) { post(id: $id) { title } viewer { person { id email } } }";
    let before = people(&cast.app).await.as_u64().unwrap();
    for email in ["married@example.org", "AMES@example.org", "ames@example.org", "x@y.example"] {
        let found = provider.ask(&token("alice", email), read, json!({ "id": post })).await;
        let same = json!({
            "post": { "title": "Merger" }, "viewer": { "person": { "id": alice, "email": email } }
        });
        assert_eq!(found, same);
    }
    // Without the claim, the address stays.
    let silent = provider.token("alice", &json!({}));
    let found = provider.ask(&silent, read, json!({ "id": post })).await;
    assert_eq!(found["viewer"]["person"], json!({ "id": alice, "email": "x@y.example" }));
    assert_eq!(people(&cast.app).await, before + 1, "one more who counts, and no new person");
    // The address goes to others, whose subjects look like hers.
    let (mut seen, mut made) = (vec![alice.clone()], 0);
    for subject in ["bob", "Alice", "alice2", &alice, "x@y.example"] {
        let found = provider.ask(&token(subject, "x@y.example"), read, json!({ "id": post })).await;
        assert_eq!(found["post"], Value::Null, "{subject}");
        let id = found["viewer"]["person"]["id"].as_str().unwrap().to_owned();
        assert!(!seen.contains(&id), "{subject} is someone else");
        seen.push(id);
        made += 1;
    }
    assert_eq!(people(&cast.app).await, before + 2 + made);
    assert_eq!(provider.role(&first, &cast.merger).await.as_deref(), Some("EDITOR"));
}

/// Neither do those who were added by hand, with an address, belong to whoever claims it.
#[tokio::test]
async fn nobody_takes_over_a_person_by_their_address() {
    let provider = Provider::start().await;
    let cast = &provider.cast;
    for who in [Who::Leader, Who::Administrator, Who::Deactivated] {
        let email = format!("{}@acme.example", format!("{who:?}").to_lowercase());
        let subject = format!("thief of {who:?}");
        let claims = json!({ "email": email, "email_verified": true, "name": format!("{who:?}") });
        let token = provider.token(&subject, &claims);
        let query = "{ viewer { person { id } platformRoles } }";
        let found = provider.ask(&token, query, json!({})).await;
        assert_ne!(found["viewer"]["person"]["id"], cast.id(who), "{who:?}");
        assert_eq!(found["viewer"]["platformRoles"], json!([]), "{who:?}");
        assert_eq!(provider.role(&token, &cast.home).await, None);
    }
}
