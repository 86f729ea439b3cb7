//! `breakGlassApprove`: a guardian who is another person, within a day, for an hour at most.

use entity::id::{BreakGlassId, PersonId};
use entity::platform_role::{self, Role};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::{asked_by, opened};
use crate::access::ask::{role, role_of};
use crate::support::app::START;
use crate::support::{Cast, Who};

const POST: &str = "query($id: ID!) { post(id: $id) { body } }";

#[tokio::test]
async fn one_space_is_read_for_an_hour_to_the_microsecond() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Leader, &cast.merger, "Secret").await;
    let other = cast.publish(Who::Leader, &cast.deals, "Restricted").await;
    let asked = asked_by(&cast, cast.id(Who::Administrator)).await;
    cast.app.wait(600);
    let selection = "breakGlass { startsAt endsAt approvedBy { displayName } }";
    let made = cast.done(Who::Guardian, "breakGlassApprove", asked, selection).await;
    assert_eq!(
        made["breakGlass"],
        json!({
            "startsAt": "2026-01-15T08:10:00Z", "endsAt": "2026-01-15T09:10:00Z",
            "approvedBy": { "displayName": "Guardian" }
        })
    );
    for (at, reads) in [
        ("2026-01-15T08:10:00Z", true),
        ("2026-01-15T09:09:59.999999Z", true),
        ("2026-01-15T09:10:00Z", false),
    ] {
        cast.app.wait_until(at);
        let seen = cast.ask(Who::Administrator, POST, json!({ "id": post })).await;
        let expected = if reads { json!({ "body": "Text." }) } else { json!(null) };
        assert_eq!(seen["post"], expected, "{at}");
        let feed = cast.feed(Who::Administrator).await;
        assert_eq!(feed.contains(&"Secret".to_owned()), reads, "{at}");
        let held = role(&cast, Who::Administrator, &cast.merger).await;
        assert_eq!(held.as_deref(), reads.then_some("READER"), "{at}");
        // Not another space, and not the guardian.
        assert!(!cast.reads(Who::Administrator, &other).await);
        assert!(!cast.reads(Who::Guardian, &post).await);
    }
}

#[tokio::test]
async fn they_read_and_write_nothing() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Author, &cast.merger, "Secret").await;
    let input = json!({ "spaceId": cast.merger, "title": "Draft", "body": "B" });
    let draft = cast.done(Who::Author, "postCreate", input.clone(), "post { id }").await;
    let draft = draft["post"]["id"].as_str().unwrap().to_owned();
    opened(&cast).await;
    assert!(cast.reads(Who::Administrator, &post).await);
    assert!(!cast.reads(Who::Administrator, &draft).await);
    let grantee = json!({ "person": cast.id(Who::Administrator) });
    for (field, input) in [
        ("postCreate", input),
        ("postUpdate", json!({ "id": post, "title": "Mine" })),
        ("postPin", json!({ "id": post })),
        ("postWithdraw", json!({ "id": post, "reason": "Wrong." })),
        ("spaceGrant", json!({ "spaceId": cast.merger, "role": "READER", "grantee": grantee })),
        ("spaceChangeVisibility", json!({ "id": cast.merger, "visibility": "OPEN" })),
    ] {
        cast.refused(Who::Administrator, field, input, "FORBIDDEN").await;
    }
}

#[tokio::test]
async fn only_a_guardian_who_is_not_the_one_who_asks() {
    let cast = Cast::start().await;
    let both = cast.app.person("Both", &[Role::Admin, Role::Guardian]).await;
    let own = asked_by(&cast, &both).await;
    let error = cast.app.refused(&both, "breakGlassApprove", own.clone(), "FORBIDDEN").await;
    assert_eq!(error["rule"], "R14");
    assert_eq!(role_of(&cast.app, &both, &cast.merger).await, None);
    for who in Who::ALL {
        let code = match who {
            Who::Guardian | Who::Deactivated => continue,
            // Auditors know of every request; the roster of what is approved.
            Who::Auditor => "FORBIDDEN",
            _ => "NOT_FOUND",
        };
        cast.refused(who, "breakGlassApprove", own.clone(), code).await;
    }
    // Who holds both roles approves what another asks.
    let asked = asked_by(&cast, cast.id(Who::Administrator)).await;
    cast.refused(Who::Administrator, "breakGlassApprove", asked.clone(), "FORBIDDEN").await;
    cast.app.done(&both, "breakGlassApprove", asked.clone(), "").await;
    let again = cast.refused(Who::Guardian, "breakGlassApprove", asked, "CONFLICT").await;
    assert_eq!(again["field"], json!(["id"]));
}

#[tokio::test]
async fn from_one_minute_to_sixty() {
    let cast = Cast::start().await;
    for (minutes, fits) in [(-1, false), (0, false), (61, false), (1, true), (60, true)] {
        let mut input = asked_by(&cast, cast.id(Who::Administrator)).await;
        input["minutes"] = json!(minutes);
        if fits {
            let selection = "breakGlass { endsAt }";
            let made = cast.done(Who::Guardian, "breakGlassApprove", input, selection).await;
            let ends = cast.app.clock.now().plus_seconds(60 * minutes).to_string();
            assert_eq!(made["breakGlass"]["endsAt"], ends);
        } else {
            let error = cast.refused(Who::Guardian, "breakGlassApprove", input, "INVALID").await;
            assert_eq!(error["field"], json!(["minutes"]), "{minutes}");
        }
    }
    let nothing = json!({ "id": cast.app.clock.new_id::<BreakGlassId>().to_string() });
    cast.refused(Who::Guardian, "breakGlassApprove", nothing, "NOT_FOUND").await;
}

#[tokio::test]
async fn a_request_waits_a_day() {
    let cast = Cast::start().await;
    let administrator = cast.id(Who::Administrator);
    let (first, second) =
        (asked_by(&cast, administrator).await, asked_by(&cast, administrator).await);
    cast.app.wait_until("2026-01-16T07:59:59.999999Z");
    cast.done(Who::Guardian, "breakGlassApprove", first, "").await;
    cast.app.wait_until("2026-01-16T08:00:00Z");
    let error = cast.refused(Who::Guardian, "breakGlassApprove", second, "CONFLICT").await;
    assert_eq!(error["rule"], "R14");
}

#[tokio::test]
async fn who_is_administrator_no_more_reads_no_more() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Leader, &cast.merger, "Secret").await;
    let passing = cast.app.person("Passing", &[]).await;
    let now = START.parse().unwrap();
    let row = platform_role::Model {
        id: cast.app.clock.new_id(),
        person_id: passing.parse::<PersonId>().unwrap(),
        role: Role::Admin,
        unit_id: None,
        from_at: now,
        until_at: Some(now.plus_seconds(1800)),
        given_by: None,
        created_at: now,
    };
    let row = row.into_active_model().reset_all();
    platform_role::Entity::insert(row).exec(&cast.app.rows().await).await.unwrap();
    let asked = asked_by(&cast, &passing).await;
    cast.done(Who::Guardian, "breakGlassApprove", asked, "").await;
    for (at, reads) in [("2026-01-15T08:29:59.999999Z", true), ("2026-01-15T08:30:00Z", false)] {
        cast.app.wait_until(at);
        let seen = cast.app.ask(&passing, POST, json!({ "id": post })).await;
        assert_eq!(!seen["post"].is_null(), reads, "{at}");
        let held = role_of(&cast.app, &passing, &cast.merger).await;
        assert_eq!(held.as_deref(), reads.then_some("READER"), "{at}");
    }
}
