//! `spaceOpen`.

use entity::id::UnitId;
use serde_json::{Value, json};

use crate::support::{Cast, Who};

const ALL: &str = "id name slug description visibility memberRole commentPolicy inherits isHome closedAt viewerRole unit { id }";

#[tokio::test]
async fn it_is_what_was_asked_for_by_every_road() {
    let cast = Cast::start().await;
    let input = json!({
        "unitId": cast.sales, "name": "  Été à Œuvres ", "description": "Deux\nlignes",
        "visibility": "OPEN", "memberRole": "CONTRIBUTOR", "commentPolicy": "NOBODY",
    });
    let made = cast.done(Who::Leader, "spaceOpen", input, &format!("space {{ {ALL} }}")).await;
    let expected = |id: &Value| {
        json!({
            "id": id, "name": "Été à Œuvres", "slug": "ete-a-oeuvres", "description": "Deux\nlignes",
            "visibility": "OPEN", "memberRole": "CONTRIBUTOR", "commentPolicy": "NOBODY",
            "inherits": true, "isHome": false, "closedAt": null, "viewerRole": "LEADER",
            "unit": { "id": cast.sales },
        })
    };
    let id = &made["space"]["id"];
    assert_eq!(made["space"], expected(id));
    let query = format!(
        "query($id: ID!, $unit: ID!) {{ space(id: $id) {{ {ALL} }} node(id: $id) {{ ... on Space {{ {ALL} }} }} unit(id: $unit) {{ spaces {{ {ALL} }} }} spaces(first: 100) {{ nodes {{ {ALL} }} }} }}"
    );
    let read = cast.ask(Who::Leader, &query, json!({ "id": id, "unit": cast.sales })).await;
    for found in [&read["space"], &read["node"]] {
        assert_eq!(found, &expected(id));
    }
    for list in [&read["unit"]["spaces"], &read["spaces"]["nodes"]] {
        let list = list.as_array().unwrap();
        let found: Vec<_> = list.iter().filter(|space| &space["id"] == id).collect();
        assert_eq!(found, [&expected(id)]);
    }
    let plain = json!({ "unitId": cast.sales, "name": "Plain" });
    let made = cast.done(Who::Leader, "spaceOpen", plain, &format!("space {{ {ALL} }}")).await;
    let space = &made["space"];
    assert_eq!(
        (
            &space["visibility"],
            &space["memberRole"],
            &space["commentPolicy"],
            &space["description"]
        ),
        (&json!("UNIT"), &json!("AUTHOR"), &json!("READERS"), &json!(""))
    );
}

#[tokio::test]
async fn only_the_leader_of_that_unit_opens_one() {
    let cast = Cast::start().await;
    let input = json!({ "unitId": cast.sales, "name": "New" });
    for who in Who::ALL {
        if ![Who::Leader, Who::Deactivated].contains(&who) {
            let error = cast.refused(who, "spaceOpen", input.clone(), "FORBIDDEN").await;
            assert_eq!(error["rule"], "R2", "{who:?}");
        }
    }
    cast.done(Who::Leader, "spaceOpen", input, "space { id }").await;
}

#[tokio::test]
async fn an_address_is_unique_in_its_unit() {
    let cast = Cast::start().await;
    let open = |unit: &String, name: &str, slug: Value| json!({ "unitId": unit, "name": name, "slug": slug });
    for (name, slug) in [
        ("Sales news", Value::Null),
        ("SALES  NÉWS!", Value::Null),
        ("Other", json!("sales-news")),
        ("Home", Value::Null),
    ] {
        let input = open(&cast.sales, name, slug);
        let error = cast.refused(Who::Leader, "spaceOpen", input, "CONFLICT").await;
        assert_eq!(error["field"], json!(["slug"]), "{name}");
    }
    let input = open(&cast.sales, "Sales news", json!("Second News"));
    let made = cast.done(Who::Leader, "spaceOpen", input, "space { name slug }").await;
    assert_eq!(made["space"], json!({ "name": "Sales news", "slug": "second-news" }));
    let input = open(&cast.finance, "Sales news", Value::Null);
    let made = cast.done(Who::OtherLeader, "spaceOpen", input, "space { slug }").await;
    assert_eq!(made["space"]["slug"], "sales-news");
}

#[tokio::test]
async fn what_is_out_of_bounds_opens_nothing() {
    let cast = Cast::start().await;
    let count = "{ spaces { totalCount } }";
    let before = cast.ask(Who::Leader, count, json!({})).await;
    let unit: UnitId = cast.app.clock.new_id();
    for (change, code, field) in [
        (json!({ "name": "" }), "INVALID", "name"),
        (json!({ "name": "\u{a0} \t" }), "INVALID", "name"),
        (json!({ "name": "a\nb" }), "INVALID", "name"),
        (json!({ "name": "a\u{7f}b" }), "INVALID", "name"),
        (json!({ "name": "é".repeat(201) }), "TOO_LONG", "name"),
        (json!({ "slug": " " }), "INVALID", "slug"),
        (json!({ "slug": "s".repeat(201) }), "TOO_LONG", "slug"),
        (json!({ "description": "d".repeat(2_001) }), "TOO_LONG", "description"),
        (json!({ "description": "\u{1b}[31m" }), "INVALID", "description"),
        (json!({ "unitId": unit.to_string() }), "NOT_FOUND", "unitId"),
    ] {
        let mut input = json!({ "unitId": cast.sales, "name": "New" });
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let error = cast.refused(Who::Leader, "spaceOpen", input, code).await;
        assert_eq!(error["field"], json!([field]), "{change:.60}");
    }
    let query = "mutation($input: SpaceOpenInput!) { spaceOpen(input: $input) { space { id } } }";
    for (input, code) in [
        (json!({ "unitId": cast.home, "name": "New" }), "INVALID_ID"),
        (json!({ "unitId": "", "name": "New" }), "INVALID_ID"),
        (
            json!({ "unitId": cast.sales, "name": "New", "visibility": "PUBLIC" }),
            "VALIDATION_FAILED",
        ),
        (json!({ "unitId": cast.sales, "name": null }), "VALIDATION_FAILED"),
        (json!({ "unitId": cast.sales, "name": "a\u{0}b" }), "BAD_REQUEST"),
    ] {
        let error = cast.app.error(cast.id(Who::Leader), query, json!({ "input": input })).await;
        assert_eq!(error, code, "{input}");
    }
    assert_eq!(cast.ask(Who::Leader, count, json!({})).await, before);
    let input =
        json!({ "unitId": cast.sales, "name": "é".repeat(200), "description": "d".repeat(2_000) });
    let made = cast.done(Who::Leader, "spaceOpen", input, "space { name description }").await;
    assert_eq!(made["space"]["name"], "é".repeat(200));
    assert_eq!(made["space"]["description"].as_str().unwrap().len(), 2_000);
}

#[tokio::test]
async fn a_leader_who_is_not_confirmed_opens_no_closed_space_and_learns_of_none() {
    let cast = Cast::start().await;
    cast.app.wait(60);
    let appoint = json!({ "unitId": cast.sales, "personId": cast.id(Who::Outsider) });
    let made = cast.done(Who::Administrator, "leaderAppoint", appoint, "position { id }").await;
    for visibility in ["RESTRICTED", "SECRET"] {
        let input = json!({ "unitId": cast.sales, "name": "New", "visibility": visibility });
        let error = cast.refused(Who::Outsider, "spaceOpen", input, "FORBIDDEN").await;
        assert_eq!((&error["rule"], &error["field"]), (&json!("R13"), &json!(["visibility"])));
    }
    // The secret space is called Sales merger: its name is no sign.
    for (name, plain) in [("Sales merger", "sales-merger"), ("Unheard of", "unheard-of")] {
        let input = json!({ "unitId": cast.sales, "name": name, "visibility": "OPEN" });
        let opened = cast.done(Who::Outsider, "spaceOpen", input, "space { slug }").await;
        let slug = opened["space"]["slug"].as_str().unwrap();
        assert_eq!(slug, plain);
    }
    let position = json!({ "id": made["position"]["id"] });
    cast.done(Who::Guardian, "positionConfirm", position, "").await;
    let input = json!({ "unitId": cast.sales, "name": "New", "visibility": "SECRET" });
    let opened = cast.done(Who::Outsider, "spaceOpen", input, "space { slug viewerRole }").await;
    assert!(opened["space"]["slug"].as_str().unwrap().starts_with("new-"), "{opened}");
    assert_eq!(opened["space"]["viewerRole"], "LEADER");
}
