//! What the demo makes, on either engine.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use entity::{Timestamp, comment, platform_role, post, revision};
use import::{Kind, Options, Outcome, Report};
use parvis::demo::{GUESTS, build, email};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::support::TestApp;

const DAY: i64 = 86_400;

async fn demo() -> (TestApp, Report) {
    let app = TestApp::start().await;
    let report = build(&app.db, &app.config, app.clock.now()).await.unwrap();
    (app, report)
}

async fn guest(app: &TestApp, name: &str) -> String {
    app.db.operator_find_person(&email(name)).await.unwrap().expect(name).to_string()
}

#[tokio::test]
async fn it_is_as_large_as_promised() {
    let (app, _) = demo().await;
    let leader = guest(&app, GUESTS[0].name).await;
    let query = "{
        people(first: 1) { totalCount }
        units(first: 100) { nodes { kind leader { id } positions { office } } }
        spaces(first: 100) { nodes { visibility } }
    }";
    let found = app.ask(&leader, query, json!({})).await;
    assert_eq!(found["people"]["totalCount"], 40);
    let units = found["units"]["nodes"].as_array().unwrap();
    let kinds = units.iter().map(|unit| unit["kind"].as_str().unwrap());
    let all = ["COMMITTEE", "COMPANY", "DIRECTION", "PROJECT", "SUB_DIRECTION", "TEAM"];
    assert_eq!(kinds.collect::<BTreeSet<_>>(), BTreeSet::from(all));
    assert!(units.iter().all(|unit| unit["leader"] != Value::Null), "everyone is led");
    let offices = units.iter().flat_map(|unit| unit["positions"].as_array().unwrap());
    assert!(offices.filter(|position| position["office"] == "DEPUTY").count() >= 5);
    let spaces = found["spaces"]["nodes"].as_array().unwrap();
    let kinds = spaces.iter().map(|space| space["visibility"].as_str().unwrap());
    let all = ["OPEN", "RESTRICTED", "SECRET", "UNIT"];
    assert_eq!(kinds.collect::<BTreeSet<_>>(), BTreeSet::from(all));

    let rows = app.rows().await;
    let roles = platform_role::Entity::find().all(&rows).await.unwrap();
    let mut roles: Vec<String> = roles.iter().map(|row| format!("{:?}", row.role)).collect();
    roles.sort();
    assert_eq!(roles, ["Admin", "Evangelist", "Guardian"]);
    let posts = post::Entity::find().all(&rows).await.unwrap();
    let own: Vec<_> = posts.iter().filter(|post| post.imported_by.is_none()).collect();
    assert!(own.len() >= 60, "{}", own.len());
    let languages: BTreeSet<_> = own.iter().map(|post| post.lang.as_deref()).collect();
    assert_eq!(languages, BTreeSet::from([Some("en"), Some("fr")]));
    let comments = comment::Entity::find().all(&rows).await.unwrap();
    assert!(comments.len() >= 100, "{}", comments.len());
    let answers = comments.iter().filter(|comment| comment.parent_id.is_some());
    assert!(answers.count() >= 10);
}

#[tokio::test]
async fn everything_was_written_by_its_author_on_a_working_day_of_half_a_year() {
    let (app, _) = demo().await;
    let now = app.clock.now();
    let rows = app.rows().await;
    let mut published = HashMap::new();
    let mut months = BTreeSet::new();
    let signed = revision::Entity::find().all(&rows).await.unwrap();
    let signed: HashMap<_, _> = signed.iter().map(|row| (row.post_id, row.written_by)).collect();
    for post in post::Entity::find().all(&rows).await.unwrap() {
        let at = post.published_at.unwrap();
        published.insert(post.id, at);
        assert_eq!(signed[&post.id], post.author_id, "{}", post.title);
        if post.imported_by.is_some() {
            continue;
        }
        assert!(at < now && at >= now.plus_seconds(-180 * DAY), "{} at {at}", post.title);
        // Day 0 was a Thursday.
        let weekday = at.micros().div_euclid(DAY * 1_000_000).rem_euclid(7);
        assert!(![2, 3].contains(&weekday), "{} on a weekend: {at}", post.title);
        months.insert(at.to_string()[..7].to_owned());
    }
    assert!(months.len() >= 6, "{months:?}");
    let times: BTreeMap<_, Timestamp> = comment::Entity::find()
        .all(&rows)
        .await
        .unwrap()
        .into_iter()
        .map(|comment| {
            assert!(comment.created_at > published[&comment.post_id], "{}", comment.source);
            assert!(comment.created_at <= now, "{}", comment.source);
            (comment.id, comment.created_at)
        })
        .collect();
    assert!(times.values().is_sorted(), "written in order of time");
}

#[tokio::test]
async fn the_guests_are_who_they_are_said_to_be() {
    let (app, _) = demo().await;
    let query = "{ viewer { platformRoles } units(first: 100) { nodes { slug positions { office person { id } } } } }";
    let mut seen = Vec::new();
    for person in GUESTS {
        let id = guest(&app, person.name).await;
        let found = app.ask(&id, query, json!({})).await;
        let units = found["units"]["nodes"].as_array().unwrap();
        let mut offices = Vec::new();
        for unit in units {
            for held in unit["positions"].as_array().unwrap() {
                if held["person"]["id"] == id.as_str() {
                    offices.push(format!("{} of {}", held["office"], unit["slug"]));
                }
            }
        }
        seen.push((offices.join(", "), found["viewer"]["platformRoles"].clone()));
    }
    let expected = [
        (r#""LEADER" of "communication""#.to_owned(), json!([])),
        (String::new(), json!([])),
        (r#""LEADER" of "informatique""#.to_owned(), json!(["ADMIN"])),
    ];
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn the_committees_space_is_silent_to_the_others() {
    let (app, _) = demo().await;
    let [committee, member, administrator] = GUESTS.map(|guest| guest.name);
    let query = "{ spaces(first: 100) { nodes { name visibility } } feed(first: 100) { nodes { title space { visibility } } } }";
    for (name, knows) in [(committee, true), (member, false), (administrator, false)] {
        let seen = app.ask(&guest(&app, name).await, query, json!({})).await.to_string();
        assert_eq!(seen.contains("SECRET"), knows, "{name}");
        assert_eq!(seen.contains("Comité exécutif"), knows, "{name}");
        assert_eq!(seen.contains("Givors"), knows, "{name}");
    }
}

#[tokio::test]
async fn the_imported_site_is_the_one_in_the_sources_without_exception() {
    let (app, report) = demo().await;
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("../import/fixtures/legacy-site");
    let reader = import::open(&[site], None, Options::default()).unwrap();
    for (kind, count) in reader.expected() {
        let totals = report.totals(kind);
        let settled = totals.count(Outcome::Imported) + totals.count(Outcome::Skipped);
        assert_eq!(settled, count, "{kind:?}");
    }
    assert_eq!(report.totals(Kind::Page).count(Outcome::Imported), 12);
    assert_eq!(report.totals(Kind::Media).count(Outcome::Imported), 6);

    let leader = guest(&app, GUESTS[0].name).await;
    let query = "{ feed(first: 100) { nodes { imported space { name } } } }";
    let feed = app.ask(&leader, query, json!({})).await;
    let posts = feed["feed"]["nodes"].as_array().unwrap().iter();
    assert!(posts.clone().take(10).all(|post| post["imported"] == false), "new posts come first");
    let homes: Vec<_> = posts.filter(|post| post["imported"] == true).collect();
    assert_eq!(homes.len(), 12);
    assert!(homes.iter().all(|post| post["space"]["name"] == "Communication"), "{homes:?}");
}
