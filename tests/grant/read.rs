//! `Space.grants`: for who manages them, as far as they have not ended, page by page.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::give;
use crate::support::{Cast, Who};

async fn page(cast: &Cast, who: Who, first: i32, after: &Value) -> Value {
    let query = "query($id: ID!, $first: Int, $after: String) { space(id: $id) { grants(first: $first, after: $after) { nodes { id role } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }";
    let variables = json!({ "id": cast.home, "first": first, "after": after });
    cast.ask(who, query, variables).await["space"]["grants"].take()
}

#[tokio::test]
async fn pages_joined_are_the_grants_that_hold() {
    let cast = Cast::start().await;
    let mut given = Vec::new();
    for ends in [Value::Null, json!("2026-01-16T00:00:00Z"), Value::Null] {
        let to = json!({ "branchOf": cast.finance });
        let input =
            json!({ "spaceId": cast.home, "grantee": to, "role": "READER", "endsAt": ends });
        given.push(give(&cast, "spaceGrant", input).await);
    }
    for (at, count) in [("2026-01-15T08:00:00Z", 6), ("2026-01-16T00:00:00Z", 5)] {
        cast.app.wait_until(at);
        let whole = page(&cast, Who::Deputy, 100, &Value::Null).await;
        let whole: Vec<Value> = whole["nodes"].as_array().unwrap().clone();
        assert_eq!(whole.len(), count, "{at}");
        assert_eq!(whole.iter().any(|grant| grant["id"] == given[1].as_str()), count == 6);
        for size in [1, 2, 5, 6] {
            let (mut joined, mut after) = (Vec::new(), Value::Null);
            loop {
                let part = page(&cast, Who::Leader, size, &after).await;
                let info = &part["pageInfo"];
                assert_eq!(info["hasPreviousPage"], !after.is_null());
                let edges = part["edges"].as_array().unwrap();
                assert_eq!(edges[0]["cursor"], info["startCursor"]);
                assert_eq!(edges[edges.len() - 1]["cursor"], info["endCursor"]);
                joined.extend(part["nodes"].as_array().unwrap().clone());
                after = info["endCursor"].clone();
                if info["hasNextPage"] == false {
                    break;
                }
            }
            assert_eq!(joined, whole, "{size}");
        }
    }
}

#[tokio::test]
async fn they_are_for_leader_and_deputy() {
    let cast = Cast::start().await;
    for who in [Who::Leader, Who::Deputy] {
        let roles = page(&cast, who, 10, &Value::Null).await;
        let roles =
            roles["nodes"].as_array().unwrap().iter().map(|grant| grant["role"].as_str().unwrap());
        let roles: BTreeSet<&str> = roles.collect();
        assert_eq!(roles, BTreeSet::from(["CONTRIBUTOR", "EDITOR", "READER"]), "{who:?}");
    }
    for who in [Who::Editor, Who::Author, Who::Reader, Who::Boss, Who::Child] {
        let seen = page(&cast, who, 10, &Value::Null).await;
        assert_eq!(seen["nodes"], json!([]), "{who:?}");
    }
}
