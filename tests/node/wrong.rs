//! Ids that are none, of every kind and for every root field.

use serde_json::json;

use super::every_kind::one_of_each;
use crate::support::{Cast, Who};

const DIGITS: &str = "01jd3k8m0q5v7x9y2z4a6b8c0d";

#[tokio::test]
async fn each_kind_that_never_existed_is_null_and_malformed_is_told() {
    let cast = Cast::start().await;
    let leader = cast.id(Who::Leader);
    let query = "query($id: ID!) { node(id: $id) { id } }";
    for (kind, id) in one_of_each(&cast).await {
        let (prefix, digits) = id.rsplit_once('_').unwrap();
        let absent = json!({ "id": format!("{prefix}_{DIGITS}") });
        assert_eq!(cast.ask(Who::Leader, query, absent).await, json!({ "node": null }), "{kind}");
        for wrong in [
            prefix.to_owned(),
            format!("{prefix}_"),
            format!("{prefix}_{}", &digits[1..]),
            format!("{prefix}_{digits}0"),
            format!("{prefix}_{}", digits.to_uppercase()),
            format!("{prefix}_8{}", &digits[1..]),
            format!("{prefix}_{}u", &digits[1..]),
            format!("{prefix}__{}", &digits[1..]),
            format!("{prefix}-{digits}"),
            format!("{}_{digits}", prefix.to_uppercase()),
            format!(" {id}"),
            format!("{id} "),
            format!("{id}\n"),
            format!("x{id}"),
            format!("{prefix}_{}", "0".repeat(900_000)),
        ] {
            let code = cast.app.error(leader, query, json!({ "id": wrong })).await;
            assert_eq!(code, "INVALID_ID", "{kind} {:.60}", wrong);
        }
    }
}

#[tokio::test]
async fn a_root_field_takes_its_own_kind_alone() {
    let cast = Cast::start().await;
    let all = one_of_each(&cast).await;
    for (field, own) in
        [("person", "Person"), ("post", "Post"), ("space", "Space"), ("unit", "Unit")]
    {
        let query = format!("query($id: ID!) {{ {field}(id: $id) {{ __typename id }} }}");
        for (kind, id) in &all {
            let id = json!({ "id": id });
            if *kind == own {
                let found = cast.ask(Who::Leader, &query, id.clone()).await;
                assert_eq!(found[field]["id"], id["id"]);
            } else {
                let code = cast.app.error(cast.id(Who::Leader), &query, id).await;
                assert_eq!(code, "INVALID_ID", "{field} {kind}");
            }
        }
    }
}

#[tokio::test]
async fn one_wrong_id_of_many_is_told_and_nothing_else_is_lost() {
    let cast = Cast::start().await;
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } company { name } }";
    let ids = json!({ "ids": [cast.sales, "nothing_1", cast.news] });
    let (status, answer) = cast.app.post(cast.id(Who::Leader), query, ids).await;
    assert_eq!(status, 200);
    assert_eq!(answer["data"], json!({ "nodes": null, "company": { "name": "Acme" } }));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_ID");
    assert_eq!(answer["errors"][0]["path"], json!(["nodes"]));
}
