//! `unitGrant`.

use serde_json::{Value, json};

use super::role;
use crate::support::{Cast, Who};

async fn home(cast: &Cast, who: Who, unit: &str) -> String {
    let query = "query($id: ID!) { unit(id: $id) { spaces { id } } }";
    let mut found = cast.ask(who, query, json!({ "id": unit })).await;
    found["unit"]["spaces"][0]["id"].take().as_str().unwrap().to_owned()
}

#[tokio::test]
async fn it_reaches_the_units_open_and_unit_spaces_and_as_reader_those_below() {
    let cast = Cast::start().await;
    let shops = home(&cast, Who::ChildLeader, &cast.shops).await;
    let spaces = [&cast.home, &cast.news, &cast.deals, &cast.merger, &shops];
    let roles = async || {
        let mut found = Vec::new();
        for space in spaces {
            found.push(role(&cast, Who::Outsider, space).await);
        }
        json!(found)
    };
    let mut input = json!({
        "unitId": cast.sales, "grantee": { "membersOf": cast.finance }, "role": "EDITOR",
        "endsAt": "2026-01-16T00:00:00Z",
    });
    let selection = "grant { id subtree role extent endsAt grantee { ... on Unit { id } } grantedBy { displayName } }";
    let made = cast.done(Who::Leader, "unitGrant", input.clone(), selection).await;
    assert_eq!(
        made["grant"],
        json!({
            "id": made["grant"]["id"], "subtree": false, "role": "EDITOR", "extent": "MEMBERS",
            "endsAt": "2026-01-16T00:00:00Z", "grantee": { "id": cast.finance },
            "grantedBy": { "displayName": "Leader" },
        })
    );
    assert_eq!(roles().await, json!(["EDITOR", "EDITOR", null, null, null]));
    input["subtree"] = json!(true);
    input["endsAt"] = json!("2026-01-17T00:00:00Z");
    cast.done(Who::Leader, "unitGrant", input, "grant { id }").await;
    assert_eq!(roles().await, json!(["EDITOR", "EDITOR", null, null, "READER"]));
    let cut = json!({ "id": shops, "inherits": false });
    cast.done(Who::ChildLeader, "spaceChangeVisibility", cut, "space { id }").await;
    assert_eq!(roles().await, json!(["EDITOR", "EDITOR", null, null, null]));
    cast.app.wait_until("2026-01-16T00:00:00Z");
    assert_eq!(roles().await, json!(["EDITOR", "EDITOR", null, null, null]));
    cast.app.wait_until("2026-01-17T00:00:00Z");
    assert_eq!(roles().await, json!([null, "READER", null, null, null]));
}

#[tokio::test]
async fn the_units_leader_alone_gives_it() {
    let cast = Cast::start().await;
    let input = json!({ "unitId": cast.sales, "grantee": { "person": cast.id(Who::Outsider) }, "role": "READER" });
    for who in Who::ALL {
        if ![Who::Leader, Who::Deactivated].contains(&who) {
            let error = cast.refused(who, "unitGrant", input.clone(), "FORBIDDEN").await;
            assert_eq!(error["rule"], "R2", "{who:?}");
        }
    }
    assert_eq!(role(&cast, Who::Outsider, &cast.home).await, Value::Null);
    for (change, code, field) in [
        (json!({ "endsAt": "2026-01-15T07:59:59Z" }), "INVALID", json!(["endsAt"])),
        (
            json!({ "unitId": cast.app.clock.new_id::<entity::id::UnitId>().to_string() }),
            "NOT_FOUND",
            json!(["unitId"]),
        ),
    ] {
        let mut wrong = input.clone();
        wrong.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(cast.refused(Who::Leader, "unitGrant", wrong, code).await["field"], field);
    }
}
