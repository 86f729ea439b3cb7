//! What the demo makes, on either engine.

use std::collections::BTreeSet;

use import::{Kind, Outcome};
use parvis::demo::{GUESTS, build, email};
use serde_json::{Value, json};

use crate::support::TestApp;

async fn demo() -> TestApp {
    let app = TestApp::start().await;
    let report = build(&app.db, &app.config, app.clock.now()).await.unwrap();
    assert_eq!(report.totals(Kind::Page).count(Outcome::Imported), 12);
    assert_eq!(report.totals(Kind::Media).count(Outcome::Imported), 6);
    app
}

async fn guest(app: &TestApp, name: &str) -> String {
    app.db.operator_find_person(&email(name)).await.unwrap().expect(name).to_string()
}

#[tokio::test]
async fn it_is_as_large_as_promised() {
    let app = demo().await;
    let [leader, _, _] = GUESTS;
    let leader = guest(&app, leader.name).await;
    let query = "{ people(first: 1) { totalCount } units(first: 100) { totalCount nodes { kind leader { id } } } }";
    let found = app.ask(&leader, query, json!({})).await;
    assert_eq!(found["people"]["totalCount"], 40);
    let units = found["units"]["nodes"].as_array().unwrap();
    let kinds: BTreeSet<&str> = units.iter().map(|unit| unit["kind"].as_str().unwrap()).collect();
    let all = ["COMMITTEE", "COMPANY", "DIRECTION", "PROJECT", "SUB_DIRECTION", "TEAM"];
    assert_eq!(kinds, BTreeSet::from(all));
    assert!(units.iter().all(|unit| unit["leader"] != Value::Null), "everyone is led");
    let feed =
        "{ feed(first: 100) { nodes { publishedAt locale imported author { displayName } } } }";
    let feed = app.ask(&leader, feed, json!({})).await;
    let posts = feed["feed"]["nodes"].as_array().unwrap();
    assert!(posts.len() >= 30, "{}", posts.len());
    let locale = |tag: &str| posts.iter().any(|post| post["locale"] == tag);
    assert!(locale("fr") && locale("en"));
    let imported = posts.iter().filter(|post| post["imported"] == true);
    assert_eq!(imported.count(), 12);
    // Written over half a year, not in one second.
    let months: BTreeSet<&str> = posts
        .iter()
        .filter(|post| post["imported"] == false)
        .map(|post| &post["publishedAt"].as_str().unwrap()[..7])
        .collect();
    assert!(months.len() >= 6, "{months:?}");
}

#[tokio::test]
async fn the_committees_space_is_silent_to_the_others() {
    let app = demo().await;
    let [committee, member, administrator] = GUESTS.map(|guest| guest.name);
    let query = "{ spaces(first: 100) { nodes { name visibility } } feed(first: 100) { nodes { space { visibility } } } }";
    for (name, knows) in [(committee, true), (member, false), (administrator, false)] {
        let seen = app.ask(&guest(&app, name).await, query, json!({})).await.to_string();
        assert_eq!(seen.contains("SECRET"), knows, "{name}");
        assert_eq!(seen.contains("Comité exécutif"), knows, "{name}");
    }
}
