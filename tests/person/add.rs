//! `personAdd`.

use serde_json::json;

use crate::support::{Cast, Who};

#[tokio::test]
async fn an_administrator_adds_a_person_who_can_sign_in_and_holds_nothing() {
    let cast = Cast::start().await;
    let input = json!({ "displayName": "  Zoé d'Été ", "email": "zoe@acme.example" });
    let all = "id displayName email locale status positions { id } assignments { id }";
    let made =
        cast.done(Who::Administrator, "personAdd", input, &format!("person {{ {all} }}")).await;
    let id = made["person"]["id"].as_str().unwrap();
    let expected = json!({
        "id": id, "displayName": "Zoé d'Été", "email": "zoe@acme.example", "locale": null,
        "status": "ACTIVE", "positions": [], "assignments": [],
    });
    assert_eq!(made["person"], expected);
    let query = format!(
        "query($id: ID!) {{ person(id: $id) {{ {all} }} node(id: $id) {{ ... on Person {{ {all} }} }} viewer {{ person {{ {all} }} platformRoles application {{ id }} }} people(first: 100) {{ totalCount nodes {{ id }} }} spaces {{ nodes {{ name viewerRole }} }} }}"
    );
    let own = cast.app.ask(id, &query, json!({ "id": id })).await;
    for road in [&own["person"], &own["node"], &own["viewer"]["person"]] {
        assert_eq!(road, &expected);
    }
    assert_eq!(
        (&own["viewer"]["platformRoles"], &own["viewer"]["application"]),
        (&json!([]), &json!(null))
    );
    let people = own["people"]["nodes"].as_array().unwrap();
    assert_eq!((people.len(), own["people"]["totalCount"].as_u64()), (18, Some(18)));
    assert_eq!(people[17]["id"], id, "the last by name");
    assert_eq!(
        own["spaces"]["nodes"],
        json!([{ "name": "Sales deals", "viewerRole": null }, { "name": "Sales news", "viewerRole": "READER" }])
    );
}

#[tokio::test]
async fn nobody_else_does_and_nothing_out_of_bounds_is_taken() {
    let cast = Cast::start().await;
    let count = "{ people { totalCount } }";
    for who in Who::ALL {
        if ![Who::Administrator, Who::Deactivated].contains(&who) {
            let input = json!({ "displayName": "New" });
            let error = cast.refused(who, "personAdd", input, "FORBIDDEN").await;
            assert_eq!(error["rule"], "R13", "{who:?}");
        }
    }
    for (input, code, field) in [
        (json!({ "displayName": "" }), "INVALID", "displayName"),
        (json!({ "displayName": " \t " }), "INVALID", "displayName"),
        (json!({ "displayName": "a\u{9}b" }), "INVALID", "displayName"),
        (json!({ "displayName": "n".repeat(201) }), "TOO_LONG", "displayName"),
        (json!({ "displayName": "New", "email": "" }), "INVALID", "email"),
        (json!({ "displayName": "New", "email": "a\r\nb@acme.example" }), "INVALID", "email"),
        (json!({ "displayName": "New", "email": "e".repeat(201) }), "TOO_LONG", "email"),
    ] {
        let error = cast.refused(Who::Administrator, "personAdd", input.clone(), code).await;
        assert_eq!(error["field"], json!([field]), "{input:.60}");
    }
    let people = cast.ask(Who::Member, count, json!({})).await;
    assert_eq!(people["people"]["totalCount"], 17);
}
