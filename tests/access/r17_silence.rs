//! R17: an answer that found nothing where it looked waits for its instant, by whatever road it was
//! asked for and whether something is hidden there or not. `-- --silence` of the benchmark compares
//! the times themselves.

use std::time::{Duration, Instant};

use entity::id::{MediaId, PostId};
use serde_json::{Value, json};

use crate::support::{Cast, Who};

/// The first instant at which such an answer leaves, from the start of its request.
const FIRST: Duration = Duration::from_millis(20);

const OLD: &str = "http://old.example/merger.html";

async fn asked(cast: &Cast, query: &str, variables: Value) -> Duration {
    let begun = Instant::now();
    cast.app.send(&cast.app.token(cast.id(Who::Outsider)), query, variables).await;
    begun.elapsed()
}

async fn got(cast: &Cast, path: &str, token: bool) -> (u16, Duration) {
    let begun = Instant::now();
    let mut request = cast.app.client.get(path).header("Host", "old.example");
    if token {
        let bearer = format!("Bearer {}", cast.app.token(cast.id(Who::Outsider)));
        request = request.header("Authorization", bearer);
    }
    let answer = request.send().await.0;
    (answer.status().as_u16(), begun.elapsed())
}

#[tokio::test]
async fn every_road_to_what_is_hidden_or_absent_waits() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Author, &cast.merger, "Merger").await;
    let picture = cast.picture(&cast.merger, &post).await;
    let old = json!({ "spaceId": cast.merger, "source": "old", "documents": [
        { "externalId": "1", "title": "Old", "body": "<p>Text.</p>", "oldUrls": [OLD] },
    ] });
    cast.done(Who::Leader, "documentsImport", old, "imported { batch { id } }").await;

    let queries = [
        "query($id: ID!) { post(id: $id) { id } }",
        "query($id: ID!) { node(id: $id) { id } }",
        "query($id: ID!) { nodes(ids: [$id]) { id } }",
        "mutation($id: ID!) { commentAdd(input: { postId: $id, body: \"Well.\" }) { errors { code } } }",
    ];
    for id in [post, cast.app.clock.new_id::<PostId>().to_string()] {
        for query in queries {
            let took = asked(&cast, query, json!({ "id": id })).await;
            assert!(took >= FIRST, "{query}: {took:?}");
        }
    }
    // What is told of the time tells no more than the time.
    for id in [cast.merger.clone(), cast.app.clock.new_id::<PostId>().to_string()] {
        let query = "query($id: ID!) { nodes(ids: [$id, $id]) { id } }";
        let token = cast.app.token(cast.id(Who::Outsider));
        let (_, answer) = cast.app.post_with(&token, query, json!({ "id": id })).await;
        let told = answer["extensions"]["cost"]["milliseconds"].as_u64().unwrap();
        assert!(told > 0 && told.is_multiple_of(21), "two steps of one: {answer}");
    }
    for url in [OLD, "http://old.example/never.html"] {
        let query = "query($url: String!) { redirect(url: $url) { path } }";
        let took = asked(&cast, query, json!({ "url": url })).await;
        assert!(took >= FIRST, "{url}: {took:?}");
    }
    let absent = cast.app.clock.new_id::<MediaId>().to_string();
    let roads = [format!("/media/{picture}"), format!("/media/{absent}")];
    for path in roads.iter().map(String::as_str) {
        let (status, took) = got(&cast, path, true).await;
        assert!(status == 404 && took >= FIRST, "{path}: {status}, {took:?}");
    }
    for path in ["/merger.html", "/never.html"] {
        for token in [true, false] {
            let (status, took) = got(&cast, path, token).await;
            assert!(status == 404 && took >= FIRST, "{path}: {status}, {took:?}");
        }
    }
}

#[tokio::test]
async fn a_batch_waits_for_each_that_found_nothing() {
    let cast = Cast::start().await;
    let ids: Vec<String> = (0..50).map(|_| cast.app.clock.new_id::<PostId>().to_string()).collect();
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let took = asked(&cast, query, json!({ "ids": ids })).await;
    assert!(took >= Duration::from_millis(20 + 49), "{took:?}");
}
