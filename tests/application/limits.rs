//! What an application may be, who knows of it, and that it follows its owner's rights at once.

use entity::id::{ApplicationId, SpaceId};
use serde_json::{Value, json};

use super::{make, titles};
use crate::support::{Cast, Who};

#[tokio::test]
async fn it_loses_with_its_owner_and_gains_no_space_beyond_its_limit() {
    let cast = Cast::start().await;
    for (space, title) in [(&cast.home, "Home"), (&cast.merger, "Merger")] {
        cast.app.wait(60);
        cast.publish(Who::Leader, space, title).await;
    }
    let to = json!({ "person": cast.id(Who::Outsider) });
    let input = json!({ "spaceId": cast.merger, "grantee": to, "role": "READER", "endsAt": "2026-01-16T00:00:00Z" });
    cast.done(Who::Leader, "spaceGrant", input, "grant { id }").await;
    let (_, token) = make(&cast, Who::Outsider, &[&cast.merger, &cast.merger]).await;
    assert_eq!(titles(&cast, &token).await, ["Merger"]);
    let input = json!({ "spaceId": cast.home, "grantee": to, "role": "EDITOR" });
    cast.done(Who::Leader, "spaceGrant", input, "grant { id }").await;
    assert_eq!(cast.feed(Who::Outsider).await, ["Merger", "Home"]);
    assert_eq!(titles(&cast, &token).await, ["Merger"], "within its limit");
    cast.app.wait_until("2026-01-16T00:00:00Z");
    assert_eq!(cast.feed(Who::Outsider).await, ["Home"]);
    assert_eq!(titles(&cast, &token).await, Vec::<String>::new(), "as its owner");
}

#[tokio::test]
async fn its_owner_and_administrators_know_of_it_and_revoke_it() {
    let cast = Cast::start().await;
    let (id, token) = make(&cast, Who::Member, &[]).await;
    let query = "query($id: ID!) { node(id: $id) { ... on Application { name owner { displayName } createdAt revokedAt } } }";
    let nothing = cast.app.clock.new_id::<ApplicationId>().to_string();
    for who in Who::ALL {
        if who == Who::Deactivated {
            continue;
        }
        let seen = cast.ask(who, query, json!({ "id": id })).await;
        if [Who::Member, Who::Administrator].contains(&who) {
            assert_eq!(
                seen["node"],
                json!({ "name": "Screen", "owner": { "displayName": "Member" }, "createdAt": "2026-01-15T08:00:00Z", "revokedAt": null })
            );
            continue;
        }
        assert_eq!(seen["node"], Value::Null, "{who:?}");
        let there = cast.refused(who, "applicationRevoke", json!({ "id": id }), "NOT_FOUND").await;
        let absent =
            cast.refused(who, "applicationRevoke", json!({ "id": nothing }), "NOT_FOUND").await;
        assert_eq!(there, absent, "{who:?}");
    }
    for (who, wait) in [(Who::Administrator, 0), (Who::Member, 60)] {
        cast.app.wait(wait);
        let ended = cast
            .done(who, "applicationRevoke", json!({ "id": id }), "application { revokedAt }")
            .await;
        assert_eq!(
            ended["application"]["revokedAt"], "2026-01-15T08:00:00Z",
            "since the first time"
        );
        let status = cast.app.post_with(&token, "{ viewer { platformRoles } }", json!({})).await.0;
        assert_eq!(status, 401);
    }
}

#[tokio::test]
async fn what_is_out_of_bounds_makes_none() {
    let cast = Cast::start().await;
    let space = cast.app.clock.new_id::<SpaceId>().to_string();
    let many = vec![cast.news.clone(); 101];
    for (change, code, field) in [
        (json!({ "name": "n".repeat(201) }), "TOO_LONG", "name"),
        (json!({ "name": "a\u{1b}b" }), "INVALID", "name"),
        (json!({ "expiresAt": "2026-01-15T08:00:00Z" }), "INVALID", "expiresAt"),
        (json!({ "expiresAt": "2027-01-17T08:00:00Z" }), "INVALID", "expiresAt"),
        (json!({ "spaceIds": many }), "TOO_LONG", "spaceIds"),
        (json!({ "spaceIds": [cast.news, space] }), "NOT_FOUND", "spaceIds"),
    ] {
        let mut input =
            json!({ "name": "N", "scopes": ["POSTS_READ"], "expiresAt": "2027-01-15T08:00:00Z" });
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let error = cast.refused(Who::Leader, "applicationCreate", input, code).await;
        assert_eq!(error["field"], json!([field]), "{change:.60}");
    }
    let query = "mutation($input: ApplicationCreateInput!) { applicationCreate(input: $input) { issued { token } } }";
    for (change, code) in [
        (json!({ "spaceIds": [cast.sales] }), "INVALID_ID"),
        (json!({ "scopes": ["POSTS_WRITE"] }), "VALIDATION_FAILED"),
        (json!({ "expiresAt": null }), "VALIDATION_FAILED"),
    ] {
        let mut input =
            json!({ "name": "N", "scopes": ["POSTS_READ"], "expiresAt": "2026-03-01T00:00:00Z" });
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let error = cast.app.error(cast.id(Who::Leader), query, json!({ "input": input })).await;
        assert_eq!(error, code, "{change}");
    }
}
