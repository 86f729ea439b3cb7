//! Leaks that other systems had, a file each: every one is tried here through the real router.

mod aliases;
mod bulk_cost;
mod capped_subquery;
mod counts_and_facets;
mod drafts_by_side_ways;
mod email_change;
mod filter_or_sort_oracle;
mod first_group_only;
mod forbidden_child;
mod last_administrator;
mod new_resource_type;
mod outlived_cursor_and_media;
mod silent_denied_write;
mod stale_cache;
mod two_grants;
mod unrestricted_group;

mod provider;
mod rows;

use serde_json::{Value, json};

pub(super) use crate::access::r17_mutations::OFF_ROSTER;
use crate::support::{Cast, TestApp, Who};

/// A draft with a tag. Its id.
async fn draft(cast: &Cast, who: Who, space: &str, title: &str) -> String {
    let input = json!({ "spaceId": space, "title": title, "body": "Text.", "tags": ["hush"] });
    let made = cast.done(who, "postCreate", input, "post { id }").await;
    made["post"]["id"].as_str().unwrap().to_owned()
}

/// A live post with a tag. Its id.
async fn tagged(cast: &Cast, who: Who, space: &str, title: &str, tag: &str) -> String {
    let input = json!({
        "spaceId": space, "title": title, "body": "Text.", "tags": [tag], "publish": true
    });
    let made = cast.done(who, "postCreate", input, "post { id }").await;
    made["post"]["id"].as_str().unwrap().to_owned()
}

/// Posts any JSON, such as a batch: the status and the answer.
async fn send(app: &TestApp, person: &str, body: &Value) -> (u16, Value) {
    let request = app.client.post("/graphql");
    let request = request.header("Authorization", format!("Bearer {}", app.token(person)));
    let request = request.header("Accept", "application/graphql-response+json");
    let response = request.body_json(body).send().await.0;
    let status = response.status().as_u16();
    let text = response.into_body().into_string().await.unwrap();
    (status, serde_json::from_str(&text).unwrap())
}
