//! R12: in the branch that somebody helps, every role of theirs counts as READER, but for plain
//! membership of their own unit. What evangelists do and see is in `tests/evangelist`.

use serde_json::json;

use super::ask::{assign, grant, home, roles};
use crate::support::{Cast, Who};

async fn appoint(cast: &Cast, unit: &str, who: Who) -> serde_json::Value {
    let input = json!({ "unitId": unit, "personId": cast.id(who) });
    let made = cast.done(Who::Administrator, "evangelistAppoint", input, "evangelist { id }").await;
    json!({ "id": made["evangelist"]["id"] })
}

#[tokio::test]
async fn of_two_memberships_in_the_branch_the_older_one_alone_lets_write() {
    let cast = Cast::start().await;
    let shops = home(&cast, Who::ChildLeader, &cast.shops).await;
    let older = assign(&cast, Who::Leader, &cast.sales, Who::Guardian).await;
    cast.app.wait(60);
    assign(&cast, Who::ChildLeader, &cast.shops, Who::Guardian).await;
    let helps = appoint(&cast, &cast.sales, Who::Guardian).await;
    roles(&cast, &cast.home, &[(Who::Guardian, Some("AUTHOR"))]).await;
    roles(&cast, &shops, &[(Who::Guardian, Some("READER"))]).await;
    // The other is their own unit once it is all they have.
    cast.done(Who::Leader, "assignmentEnd", json!({ "id": older }), "").await;
    roles(&cast, &shops, &[(Who::Guardian, Some("AUTHOR"))]).await;
    cast.app.wait(60);
    assign(&cast, Who::Leader, &cast.sales, Who::Guardian).await;
    roles(&cast, &cast.home, &[(Who::Guardian, Some("READER"))]).await;
    cast.done(Who::Administrator, "evangelistEnd", helps, "").await;
    for space in [&cast.home, &shops] {
        roles(&cast, space, &[(Who::Guardian, Some("AUTHOR"))]).await;
    }
}

#[tokio::test]
async fn grants_let_read_alone_and_beside_the_branch_they_count() {
    let cast = Cast::start().await;
    let finance = home(&cast, Who::OtherLeader, &cast.finance).await;
    let to = json!({ "person": cast.id(Who::Editor) });
    grant(&cast, Who::OtherLeader, &finance, to.clone(), "EDITOR").await;
    grant(&cast, Who::Leader, &cast.merger, to, "EDITOR").await;
    appoint(&cast, &cast.sales, Who::Editor).await;
    for (space, role) in [(&cast.home, "READER"), (&cast.merger, "READER"), (&finance, "EDITOR")] {
        roles(&cast, space, &[(Who::Editor, Some(role))]).await;
    }
}

#[tokio::test]
async fn an_office_that_comes_into_the_branch_counts_no_more_until_it_leaves() {
    let cast = Cast::start().await;
    let finance = home(&cast, Who::OtherLeader, &cast.finance).await;
    appoint(&cast, &cast.sales, Who::OtherLeader).await;
    let under = |unit: &str| json!({ "id": cast.finance, "parentId": unit });
    cast.done(Who::Administrator, "unitMove", under(&cast.sales), "").await;
    roles(&cast, &finance, &[(Who::OtherLeader, Some("READER"))]).await;
    let of_unit = json!({ "unitId": cast.finance, "personId": cast.id(Who::Child) });
    for field in ["deputyName", "personAssign"] {
        cast.refused(Who::OtherLeader, field, of_unit.clone(), "FORBIDDEN").await;
    }
    cast.done(Who::Administrator, "unitMove", under(&cast.acme), "").await;
    roles(&cast, &finance, &[(Who::OtherLeader, Some("LEADER"))]).await;
    cast.done(Who::OtherLeader, "deputyName", of_unit, "").await;
}
