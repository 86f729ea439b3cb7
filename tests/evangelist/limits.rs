//! What an evangelist may not do in their branch (rule R12), whatever they were granted; and that they
//! read it as before, and keep everything outside it.

use serde_json::{Value, json};

use super::appoint;
use crate::access::ask::{grant, home, made, role};
use crate::support::{Cast, Who};

async fn draft(cast: &Cast, who: Who) -> String {
    let input = json!({ "spaceId": cast.home, "title": "T", "body": "B" });
    made(cast.done(who, "postCreate", input, "post { id }").await, "post")
}

/// What an editor does in a space to a post of another, to a draft and to a post of their own.
fn acts(space: &str, post: &str, draft: &str, own: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("postCreate", json!({ "spaceId": space, "title": "T", "body": "B" })),
        ("postCreate", json!({ "spaceId": space, "title": "T", "body": "B", "publish": true })),
        ("postUpdate", json!({ "id": draft, "title": "Changed" })),
        ("postUpdate", json!({ "id": own, "title": "Changed" })),
        ("postUpdate", json!({ "id": post, "title": "Changed" })),
        ("postPin", json!({ "id": post })),
        ("postUnpin", json!({ "id": post })),
        ("postWithdraw", json!({ "id": post, "reason": "Wrong." })),
        ("postUnpublish", json!({ "id": own })),
        ("postPropose", json!({ "id": draft })),
        ("postPublish", json!({ "id": draft, "publishAt": "2026-02-01T00:00:00Z" })),
        ("postPublish", json!({ "id": draft })),
    ]
}

#[tokio::test]
async fn a_grant_lets_them_read_in_their_branch_and_nothing_more() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Author, &cast.home, "T").await;
    let own = cast.publish(Who::Editor, &cast.home, "T").await;
    let mine = draft(&cast, Who::Editor).await;
    let proposal = json!({ "id": draft(&cast, Who::Contributor).await });
    cast.done(Who::Contributor, "postPropose", proposal.clone(), "").await;
    assert_eq!(role(&cast, Who::Editor, &cast.home).await.as_deref(), Some("EDITOR"));
    let id = appoint(&cast, &cast.sales, Who::Editor).await;
    assert_eq!(role(&cast, Who::Editor, &cast.home).await.as_deref(), Some("READER"));
    for (field, input) in acts(&cast.home, &post, &mine, &own) {
        cast.refused(Who::Editor, field, input, "FORBIDDEN").await;
    }
    // What waits for editors is not for them.
    for field in ["postAccept", "postReturn"] {
        cast.refused(Who::Editor, field, proposal.clone(), "NOT_FOUND").await;
    }
    let to = json!({ "spaceId": cast.home, "role": "READER", "grantee": { "person": cast.id(Who::Child) } });
    cast.refused(Who::Editor, "spaceGrant", to, "FORBIDDEN").await;
    let query = "query($id: ID!, $post: ID!) {
        space(id: $id) { viewerCan { draft publish grant import update } }
        post(id: $post) { viewerCan { accept pin update withdraw } } }";
    let ids = json!({ "id": cast.home, "post": post });
    assert_eq!(
        cast.ask(Who::Editor, query, ids).await,
        json!({
            "space": { "viewerCan": {
                "draft": false, "publish": false, "grant": false, "import": false, "update": false } },
            "post": { "viewerCan": {
                "accept": false, "pin": false, "update": false, "withdraw": false } }
        })
    );
    // They read as before, and comment where readers do.
    for seen in [&post, &own, &mine] {
        assert!(cast.reads(Who::Editor, seen).await);
    }
    cast.done(Who::Editor, "commentAdd", json!({ "postId": post, "body": "Well." }), "").await;
    // Every one of these they may do but for that.
    cast.done(Who::Administrator, "evangelistEnd", json!({ "id": id }), "").await;
    for (field, input) in acts(&cast.home, &post, &mine, &own) {
        if !matches!(field, "postUnpublish" | "postPropose" | "postPublish") {
            cast.done(Who::Editor, field, input, "").await;
        }
    }
    cast.done(Who::Editor, "postAccept", proposal, "").await;
}

#[tokio::test]
async fn below_their_unit_too_and_outside_the_branch_not_at_all() {
    let cast = Cast::start().await;
    let shops = home(&cast, Who::ChildLeader, &cast.shops).await;
    let finance = home(&cast, Who::OtherLeader, &cast.finance).await;
    let to = json!({ "person": cast.id(Who::Editor) });
    grant(&cast, Who::ChildLeader, &shops, to.clone(), "EDITOR").await;
    grant(&cast, Who::OtherLeader, &finance, to, "EDITOR").await;
    appoint(&cast, &cast.sales, Who::Editor).await;
    assert_eq!(role(&cast, Who::Editor, &shops).await.as_deref(), Some("READER"));
    assert_eq!(role(&cast, Who::Editor, &finance).await.as_deref(), Some("EDITOR"));
    let there = cast.publish(Who::Child, &shops, "T").await;
    cast.refused(Who::Editor, "postPin", json!({ "id": there }), "FORBIDDEN").await;
    let elsewhere = cast.publish(Who::OtherLeader, &finance, "T").await;
    cast.done(Who::Editor, "postPin", json!({ "id": elsewhere }), "").await;
    cast.publish(Who::Editor, &finance, "Mine").await;
}
