//! `invitationCreate`: the author's act, for a draft, to an evangelist of the branch.

use entity::id::{PersonId, PostId};
use serde_json::json;

use super::{draft, invite};
use crate::support::{Cast, Who};

#[tokio::test]
async fn the_author_invites_for_24_hours() {
    let cast = Cast::start().await;
    let post = draft(&cast, &cast.home).await;
    let input = json!({ "postId": post, "evangelistId": cast.id(Who::Evangelist) });
    let selection = "invitation { startsAt endsAt evangelist { displayName } post { id } }";
    let made = cast.done(Who::Author, "invitationCreate", input.clone(), selection).await;
    assert_eq!(
        made["invitation"],
        json!({
            "startsAt": "2026-01-15T08:00:00Z", "endsAt": "2026-01-16T08:00:00Z",
            "evangelist": { "displayName": "Evangelist" }, "post": { "id": post }
        })
    );
    let error = cast.refused(Who::Author, "invitationCreate", input.clone(), "CONFLICT").await;
    assert_eq!(error["field"], json!(["evangelistId"]));
    // Once over, they may be invited again.
    cast.app.wait(86_400);
    cast.done(Who::Author, "invitationCreate", input, "").await;
}

#[tokio::test]
async fn only_its_author_invites() {
    let cast = Cast::start().await;
    let post = draft(&cast, &cast.home).await;
    let with = json!({ "postId": post, "personId": cast.id(Who::Member) });
    cast.done(Who::Author, "coauthorAdd", with, "").await;
    let input = json!({ "postId": post, "evangelistId": cast.id(Who::Evangelist) });
    for who in Who::ALL {
        let code = match who {
            Who::Author | Who::Deactivated => continue,
            Who::Member => "FORBIDDEN",
            // The others have never heard of the draft.
            _ => "NOT_FOUND",
        };
        cast.refused(who, "invitationCreate", input.clone(), code).await;
    }
    invite(&cast, &post).await;
    // Who is invited invites nobody.
    cast.refused(Who::Evangelist, "invitationCreate", input, "FORBIDDEN").await;
}

#[tokio::test]
async fn only_an_evangelist_of_the_branch_is_invited() {
    let cast = Cast::start().await;
    let post = draft(&cast, &cast.home).await;
    let appoint = async |unit: &str, who: Who| {
        let input = json!({ "unitId": unit, "personId": cast.id(who) });
        cast.done(Who::Administrator, "evangelistAppoint", input, "").await;
    };
    appoint(&cast.finance, Who::Outsider).await;
    appoint(&cast.shops, Who::Reader).await;
    appoint(&cast.sales, Who::Contributor).await;
    for who in [Who::Outsider, Who::Reader, Who::Member, Who::Author, Who::Administrator] {
        let input = json!({ "postId": post, "evangelistId": cast.id(who) });
        let error = cast.refused(Who::Author, "invitationCreate", input, "CONFLICT").await;
        assert_eq!(error["rule"], "R12", "{who:?}");
        assert!(!cast.reads(who, &post).await || who == Who::Author);
    }
    let input = json!({ "postId": post, "evangelistId": cast.id(Who::Contributor) });
    cast.done(Who::Author, "invitationCreate", input, "").await;
}

#[tokio::test]
async fn only_a_draft_is_helped() {
    let cast = Cast::start().await;
    let proposed = draft(&cast, &cast.home).await;
    cast.done(Who::Author, "postPropose", json!({ "id": proposed }), "").await;
    let published = cast.publish(Who::Author, &cast.home, "T").await;
    let scheduled = draft(&cast, &cast.home).await;
    let at = json!({ "id": scheduled, "publishAt": "2026-02-01T00:00:00Z" });
    cast.done(Who::Author, "postPublish", at, "").await;
    for post in [&proposed, &published, &scheduled] {
        let input = json!({ "postId": post, "evangelistId": cast.id(Who::Evangelist) });
        let error = cast.refused(Who::Author, "invitationCreate", input, "CONFLICT").await;
        assert_eq!(error["rule"], "R12");
        assert!(!cast.reads(Who::Evangelist, post).await);
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let cast = Cast::start().await;
    let post = draft(&cast, &cast.home).await;
    let person = cast.app.clock.new_id::<PersonId>().to_string();
    let nothing = cast.app.clock.new_id::<PostId>().to_string();
    let evangelist = cast.id(Who::Evangelist);
    for (input, field) in [
        (json!({ "postId": post, "evangelistId": person }), "evangelistId"),
        (json!({ "postId": nothing, "evangelistId": evangelist }), "postId"),
    ] {
        let error = cast.refused(Who::Author, "invitationCreate", input, "NOT_FOUND").await;
        assert_eq!(error["field"], json!([field]));
    }
}
