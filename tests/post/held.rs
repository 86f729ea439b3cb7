//! Scheduled posts whose time comes after a change of rights: held, out of every feed, until somebody
//! who may confirms them.

mod author;
mod handover;
mod refused;

use serde_json::{Value, json};

use crate::access::ask::made;
use crate::support::{Cast, Who};

/// When the posts of these tests are to be live.
const LATER: &str = "2026-02-10T09:00:00Z";

async fn draft(cast: &Cast, who: Who, space: &str) -> String {
    let input = json!({ "spaceId": space, "title": "T", "body": "B" });
    made(cast.done(who, "postCreate", input, "post { id }").await, "post")
}

/// A post to be live at an instant. Its id.
async fn scheduled(cast: &Cast, who: Who, space: &str, at: &str) -> String {
    let id = draft(cast, who, space).await;
    let input = json!({ "id": id, "publishAt": at });
    let made = cast.done(who, "postPublish", input, "post { state }").await;
    assert_eq!(made["post"]["state"], "SCHEDULED");
    id
}

/// The state of the post as this person sees it; null if they do not.
async fn state(cast: &Cast, who: Who, id: &str) -> Value {
    let query = "query($id: ID!) { post(id: $id) { state } }";
    let seen = cast.ask(who, query, json!({ "id": id })).await;
    seen["post"].get("state").cloned().unwrap_or_default()
}

/// Fails if it is live for a reader by any of these roads.
async fn is_hidden(cast: &Cast, id: &str) {
    assert!(!cast.reads(Who::Reader, id).await);
    assert_eq!(cast.feed(Who::Reader).await, Vec::<String>::new());
    let query = "query($id: ID!) { space(id: $id) { posts { nodes { id } } } }";
    let seen = cast.ask(Who::Reader, query, json!({ "id": cast.home })).await;
    assert_eq!(seen["space"]["posts"]["nodes"], json!([]));
}
