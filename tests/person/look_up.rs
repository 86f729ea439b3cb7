//! `person` and what hangs on it: offices, memberships and posts, as the asker sees them.

use entity::id::PersonId;
use serde_json::{Value, json};

use crate::support::{Cast, Who};

#[tokio::test]
async fn offices_and_memberships_that_hold_now_are_for_everyone() {
    let cast = Cast::start().await;
    cast.app.wait(1);
    let input = json!({ "unitId": cast.finance, "personId": cast.id(Who::Leader), "endsAt": "2026-01-16T00:00:00Z" });
    cast.done(Who::OtherLeader, "personAssign", input, "assignment { id }").await;
    let input = json!({ "unitId": cast.finance, "personId": cast.id(Who::Leader), "startsAt": "2026-01-17T00:00:00Z" });
    cast.done(Who::Administrator, "leaderAppoint", input, "position { id }").await;
    let query = "query($id: ID!) { person(id: $id) { positions { office unit { name } person { displayName } } assignments { source unit { name } endsAt } } }";
    let leads = |unit: &str| json!({ "office": "LEADER", "unit": { "name": unit }, "person": { "displayName": "Leader" } });
    let board = json!({ "source": "MANUAL", "unit": { "name": "Board" }, "endsAt": null });
    let finance = json!({ "source": "MANUAL", "unit": { "name": "Finance" }, "endsAt": "2026-01-16T00:00:00Z" });
    for (at, offices, memberships) in [
        ("2026-01-15T08:00:01Z", json!([leads("Sales")]), json!([board, finance])),
        ("2026-01-16T00:00:00Z", json!([leads("Sales")]), json!([board])),
        ("2026-01-17T00:00:00Z", json!([leads("Sales"), leads("Finance")]), json!([board])),
    ] {
        cast.app.wait_until(at);
        for who in [Who::Leader, Who::Auditor] {
            let person = cast.ask(who, query, json!({ "id": cast.id(Who::Leader) })).await;
            let expected = json!({ "positions": offices, "assignments": memberships });
            assert_eq!(person["person"], expected, "{at} {who:?}");
        }
    }
}

#[tokio::test]
async fn posts_are_those_that_the_asker_reads() {
    let cast = Cast::start().await;
    for (space, title) in [(&cast.news, "News"), (&cast.home, "Home"), (&cast.merger, "Merger")] {
        cast.app.wait(60);
        cast.publish(Who::Author, space, title).await;
        cast.publish(Who::Leader, space, "Another's").await;
    }
    let draft = json!({ "spaceId": cast.news, "title": "Draft", "body": "B" });
    cast.done(Who::Author, "postCreate", draft, "post { id }").await;
    let query = "query($id: ID!) { person(id: $id) { posts { nodes { title } } } }";
    for (who, expected) in [
        (Who::Author, &["Merger", "Home", "News"][..]),
        (Who::Member, &["Merger", "Home", "News"]),
        (Who::Child, &["Home", "News"]),
        (Who::Reader, &["Home", "News"]),
        (Who::Outsider, &["News"]),
        (Who::Administrator, &["News"]),
    ] {
        let person = cast.ask(who, query, json!({ "id": cast.id(Who::Author) })).await;
        let posts = person["person"]["posts"]["nodes"].as_array().unwrap();
        let titles: Vec<&str> = posts.iter().map(|post| post["title"].as_str().unwrap()).collect();
        assert_eq!(titles, expected, "{who:?}");
    }
}

#[tokio::test]
async fn nobody_is_null_and_what_is_no_id_is_told() {
    let cast = Cast::start().await;
    let query = "query($id: ID!) { person(id: $id) { id } }";
    let nobody = cast.app.clock.new_id::<PersonId>().to_string();
    let answer = cast.ask(Who::Member, query, json!({ "id": nobody })).await;
    assert_eq!(answer["person"], Value::Null);
    for id in ["", "person_1", &cast.sales, &nobody.to_uppercase()] {
        let code = cast.app.error(cast.id(Who::Member), query, json!({ "id": id })).await;
        assert_eq!(code, "INVALID_ID", "{id}");
    }
}
