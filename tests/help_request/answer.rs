//! `helpRequestAnswer` and `helpRequestClose`: evangelists of the branch answer, who asked replies, either closes.

use entity::id::HelpRequestId;
use serde_json::json;

use super::{answers, asked};
use crate::support::{Cast, Who};

#[tokio::test]
async fn evangelists_answer_who_asked_replies_and_others_know_nothing() {
    let cast = Cast::start().await;
    let id = asked(&cast, Who::Member, "How?").await;
    let absent = cast.app.clock.new_id::<HelpRequestId>().to_string();
    for who in Who::ALL {
        if [Who::Member, Who::Evangelist, Who::Deactivated].contains(&who) {
            continue;
        }
        let answer = |id: &str| json!({ "id": id, "body": "So." });
        let there = cast.refused(who, "helpRequestAnswer", answer(&id), "NOT_FOUND").await;
        let nothing = cast.refused(who, "helpRequestAnswer", answer(&absent), "NOT_FOUND").await;
        assert_eq!(there, nothing, "{who:?}");
        cast.refused(who, "helpRequestClose", json!({ "id": id }), "NOT_FOUND").await;
    }
    for (who, body) in [
        (Who::Evangelist, "Drop it into the text."),
        (Who::Member, "Where?"),
        (Who::Evangelist, "At the cursor."),
    ] {
        cast.app.wait(60);
        let selection = "answer { author { displayName } body writtenAt }";
        let input = json!({ "id": id, "body": body });
        let made = cast.done(who, "helpRequestAnswer", input, selection).await;
        assert_eq!(made["answer"]["author"]["displayName"], format!("{who:?}"));
    }
    for who in [Who::Member, Who::Evangelist] {
        assert_eq!(
            answers(&cast, who, &id).await,
            ["Drop it into the text.", "Where?", "At the cursor."]
        );
    }
}

#[tokio::test]
async fn what_is_closed_is_answered_no_more() {
    let cast = Cast::start().await;
    for who in [Who::Member, Who::Evangelist] {
        let id = asked(&cast, Who::Member, "How?").await;
        let closed = cast
            .done(who, "helpRequestClose", json!({ "id": id }), "helpRequest { closedAt }")
            .await;
        assert_eq!(closed["helpRequest"]["closedAt"], "2026-01-15T08:00:00Z");
        for one in [Who::Member, Who::Evangelist] {
            let input = json!({ "id": id, "body": "Late." });
            cast.refused(one, "helpRequestAnswer", input, "CONFLICT").await;
            cast.refused(one, "helpRequestClose", json!({ "id": id }), "CONFLICT").await;
        }
        assert_eq!(answers(&cast, Who::Member, &id).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn out_of_bounds_or_of_an_application_is_no_answer() {
    let cast = Cast::start().await;
    let id = asked(&cast, Who::Member, "How?").await;
    for (body, code) in [(String::new(), "INVALID"), ("b".repeat(10_001), "TOO_LONG")] {
        let input = json!({ "id": id, "body": body });
        let error = cast.refused(Who::Evangelist, "helpRequestAnswer", input, code).await;
        assert_eq!(error["field"], json!(["body"]));
    }
    let app = json!({
        "name": "Helper", "scopes": ["POSTS_READ"], "expiresAt": "2026-03-01T00:00:00Z"
    });
    let made = cast.done(Who::Evangelist, "applicationCreate", app, "issued { token }").await;
    let token = made["issued"]["token"].as_str().unwrap();
    let query = "query($id: ID!) { node(id: $id) { id } helpRequests { nodes { id } } }";
    let (_, seen) = cast.app.post_with(token, query, json!({ "id": id })).await;
    assert_eq!(seen["data"], json!({ "node": null, "helpRequests": { "nodes": [] } }));
    assert_eq!(answers(&cast, Who::Member, &id).await, Vec::<String>::new());
}
