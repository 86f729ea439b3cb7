//! An invitation ends after 24 hours, with `invitationRevoke`, and with the evangelist's appointment.

use serde_json::{Value, json};

use super::{draft, invite};
use crate::support::{Cast, Who};

fn help(post: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("commentAdd", json!({ "postId": post, "body": "Well." })),
        ("suggestionAdd", json!({ "postId": post, "passage": "a01", "replacement": "b01" })),
    ]
}

/// Fails unless the evangelist has no way to the draft any more.
async fn is_over(cast: &Cast, post: &str) {
    assert!(!cast.reads(Who::Evangelist, post).await);
    for (field, input) in help(post) {
        cast.refused(Who::Evangelist, field, input, "NOT_FOUND").await;
    }
    let query = "query($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }";
    let seen = cast.ask(Who::Evangelist, query, json!({ "id": post })).await;
    assert_eq!(seen, json!({ "node": null, "nodes": [null] }));
}

#[tokio::test]
async fn after_24_hours_to_the_microsecond() {
    let cast = Cast::start().await;
    let post = draft(&cast, &cast.home).await;
    let id = invite(&cast, &post).await;
    cast.app.wait_until("2026-01-16T07:59:59.999999Z");
    assert!(cast.reads(Who::Evangelist, &post).await);
    for (field, input) in help(&post) {
        cast.done(Who::Evangelist, field, input, "").await;
    }
    cast.app.wait_until("2026-01-16T08:00:00Z");
    is_over(&cast, &post).await;
    cast.refused(Who::Author, "invitationRevoke", json!({ "id": id }), "CONFLICT").await;
}

#[tokio::test]
async fn at_once_when_the_author_revokes_it() {
    let cast = Cast::start().await;
    let post = draft(&cast, &cast.home).await;
    let with = json!({ "postId": post, "personId": cast.id(Who::Member) });
    cast.done(Who::Author, "coauthorAdd", with, "").await;
    let id = json!({ "id": invite(&cast, &post).await });
    for (who, code) in [
        (Who::Evangelist, "FORBIDDEN"),
        (Who::Member, "NOT_FOUND"),
        (Who::Leader, "NOT_FOUND"),
        (Who::Administrator, "NOT_FOUND"),
    ] {
        cast.refused(who, "invitationRevoke", id.clone(), code).await;
    }
    for (field, input) in help(&post) {
        cast.done(Who::Evangelist, field, input, "").await;
    }
    cast.app.wait(60);
    let selection = "invitation { endsAt }";
    let ended = cast.done(Who::Author, "invitationRevoke", id.clone(), selection).await;
    assert_eq!(ended["invitation"]["endsAt"], "2026-01-15T08:01:00Z");
    is_over(&cast, &post).await;
    cast.refused(Who::Author, "invitationRevoke", id, "CONFLICT").await;
}

#[tokio::test]
async fn when_the_draft_is_no_draft_any_more() {
    let cast = Cast::start().await;
    let post = draft(&cast, &cast.home).await;
    invite(&cast, &post).await;
    cast.done(Who::Author, "postPropose", json!({ "id": post }), "").await;
    is_over(&cast, &post).await;
    cast.done(Who::Editor, "postReturn", json!({ "id": post }), "").await;
    assert!(cast.reads(Who::Evangelist, &post).await, "within its day");
    cast.done(Who::Author, "postPublish", json!({ "id": post }), "").await;
    is_over(&cast, &post).await;
}

#[tokio::test]
async fn with_the_last_of_their_appointments() {
    let cast = Cast::start().await;
    let post = draft(&cast, &cast.home).await;
    let appoint = async |unit: &str| {
        let input = json!({ "unitId": unit, "personId": cast.id(Who::Outsider) });
        let made = cast.done(Who::Administrator, "evangelistAppoint", input, "evangelist { id }");
        json!({ "id": made.await["evangelist"]["id"] })
    };
    let end = async |id: &Value| {
        cast.done(Who::Administrator, "evangelistEnd", id.clone(), "").await;
    };
    let (first, second) = (appoint(&cast.sales).await, appoint(&cast.acme).await);
    let input = json!({ "postId": post, "evangelistId": cast.id(Who::Outsider) });
    cast.done(Who::Author, "invitationCreate", input, "").await;
    end(&first).await;
    assert!(cast.reads(Who::Outsider, &post).await, "they help the branch by the other");
    end(&second).await;
    assert!(!cast.reads(Who::Outsider, &post).await);
    // Called back within the day for which the author has invited them.
    let third = appoint(&cast.sales).await;
    assert!(cast.reads(Who::Outsider, &post).await);
    end(&third).await;
    assert!(!cast.reads(Who::Outsider, &post).await);
}

#[tokio::test]
async fn with_their_appointment_by_hand_or_by_the_clock() {
    for by_hand in [true, false] {
        let cast = Cast::start().await;
        let post = draft(&cast, &cast.home).await;
        let ends = (!by_hand).then_some("2026-01-15T09:00:00Z");
        let input =
            json!({ "unitId": cast.sales, "personId": cast.id(Who::Outsider), "endsAt": ends });
        let selection = "evangelist { id }";
        let made = cast.done(Who::Administrator, "evangelistAppoint", input, selection).await;
        let invite = json!({ "postId": post, "evangelistId": cast.id(Who::Outsider) });
        cast.done(Who::Author, "invitationCreate", invite, "").await;
        cast.app.wait_until("2026-01-15T08:59:59.999999Z");
        assert!(cast.reads(Who::Outsider, &post).await);
        if by_hand {
            let end = json!({ "id": made["evangelist"]["id"] });
            cast.done(Who::Administrator, "evangelistEnd", end, "").await;
        } else {
            cast.app.wait_until("2026-01-15T09:00:00Z");
        }
        assert!(!cast.reads(Who::Outsider, &post).await, "by hand: {by_hand}");
        for (field, input) in help(&post) {
            cast.refused(Who::Outsider, field, input, "NOT_FOUND").await;
        }
    }
}
