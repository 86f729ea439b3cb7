//! `deputyName` and `positionEnd`.

use entity::id::{PersonId, PositionId, UnitId};
use serde_json::{Value, json};

use crate::support::{Cast, Who};

async fn positions(cast: &Cast) -> Vec<(String, String, String)> {
    let query =
        "query($id: ID!) { unit(id: $id) { positions { id office person { displayName } } } }";
    let unit = cast.ask(Who::Outsider, query, json!({ "id": cast.sales })).await;
    let held = unit["unit"]["positions"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let held = held.iter().map(|held| {
        (text(&held["office"]), text(&held["person"]["displayName"]), text(&held["id"]))
    });
    let mut held: Vec<_> = held.collect();
    held.sort();
    held
}

fn who(held: &[(String, String, String)]) -> Vec<(&str, &str)> {
    held.iter().map(|(office, person, _)| (office.as_str(), person.as_str())).collect()
}

#[tokio::test]
async fn three_at_a_time_and_who_ends_by_the_clock_makes_room() {
    let cast = Cast::start().await;
    let year = json!("2027-01-15T08:00:00Z");
    for (person, asked, ends) in [
        (Who::Child, json!("2026-01-16T00:00:00Z"), json!("2026-01-16T00:00:00Z")),
        (Who::Boss, Value::Null, year),
    ] {
        let input = json!({ "unitId": cast.sales, "personId": cast.id(person), "endsAt": asked });
        let selection = "position { office endsAt confirmed person { displayName } }";
        let made = cast.done(Who::Leader, "deputyName", input, selection).await;
        assert_eq!(
            made["position"],
            json!({ "office": "DEPUTY", "endsAt": ends, "confirmed": true, "person": { "displayName": format!("{person:?}") } })
        );
    }
    let all = [("DEPUTY", "Boss"), ("DEPUTY", "Child"), ("DEPUTY", "Deputy"), ("LEADER", "Leader")];
    assert_eq!(who(&positions(&cast).await), all);
    let fourth = json!({ "unitId": cast.sales, "personId": cast.id(Who::Author) });
    cast.app.wait_until("2026-01-15T23:59:59.999999Z");
    cast.refused(Who::Leader, "deputyName", fourth.clone(), "CONFLICT").await;
    assert_eq!(who(&positions(&cast).await), all);
    cast.app.wait_until("2026-01-16T00:00:00Z");
    cast.done(Who::Leader, "deputyName", fourth, "position { id }").await;
    assert_eq!(
        who(&positions(&cast).await),
        [("DEPUTY", "Author"), ("DEPUTY", "Boss"), ("DEPUTY", "Deputy"), ("LEADER", "Leader")]
    );
}

#[tokio::test]
async fn a_deputy_ends_by_the_leader_and_a_leader_by_an_administrator() {
    let cast = Cast::start().await;
    let held = positions(&cast).await;
    let [deputy, leader] = [&held[0].2, &held[1].2].map(|id| json!({ "id": id }));
    for who in Who::ALL {
        if who == Who::Deactivated {
            continue;
        }
        if who != Who::Leader {
            let error = cast.refused(who, "positionEnd", deputy.clone(), "FORBIDDEN").await;
            assert_eq!(error["rule"], "R2", "{who:?}");
        }
        if who != Who::Administrator {
            let error = cast.refused(who, "positionEnd", leader.clone(), "FORBIDDEN").await;
            assert_eq!(error["rule"], "R13", "{who:?}");
        }
    }
    assert_eq!(positions(&cast).await, held);
    cast.app.wait(60);
    for (by, input) in [(Who::Leader, &deputy), (Who::Administrator, &leader)] {
        let ended = cast.done(by, "positionEnd", input.clone(), "position { endsAt }").await;
        assert_eq!(ended["position"]["endsAt"], "2026-01-15T08:01:00Z");
    }
    assert_eq!(positions(&cast).await, []);
    cast.refused(Who::Administrator, "positionEnd", leader, "CONFLICT").await;
    let nothing = cast.app.clock.new_id::<PositionId>().to_string();
    cast.refused(Who::Leader, "positionEnd", json!({ "id": nothing }), "NOT_FOUND").await;
}

#[tokio::test]
async fn what_cannot_be_names_nobody() {
    let cast = Cast::start().await;
    let held = positions(&cast).await;
    let person = cast.app.clock.new_id::<PersonId>().to_string();
    let unit = cast.app.clock.new_id::<UnitId>().to_string();
    for (change, code, field) in [
        (json!({ "unitId": unit }), "NOT_FOUND", "unitId"),
        (json!({ "personId": person }), "NOT_FOUND", "personId"),
        (json!({ "endsAt": "2026-01-15T08:00:00Z" }), "INVALID", "endsAt"),
        (json!({ "endsAt": "0001-01-01T00:00:00Z" }), "INVALID", "endsAt"),
        (json!({ "personId": cast.id(Who::Deputy) }), "CONFLICT", "personId"),
    ] {
        let mut input = json!({ "unitId": cast.sales, "personId": cast.id(Who::Child) });
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let error = cast.refused(Who::Leader, "deputyName", input, code).await;
        assert_eq!(error["field"], json!([field]), "{change}");
    }
    let query =
        "mutation($input: DeputyNameInput!) { deputyName(input: $input) { position { id } } }";
    for (unit, person) in [(&*cast.home, cast.id(Who::Child)), (&cast.sales, &cast.sales)] {
        let input = json!({ "input": { "unitId": unit, "personId": person } });
        assert_eq!(cast.app.error(cast.id(Who::Leader), query, input).await, "INVALID_ID");
    }
    assert_eq!(positions(&cast).await, held);
}
