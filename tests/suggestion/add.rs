//! `suggestionAdd`: a passage that stands there once, not the whole, and at most a fifth.

use serde_json::json;

use super::{change, helped, suggest};
use crate::invitation::{TEXT, draft};
use crate::support::{Cast, Who};

#[tokio::test]
async fn the_invited_suggests_and_the_writers_see_it() {
    let cast = Cast::start().await;
    let post = helped(&cast).await;
    let with = json!({ "postId": post, "personId": cast.id(Who::Member) });
    cast.done(Who::Author, "coauthorAdd", with, "").await;
    let input = change(&post, "a01 a02", "a01 b02");
    let selection = "suggestion { passage replacement appliedAt declinedAt evangelist { displayName } post { id } }";
    let made = cast.done(Who::Evangelist, "suggestionAdd", input, selection).await;
    assert_eq!(
        made["suggestion"],
        json!({
            "passage": "a01 a02", "replacement": "a01 b02", "appliedAt": null, "declinedAt": null,
            "evangelist": { "displayName": "Evangelist" }, "post": { "id": post }
        })
    );
    let query = "query($id: ID!) { post(id: $id) { body suggestions { nodes { passage } } } }";
    let seen = json!({ "body": TEXT, "suggestions": { "nodes": [{ "passage": "a01 a02" }] } });
    for who in [Who::Author, Who::Member, Who::Evangelist] {
        let post = cast.ask(who, query, json!({ "id": post })).await;
        assert_eq!(post["post"], seen, "{who:?}");
    }
    // The readers of what is published see none.
    cast.done(Who::Author, "postPublish", json!({ "id": post }), "").await;
    for (who, count) in [(Who::Outsider, 0), (Who::Leader, 0), (Who::Author, 1)] {
        let post = cast.ask(who, query, json!({ "id": post })).await;
        let nodes = post["post"]["suggestions"]["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), count, "{who:?}");
    }
}

#[tokio::test]
async fn nobody_but_the_invited_suggests() {
    let cast = Cast::start().await;
    let post = helped(&cast).await;
    let with = json!({ "postId": post, "personId": cast.id(Who::Member) });
    cast.done(Who::Author, "coauthorAdd", with, "").await;
    let other = cast.app.person("Helper", &[entity::platform_role::Role::Evangelist]).await;
    let input = change(&post, "a01", "b01");
    cast.app.refused(&other, "suggestionAdd", input.clone(), "NOT_FOUND").await;
    for who in Who::ALL {
        let code = match who {
            Who::Evangelist | Who::Deactivated => continue,
            Who::Author | Who::Member => "FORBIDDEN",
            _ => "NOT_FOUND",
        };
        cast.refused(who, "suggestionAdd", input.clone(), code).await;
    }
}

#[tokio::test]
async fn the_passage_stands_in_the_text_exactly_once() {
    let cast = Cast::start().await;
    let post = helped(&cast).await;
    for passage in ["b00", "a0", "a"] {
        let input = change(&post, passage, "b");
        let error = cast.refused(Who::Evangelist, "suggestionAdd", input, "CONFLICT").await;
        assert_eq!(error["field"], json!(["passage"]), "{passage:?}");
    }
    suggest(&cast, &post, "a00", "b").await;
}

#[tokio::test]
async fn neither_the_whole_text_nor_more_than_a_fifth() {
    let cast = Cast::start().await;
    let post = helped(&cast).await;
    let shorter = TEXT.replace("a01", "b");
    let nineteen = "a00 a01 a02 a03 a04";
    let twenty = "a00 a01 a02 a03 a04 ";
    for (passage, replacement, may) in [
        // The whole, even with but a word changed.
        (TEXT, &*shorter, false),
        (TEXT, "b", false),
        (nineteen, &*"b".repeat(19), true),
        (twenty, &*"b".repeat(20), false),
        // Added, or taken out.
        ("a05", &*format!("a05{}", "b".repeat(19)), true),
        ("a05", &*format!("a05{}", "b".repeat(20)), false),
        ("a10 a11 a12 a13 a14 ", "", false),
        ("a10 a11 a12 a13 a14", "", true),
    ] {
        let input = change(&post, passage, replacement);
        if may {
            cast.done(Who::Evangelist, "suggestionAdd", input, "").await;
        } else {
            let error = cast.refused(Who::Evangelist, "suggestionAdd", input, "FORBIDDEN").await;
            assert_eq!(error["rule"], "R12", "{passage}");
            assert_eq!(error["field"], json!(["passage"]));
        }
    }
}

#[tokio::test]
async fn nothing_but_a_draft_takes_any() {
    let cast = Cast::start().await;
    let post = helped(&cast).await;
    cast.done(Who::Author, "postPublish", json!({ "id": post }), "").await;
    let error = cast
        .refused(Who::Evangelist, "suggestionAdd", change(&post, "a01", "b"), "FORBIDDEN")
        .await;
    assert_eq!(error["rule"], "R12");
    let never = draft(&cast, &cast.news).await;
    cast.refused(Who::Evangelist, "suggestionAdd", change(&never, "a01", "b"), "NOT_FOUND").await;
}
