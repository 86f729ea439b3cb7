//! Suggestions (rule R12): other words for a passage of a draft, which only its author applies.

mod add;
mod decide;

use serde_json::{Value, json};

use crate::access::ask::made;
use crate::invitation::{draft, invite};
use crate::support::{Cast, Who};

/// A draft to which the evangelist is invited. Its id.
async fn helped(cast: &Cast) -> String {
    let post = draft(cast, &cast.news).await;
    invite(cast, &post).await;
    post
}

fn change(post: &str, passage: &str, replacement: &str) -> Value {
    json!({ "postId": post, "passage": passage, "replacement": replacement })
}

/// The evangelist suggests it. The suggestion's id.
async fn suggest(cast: &Cast, post: &str, passage: &str, replacement: &str) -> String {
    let input = change(post, passage, replacement);
    let added = cast.done(Who::Evangelist, "suggestionAdd", input, "suggestion { id }").await;
    made(added, "suggestion")
}
