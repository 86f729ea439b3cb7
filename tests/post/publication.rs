//! From draft to proposal, publication, schedule, expiry, withdrawal and deletion.

use serde_json::json;

use crate::support::{Cast, Who};

async fn draft(cast: &Cast, who: Who) -> String {
    let input = json!({ "spaceId": cast.home, "title": "T", "body": "B" });
    let made = cast.done(who, "postCreate", input, "post { id }").await;
    made["post"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_contributor_proposes_and_an_editor_accepts() {
    let cast = Cast::start().await;
    let id = draft(&cast, Who::Contributor).await;
    let the = json!({ "id": id });
    cast.refused(Who::Contributor, "postPublish", the.clone(), "FORBIDDEN").await;
    let proposed = cast.done(Who::Contributor, "postPropose", the.clone(), "post { state }").await;
    assert_eq!(proposed["post"]["state"], "PROPOSED");
    for (who, sees) in
        [(Who::Editor, true), (Who::Leader, true), (Who::Author, false), (Who::Boss, false)]
    {
        assert_eq!(cast.reads(who, &id).await, sees, "{who:?}");
    }
    let waiting = "query($id: ID!) { space(id: $id) { proposals { nodes { id } } } }";
    let listed = cast.ask(Who::Editor, waiting, json!({ "id": cast.home })).await;
    assert_eq!(listed["space"]["proposals"]["nodes"], json!([the]));
    cast.done(Who::Editor, "postReturn", the.clone(), "post { state }").await;
    assert!(!cast.reads(Who::Editor, &id).await, "a draft again");
    cast.done(Who::Contributor, "postPropose", the.clone(), "post { state }").await;
    let accepted = cast
        .done(Who::Editor, "postAccept", the.clone(), "post { state author { displayName } }")
        .await;
    assert_eq!(
        accepted["post"],
        json!({ "state": "PUBLISHED", "author": { "displayName": "Contributor" } })
    );
    // Once accepted it is theirs to take back and to publish again.
    cast.done(Who::Contributor, "postUnpublish", the.clone(), "post { state }").await;
    assert_eq!(cast.feed(Who::Member).await, Vec::<String>::new());
    cast.done(Who::Contributor, "postPublish", the, "post { state }").await;
    assert_eq!(cast.feed(Who::Member).await, ["T"]);
}

#[tokio::test]
async fn a_scheduled_post_goes_live_and_expires_by_the_clock_alone() {
    let cast = Cast::start().await;
    let id = draft(&cast, Who::Author).await;
    let input = json!({ "id": id, "publishAt": "2026-01-15T14:00:00Z", "expiresAt": "2026-01-15T15:00:00Z" });
    let made = cast.done(Who::Author, "postPublish", input, "post { state }").await;
    assert_eq!(made["post"]["state"], "SCHEDULED");
    let state = "query($id: ID!) { post(id: $id) { state } }";
    for (at, live, editor) in [
        ("2026-01-15T13:59:59.999999Z", false, json!("SCHEDULED")),
        ("2026-01-15T14:00:00Z", true, json!("PUBLISHED")),
        ("2026-01-15T14:59:59.999999Z", true, json!("PUBLISHED")),
        ("2026-01-15T15:00:00Z", false, json!(null)),
    ] {
        cast.app.wait_until(at);
        assert_eq!(cast.reads(Who::Member, &id).await, live, "{at}");
        assert_eq!(cast.feed(Who::Member).await.len(), usize::from(live), "{at}");
        let seen = cast.ask(Who::Editor, state, json!({ "id": id })).await;
        assert_eq!(seen["post"].get("state").cloned().unwrap_or_default(), editor, "{at}");
    }
    let seen = cast.ask(Who::Author, state, json!({ "id": id })).await;
    assert_eq!(seen["post"]["state"], "EXPIRED");
}

#[tokio::test]
async fn times_out_of_order_are_refused_by_field() {
    let cast = Cast::start().await;
    let id = draft(&cast, Who::Author).await;
    for (input, field) in [
        (json!({ "id": id, "publishAt": "2026-01-15T07:59:59Z" }), "publishAt"),
        (json!({ "id": id, "expiresAt": "2026-01-15T08:00:00Z" }), "expiresAt"),
        (
            json!({ "id": id, "publishAt": "2026-02-01T00:00:00Z", "expiresAt": "2026-01-31T00:00:00Z" }),
            "expiresAt",
        ),
    ] {
        let error = cast.refused(Who::Author, "postPublish", input, "INVALID").await;
        assert_eq!(error["field"], json!([field]));
    }
}

#[tokio::test]
async fn an_editor_withdraws_with_a_reason_that_the_author_reads() {
    let cast = Cast::start().await;
    let id = cast.publish(Who::Author, &cast.home, "T").await;
    let input = json!({ "id": id, "reason": "Wrong date." });
    for who in [Who::Author, Who::Member, Who::Reader, Who::Boss] {
        cast.refused(who, "postWithdraw", input.clone(), "FORBIDDEN").await;
    }
    cast.done(Who::Editor, "postWithdraw", input.clone(), "post { state }").await;
    let seen = "query($id: ID!) { post(id: $id) { state withdrawnReason } }";
    let author = cast.ask(Who::Author, seen, json!({ "id": id })).await;
    assert_eq!(author["post"], json!({ "state": "WITHDRAWN", "withdrawnReason": "Wrong date." }));
    for who in [Who::Member, Who::Reader, Who::Boss] {
        assert!(!cast.reads(who, &id).await, "{who:?}");
    }
    cast.done(Who::Author, "postPublish", json!({ "id": id }), "post { state }").await;
    assert!(cast.reads(Who::Member, &id).await);
}

#[tokio::test]
async fn a_deleted_post_is_gone_for_everyone() {
    let cast = Cast::start().await;
    let id = cast.publish(Who::Author, &cast.home, "T").await;
    let the = json!({ "id": id });
    for who in [Who::Editor, Who::Leader, Who::Member] {
        cast.refused(who, "postDelete", the.clone(), "FORBIDDEN").await;
    }
    let deleted = cast.done(Who::Author, "postDelete", the.clone(), "deletedId").await;
    assert_eq!(deleted["deletedId"], id);
    for who in [Who::Author, Who::Editor, Who::Leader, Who::Member] {
        assert!(!cast.reads(who, &id).await, "{who:?}");
    }
    for field in ["postDelete", "postPublish", "postUnpublish", "postPin"] {
        cast.refused(Who::Author, field, the.clone(), "NOT_FOUND").await;
    }
}

#[tokio::test]
async fn acts_out_of_turn_are_conflicts_and_change_nothing() {
    let cast = Cast::start().await;
    let id = cast.publish(Who::Author, &cast.home, "T").await;
    let the = json!({ "id": id });
    for (who, field) in [
        (Who::Author, "postPublish"),
        (Who::Author, "postPropose"),
        (Who::Editor, "postAccept"),
        (Who::Editor, "postReturn"),
    ] {
        cast.refused(who, field, the.clone(), "CONFLICT").await;
    }
    assert!(cast.reads(Who::Member, &id).await);
    let pinned = cast.done(Who::Editor, "postPin", the.clone(), "post { pinnedAt }").await;
    assert_eq!(pinned["post"]["pinnedAt"], "2026-01-15T08:00:00Z");
    cast.refused(Who::Author, "postUnpin", the.clone(), "FORBIDDEN").await;
    let unpinned = cast.done(Who::Editor, "postUnpin", the, "post { pinnedAt }").await;
    assert_eq!(unpinned["post"]["pinnedAt"], json!(null));
}
