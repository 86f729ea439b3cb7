//! Leak: cursors and media links that outlive a right. What was obtained while reading opens nothing
//! once the right is gone.

use serde_json::{Value, json};

use crate::access::ask::{bytes, change, grant};
use crate::support::{Cast, Who};

/// The pages that follow, by the cursors of the ones before.
const NEXT: &str = "query($space: ID!, $post: ID!, $feed: String, $comments: String, $versions: String) {
    feed(first: 2, after: $feed) { nodes { title } pageInfo { hasNextPage hasPreviousPage endCursor } }
    narrowed: feed(first: 2, after: $feed, filter: { space: $space }) { nodes { title } pageInfo { hasNextPage } }
    space(id: $space) { posts(first: 2, after: $feed) { nodes { title } } }
    post(id: $post) { comments(first: 1, after: $comments) { nodes { body } pageInfo { endCursor } }
        revisions(first: 1, after: $versions) { nodes { number } pageInfo { endCursor } } }
}";

struct Held {
    variables: Value,
    picture: String,
}

/// Four posts in the SECRET space, and what a reader holds after the first pages.
async fn read_half(cast: &Cast, who: Who) -> Held {
    let mut post = String::new();
    for number in 0..4 {
        cast.app.wait(1);
        post = cast.publish(Who::Author, &cast.merger, &format!("Merger {number}")).await;
    }
    for body in ["One.", "Two."] {
        cast.app.wait(1);
        let input = json!({ "postId": post, "body": body });
        cast.done(Who::Member, "commentAdd", input, "comment { id }").await;
    }
    let input = json!({ "id": post, "title": "Merger 3, corrected" });
    cast.done(Who::Author, "postUpdate", input, "post { id }").await;
    let mut variables = json!({ "space": cast.merger, "post": post });
    let first = cast.ask(who, NEXT, variables.clone()).await;
    variables["feed"] = first["feed"]["pageInfo"]["endCursor"].clone();
    variables["comments"] = first["post"]["comments"]["pageInfo"]["endCursor"].clone();
    variables["versions"] = first["post"]["revisions"]["pageInfo"]["endCursor"].clone();
    assert!(["feed", "comments", "versions"].iter().all(|name| variables[name].is_string()));
    let picture = cast.picture(&cast.merger, &post).await;
    Held { variables, picture }
}

/// The picture with the tag that a browser keeps: status and body.
async fn get(cast: &Cast, token: &str, id: &str, tag: Option<&str>) -> (u16, String) {
    let mut request = cast.app.client.get(format!("/media/{id}"));
    request = request.header("Authorization", format!("Bearer {token}"));
    if let Some(tag) = tag {
        request = request.header("If-None-Match", tag);
    }
    let response = request.send().await.0;
    let status = response.status().as_u16();
    (status, response.into_body().into_string().await.unwrap())
}

#[tokio::test]
async fn after_the_right_is_gone_they_open_nothing() {
    let cast = Cast::start().await;
    let to = json!({ "person": cast.id(Who::Outsider) });
    let given = grant(&cast, Who::Leader, &cast.merger, to, "READER").await;
    let Held { variables, picture } = read_half(&cast, Who::Outsider).await;
    let tag = format!("\"{}\"", "ab".repeat(32));
    let app = json!({
        "name": "Screen", "scopes": ["POSTS_READ"], "expiresAt": "2026-03-01T00:00:00Z", "spaceIds": [cast.merger]
    });
    let app = cast.done(Who::Outsider, "applicationCreate", app, "issued { token }").await;
    let tokens =
        [cast.app.token(cast.id(Who::Outsider)), app["issued"]["token"].as_str().unwrap().into()];
    for token in &tokens {
        let (_, next) = cast.app.post_with(token, NEXT, variables.clone()).await;
        let titles = json!([{ "title": "Merger 1" }, { "title": "Merger 0" }]);
        for list in ["feed", "narrowed"] {
            assert_eq!(next["data"][list]["nodes"], titles, "{next}");
        }
        let post = &next["data"]["post"];
        assert_eq!(post["comments"]["nodes"], json!([{ "body": "Two." }]));
        assert_eq!(post["revisions"]["nodes"], json!([{ "number": 2 }]));
        assert_eq!(get(&cast, token, &picture, None).await, (200, "png".into()));
        assert_eq!(get(&cast, token, &picture, Some(&tag)).await.0, 304);
    }
    cast.done(Who::Leader, "spaceRevoke", json!({ "id": given }), "grant { id }").await;
    let empty = json!({ "nodes": [], "pageInfo": {
        "hasNextPage": false, "hasPreviousPage": true, "endCursor": null } });
    let nothing = json!({
        "feed": empty, "narrowed": { "nodes": [], "pageInfo": { "hasNextPage": false } },
        "space": null, "post": null,
    });
    for token in &tokens {
        let (_, next) = cast.app.post_with(token, NEXT, variables.clone()).await;
        assert_eq!(next["data"], nothing);
        let absent = "media_01jd3k8m0q5v7x9y2z4a6b8c0d";
        for tag in [None, Some(&*tag), Some("*")] {
            let gone = get(&cast, token, &picture, tag).await;
            assert_eq!(gone, get(&cast, token, absent, tag).await);
            assert_eq!(gone.0, 404);
        }
    }
}

/// A cursor is a place and no right: whoever it is handed to has nothing of it.
#[tokio::test]
async fn in_other_hands_they_are_as_good_as_any() {
    let cast = Cast::start().await;
    let Held { variables, picture } = read_half(&cast, Who::Member).await;
    let absent = json!({
        "space": "space_01jd3k8m0q5v7x9y2z4a6b8c0d", "post": "post_01jd3k8m0q5v7x9y2z4a6b8c0d",
        "feed": variables["feed"], "comments": variables["comments"], "versions": variables["versions"],
    });
    for who in super::OFF_ROSTER {
        let token = cast.app.token(cast.id(who));
        let of_secret = bytes(&cast.app, &token, NEXT, variables.clone()).await;
        assert_eq!(of_secret, bytes(&cast.app, &token, NEXT, absent.clone()).await, "{who:?}");
        assert_eq!(get(&cast, &token, &picture, None).await.0, 404, "{who:?}");
    }
}

#[tokio::test]
async fn narrowing_and_withdrawing_close_them_too() {
    let cast = Cast::start().await;
    let id = cast.publish(Who::Author, &cast.news, "News").await;
    let picture = cast.picture(&cast.news, &id).await;
    let token = cast.app.token(cast.id(Who::Outsider));
    let status = async || get(&cast, &token, &picture, None).await.0;
    for visibility in ["UNIT", "SECRET", "RESTRICTED"] {
        assert_eq!(status().await, 200);
        change(&cast, Who::Leader, &cast.news, visibility).await;
        assert_eq!(status().await, 404, "{visibility}");
        change(&cast, Who::Leader, &cast.news, "OPEN").await;
    }
    let input = json!({ "id": id, "reason": "Wrong." });
    cast.done(Who::Leader, "postWithdraw", input, "post { id }").await;
    assert_eq!(status().await, 404);
}
