//! `helpRequestCreate`: of who writes in the unit, where somebody helps.

use serde_json::json;

use super::questions;
use crate::access::ask::grant;
use crate::support::{Cast, Who};

#[tokio::test]
async fn who_writes_in_the_unit_asks_and_nobody_else() {
    let cast = Cast::start().await;
    let input = json!({ "unitId": cast.sales, "question": "How do I add a picture?" });
    let selection = "helpRequest { question askedAt closedAt askedBy { displayName } unit { name }
        answers { nodes { id } } }";
    let made = cast.done(Who::Member, "helpRequestCreate", input.clone(), selection).await;
    assert_eq!(
        made["helpRequest"],
        json!({
            "question": "How do I add a picture?", "askedAt": "2026-01-15T08:00:00Z", "closedAt": null,
            "askedBy": { "displayName": "Member" }, "unit": { "name": "Sales" },
            "answers": { "nodes": [] }
        })
    );
    for who in [Who::Leader, Who::Deputy, Who::Author, Who::Contributor, Who::Editor] {
        cast.done(who, "helpRequestCreate", input.clone(), "helpRequest { id }").await;
    }
    let others = [
        Who::Boss,
        Who::ChildLeader,
        Who::Child,
        Who::OtherLeader,
        Who::Outsider,
        Who::Reader,
        Who::Evangelist,
        Who::Administrator,
        Who::Guardian,
        Who::Auditor,
    ];
    for who in others {
        let error = cast.refused(who, "helpRequestCreate", input.clone(), "FORBIDDEN").await;
        assert_eq!(error["rule"], "R12", "{who:?}");
    }
    // A grant that ends takes it along.
    let to = json!({ "person": cast.id(Who::Outsider) });
    let given = grant(&cast, Who::Leader, &cast.home, to, "CONTRIBUTOR").await;
    cast.done(Who::Outsider, "helpRequestCreate", input.clone(), "").await;
    cast.done(Who::Leader, "spaceRevoke", json!({ "id": given }), "").await;
    cast.refused(Who::Outsider, "helpRequestCreate", input, "FORBIDDEN").await;
}

#[tokio::test]
async fn where_nobody_helps_nobody_is_asked() {
    let cast = Cast::start().await;
    let input = json!({ "unitId": cast.sales, "question": "Anybody?" });
    let query = "query($id: ID!) { unit(id: $id) { evangelists { id } } }";
    let unit = cast.ask(Who::Leader, query, json!({ "id": cast.sales })).await;
    for role in unit["unit"]["evangelists"].as_array().unwrap() {
        cast.done(Who::Administrator, "evangelistEnd", json!({ "id": role["id"] }), "").await;
    }
    let error = cast.refused(Who::Member, "helpRequestCreate", input.clone(), "CONFLICT").await;
    assert_eq!((&error["field"], &error["rule"]), (&json!(["unitId"]), &json!("R12")));
    assert_eq!(questions(&cast, Who::Member).await, Vec::<String>::new());
    // Of another branch, or oneself alone, is nobody either.
    for (unit, who) in [(&cast.finance, Who::Outsider), (&cast.sales, Who::Member)] {
        let appoint = json!({ "unitId": unit, "personId": cast.id(who) });
        cast.done(Who::Administrator, "evangelistAppoint", appoint, "").await;
        cast.refused(Who::Member, "helpRequestCreate", input.clone(), "CONFLICT").await;
    }
    let appoint = json!({
        "unitId": cast.acme, "personId": cast.id(Who::Outsider), "endsAt": "2026-02-01T00:00:00Z"
    });
    cast.done(Who::Administrator, "evangelistAppoint", appoint, "").await;
    cast.done(Who::Member, "helpRequestCreate", input.clone(), "").await;
    cast.app.wait_until("2026-02-01T00:00:00Z");
    cast.refused(Who::Member, "helpRequestCreate", input, "CONFLICT").await;
}

#[tokio::test]
async fn what_is_out_of_bounds_asks_nothing() {
    let cast = Cast::start().await;
    for (question, code) in
        [(String::new(), "INVALID"), (" \n".into(), "INVALID"), ("q".repeat(10_001), "TOO_LONG")]
    {
        let input = json!({ "unitId": cast.sales, "question": question });
        let error = cast.refused(Who::Member, "helpRequestCreate", input, code).await;
        assert_eq!(error["field"], json!(["question"]));
    }
    let absent = cast.app.clock.new_id::<entity::id::UnitId>().to_string();
    let input = json!({ "unitId": absent, "question": "Q" });
    cast.refused(Who::Member, "helpRequestCreate", input, "NOT_FOUND").await;
    assert_eq!(questions(&cast, Who::Evangelist).await, Vec::<String>::new());
}
