//! `positionConfirm` and `assignmentConfirm` (rules R3 and R13): nobody comes into a closed space by
//! the acts of an administrator, or of one whom an administrator has put there.

use serde_json::{Value, json};

use crate::support::{Cast, Who};

async fn appoint(cast: &Cast, unit: &str, who: Who, from: Option<&str>) -> Value {
    let input = json!({ "unitId": unit, "personId": cast.id(who), "startsAt": from });
    let made = cast.done(Who::Administrator, "leaderAppoint", input, "position { id }").await;
    json!({ "id": made["position"]["id"] })
}

async fn confirmed(cast: &Cast, who: Who, position: &Value) -> Value {
    let query = "query($id: ID!) { node(id: $id) { ... on Position { confirmed } } }";
    cast.ask(who, query, position.clone()).await["node"]["confirmed"].take()
}

#[tokio::test]
async fn deputies_named_by_an_unconfirmed_leader_confirm_nothing() {
    let cast = Cast::start().await;
    let secret = cast.publish(Who::Leader, &cast.merger, "Secret").await;
    cast.app.wait(60);
    let position = appoint(&cast, &cast.sales, Who::Outsider, None).await;
    let name = json!({ "unitId": cast.sales, "personId": cast.id(Who::Child) });
    let deputy = cast.done(Who::Outsider, "deputyName", name, "position { id confirmed }").await;
    assert_eq!(deputy["position"]["confirmed"], false);
    let deputy = json!({ "id": deputy["position"]["id"] });
    cast.refused(Who::Child, "positionConfirm", position.clone(), "FORBIDDEN").await;
    cast.refused(Who::Outsider, "positionConfirm", deputy.clone(), "FORBIDDEN").await;
    let input = json!({ "unitId": cast.sales, "personId": cast.id(Who::Auditor) });
    let member = cast.done(Who::Child, "personAssign", input, "assignment { id confirmed }").await;
    assert_eq!(member["assignment"]["confirmed"], false);
    let member = json!({ "id": member["assignment"]["id"] });
    for who in [Who::Outsider, Who::Child] {
        cast.refused(who, "assignmentConfirm", member.clone(), "FORBIDDEN").await;
    }
    for who in [Who::Outsider, Who::Child, Who::Auditor] {
        assert!(!cast.reads(who, &secret).await, "{who:?}");
    }
    // Once the real deputy has confirmed the leader, those whom the leader confirms count too.
    cast.done(Who::Deputy, "positionConfirm", position.clone(), "position { id }").await;
    for who in [Who::Outsider, Who::Child, Who::Auditor] {
        assert_eq!(cast.reads(who, &secret).await, who == Who::Outsider, "{who:?}");
    }
    cast.done(Who::Outsider, "positionConfirm", deputy, "position { id }").await;
    cast.done(Who::Child, "assignmentConfirm", member.clone(), "assignment { id }").await;
    for who in [Who::Outsider, Who::Child, Who::Auditor] {
        assert!(cast.reads(who, &secret).await, "{who:?}");
    }
    for (field, input) in [("positionConfirm", position), ("assignmentConfirm", member)] {
        cast.refused(Who::Deputy, field, input, "CONFLICT").await;
    }
}

#[tokio::test]
async fn a_deputy_made_leader_is_no_more_than_deputy_there_until_confirmed() {
    let cast = Cast::start().await;
    let secret = cast.publish(Who::Leader, &cast.merger, "Secret").await;
    cast.app.wait(60);
    let position = appoint(&cast, &cast.sales, Who::Deputy, None).await;
    let query = "query($a: ID!, $b: ID!) { home: space(id: $a) { viewerRole } merger: space(id: $b) { viewerRole } }";
    let spaces = json!({ "a": cast.home, "b": cast.merger });
    let roles = cast.ask(Who::Deputy, query, spaces.clone()).await;
    assert_eq!(
        roles,
        json!({ "home": { "viewerRole": "LEADER" }, "merger": { "viewerRole": "DEPUTY" } })
    );
    let name = json!({ "unitId": cast.sales, "personId": cast.id(Who::Outsider) });
    let deputy = cast.done(Who::Deputy, "deputyName", name, "position { confirmed }").await;
    assert_eq!(deputy["position"]["confirmed"], false);
    assert!(!cast.reads(Who::Outsider, &secret).await);
    cast.refused(Who::Deputy, "positionConfirm", position.clone(), "FORBIDDEN").await;
    cast.done(Who::Leader, "positionConfirm", position, "position { id }").await;
    let roles = cast.ask(Who::Deputy, query, spaces).await;
    assert_eq!(roles["merger"]["viewerRole"], "LEADER");
}

#[tokio::test]
async fn a_puppet_between_is_no_outgoing_leader() {
    let cast = Cast::start().await;
    let secret = cast.publish(Who::Leader, &cast.merger, "Secret").await;
    cast.app.wait(60);
    appoint(&cast, &cast.sales, Who::Outsider, None).await;
    cast.app.wait(60);
    let position = appoint(&cast, &cast.sales, Who::Administrator, None).await;
    // Not the puppet, who never counted; nor the leader of before, who left another.
    for who in [Who::Outsider, Who::Leader, Who::Administrator, Who::Boss] {
        let error = cast.refused(who, "positionConfirm", position.clone(), "FORBIDDEN").await;
        assert_eq!(error["rule"], "R13", "{who:?}");
    }
    assert!(!cast.reads(Who::Administrator, &secret).await);
    cast.done(Who::Guardian, "positionConfirm", position, "position { confirmed }").await;
    assert!(cast.reads(Who::Administrator, &secret).await);
}

#[tokio::test]
async fn confirmed_ahead_it_counts_from_its_date_on() {
    let cast = Cast::start().await;
    let secret = cast.publish(Who::Leader, &cast.merger, "Secret").await;
    let at = "2026-01-20T00:00:00Z";
    let position = appoint(&cast, &cast.sales, Who::Outsider, Some(at)).await;
    cast.done(Who::Leader, "positionConfirm", position, "position { confirmed }").await;
    for (instant, leader, outsider) in [("2026-01-19T23:59:59Z", true, false), (at, false, true)] {
        cast.app.wait_until(instant);
        assert_eq!(cast.reads(Who::Leader, &secret).await, leader, "{instant}");
        assert_eq!(cast.reads(Who::Outsider, &secret).await, outsider, "{instant}");
    }
}

#[tokio::test]
async fn appointed_ahead_of_the_first_closed_space_waits_too() {
    // Finance owns no closed space when the administrator appoints themself for later.
    for narrow in [false, true] {
        let cast = Cast::start().await;
        let at = "2026-01-20T00:00:00Z";
        let position = appoint(&cast, &cast.finance, Who::Administrator, Some(at)).await;
        let visibility = if narrow { "UNIT" } else { "SECRET" };
        let input = json!({ "unitId": cast.finance, "name": "Pay", "visibility": visibility });
        let made = cast.done(Who::OtherLeader, "spaceOpen", input, "space { id }").await;
        let space = made["space"]["id"].as_str().unwrap();
        if narrow {
            let input = json!({ "id": space, "visibility": "RESTRICTED" });
            cast.done(Who::OtherLeader, "spaceChangeVisibility", input, "space { id }").await;
        }
        let secret = cast.publish(Who::OtherLeader, space, "Pay").await;
        cast.app.wait_until(at);
        assert!(!cast.reads(Who::Administrator, &secret).await, "R13, narrowed: {narrow}");
        cast.done(Who::OtherLeader, "positionConfirm", position, "position { id }").await;
        assert!(cast.reads(Who::Administrator, &secret).await);
    }
}

#[tokio::test]
async fn whether_an_office_waits_is_told_to_those_concerned() {
    let cast = Cast::start().await;
    cast.app.wait(60);
    let position = appoint(&cast, &cast.sales, Who::Outsider, None).await;
    for who in [Who::Outsider, Who::Deputy, Who::Guardian] {
        assert_eq!(confirmed(&cast, who, &position).await, false, "{who:?}");
    }
    assert_eq!(confirmed(&cast, Who::Administrator, &position).await, json!(null));
    cast.done(Who::Guardian, "positionConfirm", position.clone(), "position { id }").await;
    assert_eq!(confirmed(&cast, Who::Outsider, &position).await, true);
}

#[tokio::test]
async fn the_outgoing_leader_confirms_after_a_vacancy_too() {
    let cast = Cast::start().await;
    cast.app.wait(60);
    let query = "query($id: ID!) { unit(id: $id) { positions { id office } } }";
    let held = cast.ask(Who::Boss, query, json!({ "id": cast.sales })).await;
    let held = held["unit"]["positions"].as_array().unwrap();
    let leader = held.iter().find(|position| position["office"] == "LEADER").unwrap();
    cast.done(Who::Administrator, "positionEnd", json!({ "id": leader["id"] }), "").await;
    cast.app.wait(86_400);
    let first = appoint(&cast, &cast.sales, Who::Outsider, None).await;
    cast.refused(Who::Boss, "positionConfirm", first.clone(), "FORBIDDEN").await;
    cast.done(Who::Leader, "positionConfirm", first, "").await;
    // Only the last one is outgoing.
    cast.app.wait(60);
    let second = appoint(&cast, &cast.sales, Who::Reader, None).await;
    cast.refused(Who::Leader, "positionConfirm", second.clone(), "FORBIDDEN").await;
    cast.done(Who::Outsider, "positionConfirm", second, "").await;
}

#[tokio::test]
async fn who_was_deputy_or_leader_before_confirms_no_deputy() {
    let cast = Cast::start().await;
    let query = "query($id: ID!) { unit(id: $id) { positions { id office } } }";
    let held = cast.ask(Who::Boss, query, json!({ "id": cast.sales })).await;
    let held = held["unit"]["positions"].as_array().unwrap();
    let deputy = held.iter().find(|position| position["office"] == "DEPUTY").unwrap();
    cast.app.wait(60);
    cast.done(Who::Leader, "positionEnd", json!({ "id": deputy["id"] }), "").await;
    cast.app.wait(60);
    appoint(&cast, &cast.sales, Who::Outsider, None).await;
    cast.app.wait(60);
    let name = json!({ "unitId": cast.sales, "personId": cast.id(Who::Child) });
    let made = cast.done(Who::Outsider, "deputyName", name, "position { id }").await;
    let made = json!({ "id": made["position"]["id"] });
    for who in [Who::Deputy, Who::Leader] {
        cast.refused(who, "positionConfirm", made.clone(), "FORBIDDEN").await;
    }
    cast.done(Who::Guardian, "positionConfirm", made, "").await;
}
