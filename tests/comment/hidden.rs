//! A comment is known to those who read its post, and to nobody else.

use serde_json::{Value, json};

use crate::support::{Cast, Who};

const PAGE: &str = "query($id: ID!, $first: Int, $after: String) { post(id: $id) { commentCount
    comments(first: $first, after: $after) { nodes { id body } pageInfo { hasNextPage endCursor } } } }";

async fn add(cast: &Cast, who: Who, post: &str, body: &str) -> String {
    let input = json!({ "postId": post, "body": body });
    let made = cast.done(who, "commentAdd", input, "comment { id }").await;
    made["comment"]["id"].as_str().unwrap().to_owned()
}

async fn bodies(cast: &Cast, who: Who, post: &str, first: i32) -> (i64, Vec<String>) {
    let (mut joined, mut after, mut count) = (Vec::new(), Value::Null, 0);
    loop {
        let variables = json!({ "id": post, "first": first, "after": after });
        let found = cast.ask(who, PAGE, variables).await;
        let page = &found["post"]["comments"];
        let nodes = page["nodes"].as_array().unwrap();
        joined.extend(nodes.iter().map(|comment| comment["body"].as_str().unwrap().to_owned()));
        count = found["post"]["commentCount"].as_i64().unwrap().max(count);
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            return (count, joined);
        }
    }
}

#[tokio::test]
async fn a_comment_is_read_as_far_as_its_post_and_no_farther() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Author, &cast.home, "Post").await;
    let comment = add(&cast, Who::Member, &post, "Well.").await;
    let node = "query($id: ID!) { node(id: $id) { ... on Comment { body author { displayName } post { title } } } }";
    let whole = json!({ "node": { "body": "Well.", "author": { "displayName": "Member" }, "post": { "title": "Post" } } });
    for who in Who::ALL.into_iter().filter(|who| *who != Who::Deactivated) {
        let found = cast.ask(who, node, json!({ "id": comment })).await;
        let expected = if cast.reads(who, &post).await { &whole } else { &json!({ "node": null }) };
        assert_eq!(&found, expected, "{who:?}");
    }
    // Taken back, it is with its author alone; nobody else comments on it, and it is whole when it returns.
    let the = json!({ "id": post });
    cast.done(Who::Author, "postUnpublish", the.clone(), "post { id }").await;
    for who in [Who::Member, Who::Leader, Who::Boss] {
        assert_eq!(cast.ask(who, node, json!({ "id": comment })).await, json!({ "node": null }));
        let input = json!({ "postId": post, "body": "B" });
        cast.refused(who, "commentAdd", input, "NOT_FOUND").await;
        cast.refused(who, "commentDelete", json!({ "id": comment }), "NOT_FOUND").await;
    }
    cast.done(Who::Author, "postPublish", the, "post { id }").await;
    assert_eq!(bodies(&cast, Who::Boss, &post, 10).await, (1, vec!["Well.".to_owned()]));
}

#[tokio::test]
async fn hidden_and_absent_are_one_answer() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Leader, &cast.merger, "Secret").await;
    let comment = add(&cast, Who::Member, &post, "Psst.").await;
    let open = cast.publish(Who::Leader, &cast.news, "Open").await;
    let (no_post, no_comment) =
        ("post_01jd3k8m0q5v7x9y2z4a6b8c0d", "comment_01jd3k8m0q5v7x9y2z4a6b8c0d");
    for who in [Who::Outsider, Who::Boss, Who::Administrator, Who::Editor] {
        for (field, hidden, absent) in [
            (
                "commentAdd",
                json!({ "postId": post, "body": "B" }),
                json!({ "postId": no_post, "body": "B" }),
            ),
            (
                "commentAdd",
                json!({ "postId": open, "body": "B", "parentId": comment }),
                json!({ "postId": open, "body": "B", "parentId": no_comment }),
            ),
            ("commentDelete", json!({ "id": comment }), json!({ "id": no_comment })),
        ] {
            let hidden = cast.refused(who, field, hidden, "NOT_FOUND").await;
            let absent = cast.refused(who, field, absent, "NOT_FOUND").await;
            assert_eq!(hidden.to_string(), absent.to_string(), "{who:?} {field}");
        }
    }
    assert_eq!(bodies(&cast, Who::Leader, &post, 10).await, (1, vec!["Psst.".to_owned()]));
    assert_eq!(bodies(&cast, Who::Leader, &open, 10).await, (0, vec![]));
}
