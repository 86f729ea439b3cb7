//! Leak: one unrestricted group opening all. A group without grants gives nothing; no groups, and a
//! group of another provider with the same name, give as little.

use entity::space_grant::GrantRole;
use serde_json::json;

use super::provider::Provider;
use super::rows::grant_to_group;
use crate::support::Who;

const ALL: &str = "{ spaces(first: 100) { totalCount nodes { name viewerRole viewerCan { draft publish update grant } } }
    feed(first: 100) { nodes { title viewerCan { update delete } } }
    company { viewerCan { createChild appointLeader openSpace } children { nodes { viewerCan { openSpace assign } } } } }";

#[tokio::test]
async fn a_group_gives_what_is_granted_to_it_and_no_more() {
    let provider = Provider::start().await;
    let cast = &provider.cast;
    for space in [&cast.home, &cast.news, &cast.deals, &cast.merger] {
        cast.publish(Who::Author, space, "Post").await;
    }
    let nobody = cast.app.token(&cast.app.person("Nobody", &[]).await);
    let expected = provider.ask(&nobody, ALL, json!({})).await;
    assert_eq!(expected["feed"]["nodes"].as_array().unwrap().len(), 1);
    // A group of the same name at another provider, and of a similar one here, edit all of Sales.
    let editors = [
        provider.group("https://elsewhere.example", "staff").await,
        provider.group(&provider.issuer.url, "Staff").await,
        provider.group(&provider.issuer.url, "staff ").await,
        provider.group("", "staff").await,
    ];
    for group in editors {
        for space in [&cast.home, &cast.news, &cast.deals, &cast.merger] {
            grant_to_group(cast, space, group, GrantRole::Editor).await;
        }
    }
    let claims = [
        json!({}),
        json!({ "groups": [] }),
        json!({ "groups": null }),
        json!({ "groups": ["staff"] }),
        json!({ "groups": ["everyone", "admin", "ADMIN", "*", "%", "_", ""] }),
        json!({ "groups": [cast.acme, cast.sales, cast.id(Who::Leader), cast.id(Who::Boss)] }),
        json!({ "groups": "Staff" }),
        json!({ "groups": { "Staff": true } }),
        json!({ "groups": ["Staff", 7] }),
        json!({ "roles": ["Staff"], "group": ["Staff"] }),
    ];
    for (number, claims) in claims.iter().enumerate() {
        let token = provider.token(&format!("person {number}"), claims);
        assert_eq!(provider.ask(&token, ALL, json!({})).await, expected, "{claims}");
    }
    // The grants do hold, in open spaces, for those who are in the group.
    let token = provider.token("editor", &json!({ "groups": ["Staff"] }));
    for (space, role) in [
        (&cast.home, Some("EDITOR")),
        (&cast.news, Some("EDITOR")),
        (&cast.deals, None),
        (&cast.merger, None),
    ] {
        assert_eq!(provider.role(&token, space).await.as_deref(), role, "R8: closed to groups");
    }
}

#[tokio::test]
async fn who_leaves_the_group_leaves_its_rights() {
    let provider = Provider::start().await;
    let cast = &provider.cast;
    let group = provider.group(&provider.issuer.url, "staff").await;
    grant_to_group(cast, &cast.home, group, GrantRole::Editor).await;
    for (groups, role) in [
        (json!(["staff"]), Some("EDITOR")),
        (json!([]), None),
        (json!(["staff", "other"]), Some("EDITOR")),
        // A claim that is absent is not an empty one.
        (json!(null), Some("EDITOR")),
        (json!(["other"]), None),
        (json!(null), None),
    ] {
        let token = provider.token("alice", &json!({ "groups": groups }));
        assert_eq!(provider.role(&token, &cast.home).await.as_deref(), role, "{groups}");
    }
}
