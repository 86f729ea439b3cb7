//! `administeredSpaces` and `Space.reference` (rules R13 and R17): of a SECRET space an
//! administrator knows that it is and how large, by an id that opens nothing.

use serde_json::{Value, json};

use super::opaque;
use crate::support::{Cast, Who};

const SPACES: &str =
    "{ administeredSpaces(first: 100) { nodes { id name postCount unit { name } } } }";

async fn listed(cast: &Cast, who: Who) -> Vec<Value> {
    let mut seen = cast.ask(who, SPACES, json!({})).await;
    seen["administeredSpaces"]["nodes"].as_array_mut().unwrap().drain(..).collect()
}

#[tokio::test]
async fn a_secret_space_has_a_size_and_no_name() {
    let cast = Cast::start().await;
    cast.publish(Who::Leader, &cast.merger, "Secret").await;
    let input = json!({ "spaceId": cast.merger, "title": "Draft", "body": "B" });
    cast.done(Who::Author, "postCreate", input, "").await;
    let gone = cast.publish(Who::Author, &cast.merger, "Gone").await;
    cast.done(Who::Author, "postDelete", json!({ "id": gone }), "").await;
    cast.publish(Who::Leader, &cast.deals, "Restricted").await;
    let (merger, deals) = (opaque(&cast, &cast.merger).await, opaque(&cast, &cast.deals).await);
    for who in [Who::Administrator, Who::Guardian] {
        let all = listed(&cast, who).await;
        // Five homes, and three further spaces of Sales.
        assert_eq!(all.len(), 8, "{who:?}");
        let of = |id: &str| all.iter().find(|it| it["id"] == id).unwrap().clone();
        let secret = json!({ "id": merger, "name": null, "postCount": 2, "unit": null });
        assert_eq!(of(&merger), secret);
        let restricted = json!({
            "id": deals, "name": "Sales deals", "postCount": 1, "unit": { "name": "Sales" }
        });
        assert_eq!(of(&deals), restricted);
        assert!(!serde_json::to_string(&all).unwrap().contains("merger"));
        // It alone has no name.
        for space in &all {
            assert_eq!(space["name"].is_null(), space["id"] == json!(merger));
        }
    }
}

#[tokio::test]
async fn nobody_else_lists_them() {
    let cast = Cast::start().await;
    for who in Who::ALL {
        if !matches!(who, Who::Administrator | Who::Guardian | Who::Deactivated) {
            let code = cast.app.error(cast.id(who), SPACES, json!({})).await;
            assert_eq!(code, "FORBIDDEN", "{who:?}");
        }
    }
}

#[tokio::test]
async fn the_id_is_not_the_spaces_and_opens_nothing() {
    let cast = Cast::start().await;
    for space in [&cast.merger, &cast.deals] {
        let opaque = opaque(&cast, space).await;
        let bare = |id: &str| id.rsplit('_').next().unwrap().to_owned();
        assert_ne!(bare(&opaque), bare(space));
        let prefix = space.trim_end_matches(&bare(space));
        let forged = format!("{prefix}{}", bare(&opaque));
        for id in [&opaque, &forged] {
            for field in ["space", "node", "post", "unit"] {
                for who in [Who::Administrator, Who::Guardian, Who::Leader] {
                    let query = format!("query($id: ID!) {{ {field}(id: $id) {{ id }} }}");
                    let (_, answer) =
                        cast.app.post(cast.id(who), &query, json!({ "id": id })).await;
                    assert!(answer["data"][field].is_null(), "{field} {id}: {answer}");
                }
            }
            let grantee = json!({ "person": cast.id(Who::Administrator) });
            let grant = json!({ "input": { "spaceId": id, "role": "READER", "grantee": grantee } });
            let query = crate::access::ask::mutation("spaceGrant");
            for who in [Who::Administrator, Who::Leader] {
                let (_, answer) = cast.app.post(cast.id(who), &query, grant.clone()).await;
                let refused = answer["data"]["spaceGrant"]["errors"][0]["code"] == "NOT_FOUND";
                assert!(refused || answer.get("errors").is_some(), "{answer}");
            }
        }
    }
}

#[tokio::test]
async fn off_the_roster_a_space_has_no_such_id() {
    let cast = Cast::start().await;
    let query = "query($id: ID!) { space(id: $id) { id reference } }";
    for (space, who, told) in [
        (&cast.news, Who::Outsider, false),
        (&cast.news, Who::Boss, false),
        (&cast.news, Who::Administrator, false),
        (&cast.home, Who::Child, false),
        (&cast.deals, Who::Administrator, false),
        (&cast.home, Who::Reader, true),
        (&cast.news, Who::Member, true),
        (&cast.merger, Who::Member, true),
        (&cast.deals, Who::Leader, true),
    ] {
        let seen = cast.ask(who, query, json!({ "id": space })).await;
        assert_eq!(seen["space"]["id"], json!(space), "{who:?}");
        assert_eq!(!seen["space"]["reference"].is_null(), told, "{who:?}");
    }
}
