//! What an invitation opens: that draft, with its text, and nothing else.

use serde_json::json;

use super::{TEXT, draft, invite};
use crate::access::ask::role;
use crate::support::{Cast, Who};

#[tokio::test]
async fn the_invited_reads_that_draft_and_no_other() {
    let cast = Cast::start().await;
    for space in [&cast.home, &cast.merger] {
        let post = draft(&cast, space).await;
        let other = draft(&cast, space).await;
        let published = cast.publish(Who::Author, space, "T").await;
        assert!(!cast.reads(Who::Evangelist, &post).await);
        invite(&cast, &post).await;
        let query = "query($id: ID!) { post(id: $id) { state title body bodyHtml author { displayName } viewerCan { update publish delete comment } } }";
        let seen = cast.ask(Who::Evangelist, query, json!({ "id": post })).await;
        assert_eq!(
            seen["post"],
            json!({
                "state": "DRAFT", "title": "Draft", "body": TEXT,
                "bodyHtml": format!("<p>{TEXT}</p>\n"), "author": { "displayName": "Author" },
                "viewerCan": { "update": false, "publish": false, "delete": false, "comment": true }
            })
        );
        for hidden in [&other, &published] {
            assert!(!cast.reads(Who::Evangelist, hidden).await);
        }
        assert_eq!(role(&cast, Who::Evangelist, space).await, None);
        for who in [Who::Leader, Who::Editor, Who::Administrator, Who::Boss] {
            assert!(!cast.reads(who, &post).await, "{who:?}");
        }
        for (field, input) in [
            ("postUpdate", json!({ "id": post, "title": "Mine" })),
            ("postPublish", json!({ "id": post })),
            ("postPropose", json!({ "id": post })),
            ("postDelete", json!({ "id": post })),
            ("coauthorAdd", json!({ "postId": post, "personId": cast.id(Who::Child) })),
        ] {
            cast.refused(Who::Evangelist, field, input, "FORBIDDEN").await;
        }
    }
}

#[tokio::test]
async fn invitations_are_listed_to_the_author_and_to_the_invited() {
    let cast = Cast::start().await;
    let post = draft(&cast, &cast.home).await;
    let with = json!({ "postId": post, "personId": cast.id(Who::Member) });
    cast.done(Who::Author, "coauthorAdd", with, "").await;
    let id = invite(&cast, &post).await;
    let of_post = "query($id: ID!) { post(id: $id) { invitations { nodes { id } } } }";
    for (who, listed) in [(Who::Author, true), (Who::Evangelist, true), (Who::Member, false)] {
        let seen = cast.ask(who, of_post, json!({ "id": post })).await;
        let expected = if listed { json!([{ "id": id }]) } else { json!([]) };
        assert_eq!(seen["post"]["invitations"]["nodes"], expected, "{who:?}");
        let node = "query($id: ID!) { node(id: $id) { id } }";
        let node = cast.ask(who, node, json!({ "id": id })).await;
        assert_eq!(!node["node"].is_null(), listed, "{who:?}");
    }
    let mine = "{ viewer { invitations { nodes { id post { id } } } } }";
    let seen = cast.ask(Who::Evangelist, mine, json!({})).await;
    let expected = json!([{ "id": id, "post": { "id": post } }]);
    assert_eq!(seen["viewer"]["invitations"]["nodes"], expected);
    cast.app.wait(86_400);
    let seen = cast.ask(Who::Evangelist, mine, json!({})).await;
    assert_eq!(seen["viewer"]["invitations"]["nodes"], json!([]));
}
