//! Who is told of break-glass: the roster at once, guardians and auditors, and the audit log for good.

use serde_json::{Value, json};

use super::asked_by;
use crate::access::ask::{assign, grant, made};
use crate::support::{Cast, Who};

const TOLD: &str = "{ breakGlassRequests { nodes { id explanation reason askedBy { displayName } approvedBy { displayName } } } }";

async fn told(cast: &Cast, who: Who) -> Vec<Value> {
    let mut seen = cast.ask(who, TOLD, json!({})).await;
    seen["breakGlassRequests"]["nodes"].as_array_mut().unwrap().drain(..).collect()
}

#[tokio::test]
async fn the_roster_is_told_at_once_when_it_is_approved() {
    let cast = Cast::start().await;
    let asked = asked_by(&cast, cast.id(Who::Administrator)).await;
    let roster = [Who::Leader, Who::Deputy, Who::Author, Who::Member];
    let always = [Who::Administrator, Who::Guardian, Who::Auditor];
    for approved in [false, true] {
        if approved {
            cast.done(Who::Guardian, "breakGlassApprove", asked.clone(), "").await;
        }
        for who in Who::ALL {
            if who == Who::Deactivated {
                continue;
            }
            let knows = always.contains(&who) || (approved && roster.contains(&who));
            let seen = told(&cast, who).await;
            assert_eq!(seen.len(), usize::from(knows), "{who:?}, approved: {approved}");
            let node = "query($id: ID!) { node(id: $id) { id } }";
            let node = cast.ask(who, node, asked.clone()).await;
            assert_eq!(!node["node"].is_null(), knows, "{who:?}");
        }
    }
    let by = |name: &str| json!({ "displayName": name });
    let seen = json!({
        "id": asked["id"], "explanation": "A report of Monday.", "reason": "MISCONDUCT_REPORT",
        "askedBy": by("Administrator"), "approvedBy": by("Guardian")
    });
    assert_eq!(told(&cast, Who::Member).await, [seen]);
    // And stays told.
    cast.app.wait(86_400);
    assert_eq!(told(&cast, Who::Member).await.len(), 1);
}

#[tokio::test]
async fn in_a_space_that_was_never_closed_the_roster_is_all_who_are_on_it() {
    let cast = Cast::start().await;
    // A member whom an administrator assigned, and one by a grant to a unit: neither counts in closed spaces.
    assign(&cast, Who::Administrator, &cast.sales, Who::Outsider).await;
    grant(&cast, Who::Leader, &cast.home, json!({ "membersOf": cast.shops }), "READER").await;
    let listed = "{ administeredSpaces(first: 50) { nodes { id name } } }";
    let listed = cast.ask(Who::Administrator, listed, json!({})).await;
    let all = listed["administeredSpaces"]["nodes"].as_array().unwrap();
    let home = all.iter().find(|space| space["name"] == "Sales").unwrap();
    let input =
        json!({ "spaceId": home["id"], "reason": "LEGAL_ORDER", "explanation": "An order." });
    let asked = cast.done(Who::Administrator, "breakGlassAsk", input, "breakGlass { id }").await;
    let asked = json!({ "id": made(asked, "breakGlass") });
    cast.done(Who::Guardian, "breakGlassApprove", asked, "").await;
    for who in [Who::Leader, Who::Member, Who::Reader, Who::Outsider, Who::Child] {
        assert_eq!(told(&cast, who).await.len(), 1, "{who:?}");
    }
    // The branch above reads by visibility, and is not on it.
    assert_eq!(told(&cast, Who::Boss).await.len(), 0);
}

#[tokio::test]
async fn the_audit_log_keeps_every_step() {
    let cast = Cast::start().await;
    cast.app.wait(1);
    let the = asked_by(&cast, cast.id(Who::Administrator)).await;
    for step in ["breakGlassApprove", "breakGlassEnd"] {
        cast.app.wait(1);
        cast.done(Who::Guardian, step, the.clone(), "").await;
    }
    let steps = json!([
        { "act": "BREAK_GLASS_ENDED", "actor": { "displayName": "Guardian" } },
        { "act": "BREAK_GLASS_APPROVED", "actor": { "displayName": "Guardian" } },
        { "act": "BREAK_GLASS_ASKED", "actor": { "displayName": "Administrator" } },
    ]);
    let lines = "auditLog(first: 3) { nodes { act actor { displayName } } }";
    let log = cast.ask(Who::Auditor, &format!("{{ {lines} }}"), json!({})).await;
    assert_eq!(log["auditLog"]["nodes"], steps);
    let query = format!("query($id: ID!) {{ space(id: $id) {{ {lines} }} }}");
    let log = cast.ask(Who::Leader, &query, json!({ "id": cast.merger })).await;
    assert_eq!(log["space"]["auditLog"]["nodes"], steps);
    // The auditor is not told which space it was.
    let which = "{ auditLog(first: 3) { nodes { space { id } unit { id } } } }";
    let log = cast.ask(Who::Auditor, which, json!({})).await;
    let nothing = json!({ "space": null, "unit": null });
    assert_eq!(log["auditLog"]["nodes"], json!([nothing, nothing, nothing]));
}
