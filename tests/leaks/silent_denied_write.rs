//! Leak: denied writes silently dropped. Every mutation that is refused says so, and leaves the
//! database as it was, to the byte.

use serde_json::{Value, json};

use super::rows::dump;
use crate::access::ask::mutation;
use crate::access::targets::targets;
use crate::support::{Cast, Who};

/// Everyone may make an application of their own.
const FOR_ALL: &str = "applicationCreate";

/// That the answer names a refusal and nothing else.
fn refused(answer: &Value, field: &str) {
    let error = &answer["data"][field]["errors"][0];
    let code = error["code"].as_str().unwrap_or_default();
    assert!(["FORBIDDEN", "NOT_FOUND"].contains(&code), "{field}: {answer}");
    assert_eq!(code == "FORBIDDEN", error["rule"].is_string(), "{field}: {answer}");
    assert!(!error["message"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn every_refused_mutation_is_told_and_writes_nothing() {
    let cast = Cast::start().await;
    let all = targets(&cast).await;
    let nobody = cast.app.person("Nobody", &[]).await;
    let input =
        json!({ "name": "A", "scopes": ["POSTS_READ"], "expiresAt": "2026-03-01T00:00:00Z" });
    let made = cast.done(Who::Leader, FOR_ALL, input, "issued { token }").await;
    let application = made["issued"]["token"].as_str().unwrap();
    let before = dump(&cast.app).await;
    let mut asked = 0;
    for bearer in [&*cast.app.token(&nobody), application] {
        for (field, input) in &all {
            if *field == FOR_ALL && bearer != application {
                continue;
            }
            let variables = json!({ "input": input });
            let (_, answer) = cast.app.post_with(bearer, &mutation(field), variables).await;
            refused(&answer, field);
            let after = dump(&cast.app).await;
            for (table, rows) in &before {
                assert_eq!(&after[table], rows, "{field} wrote to {table}");
            }
            asked += 1;
        }
    }
    assert!(asked > 60, "{asked}");
    // The same inputs do write, when their rightful person asks.
    let (field, input) = all.iter().find(|(field, _)| *field == "spaceUpdate").unwrap();
    cast.done(Who::Leader, field, input.clone(), "space { id }").await;
    assert_ne!(dump(&cast.app).await, before);
}

/// One with a role in some spaces, refused in others: not all that they ask for is beyond them.
#[tokio::test]
async fn half_a_right_writes_no_half() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Author, &cast.home, "Post").await;
    cast.publish(Who::Author, &cast.merger, "Merger").await;
    let absent = "space_01jd3k8m0q5v7x9y2z4a6b8c0d";
    let app = json!({
        "name": "A", "scopes": ["POSTS_READ"], "expiresAt": "2026-03-01T00:00:00Z",
        "spaceIds": [cast.home, cast.merger]
    });
    let before = dump(&cast.app).await;
    for (who, field, input) in [
        // The first of two spaces is theirs.
        (Who::Reader, "applicationCreate", app),
        // They may write the draft but not publish it in the same call.
        (
            Who::Contributor,
            "postCreate",
            json!({ "spaceId": cast.home, "title": "T", "body": "B", "tags": ["t"], "publish": true }),
        ),
        (Who::Author, "postCreate", json!({ "spaceId": absent, "title": "T", "body": "B" })),
        (Who::Reader, "commentDelete", json!({ "id": post.replace("post", "comment") })),
        (Who::Deputy, "spaceChangeVisibility", json!({ "id": cast.home, "visibility": "SECRET" })),
        (
            Who::Boss,
            "spaceUpdate",
            json!({ "id": cast.news, "name": "Boss's", "memberRole": "READER" }),
        ),
    ] {
        let variables = json!({ "input": input });
        let (_, answer) = cast.app.post(cast.id(who), &mutation(field), variables).await;
        refused(&answer, field);
        assert_eq!(dump(&cast.app).await, before, "{who:?} {field}");
    }
}
