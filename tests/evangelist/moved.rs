//! A unit that moves into the branch of an evangelist who leads it: from then on they lead nothing
//! there (rule R12).

use serde_json::json;

use super::appoint;
use crate::access::ask::{home, made, role};
use crate::support::{Cast, Who};

#[tokio::test]
async fn who_leads_a_unit_that_comes_into_their_branch_leads_it_no_more() {
    let cast = Cast::start().await;
    appoint(&cast, &cast.sales, Who::Outsider).await;
    let team = json!({ "parentId": cast.finance, "kind": "TEAM", "name": "Team" });
    let team = cast.done(Who::Administrator, "unitCreate", team, "unit { id }").await;
    let team = made(team, "unit");
    let lead = json!({ "unitId": team, "personId": cast.id(Who::Outsider) });
    cast.done(Who::Administrator, "leaderAppoint", lead, "").await;
    let space = home(&cast, Who::Outsider, &team).await;
    let deputy = json!({ "unitId": team, "personId": cast.id(Who::Reader) });
    cast.done(Who::Outsider, "deputyName", deputy, "").await;
    cast.publish(Who::Outsider, &space, "Before").await;
    let under = |unit: &str| json!({ "id": team, "parentId": unit });
    cast.done(Who::Administrator, "unitMove", under(&cast.sales), "").await;
    assert_eq!(role(&cast, Who::Outsider, &space).await.as_deref(), Some("READER"));
    let grantee = json!({ "person": cast.id(Who::Child) });
    for (field, input) in [
        ("postCreate", json!({ "spaceId": space, "title": "T", "body": "B" })),
        ("spaceGrant", json!({ "spaceId": space, "role": "READER", "grantee": grantee })),
        ("unitGrant", json!({ "unitId": team, "role": "READER", "grantee": grantee })),
        ("spaceUpdate", json!({ "id": space, "name": "Mine" })),
        ("spaceOpen", json!({ "unitId": team, "name": "Another" })),
        ("deputyName", json!({ "unitId": team, "personId": cast.id(Who::Child) })),
        ("personAssign", json!({ "unitId": team, "personId": cast.id(Who::Child) })),
    ] {
        cast.refused(Who::Outsider, field, input, "FORBIDDEN").await;
    }
    let query = "query($id: ID!) { space(id: $id) { viewerCan { import draft grant } } }";
    let can = cast.ask(Who::Outsider, query, json!({ "id": space })).await;
    let none = json!({ "import": false, "draft": false, "grant": false });
    assert_eq!(can["space"]["viewerCan"], none);
    cast.done(Who::Administrator, "unitMove", under(&cast.finance), "").await;
    assert_eq!(role(&cast, Who::Outsider, &space).await.as_deref(), Some("LEADER"));
}
