//! `unitUpdate` and `unitMove`: the closure is always the tree's.

use std::collections::BTreeSet;

use entity::{unit, unit_closure};
use sea_orm::EntityTrait;
use serde_json::json;

use crate::support::{Cast, Who};

/// (ancestor, descendant, distance) as the parents say, and as the closure says.
pub(super) async fn closures(cast: &Cast) -> [BTreeSet<(String, String, i32)>; 2] {
    let rows = cast.app.rows().await;
    let units = unit::Entity::find().all(&rows).await.unwrap();
    let mut walked = BTreeSet::new();
    for start in &units {
        let (mut at, mut distance) = (start, 0);
        loop {
            walked.insert((at.id.to_string(), start.id.to_string(), distance));
            let Some(parent) = at.parent_id else { break };
            at = units.iter().find(|unit| unit.id == parent).unwrap();
            distance += 1;
        }
    }
    let kept = unit_closure::Entity::find().all(&rows).await.unwrap();
    let kept = kept
        .iter()
        .map(|row| (row.ancestor_id.to_string(), row.descendant_id.to_string(), row.distance));
    [walked, kept.collect()]
}

#[tokio::test]
async fn a_branch_moves_whole_and_back() {
    let cast = Cast::start().await;
    let team = json!({ "parentId": cast.shops, "kind": "TEAM", "name": "Team" });
    let team = cast.done(Who::Administrator, "unitCreate", team, "unit { id }").await;
    let team = team["unit"]["id"].as_str().unwrap();
    for (unit, parent) in [
        (&*cast.sales, &*cast.finance),
        (&cast.shops, &cast.acme),
        (team, &cast.finance),
        (&cast.sales, &cast.shops),
        (&cast.shops, &cast.finance),
    ] {
        let input = json!({ "id": unit, "parentId": parent });
        let moved =
            cast.done(Who::Administrator, "unitMove", input, "unit { parent { id } }").await;
        assert_eq!(moved["unit"]["parent"]["id"], parent);
        let [walked, kept] = closures(&cast).await;
        assert_eq!(kept, walked, "{unit} under {parent}");
    }
}

#[tokio::test]
async fn no_circle_no_second_root_and_committees_stay_under_the_company() {
    let cast = Cast::start().await;
    let [before, _] = closures(&cast).await;
    for (unit, parent) in [
        (&cast.sales, &cast.shops),
        (&cast.sales, &cast.sales),
        (&cast.acme, &cast.sales),
        (&cast.board, &cast.sales),
        (&cast.shops, &cast.board),
    ] {
        let input = json!({ "id": unit, "parentId": parent });
        cast.refused(Who::Administrator, "unitMove", input, "CONFLICT").await;
    }
    for (parent, kind, code) in [
        (&cast.board, "TEAM", "CONFLICT"),
        (&cast.sales, "COMMITTEE", "CONFLICT"),
        (&cast.acme, "COMPANY", "INVALID"),
    ] {
        let input = json!({ "parentId": parent, "kind": kind, "name": "New" });
        cast.refused(Who::Administrator, "unitCreate", input, code).await;
    }
    assert_eq!(closures(&cast).await, [before.clone(), before]);
}

#[tokio::test]
async fn a_new_name_keeps_the_address() {
    let cast = Cast::start().await;
    let input = json!({ "id": cast.sales, "name": "Ventes" });
    let changed =
        cast.done(Who::Administrator, "unitUpdate", input.clone(), "unit { name slug }").await;
    assert_eq!(changed["unit"], json!({ "name": "Ventes", "slug": "sales" }));
    cast.refused(Who::Leader, "unitUpdate", input, "FORBIDDEN").await;
    let taken = json!({ "parentId": cast.acme, "kind": "TEAM", "name": "Sales" });
    let error = cast.refused(Who::Administrator, "unitCreate", taken, "CONFLICT").await;
    assert_eq!(error["field"], json!(["slug"]));
}
