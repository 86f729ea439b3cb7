//! Leak: drafts through relations, revisions, tags and the like. Whatever leads to a live post leads
//! nobody but its author to a draft.

use serde_json::{Value, json};

use super::draft;
use crate::support::{Cast, Who};

/// A draft that was live once, with all that hangs on a post, by name.
struct Hidden {
    post: String,
    parts: Vec<(&'static str, String)>,
}

async fn hidden(cast: &Cast) -> Hidden {
    let id = draft(cast, Who::Author, &cast.home, "Zanzibar").await;
    let the = json!({ "id": id });
    cast.done(Who::Author, "postPublish", the.clone(), "post { id }").await;
    let input = json!({ "postId": id, "body": "Kilimanjaro" });
    let comment = cast.done(Who::Member, "commentAdd", input, "comment { id }").await;
    let input = json!({ "id": id, "body": "Ngorongoro" });
    cast.done(Who::Author, "postUpdate", input, "post { id }").await;
    let picture = cast.picture(&cast.home, &id).await;
    let query = "query($id: ID!) { post(id: $id) { revisions { nodes { id } } } }";
    let found = cast.ask(Who::Author, query, the.clone()).await;
    let revisions = found["post"]["revisions"]["nodes"].as_array().unwrap().clone();
    assert_eq!(revisions.len(), 2);
    cast.done(Who::Author, "postUnpublish", the, "post { id }").await;
    let text = |value: &Value| value["id"].as_str().unwrap().to_owned();
    let parts = vec![
        ("post", id.clone()),
        ("comment", text(&comment["comment"])),
        ("picture", picture),
        ("first version", text(&revisions[0])),
        ("second version", text(&revisions[1])),
    ];
    Hidden { post: id, parts }
}

/// Roads to posts that need no id of the draft.
const ROADS: [&str; 7] = [
    "{ feed(first: 50) { nodes { id title tags { name } } } }",
    "query($author: ID!) { person(id: $author) { posts(first: 50) { nodes { id title } } } }",
    "query($home: ID!) { space(id: $home) { posts(first: 50) { nodes { id title } } proposals { nodes { id title } } } }",
    "{ feed(first: 50, filter: { tag: \"hush\" }) { nodes { id title } } }",
    "query($author: ID!) { feed(first: 50, filter: { author: $author, tag: \"hush\" }) { nodes { id title } } }",
    "query($home: ID!) { feed(first: 50, filter: { space: $home }) { nodes { id author { posts { nodes { title } } } } } }",
    "{ viewer { drafts(first: 50) { nodes { id title } } person { posts { nodes { title } } } } }",
];

const POST: &str =
    "query($id: ID!) { post(id: $id) { title body excerpt tags { name } comments { nodes { body } }
    revisions { nodes { number } } viewerCan { update } } }";

async fn media(cast: &Cast, token: &str, id: &str) -> u16 {
    let request = cast.app.client.get(format!("/media/{id}"));
    request.header("Authorization", format!("Bearer {token}")).send().await.0.status().as_u16()
}

/// Fails if the bearer learns anything of the draft.
async fn learns_nothing(cast: &Cast, token: &str, hidden: &Hidden, who: &str) {
    let variables = json!({ "author": cast.id(Who::Author), "home": cast.home });
    for road in ROADS {
        let (status, answer) = cast.app.post_with(token, road, variables.clone()).await;
        assert_eq!((status, answer.get("errors")), (200, None), "{who}: {answer}");
        let told = answer["data"].to_string();
        assert!(!told.contains("Zanzibar") && !told.contains(&hidden.post), "{who}: {road}");
    }
    let ids: Vec<&String> = hidden.parts.iter().map(|(_, id)| id).collect();
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }";
    let (_, found) = cast.app.post_with(token, query, json!({ "ids": ids })).await;
    assert_eq!(found["data"]["nodes"], json!(vec![Value::Null; ids.len()]), "{who}");
    let (_, found) = cast.app.post_with(token, POST, json!({ "id": hidden.post })).await;
    assert_eq!(found["data"]["post"], Value::Null, "{who}");
    assert_eq!(media(cast, token, ids[2]).await, 404, "{who}");
}

#[tokio::test]
async fn no_road_leads_others_to_a_draft() {
    let cast = Cast::start().await;
    let hidden = hidden(&cast).await;
    for who in Who::ALL.into_iter().filter(|who| ![Who::Author, Who::Deactivated].contains(who)) {
        let token = cast.app.token(cast.id(who));
        learns_nothing(&cast, &token, &hidden, &format!("{who:?}")).await;
    }
    // Its author has all of it, but not where live posts are listed.
    let token = cast.app.token(cast.id(Who::Author));
    let found = cast.ask(Who::Author, POST, json!({ "id": hidden.post })).await;
    assert_eq!(
        (&found["post"]["body"], &found["post"]["title"]),
        (&json!("Ngorongoro"), &json!("Zanzibar"))
    );
    assert_eq!(media(&cast, &token, &hidden.parts[2].1).await, 200);
    let variables = json!({ "author": cast.id(Who::Author), "home": cast.home });
    for road in &ROADS[..6] {
        let told = cast.ask(Who::Author, road, variables.clone()).await.to_string();
        assert!(!told.contains("Zanzibar"), "{road}");
    }
}

#[tokio::test]
async fn nor_its_authors_application() {
    let cast = Cast::start().await;
    let hidden = hidden(&cast).await;
    for spaces in [json!([]), json!([cast.home])] {
        let input = json!({
            "name": "Screen", "scopes": ["POSTS_READ"], "spaceIds": spaces, "expiresAt": "2026-02-01T00:00:00Z"
        });
        let made = cast.done(Who::Author, "applicationCreate", input, "issued { token }").await;
        let token = made["issued"]["token"].as_str().unwrap();
        learns_nothing(&cast, token, &hidden, "application").await;
    }
}

#[tokio::test]
async fn nor_does_a_deleted_or_withdrawn_post_stay_behind() {
    for (by, field, input) in [
        (Who::Author, "postDelete", json!({})),
        (Who::Editor, "postWithdraw", json!({ "reason": "Wrong." })),
    ] {
        let cast = Cast::start().await;
        let hidden = hidden(&cast).await;
        let the = json!({ "id": hidden.post });
        cast.done(Who::Author, "postPublish", the.clone(), "post { id }").await;
        assert!(cast.reads(Who::Member, &hidden.post).await);
        let mut input = input;
        input["id"] = json!(hidden.post);
        cast.done(by, field, input, "").await;
        for who in [Who::Member, Who::Leader, Who::Editor, Who::Boss, Who::Administrator] {
            let token = cast.app.token(cast.id(who));
            learns_nothing(&cast, &token, &hidden, field).await;
        }
    }
}
