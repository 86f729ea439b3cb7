//! Co-authors (rule R11): named by the author, they read the draft and change it in their own name.

mod add;
mod remove;
mod secret;
mod write;

use serde_json::json;

use crate::access::ask::made;
use crate::support::{Cast, Who};

/// A draft of the author's. Its id.
async fn draft(cast: &Cast, space: &str) -> String {
    let input = json!({ "spaceId": space, "title": "Draft", "body": "Text." });
    made(cast.done(Who::Author, "postCreate", input, "post { id }").await, "post")
}

/// The author names somebody.
async fn name(cast: &Cast, post: &str, who: Who) {
    let input = json!({ "postId": post, "personId": cast.id(who) });
    cast.done(Who::Author, "coauthorAdd", input, "").await;
}
