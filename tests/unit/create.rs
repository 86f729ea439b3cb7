//! `unitCreate`.

use serde_json::json;

use crate::support::{Cast, Who};

#[tokio::test]
async fn an_administrator_creates_a_unit_with_its_home() {
    let cast = Cast::start().await;
    let input = json!({ "parentId": cast.sales, "kind": "TEAM", "name": "Équipe Été" });
    let selection = "unit { slug parent { id } spaces { isHome name visibility } }";
    let made = cast.done(Who::Administrator, "unitCreate", input, selection).await;
    assert_eq!(made["unit"]["slug"], "equipe-ete");
    assert_eq!(made["unit"]["parent"]["id"], cast.sales.as_str());
}

#[tokio::test]
async fn nobody_else_creates_units() {
    let cast = Cast::start().await;
    let input = json!({ "parentId": cast.sales, "kind": "TEAM", "name": "Team" });
    for who in [Who::Boss, Who::Leader, Who::Guardian, Who::Member] {
        let error = cast.refused(who, "unitCreate", input.clone(), "FORBIDDEN").await;
        assert_eq!(error["rule"], "R13");
    }
}
