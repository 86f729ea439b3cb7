//! R2: the office is the right. It moves with the position, at its date, and needs no other act.

use serde_json::json;

use super::ask::{home, made, role, roles};
use crate::support::{Cast, Who};

#[tokio::test]
async fn the_role_moves_with_the_position_at_its_date() {
    let cast = Cast::start().await;
    let shops = home(&cast, Who::ChildLeader, &cast.shops).await;
    let at = "2026-02-01T00:00:00Z";
    let input = json!({ "unitId": cast.shops, "personId": cast.id(Who::Outsider), "startsAt": at });
    cast.done(Who::Administrator, "leaderAppoint", input, "position { id }").await;
    let before = [(Who::ChildLeader, Some("LEADER")), (Who::Outsider, None)];
    roles(&cast, &shops, &before).await;
    cast.app.wait_until("2026-01-31T23:59:59.999999Z");
    roles(&cast, &shops, &before).await;
    cast.app.wait_until(at);
    roles(&cast, &shops, &[(Who::ChildLeader, None), (Who::Outsider, Some("LEADER"))]).await;
    // Every space of the unit, those opened later too, and the acts that go with the office.
    let input = json!({ "unitId": cast.shops, "name": "Later", "visibility": "UNIT" });
    cast.refused(Who::ChildLeader, "spaceOpen", input.clone(), "FORBIDDEN").await;
    let later = made(cast.done(Who::Outsider, "spaceOpen", input, "space { id }").await, "space");
    roles(&cast, &later, &[(Who::ChildLeader, None), (Who::Outsider, Some("LEADER"))]).await;
    let unit = "query($id: ID!) { unit(id: $id) { leader { id } } }";
    let answer = cast.ask(Who::Boss, unit, json!({ "id": cast.shops })).await;
    assert_eq!(answer["unit"]["leader"]["id"], cast.id(Who::Outsider));
}

#[tokio::test]
async fn a_deputy_is_deputy_from_naming_to_end() {
    let cast = Cast::start().await;
    let input = json!({ "unitId": cast.sales, "personId": cast.id(Who::Outsider), "endsAt": "2026-01-20T00:00:00Z" });
    cast.refused(Who::Administrator, "deputyName", input.clone(), "FORBIDDEN").await;
    cast.refused(Who::Deputy, "deputyName", input.clone(), "FORBIDDEN").await;
    cast.done(Who::Leader, "deputyName", input, "position { id }").await;
    let spaces = [&cast.home, &cast.news, &cast.deals, &cast.merger];
    for space in spaces {
        roles(&cast, space, &[(Who::Outsider, Some("DEPUTY"))]).await;
    }
    cast.app.wait_until("2026-01-20T00:00:00Z");
    for (space, left) in spaces.into_iter().zip([None, Some("READER"), None, None]) {
        roles(&cast, space, &[(Who::Outsider, left)]).await;
    }
}

#[tokio::test]
async fn a_vacant_unit_has_no_leader_and_its_first_deputy_acts_for_thirty_days() {
    let cast = Cast::start().await;
    let unit = "query($id: ID!) { unit(id: $id) { positions { id office } leader { id } } }";
    let answer = cast.ask(Who::Boss, unit, json!({ "id": cast.sales })).await;
    let positions = answer["unit"]["positions"].as_array().unwrap();
    let leader = positions.iter().find(|held| held["office"] == "LEADER").unwrap();
    let input = json!({ "id": leader["id"] });
    cast.refused(Who::Leader, "positionEnd", input.clone(), "FORBIDDEN").await;
    cast.app.wait(1);
    let second = json!({ "unitId": cast.sales, "personId": cast.id(Who::Guardian) });
    cast.done(Who::Leader, "deputyName", second, "").await;
    cast.app.wait(1);
    cast.done(Who::Administrator, "positionEnd", input, "position { id }").await;
    for space in [&cast.home, &cast.deals, &cast.merger] {
        roles(&cast, space, &[(Who::Leader, None), (Who::Deputy, Some("LEADER"))]).await;
        roles(&cast, space, &[(Who::Guardian, Some("DEPUTY"))]).await;
    }
    cast.app.wait(30 * 24 * 3600 - 1);
    roles(&cast, &cast.merger, &[(Who::Deputy, Some("LEADER"))]).await;
    cast.app.wait(1);
    for space in [&cast.home, &cast.deals, &cast.merger] {
        roles(&cast, space, &[(Who::Leader, None), (Who::Deputy, Some("DEPUTY"))]).await;
    }
    let answer = cast.ask(Who::Boss, unit, json!({ "id": cast.sales })).await;
    assert_eq!(answer["unit"]["leader"], json!(null));
}

#[tokio::test]
async fn an_office_named_from_outside_opens_closed_spaces_only_once_confirmed() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Author, &cast.merger, "Merger").await;
    cast.app.wait(1);
    let input = json!({ "unitId": cast.sales, "personId": cast.id(Who::Outsider) });
    let appointed =
        cast.done(Who::Administrator, "leaderAppoint", input, "position { id confirmed }").await;
    assert_eq!(
        appointed["position"]["confirmed"],
        json!(null),
        "which would tell of closed spaces"
    );
    roles(&cast, &cast.home, &[(Who::Outsider, Some("LEADER")), (Who::Leader, None)]).await;
    roles(&cast, &cast.deals, &[(Who::Outsider, None), (Who::Leader, None)]).await;
    assert!(!cast.reads(Who::Outsider, &post).await);
    // Not by themself, not by the administrator, and whom they name counts no more than they do.
    let confirm = json!({ "id": appointed["position"]["id"] });
    for who in [Who::Outsider, Who::Administrator, Who::Boss, Who::Member] {
        cast.refused(who, "positionConfirm", confirm.clone(), "FORBIDDEN").await;
    }
    let input = json!({ "unitId": cast.sales, "personId": cast.id(Who::OtherLeader) });
    cast.done(Who::Outsider, "deputyName", input, "position { id }").await;
    roles(&cast, &cast.merger, &[(Who::OtherLeader, None)]).await;
    cast.done(Who::Deputy, "positionConfirm", confirm, "position { confirmed }").await;
    roles(&cast, &cast.merger, &[(Who::Outsider, Some("LEADER"))]).await;
    roles(&cast, &cast.deals, &[(Who::Outsider, Some("LEADER"))]).await;
    assert!(cast.reads(Who::Outsider, &post).await);
}

#[tokio::test]
async fn who_was_to_be_followed_leads_on_when_that_is_called_off() {
    let cast = Cast::start().await;
    let mut offices = Vec::new();
    for (who, from) in
        [(Who::Outsider, "2026-02-01T00:00:00Z"), (Who::Member, "2026-03-01T00:00:00Z")]
    {
        let input = json!({ "unitId": cast.sales, "personId": cast.id(who), "startsAt": from });
        let made = cast.done(Who::Administrator, "leaderAppoint", input, "position { id }").await;
        offices.push(json!({ "id": made["position"]["id"] }));
    }
    cast.done(Who::Administrator, "positionEnd", offices[0].clone(), "").await;
    for (at, leader) in
        [("2026-02-15T00:00:00Z", Who::Leader), ("2026-03-02T00:00:00Z", Who::Member)]
    {
        cast.app.wait_until(at);
        let query = "query($id: ID!) { unit(id: $id) { leader { id } } }";
        let unit = cast.ask(Who::Boss, query, json!({ "id": cast.sales })).await;
        assert_eq!(unit["unit"]["leader"]["id"], cast.id(leader), "{at}");
        // And with what the office was: confirmed, or not yet.
        let closed = role(&cast, leader, &cast.merger).await;
        let expected = if leader == Who::Leader { "LEADER" } else { "AUTHOR" };
        assert_eq!(closed.as_deref(), Some(expected), "{at}");
    }
}

#[tokio::test]
async fn what_is_scheduled_for_after_a_change_of_leader_waits_for_the_new_one() {
    let cast = Cast::start().await;
    let (comes, before, after) =
        ("2026-02-01T00:00:00Z", "2026-01-31T00:00:00Z", "2026-02-02T00:00:00Z");
    let mut posts = Vec::new();
    for at in [before, after] {
        let input = json!({ "spaceId": cast.home, "title": at, "body": "B" });
        let made = cast.done(Who::Author, "postCreate", input, "post { id }").await;
        let post = json!({ "id": made["post"]["id"], "publishAt": at });
        cast.done(Who::Author, "postPublish", post, "").await;
        posts.push(made["post"]["id"].clone());
    }
    let next = json!({
        "unitId": cast.sales, "personId": cast.id(Who::Outsider), "startsAt": comes
    });
    cast.done(Who::Administrator, "leaderAppoint", next, "").await;
    cast.app.wait_until(after);
    assert_eq!(cast.feed(Who::Reader).await, [before]);
    cast.done(Who::Outsider, "postConfirm", json!({ "id": posts[1] }), "").await;
    assert_eq!(cast.feed(Who::Reader).await, [after, before]);
}
