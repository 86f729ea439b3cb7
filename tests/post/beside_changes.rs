//! A scheduled post is changed while rights change: both are done, and neither writes over the other. On SQLite one
//! comes after the other; on PostgreSQL each could wait for what the other holds.

use std::time::Duration;

use serde_json::json;

use crate::access::ask::{change, grant, made};
use crate::support::{Cast, Who};

/// Enough for the one to meet the other at each of their steps: each round has it begin a millisecond later.
const ROUNDS: u64 = 25;

async fn later<T>(round: u64, act: impl Future<Output = T>) -> T {
    tokio::time::sleep(Duration::from_millis(round)).await;
    act.await
}

async fn scheduled(cast: &Cast, who: Who) -> String {
    let input = json!({ "spaceId": cast.news, "title": "Before", "body": "B" });
    let id = made(cast.done(who, "postCreate", input, "post { id }").await, "post");
    let at = cast.app.clock.now().plus_seconds(3600).to_string();
    cast.done(who, "postPublish", json!({ "id": id, "publishAt": at }), "").await;
    id
}

/// What an editor sees of the post.
async fn seen(cast: &Cast, id: &str) -> [String; 3] {
    let query = "query($id: ID!) { post(id: $id) { title state revision } }";
    let seen = cast.ask(Who::Deputy, query, json!({ "id": id })).await;
    ["title", "state", "revision"].map(|field| seen["post"][field].to_string())
}

#[tokio::test]
async fn a_change_of_visibility_and_one_of_the_post_do_not_wait_for_each_other() {
    let cast = Cast::start().await;
    for round in 0..ROUNDS {
        let id = scheduled(&cast, Who::Author).await;
        let input = json!({ "id": id, "title": "After" });
        tokio::join!(
            cast.done(Who::Deputy, "postUpdate", input, ""),
            later(round, change(&cast, Who::Leader, &cast.news, "RESTRICTED")),
        );
        assert_eq!(seen(&cast, &id).await, ["\"After\"", "\"SCHEDULED\"", "2"]);
        change(&cast, Who::Leader, &cast.news, "OPEN").await;
        assert!(!cast.reads(Who::Outsider, &id).await);
        cast.done(Who::Author, "postDelete", json!({ "id": id }), "").await;
    }
}

#[tokio::test]
async fn a_post_that_becomes_held_keeps_what_is_written_meanwhile() {
    let cast = Cast::start().await;
    for round in 0..ROUNDS {
        let person = json!({ "person": cast.id(Who::Outsider) });
        let right = grant(&cast, Who::Leader, &cast.news, person, "AUTHOR").await;
        let id = scheduled(&cast, Who::Outsider).await;
        let input = json!({ "id": id, "title": "After" });
        tokio::join!(
            cast.done(Who::Deputy, "postUpdate", input, ""),
            later(round, cast.done(Who::Leader, "spaceRevoke", json!({ "id": right }), "")),
        );
        assert_eq!(seen(&cast, &id).await, ["\"After\"", "\"HELD\"", "2"]);
    }
}
