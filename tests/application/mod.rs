//! Applications: made by their owner, limited, expiring, revocable, and never more than their owner.

mod limits;

use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::support::{Cast, Who};

async fn make(cast: &Cast, who: Who, spaces: &[&String]) -> (String, String) {
    let input = json!({ "name": "Screen", "scopes": ["POSTS_READ"], "spaceIds": spaces, "expiresAt": "2026-02-01T00:00:00Z" });
    let made =
        cast.done(who, "applicationCreate", input, "issued { token application { id } }").await;
    let text =
        |pointer: &str| made["issued"].pointer(pointer).unwrap().as_str().unwrap().to_owned();
    (text("/application/id"), text("/token"))
}

pub(crate) async fn titles(cast: &Cast, token: &str) -> Vec<String> {
    let (status, answer) =
        cast.app.post_with(token, "{ feed { nodes { title } } }", json!({})).await;
    assert_eq!(status, 200, "{answer}");
    let nodes = answer["data"]["feed"]["nodes"].as_array().unwrap();
    nodes.iter().map(|post| post["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn it_reads_what_its_owner_reads_within_its_limits_and_writes_nothing() {
    let cast = Cast::start().await;
    for (space, title) in [(&cast.news, "News"), (&cast.home, "Home"), (&cast.merger, "Merger")] {
        cast.app.wait(60);
        cast.publish(Who::Leader, space, title).await;
    }
    let draft = json!({ "spaceId": cast.news, "title": "Draft", "body": "B" });
    let draft = cast.done(Who::Leader, "postCreate", draft, "post { id }").await;
    let (_, whole) = make(&cast, Who::Leader, &[]).await;
    let (_, limited) = make(&cast, Who::Leader, &[&cast.home]).await;
    assert_eq!(titles(&cast, &whole).await, ["Merger", "Home", "News"]);
    assert_eq!(titles(&cast, &limited).await, ["Home"]);
    let read = "query($id: ID!) { post(id: $id) { id } viewer { person { displayName } application { name } platformRoles } }";
    let (_, answer) = cast.app.post_with(&whole, read, json!({ "id": draft["post"]["id"] })).await;
    assert_eq!(
        answer["data"],
        json!({ "post": null, "viewer": { "person": { "displayName": "Leader" }, "application": { "name": "Screen" }, "platformRoles": [] } })
    );
    let write = "mutation($id: ID!) { postCreate(input: { spaceId: $id, title: \"T\", body: \"B\" }) { errors { code rule } } }";
    let (_, answer) = cast.app.post_with(&whole, write, json!({ "id": cast.news })).await;
    assert_eq!(
        answer["data"]["postCreate"]["errors"],
        json!([{ "code": "FORBIDDEN", "rule": "R15" }])
    );
    let (_, others) = make(&cast, Who::Outsider, &[]).await;
    assert_eq!(titles(&cast, &others).await, ["News"]);
    let input = json!({ "name": "X", "scopes": ["POSTS_READ"], "spaceIds": [cast.merger], "expiresAt": "2026-02-01T00:00:00Z" });
    cast.refused(Who::Outsider, "applicationCreate", input, "NOT_FOUND").await;
}

#[tokio::test]
async fn it_ends_by_the_clock_by_hand_and_with_its_owner() {
    let cast = Cast::start().await;
    let (id, token) = make(&cast, Who::Author, &[]).await;
    let (_, other) = make(&cast, Who::Member, &[]).await;
    let status = async |token: &str| {
        cast.app.post_with(token, "{ viewer { platformRoles } }", json!({})).await.0
    };
    assert_eq!((status(&token).await, status(&other).await), (200, 200));
    cast.refused(Who::Member, "applicationRevoke", json!({ "id": id }), "NOT_FOUND").await;
    cast.done(Who::Author, "applicationRevoke", json!({ "id": id }), "application { revokedAt }")
        .await;
    assert_eq!(status(&token).await, 401);
    cast.done(
        Who::Administrator,
        "personDeactivate",
        json!({ "id": cast.id(Who::Member) }),
        "person { status }",
    )
    .await;
    assert_eq!(status(&other).await, 401);
    let (_, last) = make(&cast, Who::Leader, &[]).await;
    cast.app.wait_until("2026-01-31T23:59:59Z");
    assert_eq!(status(&last).await, 200);
    cast.app.wait_until("2026-02-01T00:00:00Z");
    assert_eq!(status(&last).await, 401);
    for (change, field) in [
        (json!({ "expiresAt": "2026-01-01T00:00:00Z" }), "expiresAt"),
        (json!({ "expiresAt": "2028-01-01T00:00:00Z" }), "expiresAt"),
        (json!({ "scopes": [] }), "scopes"),
        (json!({ "name": "" }), "name"),
    ] {
        let mut input =
            json!({ "name": "N", "scopes": ["POSTS_READ"], "expiresAt": "2026-03-01T00:00:00Z" });
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let error = cast.refused(Who::Leader, "applicationCreate", input, "INVALID").await;
        assert_eq!(error["field"], json!([field]));
    }
}

#[tokio::test]
async fn only_the_hash_is_kept() {
    let cast = Cast::start().await;
    let (_, token) = make(&cast, Who::Leader, &[]).await;
    let rows = cast.app.rows().await;
    let sql = "SELECT secret_hash, scopes FROM application_token";
    let row = rows.query_one_raw(Statement::from_string(rows.get_database_backend(), sql)).await;
    let row = row.unwrap().unwrap();
    let kept: String = row.try_get("", "secret_hash").unwrap();
    // Base64url has underscores too: what stands between the id and the checksum.
    let (secret, _) = token.splitn(3, '_').nth(2).unwrap().rsplit_once('_').unwrap();
    assert_eq!((secret.len(), kept.len()), (43, 43), "{kept}");
    assert!(!kept.contains(secret), "{kept}");
    let scopes: Value = json!(row.try_get::<String>("", "scopes").unwrap());
    assert_eq!(scopes, "posts:read");
}
