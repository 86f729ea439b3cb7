//! `postUpdate`: every change of title or text is signed.

use serde_json::{Value, json};

use crate::support::{Cast, Who};

async fn signatures(cast: &Cast, id: &str) -> Value {
    let query = "query($id: ID!) { post(id: $id) { revisions { nodes { number author { displayName } } } } }";
    cast.ask(Who::Member, query, json!({ "id": id })).await["post"]["revisions"]["nodes"].clone()
}

#[tokio::test]
async fn each_change_of_the_text_is_signed_by_who_made_it() {
    let cast = Cast::start().await;
    let id = cast.publish(Who::Author, &cast.home, "First").await;
    cast.app.wait(1);
    let title = json!({ "id": id, "title": "Second" });
    let changed =
        cast.done(Who::Author, "postUpdate", title, "post { title bodyText revision }").await;
    assert_eq!(changed["post"], json!({ "title": "Second", "bodyText": "Text.", "revision": 2 }));
    cast.app.wait(1);
    let body = json!({ "id": id, "body": "<p>New <b>text</b></p>", "format": "HTML" });
    let changed = cast
        .done(Who::Editor, "postUpdate", body, "post { title bodyHtml author { displayName } }")
        .await;
    assert_eq!(
        changed["post"],
        json!({ "title": "Second", "bodyHtml": "<p>New <b>text</b></p>", "author": { "displayName": "Author" } })
    );
    let tags = json!({ "id": id, "tags": ["one"] });
    let tagged =
        cast.done(Who::Author, "postUpdate", tags, "post { revision tags { name } }").await;
    assert_eq!(
        tagged["post"],
        json!({ "revision": 3, "tags": [{ "name": "one" }] }),
        "tags are no text"
    );
    let signed =
        |number: i32, name: &str| json!({ "number": number, "author": { "displayName": name } });
    assert_eq!(
        signatures(&cast, &id).await,
        json!([signed(1, "Author"), signed(2, "Author"), signed(3, "Editor")])
    );
}

#[tokio::test]
async fn another_change_meanwhile_is_noticed() {
    let cast = Cast::start().await;
    let id = cast.publish(Who::Author, &cast.home, "First").await;
    cast.done(Who::Editor, "postUpdate", json!({ "id": id, "title": "Theirs" }), "post { id }")
        .await;
    let mine = json!({ "id": id, "title": "Mine", "revision": 1 });
    let error = cast.refused(Who::Author, "postUpdate", mine, "CONFLICT").await;
    assert_eq!(error["field"], json!(["revision"]));
    cast.done(
        Who::Author,
        "postUpdate",
        json!({ "id": id, "title": "Mine", "revision": 2 }),
        "post { id }",
    )
    .await;
    assert_eq!(cast.feed(Who::Member).await, ["Mine"]);
}

#[tokio::test]
async fn only_author_and_editors_change_what_is_published_and_nobody_a_draft_of_another() {
    let cast = Cast::start().await;
    let id = cast.publish(Who::Author, &cast.home, "T").await;
    let change = |id: &str| json!({ "id": id, "title": "Changed" });
    for who in [Who::Member, Who::Reader, Who::Contributor, Who::Boss, Who::Child] {
        cast.refused(who, "postUpdate", change(&id), "FORBIDDEN").await;
    }
    for who in [Who::Author, Who::Editor, Who::Deputy, Who::Leader] {
        cast.done(who, "postUpdate", change(&id), "post { id }").await;
    }
    for who in [Who::Outsider, Who::Administrator] {
        cast.refused(who, "postUpdate", change(&id), "NOT_FOUND").await;
    }
    let draft = json!({ "spaceId": cast.home, "title": "Draft", "body": "B" });
    let draft = cast.done(Who::Author, "postCreate", draft, "post { id }").await;
    let draft = draft["post"]["id"].as_str().unwrap();
    for who in [Who::Editor, Who::Leader] {
        cast.refused(who, "postUpdate", change(draft), "NOT_FOUND").await;
    }
    let audience = json!({ "id": id, "audience": "ROSTER" });
    let error = cast.refused(Who::Author, "postUpdate", audience, "CONFLICT").await;
    assert_eq!(error["field"], json!(["audience"]));
}
