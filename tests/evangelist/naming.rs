//! In the branch that they help, evangelists are named neither deputy nor leader (rule R12).

use serde_json::json;

use super::appoint;
use crate::support::{Cast, Who};

#[tokio::test]
async fn nobody_names_them_deputy_or_leader_in_their_branch() {
    let cast = Cast::start().await;
    let id = appoint(&cast, &cast.sales, Who::Outsider).await;
    let name = |unit: &str| json!({ "unitId": unit, "personId": cast.id(Who::Outsider) });
    let later = json!({
        "unitId": cast.shops, "personId": cast.id(Who::Outsider), "startsAt": "2026-03-01T00:00:00Z"
    });
    for (by, field, input) in [
        (Who::Leader, "deputyName", name(&cast.sales)),
        (Who::ChildLeader, "deputyName", name(&cast.shops)),
        (Who::Administrator, "leaderAppoint", name(&cast.sales)),
        (Who::Administrator, "leaderAppoint", later),
    ] {
        let error = cast.refused(by, field, input, "CONFLICT").await;
        assert_eq!((&error["rule"], &error["field"]), (&json!("R12"), &json!(["personId"])));
    }
    cast.done(Who::OtherLeader, "deputyName", name(&cast.finance), "").await;
    cast.done(Who::Administrator, "evangelistEnd", json!({ "id": id }), "").await;
    cast.done(Who::Leader, "deputyName", name(&cast.sales), "").await;
}

#[tokio::test]
async fn from_the_end_of_their_term_on_they_may_lead() {
    let cast = Cast::start().await;
    let end = "2026-02-01T00:00:00Z";
    let input = json!({ "unitId": cast.sales, "personId": cast.id(Who::Outsider), "endsAt": end });
    cast.done(Who::Administrator, "evangelistAppoint", input, "").await;
    for (from, may) in [("2026-01-31T23:59:59.999999Z", false), (end, true)] {
        let input =
            json!({ "unitId": cast.sales, "personId": cast.id(Who::Outsider), "startsAt": from });
        if may {
            cast.done(Who::Administrator, "leaderAppoint", input, "").await;
        } else {
            let error = cast.refused(Who::Administrator, "leaderAppoint", input, "CONFLICT").await;
            assert_eq!(error["rule"], "R12");
        }
    }
}

#[tokio::test]
async fn above_the_branch_they_may_lead() {
    let cast = Cast::start().await;
    appoint(&cast, &cast.shops, Who::Outsider).await;
    let name = json!({ "unitId": cast.sales, "personId": cast.id(Who::Outsider) });
    cast.done(Who::Leader, "deputyName", name, "").await;
}
