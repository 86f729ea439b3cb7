//! `suggestionApply` and `suggestionDecline`: the author's alone, within a fifth of the text in all.

use serde_json::{Value, json};

use super::{helped, suggest};
use crate::invitation::TEXT;
use crate::support::{Cast, Who};

const SEEN: &str = "query($id: ID!) { post(id: $id) { body revision revisions { nodes { number author { displayName } } } accompaniedBy { displayName } } }";

async fn seen(cast: &Cast, who: Who, post: &str) -> Value {
    cast.ask(who, SEEN, json!({ "id": post })).await["post"].take()
}

#[tokio::test]
async fn what_is_applied_is_a_version_signed_by_the_author() {
    let cast = Cast::start().await;
    let post = helped(&cast).await;
    let id = suggest(&cast, &post, "a01 a02", "b01 a02").await;
    assert_eq!(seen(&cast, Who::Author, &post).await["body"], TEXT);
    cast.app.wait(60);
    let the = json!({ "id": id });
    cast.done(Who::Author, "suggestionApply", the.clone(), "post { id }").await;
    let after = TEXT.replace("a01", "b01");
    for who in [Who::Author, Who::Evangelist] {
        let post = seen(&cast, who, &post).await;
        assert_eq!(post["body"], after);
        let mut signed = post["revisions"]["nodes"].as_array().unwrap().clone();
        signed.sort_by_key(|it| it["number"].as_i64());
        let by = |number: i32| json!({ "number": number, "author": { "displayName": "Author" } });
        assert_eq!(json!(signed), json!([by(1), by(2)]));
    }
    let node = "query($id: ID!) { node(id: $id) { ... on Suggestion { appliedAt declinedAt } } }";
    let decided = cast.ask(Who::Evangelist, node, the.clone()).await;
    let expected = json!({ "appliedAt": "2026-01-15T08:01:00Z", "declinedAt": null });
    assert_eq!(decided["node"], expected);
    for field in ["suggestionApply", "suggestionDecline"] {
        cast.refused(Who::Author, field, the.clone(), "CONFLICT").await;
    }
    cast.done(Who::Author, "postPublish", json!({ "id": post }), "").await;
    let read = seen(&cast, Who::Outsider, &post).await;
    assert_eq!(read["accompaniedBy"], json!([{ "displayName": "Evangelist" }]));
    assert_eq!(read["body"], after);
}

#[tokio::test]
async fn what_is_declined_changes_nothing_and_names_nobody() {
    let cast = Cast::start().await;
    let post = helped(&cast).await;
    let the = json!({ "id": suggest(&cast, &post, "a01", "b01").await });
    let selection = "suggestion { declinedAt appliedAt }";
    let declined = cast.done(Who::Author, "suggestionDecline", the.clone(), selection).await;
    let expected = json!({ "declinedAt": "2026-01-15T08:00:00Z", "appliedAt": null });
    assert_eq!(declined["suggestion"], expected);
    for field in ["suggestionApply", "suggestionDecline"] {
        cast.refused(Who::Author, field, the.clone(), "CONFLICT").await;
    }
    cast.done(Who::Author, "postPublish", json!({ "id": post }), "").await;
    let read = seen(&cast, Who::Outsider, &post).await;
    assert_eq!((&read["body"], &read["revision"]), (&json!(TEXT), &json!(1)));
    assert_eq!(read["accompaniedBy"], json!([]));
}

#[tokio::test]
async fn only_the_author_decides() {
    let cast = Cast::start().await;
    let post = helped(&cast).await;
    let with = json!({ "postId": post, "personId": cast.id(Who::Member) });
    cast.done(Who::Author, "coauthorAdd", with, "").await;
    let the = json!({ "id": suggest(&cast, &post, "a01", "b01").await });
    for field in ["suggestionApply", "suggestionDecline"] {
        for who in Who::ALL {
            let code = match who {
                Who::Author | Who::Deactivated => continue,
                Who::Member | Who::Evangelist => "FORBIDDEN",
                _ => "NOT_FOUND",
            };
            cast.refused(who, field, the.clone(), code).await;
        }
    }
    assert_eq!(seen(&cast, Who::Author, &post).await["body"], TEXT);
}

#[tokio::test]
async fn all_that_are_applied_change_a_fifth_at_most() {
    let cast = Cast::start().await;
    let post = helped(&cast).await;
    // Of 19 characters: ten, then ten, then nine, then one.
    let mut ids = Vec::new();
    for (passage, length) in [("a00 a01 a0", 10), ("a05 a06 a0", 10), ("a10 a11 a", 9), ("a20", 3)]
    {
        ids.push(json!({ "id": suggest(&cast, &post, passage, &"b".repeat(length)).await }));
    }
    cast.done(Who::Author, "suggestionApply", ids[0].clone(), "").await;
    let error = cast.refused(Who::Author, "suggestionApply", ids[1].clone(), "FORBIDDEN").await;
    assert_eq!(error["rule"], "R12");
    assert_eq!(seen(&cast, Who::Author, &post).await["revision"], 2);
    cast.done(Who::Author, "suggestionApply", ids[2].clone(), "").await;
    cast.refused(Who::Author, "suggestionApply", ids[3].clone(), "FORBIDDEN").await;
    let body = seen(&cast, Who::Author, &post).await["body"].clone();
    assert_eq!(body.as_str().unwrap().matches('b').count(), 19);
    // The author writes what they like themself.
    let mine = json!({ "id": post, "body": "Something else altogether." });
    cast.done(Who::Author, "postUpdate", mine, "").await;
}

#[tokio::test]
async fn not_once_the_passage_is_gone_or_the_draft_is_published() {
    let cast = Cast::start().await;
    let post = helped(&cast).await;
    let gone = json!({ "id": suggest(&cast, &post, "a01", "b01").await });
    let stays = json!({ "id": suggest(&cast, &post, "a02", "b02").await });
    let mine = json!({ "id": post, "body": TEXT.replace("a01", "c01") });
    cast.done(Who::Author, "postUpdate", mine, "").await;
    let error = cast.refused(Who::Author, "suggestionApply", gone, "CONFLICT").await;
    assert_eq!(error["field"], json!(["id"]));
    cast.done(Who::Author, "postPublish", json!({ "id": post }), "").await;
    for field in ["suggestionApply", "suggestionDecline"] {
        let error = cast.refused(Who::Author, field, stays.clone(), "FORBIDDEN").await;
        assert_eq!(error["rule"], "R12");
    }
    assert!(!seen(&cast, Who::Author, &post).await["body"].as_str().unwrap().contains("b02"));
    // Back to a draft, within the day or after it: the author's to decide.
    cast.done(Who::Author, "postUnpublish", json!({ "id": post }), "").await;
    cast.app.wait(86_400);
    cast.done(Who::Author, "suggestionApply", stays, "").await;
}
