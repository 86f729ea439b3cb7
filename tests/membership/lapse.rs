//! Deputies when another leader comes: they lapse thirty days after, unless that leader keeps them;
//! and the longest term of a deputy.

use serde_json::{Value, json};

use super::appoint;
use crate::access::ask::roles;
use crate::support::{Cast, Who};

const COMES: &str = "2026-02-01T00:00:00Z";
const BEFORE: &str = "2026-03-02T23:59:59.999999Z";
const LAPSE: &str = "2026-03-03T00:00:00Z";

/// The deputy of Sales in the cast, as their office is listed.
async fn deputy(cast: &Cast) -> Value {
    let query = "query($id: ID!) { unit(id: $id) { positions { id office lapsesAt person { displayName } } } }";
    let seen = cast.ask(Who::Boss, query, json!({ "id": cast.sales })).await;
    let held = seen["unit"]["positions"].as_array().unwrap();
    let found = held.iter().find(|it| it["person"]["displayName"] == "Deputy");
    found.cloned().unwrap_or_default()
}

#[tokio::test]
async fn they_lapse_thirty_days_after_to_the_microsecond() {
    let cast = Cast::start().await;
    appoint(&cast, &cast.sales, Who::Outsider, Some(COMES)).await;
    for (at, holds) in [(COMES, true), (BEFORE, true), (LAPSE, false)] {
        cast.app.wait_until(at);
        let expected = if holds { json!(LAPSE) } else { Value::Null };
        assert_eq!(deputy(&cast).await["lapsesAt"], expected, "{at}");
        for space in [&cast.home, &cast.deals, &cast.merger] {
            roles(&cast, space, &[(Who::Deputy, holds.then_some("DEPUTY"))]).await;
        }
    }
}

#[tokio::test]
async fn the_new_leader_keeps_them_and_not_the_old() {
    let cast = Cast::start().await;
    let the = json!({ "id": deputy(&cast).await["id"] });
    cast.refused(Who::Leader, "deputyKeep", the.clone(), "CONFLICT").await;
    appoint(&cast, &cast.sales, Who::Outsider, Some(COMES)).await;
    cast.refused(Who::Outsider, "deputyKeep", the.clone(), "FORBIDDEN").await;
    // Who still leads keeps them for their own time: who comes decides anew.
    cast.done(Who::Leader, "deputyKeep", the.clone(), "").await;
    assert_eq!(deputy(&cast).await["lapsesAt"], LAPSE);
    cast.app.wait_until(COMES);
    for who in [Who::Leader, Who::Deputy, Who::Boss, Who::Administrator] {
        let error = cast.refused(who, "deputyKeep", the.clone(), "FORBIDDEN").await;
        assert_eq!(error["rule"], "R2", "{who:?}");
    }
    cast.app.wait_until(BEFORE);
    cast.done(Who::Outsider, "deputyKeep", the.clone(), "").await;
    assert_eq!(deputy(&cast).await["lapsesAt"], Value::Null);
    cast.app.wait_until(LAPSE);
    roles(&cast, &cast.merger, &[(Who::Deputy, Some("DEPUTY"))]).await;
    cast.refused(Who::Outsider, "deputyKeep", the, "CONFLICT").await;
}

#[tokio::test]
async fn nobody_keeps_who_has_lapsed_but_they_may_be_named_anew() {
    let cast = Cast::start().await;
    let the = json!({ "id": deputy(&cast).await["id"] });
    let name = |who: Who| json!({ "unitId": cast.sales, "personId": cast.id(who) });
    for who in [Who::Member, Who::Child] {
        cast.done(Who::Leader, "deputyName", name(who), "").await;
    }
    appoint(&cast, &cast.sales, Who::Outsider, Some(COMES)).await;
    cast.app.wait_until(BEFORE);
    cast.refused(Who::Outsider, "deputyName", name(Who::Reader), "CONFLICT").await;
    cast.app.wait_until(LAPSE);
    cast.refused(Who::Outsider, "deputyKeep", the, "CONFLICT").await;
    // The three who lapsed take no place.
    for who in [Who::Deputy, Who::Reader, Who::Author] {
        cast.done(Who::Outsider, "deputyName", name(who), "").await;
    }
    cast.refused(Who::Outsider, "deputyName", name(Who::Child), "CONFLICT").await;
    roles(&cast, &cast.home, &[(Who::Deputy, Some("DEPUTY")), (Who::Child, Some("READER"))]).await;
}

#[tokio::test]
async fn who_has_lapsed_may_become_evangelist() {
    let cast = Cast::start().await;
    appoint(&cast, &cast.sales, Who::Outsider, Some(COMES)).await;
    let input = json!({ "unitId": cast.sales, "personId": cast.id(Who::Deputy) });
    for (at, may) in [(BEFORE, false), (LAPSE, true)] {
        cast.app.wait_until(at);
        if may {
            cast.done(Who::Administrator, "evangelistAppoint", input.clone(), "").await;
        } else {
            let by = Who::Administrator;
            cast.refused(by, "evangelistAppoint", input.clone(), "CONFLICT").await;
        }
    }
}

#[tokio::test]
async fn an_appointment_taken_back_takes_the_lapse_back() {
    let cast = Cast::start().await;
    let position = appoint(&cast, &cast.sales, Who::Outsider, Some(COMES)).await;
    assert_eq!(deputy(&cast).await["lapsesAt"], LAPSE);
    cast.done(Who::Administrator, "positionEnd", json!({ "id": position }), "").await;
    assert_eq!(deputy(&cast).await["lapsesAt"], Value::Null);
    cast.app.wait_until(LAPSE);
    roles(&cast, &cast.merger, &[(Who::Deputy, Some("DEPUTY"))]).await;
}

#[tokio::test]
async fn of_two_appointed_the_one_who_stays_still_counts() {
    let cast = Cast::start().await;
    let first = appoint(&cast, &cast.sales, Who::Outsider, Some(COMES)).await;
    appoint(&cast, &cast.sales, Who::Reader, Some("2026-03-15T00:00:00Z")).await;
    assert_eq!(deputy(&cast).await["lapsesAt"], LAPSE);
    cast.done(Who::Administrator, "positionEnd", json!({ "id": first }), "").await;
    assert_eq!(deputy(&cast).await["lapsesAt"], "2026-04-14T00:00:00Z");
    let cast = Cast::start().await;
    appoint(&cast, &cast.sales, Who::Outsider, Some(COMES)).await;
    let second = appoint(&cast, &cast.sales, Who::Reader, Some("2026-03-15T00:00:00Z")).await;
    cast.done(Who::Administrator, "positionEnd", json!({ "id": second }), "").await;
    assert_eq!(deputy(&cast).await["lapsesAt"], LAPSE);
}

#[tokio::test]
async fn a_leader_appointed_again_is_no_change() {
    let cast = Cast::start().await;
    appoint(&cast, &cast.sales, Who::Leader, Some(COMES)).await;
    assert_eq!(deputy(&cast).await["lapsesAt"], Value::Null);
    cast.app.wait_until(LAPSE);
    roles(&cast, &cast.home, &[(Who::Deputy, Some("DEPUTY")), (Who::Leader, Some("LEADER"))]).await;
}

#[tokio::test]
async fn a_deputy_is_named_for_twelve_months_at_most() {
    let cast = Cast::start().await;
    for (ends, fits) in [("2027-01-15T08:00:00.000001Z", false), ("2027-01-15T08:00:00Z", true)] {
        let input =
            json!({ "unitId": cast.sales, "personId": cast.id(Who::Child), "endsAt": ends });
        if fits {
            let made = cast.done(Who::Leader, "deputyName", input, "position { endsAt }").await;
            assert_eq!(made["position"]["endsAt"], ends);
        } else {
            let error = cast.refused(Who::Leader, "deputyName", input, "INVALID").await;
            assert_eq!(error["field"], json!(["endsAt"]));
        }
    }
    cast.app.wait_until("2027-01-15T08:00:00Z");
    roles(&cast, &cast.home, &[(Who::Child, Some("READER")), (Who::Deputy, None)]).await;
}
