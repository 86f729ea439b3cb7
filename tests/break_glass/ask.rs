//! `breakGlassAsk`: an administrator's act, with a reason and an explanation; it opens nothing yet.

use entity::id::AdministeredSpaceId;
use serde_json::json;

use super::{opaque, request};
use crate::access::ask::role;
use crate::support::{Cast, Who};

#[tokio::test]
async fn an_administrator_asks_and_reads_nothing_by_it() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Leader, &cast.merger, "Secret").await;
    let selection = "breakGlass { reason explanation askedAt startsAt endsAt approvedBy { id } askedBy { displayName } space { id name unit { id } } }";
    let made =
        cast.done(Who::Administrator, "breakGlassAsk", request(&cast).await, selection).await;
    let id = opaque(&cast, &cast.merger).await;
    assert_eq!(
        made["breakGlass"],
        json!({
            "reason": "MISCONDUCT_REPORT", "explanation": "A report of Monday.",
            "askedAt": "2026-01-15T08:00:00Z", "startsAt": null, "endsAt": null,
            "approvedBy": null, "askedBy": { "displayName": "Administrator" },
            "space": { "id": id, "name": null, "unit": null }
        })
    );
    assert!(!cast.reads(Who::Administrator, &post).await);
    assert_eq!(role(&cast, Who::Administrator, &cast.merger).await, None);
}

#[tokio::test]
async fn nobody_else_asks() {
    let cast = Cast::start().await;
    let input = request(&cast).await;
    for who in Who::ALL {
        if !matches!(who, Who::Administrator | Who::Deactivated) {
            let error = cast.refused(who, "breakGlassAsk", input.clone(), "FORBIDDEN").await;
            assert_eq!(error["rule"], "R14", "{who:?}");
        }
    }
}

#[tokio::test]
async fn with_words_for_a_space_that_there_is() {
    let cast = Cast::start().await;
    let nothing = cast.app.clock.new_id::<AdministeredSpaceId>().to_string();
    for (change, code, field) in [
        (json!({ "spaceId": nothing }), "NOT_FOUND", "spaceId"),
        (json!({ "explanation": "  " }), "INVALID", "explanation"),
        (json!({ "explanation": "x".repeat(2001) }), "TOO_LONG", "explanation"),
    ] {
        let mut input = request(&cast).await;
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let error = cast.refused(Who::Administrator, "breakGlassAsk", input, code).await;
        assert_eq!(error["field"], json!([field]), "{change}");
    }
}
