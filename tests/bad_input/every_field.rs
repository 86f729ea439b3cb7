//! Every text and every date that any mutation takes, as the schema itself lists them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::untouched::rows;
use crate::support::{Cast, Who};

/// The fields of this scalar in the inputs of all mutations, as `postCreate.title`.
async fn listed(cast: &Cast, scalar: &str) -> BTreeSet<String> {
    let query =
        "{ __schema { mutationType { fields { name args { type { ofType { inputFields { name type {
        name ofType { name ofType { ofType { name } } } } } } } } } } } }";
    let schema = cast.ask(Who::Leader, query, json!({})).await;
    let mut found = BTreeSet::new();
    for mutation in schema["__schema"]["mutationType"]["fields"].as_array().unwrap() {
        let fields = &mutation["args"][0]["type"]["ofType"]["inputFields"];
        for field in fields.as_array().unwrap() {
            let kind = &field["type"];
            let names = [
                &kind["name"],
                &kind["ofType"]["name"],
                &kind["ofType"]["ofType"]["ofType"]["name"],
            ];
            if names.contains(&&json!(scalar)) {
                let name = |value: &Value| value["name"].as_str().unwrap().to_owned();
                found.insert(format!("{}.{}", name(mutation), name(field)));
            }
        }
    }
    found
}

/// Inputs that are taken but for the one field, each with who may.
async fn inputs(cast: &Cast) -> Vec<(Who, &'static str, Value)> {
    let input = json!({ "spaceId": cast.home, "title": "T", "body": "B" });
    let draft = cast.done(Who::Author, "postCreate", input.clone(), "post { id }").await;
    let draft = draft["post"]["id"].clone();
    let post = cast.publish(Who::Author, &cast.home, "Post").await;
    let input_of = json!({ "spaceId": cast.home, "title": "T", "body": "Ten letters and more." });
    let helped = cast.done(Who::Author, "postCreate", input_of, "post { id }").await;
    let helped = helped["post"]["id"].clone();
    let invite = json!({ "postId": helped, "evangelistId": cast.id(Who::Evangelist) });
    cast.done(Who::Author, "invitationCreate", invite, "invitation { id }").await;
    let query = "query($id: ID!) { space(id: $id) { reference } }";
    let place = cast.ask(Who::Leader, query, json!({ "id": cast.home })).await;
    let place = place["space"]["reference"].clone();
    let person = cast.id(Who::Outsider);
    let grantee = json!({ "person": person });
    let question = json!({ "unitId": cast.sales, "question": "Q" });
    let asked = cast.done(Who::Author, "helpRequestCreate", question, "helpRequest { id }").await;
    let asked = asked["helpRequest"]["id"].clone();
    let app = json!({ "name": "A", "scopes": ["POSTS_READ"], "expiresAt": "2026-02-01T00:00:00Z" });
    let (admin, leader) = (Who::Administrator, Who::Leader);
    vec![
        (Who::Author, "applicationCreate", app),
        (
            admin,
            "breakGlassAsk",
            json!({ "spaceId": place, "reason": "LEGAL_ORDER", "explanation": "E" }),
        ),
        (admin, "evangelistAppoint", json!({ "unitId": cast.finance, "personId": person })),
        (
            Who::Evangelist,
            "suggestionAdd",
            json!({ "postId": helped, "passage": "let", "replacement": "lat" }),
        ),
        (Who::Author, "helpRequestCreate", json!({ "unitId": cast.sales, "question": "Q" })),
        (Who::Evangelist, "helpRequestAnswer", json!({ "id": asked, "body": "B" })),
        (
            leader,
            "documentsImport",
            json!({
                "spaceId": cast.home, "source": "S",
                "documents": [{ "externalId": "1", "title": "T", "body": "B" }],
            }),
        ),
        (
            leader,
            "mediaImport",
            json!({ "spaceId": cast.home, "source": "S", "externalId": "1", "file": null }),
        ),
        (Who::Reader, "commentAdd", json!({ "postId": post, "body": "B" })),
        (leader, "deputyName", json!({ "unitId": cast.sales, "personId": person })),
        (admin, "leaderAppoint", json!({ "unitId": cast.finance, "personId": person })),
        (admin, "personAdd", json!({ "displayName": "P" })),
        (leader, "personAssign", json!({ "unitId": cast.sales, "personId": person })),
        (Who::Author, "postCreate", input),
        (Who::Author, "postPublish", json!({ "id": draft })),
        (Who::Author, "postUpdate", json!({ "id": post })),
        (Who::Editor, "postWithdraw", json!({ "id": post, "reason": "R" })),
        (
            leader,
            "spaceGrant",
            json!({ "spaceId": cast.home, "role": "READER", "grantee": grantee }),
        ),
        (leader, "spaceOpen", json!({ "unitId": cast.sales, "name": "N" })),
        (leader, "spaceUpdate", json!({ "id": cast.home })),
        (admin, "unitCreate", json!({ "parentId": cast.acme, "kind": "TEAM", "name": "N" })),
        (
            leader,
            "unitGrant",
            json!({ "unitId": cast.sales, "role": "READER", "grantee": grantee }),
        ),
        (admin, "unitUpdate", json!({ "id": cast.sales, "name": "N" })),
    ]
}

#[tokio::test]
async fn no_text_takes_control_characters_or_a_megabyte() {
    let cast = Cast::start().await;
    let texts = listed(&cast, "String").await;
    assert!(texts.contains("postCreate.tags") && texts.len() >= 19, "{texts:?}");
    let inputs = inputs(&cast).await;
    let before = rows(&cast.app).await;
    let million = "a".repeat(1_000_000);
    for place in texts {
        let (mutation, field) = place.split_once('.').unwrap();
        let target = inputs.iter().find(|(_, name, _)| *name == mutation);
        let (who, _, input) = target.unwrap_or_else(|| panic!("no input for {place}"));
        for wrong in ["a\u{1b}[31mb", "\u{7f}a", "a\u{85}b", &million, "\u{8}"] {
            let mut input = input.clone();
            input[field] = if field == "tags" { json!([wrong]) } else { json!(wrong) };
            let mut payload = cast.app.mutate(cast.id(*who), mutation, input, "").await;
            let error = payload["errors"][0].take();
            let code = error["code"].as_str();
            assert!(
                code == Some("INVALID") || (code == Some("TOO_LONG") && wrong.len() > 1_000),
                "{place} {:.20?}: {error}",
                wrong
            );
            assert_eq!(error["field"], json!([field]), "{place}");
            assert!(error.to_string().len() < 300, "{place}: nothing is echoed");
            assert_eq!(payload["errors"].as_array().unwrap().len(), 1);
        }
    }
    assert_eq!(rows(&cast.app).await, before);
}

#[tokio::test]
async fn no_date_is_taken_out_of_time() {
    let cast = Cast::start().await;
    let dates = listed(&cast, "DateTime").await;
    assert!(dates.contains("postPublish.publishAt") && dates.len() >= 8, "{dates:?}");
    let inputs = inputs(&cast).await;
    let before = rows(&cast.app).await;
    for place in &dates {
        let (mutation, field) = place.split_once('.').unwrap();
        let target = inputs.iter().find(|(_, name, _)| *name == mutation);
        let (who, _, input) = target.unwrap_or_else(|| panic!("no input for {place}"));
        let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let query = format!(
            "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ errors {{ code field }} }} }}"
        );
        for never in
            ["0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "2026-02-30T00:00:00Z", "", "x"]
        {
            let mut input = input.clone();
            input[field] = json!(never);
            let code = cast.app.error(cast.id(*who), &query, json!({ "input": input })).await;
            assert!(
                ["INVALID_ARGUMENT", "VALIDATION_FAILED"].contains(&&*code),
                "{place} {never:?} {code}"
            );
        }
        for past in ["0001-01-01T00:00:00Z", "2026-01-15T07:59:59.999999Z"] {
            let mut input = input.clone();
            input[field] = json!(past);
            let error = cast.refused(*who, mutation, input, "INVALID").await;
            assert_eq!(error["field"], json!([field]), "{place} {past}");
        }
    }
    assert_eq!(rows(&cast.app).await, before);
}
