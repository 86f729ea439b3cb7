//! Invitations (rule R12): an author lets an evangelist of the branch help one draft, for a day.

mod comment;
mod create;
mod ends;
mod reads;

use serde_json::json;

use crate::access::ask::made;
use crate::support::{Cast, Who};

/// Twenty-five words: 99 characters, of which a fifth is 19.
pub(crate) const TEXT: &str = "a00 a01 a02 a03 a04 a05 a06 a07 a08 a09 a10 a11 a12 a13 a14 a15 a16 a17 a18 a19 a20 a21 a22 a23 a24";

/// A draft of the author's. Its id.
pub(crate) async fn draft(cast: &Cast, space: &str) -> String {
    let input = json!({ "spaceId": space, "title": "Draft", "body": TEXT });
    made(cast.done(Who::Author, "postCreate", input, "post { id }").await, "post")
}

/// The author invites the evangelist of the company. The invitation's id.
pub(crate) async fn invite(cast: &Cast, post: &str) -> String {
    let input = json!({ "postId": post, "evangelistId": cast.id(Who::Evangelist) });
    let made_of = cast.done(Who::Author, "invitationCreate", input, "invitation { id }").await;
    made(made_of, "invitation")
}
