//! A co-author who is not on the roster of a SECRET space: the draft is shown to them, what is
//! published of it is not (rule R17).

use serde_json::json;

use super::{draft, name};
use crate::access::ask::role;
use crate::support::{Cast, Who};

#[tokio::test]
async fn they_read_the_draft_and_not_what_is_published_of_it() {
    let cast = Cast::start().await;
    let post = draft(&cast, &cast.merger).await;
    name(&cast, &post, Who::Outsider).await;
    name(&cast, &post, Who::Member).await;
    assert!(cast.reads(Who::Outsider, &post).await);
    assert_eq!(role(&cast, Who::Outsider, &cast.merger).await, None);
    let query = "query($id: ID!) { post(id: $id) { space { id } } }";
    let seen = cast.ask(Who::Outsider, query, json!({ "id": post })).await;
    assert_eq!(seen["post"]["space"], json!(null));
    for (field, state) in [
        ("postPropose", "proposed"),
        ("postUnpublish", "draft"),
        ("postPublish", "published"),
        ("postUnpublish", "draft"),
    ] {
        cast.done(Who::Author, field, json!({ "id": post }), "").await;
        let draft = state == "draft";
        assert_eq!(cast.reads(Who::Outsider, &post).await, draft, "{state}");
        assert!(cast.reads(Who::Member, &post).await, "{state}: on the roster");
    }
    let later = json!({ "id": post, "publishAt": "2026-02-01T00:00:00Z" });
    cast.done(Who::Author, "postPublish", later, "").await;
    assert!(!cast.reads(Who::Outsider, &post).await, "scheduled");
    let off = json!({ "postId": post, "personId": cast.id(Who::Outsider) });
    cast.refused(Who::Outsider, "coauthorRemove", off.clone(), "NOT_FOUND").await;
    cast.done(Who::Author, "coauthorRemove", off, "").await;
}
