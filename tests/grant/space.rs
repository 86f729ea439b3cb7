//! `spaceGrant`.

use entity::id::{PersonId, SpaceId, UnitId};
use serde_json::{Value, json};

use super::role;
use crate::support::{Cast, Who};

const ALL: &str = "grant { id role extent startsAt endsAt grantedBy { displayName } grantee { __typename ... on Person { id } ... on Unit { id } } }";

#[tokio::test]
async fn it_is_what_was_given_and_works_from_the_next_request_on() {
    let cast = Cast::start().await;
    cast.app.wait(60);
    let ends = "2026-03-01T12:00:00.5Z";
    for (to, extent, kind, id, who, others) in [
        (
            json!({ "person": cast.id(Who::Auditor) }),
            "PERSON",
            "Person",
            cast.id(Who::Auditor),
            Who::Auditor,
            Who::Outsider,
        ),
        (
            json!({ "membersOf": cast.finance }),
            "MEMBERS",
            "Unit",
            &cast.finance,
            Who::Outsider,
            Who::Boss,
        ),
        (json!({ "branchOf": cast.acme }), "BRANCH", "Unit", &cast.acme, Who::Child, Who::Guardian),
    ] {
        let before = role(&cast, others, &cast.home).await;
        let input =
            json!({ "spaceId": cast.home, "grantee": to, "role": "EDITOR", "endsAt": ends });
        let made = cast.done(Who::Deputy, "spaceGrant", input, ALL).await;
        let id = json!({
            "id": made["grant"]["id"], "role": "EDITOR", "extent": extent, "endsAt": ends,
            "startsAt": "2026-01-15T08:01:00Z", "grantedBy": { "displayName": "Deputy" },
            "grantee": { "__typename": kind, "id": id },
        });
        assert_eq!(made["grant"], id);
        assert_eq!(role(&cast, who, &cast.home).await, "EDITOR", "{extent}");
        assert_eq!(role(&cast, others, &cast.home).await, before, "{extent} does not reach them");
    }
}

#[tokio::test]
async fn of_several_the_highest_counts_and_each_ends_by_itself() {
    let cast = Cast::start().await;
    let to = json!({ "person": cast.id(Who::Auditor) });
    for (granted, ends) in [
        ("READER", Value::Null),
        ("EDITOR", json!("2026-01-16T00:00:00Z")),
        ("CONTRIBUTOR", json!("2026-01-18T00:00:00Z")),
        ("AUTHOR", json!("2026-01-17T00:00:00Z")),
    ] {
        let input = json!({ "spaceId": cast.home, "grantee": to, "role": granted, "endsAt": ends });
        cast.done(Who::Leader, "spaceGrant", input, "grant { id }").await;
    }
    for (at, expected) in [
        ("2026-01-15T23:59:59.999999Z", "EDITOR"),
        ("2026-01-16T00:00:00Z", "AUTHOR"),
        ("2026-01-17T00:00:00Z", "CONTRIBUTOR"),
        ("2026-01-18T00:00:00Z", "READER"),
    ] {
        cast.app.wait_until(at);
        assert_eq!(role(&cast, Who::Auditor, &cast.home).await, expected, "{at}");
    }
}

#[tokio::test]
async fn what_cannot_be_gives_nothing() {
    let cast = Cast::start().await;
    let clock = &cast.app.clock;
    let (person, unit, space) = (
        clock.new_id::<PersonId>().to_string(),
        clock.new_id::<UnitId>().to_string(),
        clock.new_id::<SpaceId>().to_string(),
    );
    let to = json!({ "person": cast.id(Who::Outsider) });
    for (change, code, field) in [
        (json!({ "spaceId": space }), "NOT_FOUND", json!(["spaceId"])),
        (json!({ "grantee": { "person": person } }), "NOT_FOUND", json!(["grantee", "person"])),
        (json!({ "grantee": { "membersOf": unit } }), "NOT_FOUND", json!(["grantee", "membersOf"])),
        (json!({ "grantee": { "branchOf": unit } }), "NOT_FOUND", json!(["grantee", "branchOf"])),
        (json!({ "endsAt": "2026-01-15T08:00:00Z" }), "INVALID", json!(["endsAt"])),
        (json!({ "endsAt": "0001-01-01T00:00:00Z" }), "INVALID", json!(["endsAt"])),
    ] {
        let mut input = json!({ "spaceId": cast.home, "grantee": to, "role": "READER" });
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let error = cast.refused(Who::Leader, "spaceGrant", input, code).await;
        assert_eq!(error["field"], field, "{change}");
    }
    let query = "mutation($input: SpaceGrantInput!) { spaceGrant(input: $input) { grant { id } } }";
    let me = cast.id(Who::Leader);
    for (grantee, code) in [
        (json!({}), "VALIDATION_FAILED"),
        (json!({ "person": cast.id(Who::Child), "branchOf": cast.sales }), "VALIDATION_FAILED"),
        (json!({ "person": cast.sales }), "INVALID_ID"),
        (json!({ "branchOf": cast.id(Who::Child) }), "INVALID_ID"),
    ] {
        let input = json!({ "spaceId": cast.home, "grantee": grantee, "role": "READER" });
        assert_eq!(cast.app.error(me, query, json!({ "input": input })).await, code, "{grantee}");
    }
    assert_eq!(role(&cast, Who::Outsider, &cast.home).await, Value::Null);
    let list = "query($id: ID!) { space(id: $id) { grants { nodes { id } } } }";
    let grants = cast.ask(Who::Leader, list, json!({ "id": cast.home })).await;
    assert_eq!(grants["space"]["grants"]["nodes"].as_array().unwrap().len(), 3, "the cast's");
}
