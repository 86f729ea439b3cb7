//! R18: deactivated persons are refused at once, on every road; nothing they wrote or led is lost.

use serde_json::json;

use super::ask::{mutation, roles};
use super::targets::targets;
use crate::support::{Cast, Who};

#[tokio::test]
async fn refused_by_every_road_with_one_answer() {
    let cast = Cast::start().await;
    let token = cast.app.token(cast.id(Who::Deactivated));
    let refused = cast.app.post_with(&token, "{ viewer { person { id } } }", json!({})).await;
    assert_eq!(refused.0, 401);
    assert_eq!(refused.1["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    let mut queries = vec![
        ("{ viewer { person { id } } }".to_owned(), json!({})),
        ("{ __typename }".to_owned(), json!({})),
        ("{ feed { nodes { id } } }".to_owned(), json!({})),
    ];
    let all = targets(&cast).await;
    queries
        .extend(all.into_iter().map(|(field, input)| (mutation(field), json!({ "input": input }))));
    for (query, variables) in queries {
        assert_eq!(cast.app.post_with(&token, &query, variables).await, refused, "{query}");
    }
    let media = cast.app.client.get("/media/media_01jd3k8m0q5v7x9y2z4a6b8c0d");
    let answer = media.header("Authorization", format!("Bearer {token}")).send().await;
    assert_eq!(answer.0.status().as_u16(), 401);
}

#[tokio::test]
async fn refused_from_the_next_request_on_and_nothing_is_lost() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Leader, &cast.merger, "Kept").await;
    let token = cast.app.token(cast.id(Who::Leader));
    let app =
        json!({ "name": "App", "scopes": ["POSTS_READ"], "expiresAt": "2026-03-01T00:00:00Z" });
    let app = cast.done(Who::Leader, "applicationCreate", app, "issued { token }").await;
    let app = app["issued"]["token"].as_str().unwrap();
    let query = "{ viewer { person { id } } }";
    for bearer in [token.as_str(), app] {
        assert_eq!(cast.app.post_with(bearer, query, json!({})).await.0, 200);
    }
    cast.app.wait(1);
    let leader = json!({ "id": cast.id(Who::Leader) });
    cast.refused(Who::Guardian, "personDeactivate", leader.clone(), "FORBIDDEN").await;
    cast.done(Who::Administrator, "personDeactivate", leader.clone(), "person { status }").await;
    for bearer in [token.as_str(), app] {
        assert_eq!(cast.app.post_with(bearer, query, json!({})).await.0, 401);
    }
    assert!(cast.reads(Who::Member, &post).await);
    let query = "query($id: ID!) { post(id: $id) { author { id status } space { name } } }";
    let kept = cast.ask(Who::Member, query, json!({ "id": post })).await;
    assert_eq!(
        kept["post"]["author"],
        json!({ "id": cast.id(Who::Leader), "status": "DEACTIVATED" })
    );
    // Back again, with new tokens only.
    cast.app.wait(60);
    cast.done(Who::Administrator, "personReactivate", leader, "person { id }").await;
    let query = "{ viewer { person { id } } }";
    assert_eq!(cast.app.post_with(&token, query, json!({})).await.0, 401, "of before");
    cast.app.wait(1);
    let fresh = cast.app.token(cast.id(Who::Leader));
    assert_eq!(cast.app.post_with(&fresh, query, json!({})).await.0, 200);
}

#[tokio::test]
async fn they_hold_no_office_until_they_are_back() {
    let cast = Cast::start().await;
    let query = "query($person: ID!, $space: ID!) {
        access(personId: $person, spaceId: $space) { role reasons { rule } } }";
    let ids = json!({ "person": cast.id(Who::Leader), "space": cast.merger });
    let holds = json!({ "role": "LEADER", "reasons": [{ "rule": "R2" }] });
    assert_eq!(cast.ask(Who::Deputy, query, ids.clone()).await["access"], holds);
    let leader = json!({ "id": cast.id(Who::Leader) });
    cast.done(Who::Administrator, "personDeactivate", leader.clone(), "").await;
    let nothing = json!({ "role": null, "reasons": [] });
    assert_eq!(cast.ask(Who::Deputy, query, ids.clone()).await["access"], nothing);
    roles(&cast, &cast.merger, &[(Who::Deputy, Some("LEADER"))]).await;
    cast.done(Who::Administrator, "personReactivate", leader, "").await;
    assert_eq!(cast.ask(Who::Deputy, query, ids).await["access"], holds);
    roles(&cast, &cast.merger, &[(Who::Deputy, Some("DEPUTY"))]).await;
}
