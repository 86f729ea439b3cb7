//! Comments: added as the space lets, counted, answered, deleted.

mod hidden;

use serde_json::json;

use crate::support::{Cast, Who};

const COMMENTS: &str = "query($id: ID!) { post(id: $id) { commentCount comments { nodes { id body bodyHtml author { displayName } parent { id } } } } }";

async fn add(cast: &Cast, who: Who, post: &str, body: &str, parent: Option<&str>) -> String {
    let input = json!({ "postId": post, "body": body, "parentId": parent });
    let made = cast.done(who, "commentAdd", input, "comment { id }").await;
    made["comment"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn readers_comment_answer_and_are_counted() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Author, &cast.home, "T").await;
    let first = add(&cast, Who::Reader, &post, "**Bravo**", None).await;
    cast.app.wait(1);
    let answer = add(&cast, Who::Author, &post, "Merci", Some(&first)).await;
    let seen = cast.ask(Who::Member, COMMENTS, json!({ "id": post })).await;
    assert_eq!(
        seen["post"],
        json!({ "commentCount": 2, "comments": { "nodes": [
            { "id": first, "body": "**Bravo**", "bodyHtml": "<p><strong>Bravo</strong></p>\n", "author": { "displayName": "Reader" }, "parent": null },
            { "id": answer, "body": "Merci", "bodyHtml": "<p>Merci</p>\n", "author": { "displayName": "Author" }, "parent": { "id": first } },
        ] } })
    );
    cast.done(Who::Reader, "commentDelete", json!({ "id": first }), "deletedId").await;
    let seen = cast.ask(Who::Member, COMMENTS, json!({ "id": post })).await;
    assert_eq!(seen["post"]["commentCount"], 1);
    assert_eq!(seen["post"]["comments"]["nodes"][0]["parent"], json!(null), "its answer stays");
    cast.refused(Who::Reader, "commentDelete", json!({ "id": first }), "NOT_FOUND").await;
}

#[tokio::test]
async fn the_space_says_who_comments() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Author, &cast.home, "T").await;
    for (policy, reader, contributor) in
        [("READERS", true, true), ("CONTRIBUTORS", false, true), ("NOBODY", false, false)]
    {
        let input = json!({ "id": cast.home, "commentPolicy": policy });
        cast.done(Who::Leader, "spaceUpdate", input, "space { commentPolicy }").await;
        for (who, may) in [
            (Who::Reader, reader),
            (Who::Boss, reader),
            (Who::Contributor, contributor),
            (Who::Member, contributor),
        ] {
            let query = "query($id: ID!) { post(id: $id) { viewerCan { comment } } }";
            let can = cast.ask(who, query, json!({ "id": post })).await;
            assert_eq!(can["post"]["viewerCan"]["comment"], may, "{policy} {who:?}");
            if may {
                add(&cast, who, &post, "B", None).await;
            } else {
                cast.refused(
                    who,
                    "commentAdd",
                    json!({ "postId": post, "body": "B" }),
                    "FORBIDDEN",
                )
                .await;
            }
        }
    }
}

#[tokio::test]
async fn others_comments_are_deleted_by_editors_alone_and_hidden_posts_take_none() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Author, &cast.home, "T").await;
    let secret = cast.publish(Who::Leader, &cast.merger, "S").await;
    let comment = add(&cast, Who::Reader, &post, "B", None).await;
    let hidden = add(&cast, Who::Leader, &secret, "B", None).await;
    for who in [Who::Author, Who::Member, Who::Boss] {
        cast.refused(who, "commentDelete", json!({ "id": comment }), "FORBIDDEN").await;
    }
    for who in [Who::Outsider, Who::Administrator, Who::Boss] {
        for (field, input) in [
            ("commentAdd", json!({ "postId": secret, "body": "B" })),
            ("commentDelete", json!({ "id": hidden })),
        ] {
            cast.refused(who, field, input, "NOT_FOUND").await;
        }
    }
    let other = cast.publish(Who::Author, &cast.home, "Other").await;
    let elsewhere = json!({ "postId": other, "body": "B", "parentId": comment });
    cast.refused(Who::Member, "commentAdd", elsewhere, "CONFLICT").await;
    cast.done(Who::Editor, "commentDelete", json!({ "id": comment }), "deletedId").await;
}
