//! `previewChange`: what it says is what then comes of the change, and it changes nothing.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::access::ask::{assign, role};
use crate::bad_input::untouched::rows;
use crate::support::{Cast, TestApp, Who};

const PREVIEW: &str = "query($input: PreviewChangeInput!) { previewChange(input: $input) {
    preview { gainCount lossCount postCount posts { title }
        gains { person { displayName } space { id } roleBefore roleAfter }
        losses { person { displayName } space { id } roleBefore roleAfter } }
    errors { code rule field } } }";

async fn preview(cast: &Cast, who: Who, input: Value) -> Value {
    let rows_before = rows(&cast.app).await;
    let answer = cast.ask(who, PREVIEW, json!({ "input": input })).await["previewChange"].take();
    assert_eq!(rows(&cast.app).await, rows_before, "a preview changes nothing");
    answer
}

/// The role that each person is said to have after the change in this space, where it differs.
fn foretold(preview: &Value, space: &str) -> BTreeMap<String, Option<String>> {
    let all = ["gains", "losses"].into_iter().flat_map(|side| preview[side].as_array().unwrap());
    let there = all.filter(|change| change["space"]["id"] == space);
    there
        .map(|change| {
            let name = change["person"]["displayName"].as_str().unwrap().to_owned();
            (name, change["roleAfter"].as_str().map(str::to_owned))
        })
        .collect()
}

/// Previews the change, makes it, and compares everyone's role in the space.
async fn holds(cast: &Cast, who: Who, kind: &str, field: &str, input: Value, space: &str) -> Value {
    let everyone = || Who::ALL.into_iter().filter(|who| *who != Who::Deactivated);
    let mut before = BTreeMap::new();
    for person in everyone() {
        before.insert(format!("{person:?}"), role(cast, person, space).await);
    }
    let answer = preview(cast, who, json!({ kind: input })).await;
    assert_eq!(answer["errors"], json!([]), "{kind}");
    let mut input = input;
    if field == "spaceUpdate" {
        input = json!({ "id": input["spaceId"], "memberRole": input["memberRole"] });
    }
    cast.done(who, field, input, "").await;
    let told = foretold(&answer["preview"], space);
    for person in everyone() {
        let name = format!("{person:?}");
        let now = role(cast, person, space).await;
        let expected = told.get(&name).unwrap_or(&before[&name]);
        assert_eq!(&now, expected, "{kind}: {name}, foretold {told:?}");
    }
    answer["preview"].clone()
}

#[tokio::test]
async fn each_kind_of_change_is_foretold() {
    let cast = Cast::start().await;
    cast.publish(Who::Author, &cast.home, "Home").await;
    let (home, news) = (&cast.home, &cast.news);
    let narrow = json!({ "id": home, "visibility": "RESTRICTED" });
    let told = holds(&cast, Who::Leader, "visibility", "spaceChangeVisibility", narrow, home).await;
    assert_eq!((&told["gainCount"], &told["postCount"]), (&json!(0), &json!(1)));
    assert_eq!(told["posts"], json!([{ "title": "Home" }]));
    assert_eq!(foretold(&told, home).get("Child"), Some(&None), "loses what visibility gave");
    let members = json!({ "spaceId": home, "memberRole": "READER" });
    let told = holds(&cast, Who::Deputy, "memberRole", "spaceUpdate", members, home).await;
    assert_eq!((&told["gainCount"], &told["lossCount"]), (&json!(0), &json!(2)));
    assert_eq!(told["postCount"], 0, "another role, the same posts");
    let to = json!({ "person": cast.id(Who::Outsider) });
    let given = json!({ "spaceId": home, "grantee": to, "role": "AUTHOR" });
    let told = holds(&cast, Who::Deputy, "grant", "spaceGrant", given, home).await;
    assert_eq!((&told["gainCount"], &told["lossCount"]), (&json!(1), &json!(0)));
    let given =
        json!({ "unitId": cast.sales, "grantee": { "branchOf": cast.finance }, "role": "EDITOR" });
    holds(&cast, Who::Leader, "unitGrant", "unitGrant", given, news).await;
    cast.app.wait(1);
    let next = json!({ "unitId": cast.sales, "personId": cast.id(Who::Reader) });
    holds(&cast, Who::Administrator, "leader", "leaderAppoint", next, news).await;
}

#[tokio::test]
async fn a_move_is_foretold_for_who_moves_and_who_led_above() {
    let cast = Cast::start().await;
    let shops = crate::access::ask::home(&cast, Who::Child, &cast.shops).await;
    // Moves too, and keeps what a grant gives in the home of Sales.
    assign(&cast, Who::ChildLeader, &cast.shops, Who::Contributor).await;
    let moved = json!({ "id": cast.shops, "parentId": cast.finance });
    let told = preview(&cast, Who::Administrator, json!({ "move": moved })).await;
    let names = |side: &str| -> Vec<String> {
        let all = told["preview"][side].as_array().unwrap().iter();
        let mut all: Vec<_> =
            all.map(|it| it["person"]["displayName"].as_str().unwrap().to_owned()).collect();
        all.sort();
        all
    };
    // The home of Sales, and posts of its branch in the news, go from the child; the home of Shops from
    // who leads Sales, to who leads Finance, whose home the child gets.
    assert_eq!(names("losses"), ["Child", "Child", "Contributor", "Deputy", "Leader"]);
    assert_eq!(names("gains"), ["Child", "Contributor", "OtherLeader"]);
    cast.done(Who::Administrator, "unitMove", moved, "unit { id }").await;
    assert_eq!(role(&cast, Who::Leader, &shops).await, None);
    assert_eq!(role(&cast, Who::OtherLeader, &shops).await.as_deref(), Some("READER"));
    assert_eq!(role(&cast, Who::Child, &cast.home).await, None);
    assert_eq!(role(&cast, Who::Contributor, &cast.home).await.as_deref(), Some("CONTRIBUTOR"));
}

/// The machine's clock goes on while a change is made and looked at.
#[tokio::test]
async fn what_changes_at_once_is_foretold_by_a_clock_that_goes() {
    let cast = Cast::on(TestApp::at_real_time(|_| {}).await).await;
    let to = json!({ "membersOf": cast.finance });
    let granted = json!({ "spaceId": cast.news, "grantee": to, "role": "EDITOR" });
    let on_unit = json!({ "unitId": cast.sales, "grantee": to, "role": "EDITOR" });
    let leader = json!({ "unitId": cast.sales, "personId": cast.id(Who::Outsider) });
    for (who, kind, input) in [
        (Who::Leader, "grant", granted),
        (Who::Leader, "unitGrant", on_unit),
        (Who::Administrator, "leader", leader),
    ] {
        let told = preview(&cast, who, json!({ kind: input })).await;
        assert!(foretold(&told["preview"], &cast.news).contains_key("Outsider"), "{kind}: {told}");
    }
}

#[tokio::test]
async fn it_is_refused_as_the_change_would_be_and_tells_an_administrator_nothing_of_closed_spaces()
{
    let cast = Cast::start().await;
    let wide = json!({ "visibility": { "id": cast.merger, "visibility": "OPEN" } });
    for (who, input, code) in [
        (Who::Deputy, wide.clone(), "FORBIDDEN"),
        (Who::Administrator, wide.clone(), "NOT_FOUND"),
        (
            Who::Leader,
            json!({ "move": { "id": cast.sales, "parentId": cast.finance } }),
            "FORBIDDEN",
        ),
        (
            Who::Administrator,
            json!({ "move": { "id": cast.sales, "parentId": cast.shops } }),
            "CONFLICT",
        ),
    ] {
        let answer = preview(&cast, who, input).await;
        assert_eq!(answer["errors"][0]["code"], code, "{who:?}");
        assert_eq!(answer["preview"], Value::Null);
    }
    let next = json!({ "leader": { "unitId": cast.sales, "personId": cast.id(Who::Outsider) } });
    cast.app.wait(1);
    let with = preview(&cast, Who::Administrator, next.clone()).await;
    // The same as if there were no closed space.
    for space in [&cast.merger, &cast.deals] {
        assert!(!with.to_string().contains(space.as_str()));
    }
    let spaces = |told: &Value| told["preview"]["gainCount"].clone();
    let (gains, losses) = (spaces(&with), with["preview"]["lossCount"].clone());
    // Home, news and the home of Shops: to the one who comes, from the one who goes.
    assert_eq!((gains, losses), (json!(3), json!(3)));
}
