//! Leak: a forbidden child through an allowed parent. From everything that all may know, every field
//! that leads on is followed.

use serde_json::{Value, json};

use super::{OFF_ROSTER, draft, tagged};
use crate::access::ask::grant;
use crate::support::{Cast, Who};

/// From the chart and the directory to spaces, posts, comments and revisions, and back.
const DOWN: [&str; 4] = [
    "{ company { children(first: 10) { nodes { name spaces { ...space } children(first: 5) { nodes { spaces { ...space } } } } } } }
     fragment space on Space { id name description slug posts(first: 5) { nodes { id title } } proposals(first: 5) { nodes { id title } }
        grants(first: 5) { nodes { id grantee { __typename } } } viewerRole }",
    "{ people(first: 30) { nodes { posts(first: 10) { nodes { id title space { id name } revisions(first: 2) { nodes { id } } } } } } }",
    "{ people(first: 30) { nodes { positions { unit { spaces { id name } } } assignments { unit { spaces { id name } } } } } }",
    "{ feed(first: 20) { nodes { author { posts(first: 5) { nodes { id title space { id name } } } } space { unit { spaces { id name } } }
        comments(first: 2) { nodes { author { posts(first: 5) { nodes { id title } } } } } } } }",
];

#[tokio::test]
async fn nothing_secret_hangs_below_what_all_may_know() {
    let cast = Cast::start().await;
    let known = cast.publish(Who::Author, &cast.news, "Known").await;
    let secret = cast.publish(Who::Author, &cast.merger, "Hushhush").await;
    let closed = cast.publish(Who::Author, &cast.deals, "Hushdeal").await;
    let comment = json!({ "postId": known, "body": "Well." });
    cast.done(Who::Author, "commentAdd", comment, "comment { id }").await;
    let proposal = draft(&cast, Who::Member, &cast.merger, "Hushproposal").await;
    cast.done(Who::Member, "postPropose", json!({ "id": proposal }), "post { id }").await;
    let to = json!({ "person": cast.id(Who::Leader) });
    let given = grant(&cast, Who::Leader, &cast.merger, to, "READER").await;
    let input = json!({ "id": cast.deals, "description": "Hushdescription" });
    cast.done(Who::Leader, "spaceUpdate", input, "space { id }").await;
    let hidden = [&*cast.merger, "Sales merger", &secret, &closed, &proposal, &given, "Hush"];
    for who in OFF_ROSTER {
        for query in DOWN {
            let told = cast.ask(who, query, json!({})).await.to_string();
            assert!(told.contains("Known") || told.contains("Sales news"), "{who:?}: it asks");
            for text in hidden {
                assert!(!told.contains(text), "{who:?} is told {text} by {query}");
            }
        }
    }
    // The same fields do lead there, for the roster.
    let roster = cast.ask(Who::Leader, DOWN[0], json!({})).await.to_string();
    for text in hidden {
        assert!(roster.contains(text), "{text} in {roster}");
    }
}

#[tokio::test]
async fn ones_own_draft_does_not_name_the_secret_space_that_one_has_left() {
    let cast = Cast::start().await;
    let to = json!({ "person": cast.id(Who::Outsider) });
    let given = grant(&cast, Who::Leader, &cast.merger, to, "AUTHOR").await;
    draft(&cast, Who::Outsider, &cast.merger, "Mine").await;
    let query = "{ viewer { drafts { nodes { title space { name } viewerCan { comment } } } } }";
    let before = cast.ask(Who::Outsider, query, json!({})).await;
    assert_eq!(before["viewer"]["drafts"]["nodes"][0]["space"]["name"], "Sales merger");
    cast.done(Who::Leader, "spaceRevoke", json!({ "id": given }), "grant { id }").await;
    let after = cast.ask(Who::Outsider, query, json!({})).await;
    let node = &after["viewer"]["drafts"]["nodes"][0];
    assert_eq!((&node["title"], &node["space"]), (&json!("Mine"), &Value::Null));
}

#[tokio::test]
async fn a_deleted_comment_is_no_ones_parent() {
    let cast = Cast::start().await;
    let post = tagged(&cast, Who::Author, &cast.news, "News", "t").await;
    let input = json!({ "postId": post, "body": "Regretted." });
    let first = cast.done(Who::Member, "commentAdd", input, "comment { id }").await;
    let first = &first["comment"]["id"];
    cast.app.wait(1);
    let input = json!({ "postId": post, "body": "Answer.", "parentId": first });
    cast.done(Who::Member, "commentAdd", input, "comment { id }").await;
    let query = "query($id: ID!) { post(id: $id) { comments { nodes { body parent { body } } } } }";
    let before = cast.ask(Who::Outsider, query, json!({ "id": post })).await;
    assert_eq!(before["post"]["comments"]["nodes"][1]["parent"]["body"], "Regretted.");
    cast.done(Who::Member, "commentDelete", json!({ "id": first }), "deletedId").await;
    for who in [Who::Outsider, Who::Leader, Who::Member] {
        let after = cast.ask(who, query, json!({ "id": post })).await;
        let nodes = &after["post"]["comments"]["nodes"];
        assert_eq!(nodes[0]["parent"], Value::Null, "{who:?}");
        assert!(!after.to_string().contains("Regretted."), "{who:?}");
    }
}
