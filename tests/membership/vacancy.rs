//! A unit without a leader (rule R18): its first deputy acts for thirty days; then the leader of the
//! unit above may appoint somebody else.

use serde_json::json;

use crate::access::ask::{home, made, roles};
use crate::support::{Cast, Who};

const VACANT: &str = "2026-01-15T08:02:00Z";
const BEFORE: &str = "2026-02-14T08:01:59.999999Z";
const AFTER: &str = "2026-02-14T08:02:00Z";

/// Names a second deputy, and makes Sales vacant: the leader's office ends, or they are deactivated.
async fn vacate(cast: &Cast, deactivated: bool) {
    cast.app.wait(60);
    let second = json!({ "unitId": cast.sales, "personId": cast.id(Who::Child) });
    cast.done(Who::Leader, "deputyName", second, "").await;
    cast.app.wait_until(VACANT);
    if deactivated {
        let leader = json!({ "id": cast.id(Who::Leader) });
        cast.done(Who::Administrator, "personDeactivate", leader, "").await;
        return;
    }
    let query = "query($id: ID!) { unit(id: $id) { positions { id office } } }";
    let seen = cast.ask(Who::Boss, query, json!({ "id": cast.sales })).await;
    let held = seen["unit"]["positions"].as_array().unwrap();
    let leader = held.iter().find(|it| it["office"] == "LEADER").unwrap();
    cast.done(Who::Administrator, "positionEnd", json!({ "id": leader["id"] }), "").await;
}

#[tokio::test]
async fn the_first_deputy_acts_for_thirty_days() {
    for deactivated in [false, true] {
        let cast = Cast::start().await;
        let secret = cast.publish(Who::Leader, &cast.merger, "Secret").await;
        vacate(&cast, deactivated).await;
        for (at, acts) in [(VACANT, true), (BEFORE, true), (AFTER, false)] {
            cast.app.wait_until(at);
            let role = if acts { "LEADER" } else { "DEPUTY" };
            for space in [&cast.home, &cast.merger] {
                let expected = [(Who::Deputy, Some(role)), (Who::Child, Some("DEPUTY"))];
                roles(&cast, space, &expected).await;
            }
            let query = "query($id: ID!) { unit(id: $id) { viewerOffice viewerCan { openSpace nameDeputy appointLeader } } }";
            let seen = cast.ask(Who::Deputy, query, json!({ "id": cast.sales })).await;
            assert_eq!(
                seen["unit"],
                json!({
                    "viewerOffice": role,
                    "viewerCan": { "openSpace": acts, "nameDeputy": acts, "appointLeader": false }
                }),
                "{at}"
            );
            let open = json!({ "unitId": cast.sales, "name": format!("Opened at {at}") });
            cast.refused(Who::Child, "spaceOpen", open.clone(), "FORBIDDEN").await;
            if acts {
                cast.done(Who::Deputy, "spaceOpen", open, "").await;
            } else {
                cast.refused(Who::Deputy, "spaceOpen", open, "FORBIDDEN").await;
            }
            assert!(cast.reads(Who::Deputy, &secret).await);
            assert!(!cast.reads(Who::Boss, &secret).await);
        }
    }
}

#[tokio::test]
async fn the_oldest_who_is_there_acts_and_a_leader_who_comes_back_leads() {
    let cast = Cast::start().await;
    vacate(&cast, true).await;
    let of = |who: Who| json!({ "id": cast.id(who) });
    cast.done(Who::Administrator, "personDeactivate", of(Who::Deputy), "").await;
    roles(&cast, &cast.home, &[(Who::Child, Some("LEADER"))]).await;
    cast.app.wait(60);
    for who in [Who::Deputy, Who::Leader] {
        cast.done(Who::Administrator, "personReactivate", of(who), "").await;
        let leads = if who == Who::Deputy { Some("LEADER") } else { Some("DEPUTY") };
        cast.app.wait(1);
        roles(&cast, &cast.home, &[(Who::Deputy, leads), (Who::Child, Some("DEPUTY"))]).await;
    }
    roles(&cast, &cast.home, &[(Who::Leader, Some("LEADER"))]).await;
}

#[tokio::test]
async fn after_thirty_days_the_leader_above_appoints_somebody_else() {
    for deactivated in [false, true] {
        let cast = Cast::start().await;
        let secret = cast.publish(Who::Author, &cast.merger, "Secret").await;
        let name = |who: Who| json!({ "unitId": cast.sales, "personId": cast.id(who) });
        vacate(&cast, deactivated).await;
        for at in [VACANT, BEFORE] {
            cast.app.wait_until(at);
            cast.refused(Who::Boss, "leaderAppoint", name(Who::Outsider), "FORBIDDEN").await;
        }
        cast.app.wait_until(AFTER);
        for who in [Who::Deputy, Who::Child, Who::ChildLeader, Who::OtherLeader, Who::Guardian] {
            cast.refused(who, "leaderAppoint", name(Who::Outsider), "FORBIDDEN").await;
        }
        let error = cast.refused(Who::Boss, "leaderAppoint", name(Who::Boss), "FORBIDDEN").await;
        assert_eq!(error["rule"], "R18");
        cast.done(Who::Boss, "leaderAppoint", name(Who::Outsider), "").await;
        // The office opens the open spaces; the closed ones, once somebody of them confirms (R13).
        let leads = [(Who::Outsider, Some("LEADER")), (Who::Deputy, Some("DEPUTY"))];
        roles(&cast, &cast.home, &leads).await;
        roles(&cast, &cast.merger, &[(Who::Outsider, None), (Who::Boss, None)]).await;
        for who in [Who::Boss, Who::Outsider] {
            assert!(!cast.reads(who, &secret).await, "{who:?}");
        }
        let input = json!({ "spaceId": cast.home, "title": "T", "body": "B" });
        cast.refused(Who::Boss, "postCreate", input, "FORBIDDEN").await;
        cast.refused(Who::Boss, "leaderAppoint", name(Who::Member), "FORBIDDEN").await;
    }
}

#[tokio::test]
async fn the_leader_two_above_does_not() {
    let cast = Cast::start().await;
    let leader = json!({ "id": cast.id(Who::ChildLeader) });
    cast.done(Who::Administrator, "personDeactivate", leader, "").await;
    cast.app.wait(30 * 86_400);
    let input = json!({ "unitId": cast.shops, "personId": cast.id(Who::Child) });
    cast.refused(Who::Boss, "leaderAppoint", input.clone(), "FORBIDDEN").await;
    cast.done(Who::Leader, "leaderAppoint", input, "").await;
    let shops = home(&cast, Who::Child, &cast.shops).await;
    roles(&cast, &shops, &[(Who::Child, Some("LEADER")), (Who::Leader, Some("READER"))]).await;
}

#[tokio::test]
async fn a_unit_that_nobody_ever_led_is_vacant_since_it_was_made() {
    let cast = Cast::start().await;
    let team = json!({ "parentId": cast.sales, "kind": "TEAM", "name": "Team" });
    let team = cast.done(Who::Administrator, "unitCreate", team, "unit { id }").await;
    let team = made(team, "unit");
    let input = json!({ "unitId": team, "personId": cast.id(Who::Child) });
    cast.app.wait(30 * 86_400 - 1);
    cast.refused(Who::Leader, "leaderAppoint", input.clone(), "FORBIDDEN").await;
    cast.app.wait(1);
    cast.done(Who::Leader, "leaderAppoint", input, "").await;
}

#[tokio::test]
async fn who_is_deactivated_takes_no_office() {
    let cast = Cast::start().await;
    let input = json!({ "unitId": cast.sales, "personId": cast.id(Who::Deactivated) });
    for (by, field) in [(Who::Administrator, "leaderAppoint"), (Who::Leader, "deputyName")] {
        let error = cast.refused(by, field, input.clone(), "CONFLICT").await;
        assert_eq!((&error["rule"], &error["field"]), (&json!("R18"), &json!(["personId"])));
    }
    let back = json!({ "id": cast.id(Who::Deactivated) });
    cast.done(Who::Administrator, "personReactivate", back, "").await;
    cast.done(Who::Leader, "deputyName", input, "").await;
}
