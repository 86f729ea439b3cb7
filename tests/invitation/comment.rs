//! Comments that help a draft: for its writers and who helped, never for its readers.

use serde_json::{Value, json};

use super::{draft, invite};
use crate::access::ask::made;
use crate::support::{Cast, Who};

const SEEN: &str = "query($id: ID!) { post(id: $id) { state commentCount accompaniedBy { displayName } comments { nodes { body onDraft } } } }";

async fn add(cast: &Cast, who: Who, post: &str, body: &str) -> String {
    cast.app.wait(1);
    let input = json!({ "postId": post, "body": body });
    let added = cast.done(who, "commentAdd", input, "comment { id onDraft }").await;
    made(added, "comment")
}

async fn bodies(cast: &Cast, who: Who, post: &str) -> Value {
    let seen = cast.ask(who, SEEN, json!({ "id": post })).await;
    let nodes = seen["post"]["comments"]["nodes"].as_array().unwrap();
    nodes.iter().map(|node| node["body"].clone()).collect()
}

/// A draft in the open space with an author, a co-author and an invited evangelist.
async fn helped(cast: &Cast) -> String {
    let post = draft(cast, &cast.news).await;
    let with = json!({ "postId": post, "personId": cast.id(Who::Member) });
    cast.done(Who::Author, "coauthorAdd", with, "").await;
    invite(cast, &post).await;
    post
}

#[tokio::test]
async fn comments_on_a_draft_are_not_counted_and_never_shown_to_its_readers() {
    let cast = Cast::start().await;
    let post = helped(&cast).await;
    let advice = add(&cast, Who::Evangelist, &post, "Advice").await;
    add(&cast, Who::Author, &post, "Thanks").await;
    add(&cast, Who::Member, &post, "Indeed").await;
    let all = json!(["Advice", "Thanks", "Indeed"]);
    for who in [Who::Author, Who::Member, Who::Evangelist] {
        let mut seen = bodies(&cast, who, &post).await;
        assert_eq!(seen, all, "{who:?}");
        seen = cast.ask(who, SEEN, json!({ "id": post })).await;
        assert_eq!(seen["post"]["commentCount"], 0);
        assert_eq!(seen["post"]["comments"]["nodes"][0]["onDraft"], true);
    }
    cast.done(Who::Author, "postPublish", json!({ "id": post }), "").await;
    add(&cast, Who::Outsider, &post, "Bravo").await;
    for (who, mut expected) in [
        (Who::Author, vec!["Advice", "Thanks", "Indeed"]),
        (Who::Member, vec!["Advice", "Thanks", "Indeed"]),
        (Who::Evangelist, vec!["Advice", "Thanks", "Indeed"]),
        (Who::Outsider, vec![]),
        (Who::Leader, vec![]),
        (Who::Administrator, vec![]),
    ] {
        expected.push("Bravo");
        assert_eq!(bodies(&cast, who, &post).await, json!(expected), "{who:?}");
        let seen = cast.ask(who, SEEN, json!({ "id": post })).await;
        assert_eq!(seen["post"]["commentCount"], 1, "{who:?}");
        let node = "query($id: ID!) { node(id: $id) { id } }";
        let node = cast.ask(who, node, json!({ "id": advice })).await;
        assert_eq!(node["node"].is_null(), expected.len() == 1, "{who:?}");
        if expected.len() == 1 {
            for (field, input) in [
                ("commentDelete", json!({ "id": advice })),
                ("commentAdd", json!({ "postId": post, "body": "B", "parentId": advice })),
            ] {
                cast.refused(who, field, input, "NOT_FOUND").await;
            }
        }
    }
    // After their day, the evangelist still has what they wrote themself.
    cast.app.wait(86_400);
    assert_eq!(bodies(&cast, Who::Evangelist, &post).await, json!(["Advice", "Bravo"]));
}

#[tokio::test]
async fn what_is_published_says_who_helped_and_not_who_was_only_invited() {
    let cast = Cast::start().await;
    let helped_one = helped(&cast).await;
    add(&cast, Who::Evangelist, &helped_one, "Advice").await;
    let invited_only = helped(&cast).await;
    add(&cast, Who::Author, &invited_only, "Anybody?").await;
    let alone = draft(&cast, &cast.news).await;
    for (post, by) in [(helped_one, true), (invited_only, false), (alone, false)] {
        cast.done(Who::Author, "postPublish", json!({ "id": post }), "").await;
        let seen = cast.ask(Who::Outsider, SEEN, json!({ "id": post })).await;
        let names = if by { json!([{ "displayName": "Evangelist" }]) } else { json!([]) };
        assert_eq!(seen["post"]["accompaniedBy"], names);
    }
}

#[tokio::test]
async fn a_deleted_one_takes_nothing_from_the_count() {
    let cast = Cast::start().await;
    let post = helped(&cast).await;
    let advice = add(&cast, Who::Evangelist, &post, "Advice").await;
    cast.done(Who::Author, "postPublish", json!({ "id": post }), "").await;
    add(&cast, Who::Outsider, &post, "Bravo").await;
    cast.done(Who::Evangelist, "commentDelete", json!({ "id": advice }), "").await;
    let seen = cast.ask(Who::Author, SEEN, json!({ "id": post })).await;
    assert_eq!(seen["post"]["commentCount"], 1);
    assert_eq!(bodies(&cast, Who::Author, &post).await, json!(["Bravo"]));
}
