//! Who reads which line, from where it came, and that concurrent changes keep the chain.

use serde_json::{Value, json};

use crate::access::ask::{change, grant, open};
use crate::support::{Cast, Who};

async fn acts(cast: &Cast, who: Who) -> Vec<String> {
    let query = "{ auditLog(first: 100) { nodes { act } } }";
    let found = cast.ask(who, query, json!({})).await;
    let nodes = found["auditLog"]["nodes"].as_array().unwrap();
    nodes.iter().map(|line| line["act"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn auditors_read_all_but_what_is_of_secret_spaces() {
    let cast = Cast::start().await;
    cast.app.wait(1);
    let before = acts(&cast, Who::Auditor).await;
    assert!(before.iter().any(|act| act == "PERSON_ADDED"));
    // What happens in a SECRET space leaves no trace for them.
    let to = json!({ "person": cast.id(Who::Outsider) });
    grant(&cast, Who::Leader, &cast.merger, to.clone(), "READER").await;
    open(&cast, Who::Leader, &cast.sales, "Hush", "SECRET").await;
    assert_eq!(acts(&cast, Who::Auditor).await, before);
    // What happens elsewhere does, newest first.
    grant(&cast, Who::Leader, &cast.deals, to, "READER").await;
    assert_eq!(acts(&cast, Who::Auditor).await[0], "SPACE_GRANTED");
    // Nor do they hear that an office was confirmed, which tells that there is a closed space.
    let next = json!({ "unitId": cast.sales, "personId": cast.id(Who::Outsider) });
    let next = cast.done(Who::Administrator, "leaderAppoint", next, "position { id }").await;
    cast.done(Who::Deputy, "positionConfirm", json!({ "id": next["position"]["id"] }), "").await;
    let told = acts(&cast, Who::Auditor).await;
    assert_eq!(told[0], "LEADER_APPOINTED");
    for who in [Who::Administrator, Who::Guardian, Who::Leader, Who::Member] {
        let code = cast.app.error(cast.id(who), "{ auditLog { nodes { id } } }", json!({})).await;
        assert_eq!(code, "FORBIDDEN", "{who:?}");
    }
}

#[tokio::test]
async fn leader_and_deputies_read_the_lines_of_their_space() {
    let cast = Cast::start().await;
    cast.app.wait(1);
    change(&cast, Who::Leader, &cast.merger, "RESTRICTED").await;
    let query = "query($id: ID!) { space(id: $id) { auditLog(first: 1) { nodes {
        act origin before after actor { displayName } space { id } } } } }";
    for who in [Who::Leader, Who::Deputy] {
        let found = cast.ask(who, query, json!({ "id": cast.merger })).await;
        let line = &found["space"]["auditLog"]["nodes"][0];
        assert_eq!(line["act"], "SPACE_VISIBILITY");
        assert_eq!(line["actor"]["displayName"], "Leader");
        assert!(line["before"].as_str().unwrap().contains("Secret"));
        assert!(line["after"].as_str().unwrap().contains("Restricted"));
        let origin = line["origin"].as_str().unwrap();
        assert!(origin.split(' ').count() == 2, "peer and request id: {origin}");
    }
    let found = cast.ask(Who::Member, query, json!({ "id": cast.merger })).await;
    assert_eq!(found["space"]["auditLog"], Value::Null);
}

#[tokio::test]
async fn changes_at_once_are_one_chain() {
    let cast = Cast::start().await;
    let second = cast.app.second().await;
    let to = json!({ "person": cast.id(Who::Outsider) });
    let input = json!({ "spaceId": cast.home, "grantee": to, "role": "READER" });
    let grants = (0..30).map(|turn| {
        let app = if turn % 2 == 0 { &cast.app } else { &second };
        app.done(cast.id(Who::Leader), "spaceGrant", input.clone(), "grant { id }")
    });
    futures_util::future::join_all(grants).await;
    let chain = cast.app.db.operator_verify_audit(None).await.unwrap();
    assert_eq!(chain.broken_at, None);
    assert!(chain.lines > 30);
}
