//! `evangelistAppoint`: an administrator's act, for a branch, with or without an end.

use entity::id::{PersonId, UnitId};
use serde_json::json;

use super::{appoint, evangelists};
use crate::access::ask::roles;
use crate::support::{Cast, Who};

#[tokio::test]
async fn an_administrator_appoints_for_a_branch_and_everyone_sees_whom() {
    let cast = Cast::start().await;
    let input = json!({ "unitId": cast.sales, "personId": cast.id(Who::Editor) });
    for who in Who::ALL {
        if !matches!(who, Who::Administrator | Who::Deactivated) {
            let error = cast.refused(who, "evangelistAppoint", input.clone(), "FORBIDDEN").await;
            assert_eq!(error["rule"], "R13", "{who:?}");
        }
    }
    let selection = "evangelist { startsAt endsAt person { displayName } unit { name } }";
    let made = cast.done(Who::Administrator, "evangelistAppoint", input, selection).await;
    assert_eq!(
        made["evangelist"],
        json!({
            "startsAt": "2026-01-15T08:00:00Z", "endsAt": null,
            "person": { "displayName": "Editor" }, "unit": { "name": "Sales" }
        })
    );
    // The other one helps the whole company.
    for (unit, helped) in [(&cast.sales, true), (&cast.shops, true), (&cast.finance, false)] {
        let expected: &[&str] = if helped { &["Editor", "Evangelist"] } else { &["Evangelist"] };
        assert_eq!(evangelists(&cast, unit).await, expected);
    }
}

#[tokio::test]
async fn it_ends_at_the_instant_given() {
    let cast = Cast::start().await;
    let end = "2026-01-20T00:00:00Z";
    let input = json!({ "unitId": cast.sales, "personId": cast.id(Who::Editor), "endsAt": end });
    let made =
        cast.done(Who::Administrator, "evangelistAppoint", input, "evangelist { endsAt }").await;
    assert_eq!(made["evangelist"]["endsAt"], end);
    for (at, role, listed) in [("2026-01-19T23:59:59.999999Z", "READER", 2), (end, "EDITOR", 1)] {
        cast.app.wait_until(at);
        roles(&cast, &cast.home, &[(Who::Editor, Some(role))]).await;
        assert_eq!(evangelists(&cast, &cast.sales).await.len(), listed, "{at}");
    }
}

#[tokio::test]
async fn twice_in_a_unit_is_a_conflict_and_in_two_units_is_not() {
    let cast = Cast::start().await;
    let input = json!({ "unitId": cast.sales, "personId": cast.id(Who::Editor) });
    let id = appoint(&cast, &cast.sales, Who::Editor).await;
    let admin = Who::Administrator;
    let error = cast.refused(admin, "evangelistAppoint", input, "CONFLICT").await;
    assert_eq!(error["field"], json!(["personId"]));
    appoint(&cast, &cast.finance, Who::Editor).await;
    cast.done(admin, "evangelistEnd", json!({ "id": id }), "").await;
    appoint(&cast, &cast.sales, Who::Editor).await;
}

#[tokio::test]
async fn who_holds_an_office_in_the_branch_is_refused() {
    let cast = Cast::start().await;
    let next = json!({
        "unitId": cast.shops, "personId": cast.id(Who::Outsider), "startsAt": "2026-03-01T00:00:00Z"
    });
    cast.done(Who::Administrator, "leaderAppoint", next, "").await;
    for (unit, who) in [
        (&cast.sales, Who::Leader),
        (&cast.sales, Who::Deputy),
        (&cast.sales, Who::ChildLeader),
        (&cast.sales, Who::Outsider),
        (&cast.acme, Who::Deputy),
    ] {
        let input = json!({ "unitId": unit, "personId": cast.id(who) });
        let error = cast.refused(Who::Administrator, "evangelistAppoint", input, "CONFLICT").await;
        assert_eq!(
            (&error["rule"], &error["field"]),
            (&json!("R12"), &json!(["personId"])),
            "{who:?}"
        );
    }
    // An office above the branch, or beside it, is none in it.
    appoint(&cast, &cast.sales, Who::Boss).await;
    appoint(&cast, &cast.sales, Who::OtherLeader).await;
}

#[tokio::test]
async fn what_cannot_be_appoints_nobody() {
    let cast = Cast::start().await;
    let person = cast.app.clock.new_id::<PersonId>().to_string();
    let unit = cast.app.clock.new_id::<UnitId>().to_string();
    for (change, code, field) in [
        (json!({ "unitId": unit }), "NOT_FOUND", "unitId"),
        (json!({ "personId": person }), "NOT_FOUND", "personId"),
        (json!({ "endsAt": "2026-01-15T08:00:00Z" }), "INVALID", "endsAt"),
    ] {
        let mut input = json!({ "unitId": cast.sales, "personId": cast.id(Who::Editor) });
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let error = cast.refused(Who::Administrator, "evangelistAppoint", input, code).await;
        assert_eq!(error["field"], json!([field]), "{change}");
    }
    assert_eq!(evangelists(&cast, &cast.sales).await, ["Evangelist"]);
}
