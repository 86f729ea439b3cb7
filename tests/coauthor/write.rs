//! What a co-author does: reads the draft, changes its text in their own name where they are
//! contributor, and neither publishes nor deletes it.

use serde_json::{Value, json};

use super::{draft, name};
use crate::support::{Cast, Who};

async fn signed(cast: &Cast, post: &str) -> Vec<Value> {
    let query = "query($id: ID!) { post(id: $id) { revisions { nodes { number author { displayName } } } } }";
    let seen = cast.ask(Who::Author, query, json!({ "id": post })).await;
    let mut all = seen["post"]["revisions"]["nodes"].as_array().unwrap().clone();
    all.sort_by_key(|it| it["number"].as_i64());
    all.into_iter().map(|mut it| it["author"]["displayName"].take()).collect()
}

#[tokio::test]
async fn they_read_the_draft_and_sign_what_they_change() {
    let cast = Cast::start().await;
    let post = draft(&cast, &cast.home).await;
    for who in [Who::Member, Who::Contributor] {
        assert!(!cast.reads(who, &post).await);
        name(&cast, &post, who).await;
        let query = "query($id: ID!) { post(id: $id) { state body } }";
        let seen = cast.ask(who, query, json!({ "id": post })).await;
        assert_eq!(seen["post"]["state"], "DRAFT");
        let change = json!({ "id": post, "body": format!("By {who:?}.") });
        cast.done(who, "postUpdate", change, "").await;
        let seen = cast.ask(Who::Author, query, json!({ "id": post })).await;
        assert_eq!(seen["post"]["body"], format!("By {who:?}."));
    }
    assert_eq!(signed(&cast, &post).await, ["Author", "Member", "Contributor"]);
    // What is published a contributor changes no more; an author does.
    cast.done(Who::Author, "postPublish", json!({ "id": post }), "").await;
    let change = json!({ "id": post, "body": "After." });
    cast.refused(Who::Contributor, "postUpdate", change.clone(), "FORBIDDEN").await;
    cast.done(Who::Member, "postUpdate", change, "").await;
    assert_eq!(signed(&cast, &post).await, ["Author", "Member", "Contributor", "Member"]);
}

#[tokio::test]
async fn where_they_only_read_they_change_nothing() {
    let cast = Cast::start().await;
    let post = draft(&cast, &cast.home).await;
    // Neither a reader of the space nor somebody without any role there.
    for who in [Who::Reader, Who::Outsider] {
        name(&cast, &post, who).await;
        assert!(cast.reads(who, &post).await, "{who:?}");
        let change = json!({ "id": post, "title": "Mine" });
        cast.refused(who, "postUpdate", change, "FORBIDDEN").await;
    }
    assert_eq!(signed(&cast, &post).await, ["Author"]);
}

#[tokio::test]
async fn they_neither_publish_nor_take_back_nor_delete() {
    let cast = Cast::start().await;
    let post = draft(&cast, &cast.home).await;
    let the = json!({ "id": post });
    let later = json!({ "id": post, "publishAt": "2026-02-01T00:00:00Z" });
    // Not even who leads the space.
    for who in [Who::Member, Who::Contributor, Who::Leader] {
        name(&cast, &post, who).await;
        for (field, input) in [
            ("postPublish", the.clone()),
            ("postPublish", later.clone()),
            ("postPropose", the.clone()),
            ("postDelete", the.clone()),
        ] {
            let error = cast.refused(who, field, input, "FORBIDDEN").await;
            assert_eq!(error["rule"], "R10", "{who:?} {field}");
        }
    }
    cast.done(Who::Author, "postPublish", the.clone(), "").await;
    for field in ["postUnpublish", "postDelete"] {
        cast.refused(Who::Member, field, the.clone(), "FORBIDDEN").await;
    }
    let query = "query($id: ID!) { post(id: $id) { author { displayName } } }";
    let seen = cast.ask(Who::Member, query, the).await;
    assert_eq!(seen["post"]["author"]["displayName"], "Author");
}
