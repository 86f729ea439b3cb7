//! Leaders, deputies and members: appointed, named, assigned, ended, confirmed.

mod assign;
mod confirm;
mod deputy;
mod lapse;
mod vacancy;

use serde_json::json;

use crate::support::{Cast, Who};

async fn appoint(cast: &Cast, unit: &str, who: Who, from: Option<&str>) -> String {
    let input = json!({ "unitId": unit, "personId": cast.id(who), "startsAt": from });
    let made = cast.done(Who::Administrator, "leaderAppoint", input, "position { id }").await;
    made["position"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_leader_follows_another_at_the_date_named() {
    let cast = Cast::start().await;
    appoint(&cast, &cast.finance, Who::Outsider, Some("2026-01-20T09:00:00Z")).await;
    let query = "query($id: ID!) { unit(id: $id) { leader { displayName } } }";
    let leader = async || {
        let unit = cast.ask(Who::Boss, query, json!({ "id": cast.finance })).await;
        unit["unit"]["leader"]["displayName"].clone()
    };
    assert_eq!(leader().await, "OtherLeader");
    cast.app.wait_until("2026-01-20T08:59:59.999999Z");
    assert_eq!(leader().await, "OtherLeader");
    cast.app.wait_until("2026-01-20T09:00:00Z");
    assert_eq!(leader().await, "Outsider");
    let open = json!({ "unitId": cast.finance, "name": "New" });
    cast.refused(Who::OtherLeader, "spaceOpen", open.clone(), "FORBIDDEN").await;
    cast.done(Who::Outsider, "spaceOpen", open, "space { id }").await;
    let past = json!({ "unitId": cast.finance, "personId": cast.id(Who::Boss), "startsAt": "2026-01-19T00:00:00Z" });
    let error = cast.refused(Who::Administrator, "leaderAppoint", past, "INVALID").await;
    assert_eq!(error["field"], json!(["startsAt"]));
}

#[tokio::test]
async fn a_new_leader_of_closed_spaces_waits_for_a_confirmation() {
    // Rule R13: an administrator who appoints themself must gain nothing.
    for confirmer in [Who::Leader, Who::Deputy, Who::Guardian] {
        let cast = Cast::start().await;
        let secret = cast.publish(Who::Leader, &cast.merger, "Secret").await;
        cast.app.wait(60);
        let position = appoint(&cast, &cast.sales, Who::Administrator, None).await;
        assert!(!cast.reads(Who::Administrator, &secret).await);
        assert!(!cast.reads(Who::Leader, &secret).await, "handed over with the position");
        let the = json!({ "id": position });
        for who in [Who::Administrator, Who::Member, Who::Boss, Who::Auditor] {
            cast.refused(who, "positionConfirm", the.clone(), "FORBIDDEN").await;
        }
        // They lead the open spaces already, and cannot let anyone into the closed ones by them.
        let friend = json!({ "unitId": cast.sales, "personId": cast.id(Who::Outsider) });
        cast.done(Who::Administrator, "personAssign", friend, "assignment { id }").await;
        assert!(!cast.reads(Who::Outsider, &secret).await);
        let narrow = json!({ "id": cast.news, "visibility": "SECRET" });
        cast.refused(Who::Administrator, "spaceChangeVisibility", narrow, "FORBIDDEN").await;
        let taken = json!({ "unitId": cast.sales, "name": "Sales merger" });
        let opened = cast.done(Who::Administrator, "spaceOpen", taken, "space { slug }").await;
        assert_eq!(
            opened["space"]["slug"], "sales-merger",
            "whose address is free, as if there were none"
        );
        cast.done(confirmer, "positionConfirm", the, "position { id }").await;
        assert!(cast.reads(Who::Administrator, &secret).await, "{confirmer:?}");
    }
}

#[tokio::test]
async fn at_most_three_deputies_named_by_the_leader_alone() {
    let cast = Cast::start().await;
    let name = |who: Who| json!({ "unitId": cast.sales, "personId": cast.id(who) });
    for who in [Who::Deputy, Who::Boss, Who::Administrator, Who::Member] {
        cast.refused(who, "deputyName", name(Who::Member), "FORBIDDEN").await;
    }
    cast.refused(Who::Leader, "deputyName", name(Who::Deputy), "CONFLICT").await;
    cast.done(Who::Leader, "deputyName", name(Who::Member), "position { office }").await;
    let third = cast.done(Who::Leader, "deputyName", name(Who::Author), "position { id }").await;
    cast.refused(Who::Leader, "deputyName", name(Who::Child), "CONFLICT").await;
    cast.done(
        Who::Leader,
        "positionEnd",
        json!({ "id": third["position"]["id"] }),
        "position { endsAt }",
    )
    .await;
    cast.done(Who::Leader, "deputyName", name(Who::Child), "position { id }").await;
    cast.refused(Who::Leader, "positionEnd", json!({ "id": third["position"]["id"] }), "CONFLICT")
        .await;
}

#[tokio::test]
async fn a_membership_ends_by_the_clock_or_by_hand_and_readers_with_it() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Leader, &cast.home, "Home").await;
    let until = json!({ "unitId": cast.sales, "personId": cast.id(Who::Outsider), "endsAt": "2026-01-16T08:00:00Z" });
    let made =
        cast.done(Who::Leader, "personAssign", until.clone(), "assignment { id confirmed }").await;
    assert_eq!(made["assignment"]["confirmed"], true);
    cast.refused(Who::Leader, "personAssign", until, "CONFLICT").await;
    assert!(cast.reads(Who::Outsider, &post).await);
    cast.app.wait_until("2026-01-16T08:00:00Z");
    assert!(!cast.reads(Who::Outsider, &post).await);
    let id = json!({ "id": made["assignment"]["id"] });
    cast.refused(Who::Leader, "assignmentEnd", id, "CONFLICT").await;
    let query =
        "query($id: ID!) { unit(id: $id) { assignments { nodes { id person { displayName } } } } }";
    let members = cast.ask(Who::Leader, query, json!({ "id": cast.sales })).await;
    let members = members["unit"]["assignments"]["nodes"].as_array().unwrap().clone();
    let author = members.iter().find(|it| it["person"]["displayName"] == "Author").unwrap();
    assert!(cast.reads(Who::Author, &post).await);
    cast.done(Who::Deputy, "assignmentEnd", json!({ "id": author["id"] }), "assignment { endsAt }")
        .await;
    assert!(!cast.reads(Who::Author, &post).await);
    let past = json!({ "unitId": cast.sales, "personId": cast.id(Who::Child), "endsAt": "2026-01-15T08:00:00Z" });
    cast.refused(Who::Leader, "personAssign", past, "INVALID").await;
}
