//! Every kind of reason, with the rule, the dates and the giver that `access` tells of it.

use serde_json::{Value, json};

use super::access::access;
use crate::access::ask::made;
use crate::support::{Cast, Who};

const START: &str = "2026-01-15T08:00:00Z";
const END: &str = "2026-02-01T00:00:00Z";

/// Each reason as rule, role, source, start, end and giver.
async fn told(cast: &Cast, of: Who, space: &str) -> Value {
    let found = access(cast, Who::Deputy, of, space).await;
    let reasons = found["reasons"].as_array().unwrap().iter().map(|it| {
        let parts = ["rule", "role", "source", "startsAt", "endsAt"].map(|part| it[part].clone());
        let by = it["givenBy"].get("displayName").cloned().unwrap_or_default();
        Value::from_iter(parts.into_iter().chain([by]))
    });
    reasons.collect()
}

#[tokio::test]
async fn of_offices() {
    let cast = Cast::start().await;
    let office =
        |ends: Option<&str>| json!(["R2", "LEADER", "POSITION", START, ends, "Administrator"]);
    assert_eq!(told(&cast, Who::Leader, &cast.merger).await, json!([office(None)]));
    let year = json!(["R2", "DEPUTY", "POSITION", START, "2027-01-15T08:00:00Z", "Leader"]);
    assert_eq!(told(&cast, Who::Deputy, &cast.merger).await, json!([year]));
    // Of a unit above, by the space's visibility.
    let above = json!([["R6", "READER", "POSITION", START, null, "Administrator"]]);
    assert_eq!(told(&cast, Who::Boss, &cast.home).await, above);
    // A successor ends the one, and lets the other lapse thirty days later.
    let next = json!({ "unitId": cast.sales, "personId": cast.id(Who::Outsider), "startsAt": END });
    cast.done(Who::Administrator, "leaderAppoint", next, "").await;
    assert_eq!(told(&cast, Who::Leader, &cast.merger).await, json!([office(Some(END))]));
    let lapses = json!([["R2", "DEPUTY", "POSITION", START, "2026-03-03T00:00:00Z", "Leader"]]);
    assert_eq!(told(&cast, Who::Deputy, &cast.merger).await, lapses);
}

#[tokio::test]
async fn of_memberships() {
    let cast = Cast::start().await;
    cast.app.wait(60);
    let input = json!({ "unitId": cast.sales, "personId": cast.id(Who::Outsider), "endsAt": END });
    cast.done(Who::Deputy, "personAssign", input, "").await;
    let member = json!(["R3", "AUTHOR", "ASSIGNMENT", "2026-01-15T08:01:00Z", END, "Deputy"]);
    assert_eq!(told(&cast, Who::Outsider, &cast.merger).await, json!([member]));
    let branch = json!(["R6", "READER", "ASSIGNMENT", "2026-01-15T08:01:00Z", END, "Deputy"]);
    assert_eq!(told(&cast, Who::Outsider, &cast.home).await, json!([member, branch]));
    let below = json!([["R6", "READER", "ASSIGNMENT", START, null, "ChildLeader"]]);
    assert_eq!(told(&cast, Who::Child, &cast.home).await, below);
}

#[tokio::test]
async fn of_grants_and_of_visibility_alone() {
    let cast = Cast::start().await;
    let everyone = json!(["R6", "READER", "VISIBILITY", null, null, null]);
    assert_eq!(told(&cast, Who::Guardian, &cast.news).await, json!([everyone]));
    let to = json!({ "person": cast.id(Who::Guardian) });
    let on_space =
        json!({ "spaceId": cast.news, "grantee": to, "role": "CONTRIBUTOR", "endsAt": END });
    cast.done(Who::Deputy, "spaceGrant", on_space, "").await;
    let later = "2026-02-02T00:00:00Z";
    let on_unit = json!({ "unitId": cast.sales, "grantee": to, "role": "EDITOR", "endsAt": later });
    cast.done(Who::Leader, "unitGrant", on_unit, "").await;
    let expected = json!([
        ["R5", "EDITOR", "UNIT_GRANT", START, later, "Leader"],
        ["R4", "CONTRIBUTOR", "SPACE_GRANT", START, END, "Deputy"],
        everyone,
    ]);
    assert_eq!(told(&cast, Who::Guardian, &cast.news).await, expected);
    // From a unit above, as READER.
    let to = json!({ "person": cast.id(Who::Auditor) });
    let above = json!({
        "unitId": cast.acme, "grantee": to, "role": "EDITOR", "subtree": true, "endsAt": END
    });
    cast.done(Who::Boss, "unitGrant", above, "").await;
    let expected = json!([["R5", "READER", "UNIT_GRANT", START, END, "Boss"]]);
    assert_eq!(told(&cast, Who::Auditor, &cast.home).await, expected);
}

#[tokio::test]
async fn of_break_glass() {
    let cast = Cast::start().await;
    let query = "query($id: ID!) { space(id: $id) { reference } }";
    let named = cast.ask(Who::Leader, query, json!({ "id": cast.merger })).await;
    let input = json!({
        "spaceId": named["space"]["reference"], "reason": "LEGAL_ORDER", "explanation": "E"
    });
    let asked = cast.done(Who::Administrator, "breakGlassAsk", input, "breakGlass { id }").await;
    let id = made(asked, "breakGlass");
    assert_eq!(told(&cast, Who::Administrator, &cast.merger).await, json!([]));
    cast.app.wait(60);
    let input = json!({ "id": id, "minutes": 10 });
    cast.done(Who::Guardian, "breakGlassApprove", input, "").await;
    let (from, until) = ("2026-01-15T08:01:00Z", "2026-01-15T08:11:00Z");
    let expected = json!([["R14", "READER", "BREAK_GLASS", from, until, "Guardian"]]);
    assert_eq!(told(&cast, Who::Administrator, &cast.merger).await, expected);
    let found = access(&cast, Who::Leader, Who::Administrator, &cast.merger).await;
    assert_eq!(found["reasons"][0]["reference"], json!(id));
    cast.app.wait_until(until);
    assert_eq!(told(&cast, Who::Administrator, &cast.merger).await, json!([]));
}
