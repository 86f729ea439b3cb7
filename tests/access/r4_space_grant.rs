//! R4: leader or deputy grants READER to EDITOR on a space, to a person, a unit or its branch.

use serde_json::json;

use super::ask::{change, grant, home, roles};
use crate::support::{Cast, Who};

#[tokio::test]
async fn every_role_to_every_kind_reaches_whom_it_names() {
    let cast = Cast::start().await;
    let finance = home(&cast, Who::OtherLeader, &cast.finance).await;
    for role in ["READER", "CONTRIBUTOR", "AUTHOR", "EDITOR"] {
        let kinds = [
            (json!({ "person": cast.id(Who::Child) }), vec![Who::Child]),
            (json!({ "membersOf": cast.sales }), vec![Who::Author, Who::Member]),
            (json!({ "branchOf": cast.sales }), vec![Who::Author, Who::Member, Who::Child]),
        ];
        for (to, reached) in kinds {
            let id = grant(&cast, Who::OtherLeader, &finance, to.clone(), role).await;
            for who in [Who::Author, Who::Member, Who::Child, Who::Leader, Who::ChildLeader] {
                let wanted = reached.contains(&who).then_some(role);
                let got = super::ask::role(&cast, who, &finance).await;
                assert_eq!(got.as_deref(), wanted, "{role} to {to}: {who:?}");
            }
            cast.done(Who::OtherLeader, "spaceRevoke", json!({ "id": id }), "grant { id }").await;
            roles(&cast, &finance, &[(Who::Child, None), (Who::Member, None)]).await;
        }
    }
}

#[tokio::test]
async fn only_leader_and_deputy_grant_and_never_an_office() {
    let cast = Cast::start().await;
    let input = json!({
        "spaceId": cast.home, "grantee": { "person": cast.id(Who::Outsider) }, "role": "READER"
    });
    for who in [Who::Editor, Who::Author, Who::Member, Who::Boss, Who::Reader, Who::Child] {
        let error = cast.refused(who, "spaceGrant", input.clone(), "FORBIDDEN").await;
        assert_eq!(error["rule"], "R1", "{who:?}");
    }
    for who in [Who::Administrator, Who::Guardian, Who::Outsider, Who::OtherLeader] {
        cast.refused(who, "spaceGrant", input.clone(), "NOT_FOUND").await;
    }
    roles(&cast, &cast.home, &[(Who::Outsider, None)]).await;
    for who in [Who::Leader, Who::Deputy] {
        cast.done(who, "spaceGrant", input.clone(), "grant { id }").await;
    }
    for role in ["DEPUTY", "LEADER"] {
        let mut input = input.clone();
        input["role"] = json!(role);
        let query = super::ask::mutation("spaceGrant");
        let code = cast.app.error(cast.id(Who::Leader), &query, json!({ "input": input })).await;
        assert_eq!(code, "VALIDATION_FAILED", "{role}");
    }
}

#[tokio::test]
async fn it_ends_at_its_date() {
    let cast = Cast::start().await;
    let to = json!({ "person": cast.id(Who::Outsider) });
    let input = json!({ "spaceId": cast.merger, "grantee": to, "role": "EDITOR", "endsAt": "2026-01-15T09:00:00Z" });
    cast.done(Who::Deputy, "spaceGrant", input, "grant { id }").await;
    let post = cast.publish(Who::Author, &cast.merger, "Merger").await;
    cast.app.wait_until("2026-01-15T08:59:59.999999Z");
    roles(&cast, &cast.merger, &[(Who::Outsider, Some("EDITOR"))]).await;
    assert!(cast.reads(Who::Outsider, &post).await);
    cast.app.wait_until("2026-01-15T09:00:00Z");
    roles(&cast, &cast.merger, &[(Who::Outsider, None)]).await;
    assert!(!cast.reads(Who::Outsider, &post).await);
}

#[tokio::test]
async fn closed_spaces_take_persons_only() {
    let cast = Cast::start().await;
    for space in [&cast.deals, &cast.merger] {
        for to in [json!({ "membersOf": cast.finance }), json!({ "branchOf": cast.acme })] {
            let input = json!({ "spaceId": space, "grantee": to, "role": "READER" });
            let error = cast.refused(Who::Leader, "spaceGrant", input, "CONFLICT").await;
            assert_eq!(error["field"], json!(["grantee"]));
        }
        let to = json!({ "person": cast.id(Who::Outsider) });
        grant(&cast, Who::Leader, space, to, "CONTRIBUTOR").await;
        roles(&cast, space, &[(Who::Outsider, Some("CONTRIBUTOR"))]).await;
    }
}

#[tokio::test]
async fn narrowing_ends_the_others_for_good() {
    let cast = Cast::start().await;
    let person = json!({ "person": cast.id(Who::Auditor) });
    for (to, role) in [
        (person, "AUTHOR"),
        (json!({ "membersOf": cast.finance }), "EDITOR"),
        (json!({ "branchOf": cast.finance }), "CONTRIBUTOR"),
    ] {
        grant(&cast, Who::Leader, &cast.news, to, role).await;
    }
    let both = [(Who::Auditor, Some("AUTHOR")), (Who::Outsider, Some("EDITOR"))];
    roles(&cast, &cast.news, &both).await;
    change(&cast, Who::Leader, &cast.news, "RESTRICTED").await;
    roles(&cast, &cast.news, &[(Who::Auditor, Some("AUTHOR")), (Who::Outsider, None)]).await;
    let query = "query($id: ID!) { space(id: $id) { grants { nodes { extent } } } }";
    let left = cast.ask(Who::Leader, query, json!({ "id": cast.news })).await;
    assert_eq!(left["space"]["grants"]["nodes"], json!([{ "extent": "PERSON" }]));
    // Widened again, what has ended stays ended.
    change(&cast, Who::Leader, &cast.news, "OPEN").await;
    let after = [(Who::Auditor, Some("AUTHOR")), (Who::Outsider, Some("READER"))];
    roles(&cast, &cast.news, &after).await;
}
