//! Who is told of break-glass: the roster at once, guardians and auditors, and the audit log for good.

use serde_json::{Value, json};

use super::asked_by;
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
