//! Leak: a group mapping that keeps only the first match. Whichever of a token's groups has the grant,
//! and however many have one, all of them count.

use entity::space_grant::GrantRole;
use serde_json::{Value, json};

use super::provider::Provider;
use super::rows::grant_to_group;
use crate::support::Who;

#[tokio::test]
async fn every_group_of_a_token_counts() {
    let provider = Provider::start().await;
    let cast = &provider.cast;
    let post = cast.publish(Who::Author, &cast.home, "Home").await;
    let names: Vec<String> = (0..40).map(|number| format!("group {number}")).collect();
    let token =
        |subject: &str, groups: &[&String]| provider.token(subject, &json!({ "groups": groups }));
    let all: Vec<&String> = names.iter().collect();
    let of_all = token("all", &all);
    provider.person(&of_all).await;
    assert_eq!(provider.role(&of_all, &cast.home).await, None);
    let read = "query($id: ID!) { post(id: $id) { title } feed { nodes { title } } }";
    // The grant is to one that comes neither first nor, of those before, alone.
    let second = provider.group(&provider.issuer.url, &names[1]).await;
    grant_to_group(cast, &cast.home, second, GrantRole::Reader).await;
    for (subject, groups) in [
        ("first", vec![&names[1], &names[0]]),
        ("second", vec![&names[0], &names[1], &names[2]]),
        ("third", vec![&names[2], &names[0], &names[1]]),
        ("twice", vec![&names[1], &names[1]]),
        ("all", all.clone()),
    ] {
        let token = token(subject, &groups);
        assert_eq!(provider.role(&token, &cast.home).await.as_deref(), Some("READER"), "{subject}");
        let found = provider.ask(&token, read, json!({ "id": post })).await;
        let title = json!({ "title": "Home" });
        assert_eq!(found, json!({ "post": title, "feed": { "nodes": [title] } }), "{subject}");
    }
    let without = token("without", &[&names[0], &names[2]]);
    let found = provider.ask(&without, read, json!({ "id": post })).await;
    assert_eq!(found["post"], Value::Null);
    // A later group with more gives more, and one with less takes nothing.
    for (place, role, expected) in [
        (39, GrantRole::Author, "AUTHOR"),
        (20, GrantRole::Contributor, "AUTHOR"),
        (2, GrantRole::Editor, "EDITOR"),
        (0, GrantRole::Reader, "EDITOR"),
    ] {
        let group = provider.group(&provider.issuer.url, &names[place]).await;
        grant_to_group(cast, &cast.home, group, role).await;
        assert_eq!(provider.role(&of_all, &cast.home).await.as_deref(), Some(expected), "{place}");
    }
}
