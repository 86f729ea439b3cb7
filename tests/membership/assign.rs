//! `personAssign` and `assignmentEnd`.

use entity::id::{AssignmentId, PersonId, UnitId};
use serde_json::{Value, json};

use crate::support::{Cast, Who};

async fn members(cast: &Cast, unit: &str) -> Vec<String> {
    let query = "query($id: ID!) { unit(id: $id) { assignments(first: 100) { nodes { person { displayName } } } } }";
    let unit = cast.ask(Who::Auditor, query, json!({ "id": unit })).await;
    let nodes = unit["unit"]["assignments"]["nodes"].as_array().unwrap();
    let names = nodes.iter().map(|node| node["person"]["displayName"].as_str().unwrap().to_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[tokio::test]
async fn by_leader_deputy_or_administrator_and_of_no_other_unit() {
    let cast = Cast::start().await;
    for (by, who, confirmed) in [
        (Who::Leader, Who::Outsider, true),
        (Who::Deputy, Who::Auditor, true),
        (Who::Administrator, Who::Guardian, false),
    ] {
        let input = json!({ "unitId": cast.sales, "personId": cast.id(who) });
        let selection =
            "assignment { id source startsAt endsAt unit { name } person { displayName } }";
        let made = cast.done(by, "personAssign", input, selection).await;
        let id = json!({ "id": made["assignment"]["id"] });
        assert_eq!(
            made["assignment"],
            json!({
                "id": id["id"], "source": "MANUAL", "startsAt": "2026-01-15T08:00:00Z", "endsAt": null,
                "unit": { "name": "Sales" }, "person": { "displayName": format!("{who:?}") },
            })
        );
        let role = crate::access::ask::role(&cast, who, &cast.merger).await;
        assert_eq!(role.is_some(), confirmed, "{who:?} in a closed space");
    }
    assert_eq!(
        members(&cast, &cast.sales).await,
        ["Auditor", "Author", "Guardian", "Member", "Outsider"]
    );
    assert_eq!(members(&cast, &cast.shops).await, ["Child"]);
    let input = json!({ "unitId": cast.shops, "personId": cast.id(Who::Outsider) });
    for who in Who::ALL {
        if ![Who::ChildLeader, Who::Administrator, Who::Deactivated].contains(&who) {
            let error = cast.refused(who, "personAssign", input.clone(), "FORBIDDEN").await;
            assert_eq!(error["rule"], "R3", "{who:?}");
        }
    }
    assert_eq!(members(&cast, &cast.shops).await, ["Child"]);
}

#[tokio::test]
async fn ended_by_the_same_and_then_assigned_anew() {
    let cast = Cast::start().await;
    let assign = json!({ "unitId": cast.shops, "personId": cast.id(Who::Outsider) });
    for by in [Who::ChildLeader, Who::Administrator] {
        let made =
            cast.done(Who::ChildLeader, "personAssign", assign.clone(), "assignment { id }").await;
        let id = json!({ "id": made["assignment"]["id"] });
        for who in Who::ALL {
            if ![Who::ChildLeader, Who::Administrator, Who::Deactivated].contains(&who) {
                cast.refused(who, "assignmentEnd", id.clone(), "FORBIDDEN").await;
            }
        }
        let twice =
            cast.refused(Who::ChildLeader, "personAssign", assign.clone(), "CONFLICT").await;
        assert_eq!(twice["field"], json!(["personId"]));
        assert_eq!(members(&cast, &cast.shops).await, ["Child", "Outsider"]);
        cast.app.wait(60);
        cast.done(by, "assignmentEnd", id.clone(), "assignment { endsAt }").await;
        assert_eq!(members(&cast, &cast.shops).await, ["Child"]);
        cast.refused(by, "assignmentEnd", id.clone(), "CONFLICT").await;
    }
    let nothing = cast.app.clock.new_id::<AssignmentId>().to_string();
    for field in ["assignmentEnd", "assignmentConfirm"] {
        cast.refused(Who::Leader, field, json!({ "id": nothing }), "NOT_FOUND").await;
    }
}

#[tokio::test]
async fn what_cannot_be_assigns_nobody() {
    let cast = Cast::start().await;
    let person = cast.app.clock.new_id::<PersonId>().to_string();
    let unit = cast.app.clock.new_id::<UnitId>().to_string();
    for (change, code, field) in [
        (json!({ "unitId": unit }), "NOT_FOUND", "unitId"),
        (json!({ "personId": person }), "NOT_FOUND", "personId"),
        (json!({ "endsAt": "2026-01-15T08:00:00Z" }), "INVALID", "endsAt"),
        (json!({ "personId": cast.id(Who::Member) }), "CONFLICT", "personId"),
    ] {
        let mut input = json!({ "unitId": cast.sales, "personId": cast.id(Who::Child) });
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let error = cast.refused(Who::Leader, "personAssign", input, code).await;
        assert_eq!(error["field"], json!([field]), "{change}");
    }
    let query = "mutation($input: PersonAssignInput!) { personAssign(input: $input) { assignment { id } } }";
    for (unit, person) in [(&*cast.home, cast.id(Who::Child)), (&cast.sales, &cast.home)] {
        let input = json!({ "input": { "unitId": unit, "personId": person } });
        assert_eq!(cast.app.error(cast.id(Who::Leader), query, input).await, "INVALID_ID");
    }
    let ends: Value = json!("9999-12-30T00:00:00Z");
    let input = json!({ "unitId": cast.sales, "personId": cast.id(Who::Child), "endsAt": ends });
    let made = cast.done(Who::Leader, "personAssign", input, "assignment { endsAt }").await;
    assert_eq!(made["assignment"]["endsAt"], ends);
    assert_eq!(members(&cast, &cast.sales).await, ["Author", "Child", "Member"]);
}
