//! R17 for authors: who has left a closed space keeps their drafts there, and nothing that others have
//! corrected or commented on, live or not.

use serde_json::{Value, json};

use crate::support::{Cast, Who};

const POST: &str =
    "query($id: ID!) { post(id: $id) { title state commentCount comments { nodes { body } } } }";

async fn write(cast: &Cast, space: &str, title: &str) -> Value {
    let input = json!({ "spaceId": space, "title": title, "body": "B" });
    let made = cast.done(Who::Outsider, "postCreate", input, "post { id }").await;
    json!({ "id": made["post"]["id"] })
}

#[tokio::test]
async fn keeps_drafts_and_nothing_else() {
    let cast = Cast::start().await;
    let person = json!({ "person": cast.id(Who::Outsider) });
    let input = json!({ "spaceId": cast.merger, "grantee": person, "role": "AUTHOR" });
    let grant = cast.done(Who::Leader, "spaceGrant", input, "grant { id }").await;
    let grant = json!({ "id": grant["grant"]["id"] });
    let draft = write(&cast, &cast.merger, "Draft").await;
    let mut others = Vec::new();
    for (title, field) in [
        ("Proposed", "postPropose"),
        ("Scheduled", "postPublish"),
        ("Live", "postPublish"),
        ("Withdrawn", "postPublish"),
    ] {
        let post = write(&cast, &cast.merger, title).await;
        let mut input = post.clone();
        if title == "Scheduled" {
            input["publishAt"] = json!("2026-01-16T08:00:00Z");
        }
        cast.done(Who::Outsider, field, input, "").await;
        others.push(post);
    }
    for post in &others {
        assert_ne!(cast.ask(Who::Outsider, POST, post.clone()).await["post"], Value::Null);
    }
    cast.done(Who::Leader, "spaceRevoke", grant, "").await;
    // What the space says without its former author.
    let comment = json!({ "postId": others[3]["id"], "body": "Among us." });
    cast.done(Who::Member, "commentAdd", comment, "comment { id }").await;
    let corrected = json!({ "id": others[3]["id"], "title": "Corrected" });
    cast.done(Who::Leader, "postUpdate", corrected, "").await;
    let withdrawn = json!({ "id": others[3]["id"], "reason": "Wrong." });
    cast.done(Who::Leader, "postWithdraw", withdrawn, "").await;
    for post in &others {
        assert_eq!(cast.ask(Who::Outsider, POST, post.clone()).await, json!({ "post": null }));
        cast.refused(Who::Outsider, "postDelete", post.clone(), "NOT_FOUND").await;
    }
    let kept = cast.ask(Who::Outsider, POST, draft).await;
    assert_eq!(kept["post"]["title"], "Draft");
    let drafts = "{ viewer { drafts { nodes { title } } } }";
    let drafts = cast.ask(Who::Outsider, drafts, json!({})).await;
    assert_eq!(drafts["viewer"]["drafts"]["nodes"], json!([{ "title": "Draft" }]));

    // Who comes back by widening does not get what the closed time said.
    let open = json!({ "id": cast.merger, "visibility": "OPEN" });
    cast.done(Who::Leader, "spaceChangeVisibility", open, "").await;
    let withdrawn = cast.ask(Who::Outsider, POST, others[3].clone()).await;
    assert_eq!(withdrawn, json!({ "post": null }), "rule R9");
}

#[tokio::test]
async fn of_an_open_space_authors_see_what_was_withdrawn() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Author, &cast.news, "News").await;
    let withdrawn = json!({ "id": post, "reason": "Wrong." });
    cast.done(Who::Leader, "postWithdraw", withdrawn, "").await;
    let seen = cast.ask(Who::Author, POST, json!({ "id": post })).await;
    assert_eq!(seen["post"]["state"], "WITHDRAWN");
    assert_eq!(cast.ask(Who::Member, POST, json!({ "id": post })).await, json!({ "post": null }));
}
