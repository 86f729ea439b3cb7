//! `access(person, space)`: the role and every reason for it.

use serde_json::{Value, json};

use crate::access::ask::{assign, grant, grant_on_unit};
use crate::support::{Cast, Who};

const ACCESS: &str =
    "query($person: ID!, $space: ID!) { access(personId: $person, spaceId: $space) {
    role reasons { rule role source reference startsAt endsAt givenBy { displayName } } } }";

pub(super) async fn access(cast: &Cast, who: Who, of: Who, space: &str) -> Value {
    let variables = json!({ "person": cast.id(of), "space": space });
    cast.ask(who, ACCESS, variables).await["access"].take()
}

fn reasons(access: &Value) -> Vec<(&str, &str, &str)> {
    let text = |value: &'_ Value| -> &str { value.as_str().unwrap_or("null").to_owned().leak() };
    let all = access["reasons"].as_array().unwrap().iter();
    all.map(|it| (text(&it["rule"]), text(&it["role"]), text(&it["source"]))).collect()
}

#[tokio::test]
async fn every_reason_is_given_with_its_source_and_its_dates() {
    let cast = Cast::start().await;
    let assigned = assign(&cast, Who::Administrator, &cast.sales, Who::Outsider).await;
    let to = json!({ "person": cast.id(Who::Outsider) });
    let given = json!({
        "spaceId": cast.home, "grantee": to, "role": "EDITOR", "endsAt": "2026-02-01T00:00:00Z"
    });
    let given = cast.done(Who::Deputy, "spaceGrant", given, "grant { id }").await;
    let branch = json!({ "branchOf": cast.finance });
    grant_on_unit(&cast, Who::Leader, &cast.sales, branch, "CONTRIBUTOR", false).await;
    let found = access(&cast, Who::Leader, Who::Outsider, &cast.home).await;
    assert_eq!(found["role"], "EDITOR");
    let expected = [
        ("R4", "EDITOR", "SPACE_GRANT"),
        ("R3", "AUTHOR", "ASSIGNMENT"),
        ("R5", "CONTRIBUTOR", "UNIT_GRANT"),
        ("R6", "READER", "ASSIGNMENT"),
    ];
    assert_eq!(reasons(&found), expected);
    assert_eq!(
        found["reasons"][0],
        json!({
            "rule": "R4", "role": "EDITOR", "source": "SPACE_GRANT",
            "reference": given["grant"]["id"], "startsAt": "2026-01-15T08:00:00Z",
            "endsAt": "2026-02-01T00:00:00Z", "givenBy": { "displayName": "Deputy" }
        })
    );
    assert_eq!(found["reasons"][1]["reference"], json!(assigned));
    assert_eq!(found["reasons"][1]["givenBy"]["displayName"], "Administrator");
    // In a closed space the unconfirmed membership is no reason, and there is none.
    let closed = access(&cast, Who::Leader, Who::Outsider, &cast.merger).await;
    assert_eq!(closed, json!({ "role": null, "reasons": [] }));
    // What has ended is no reason.
    cast.app.wait_until("2026-02-01T00:00:00Z");
    let found = access(&cast, Who::Leader, Who::Outsider, &cast.home).await;
    assert_eq!((found["role"].as_str(), reasons(&found).len()), (Some("AUTHOR"), 3));
}

#[tokio::test]
async fn the_role_is_the_one_that_the_space_shows() {
    let cast = Cast::start().await;
    for who in Who::ALL.into_iter().filter(|who| *who != Who::Deactivated) {
        for space in [&cast.home, &cast.news, &cast.deals, &cast.merger] {
            let shown = crate::access::ask::role(&cast, who, space).await;
            let found = access(&cast, who, who, space).await;
            let visible = shown.is_some() || space == &cast.deals;
            let expected = if visible { json!(shown) } else { Value::Null };
            assert_eq!(found.get("role").cloned().unwrap_or_default(), expected, "{who:?}");
        }
    }
}

#[tokio::test]
async fn it_is_for_oneself_the_leader_deputies_and_auditors() {
    let cast = Cast::start().await;
    let forbidden = async |who: Who, space: &str| {
        let variables = json!({ "person": cast.id(Who::Member), "space": space });
        let (_, answer) = cast.app.post(cast.id(who), ACCESS, variables).await;
        let error = &answer["errors"][0];
        if !error.is_null() {
            assert_eq!(error["extensions"]["code"], "FORBIDDEN", "{answer}");
            assert!(error["message"].as_str().unwrap().contains("(R"), "names the rule: {answer}");
        }
        assert_eq!(answer["data"]["access"], Value::Null);
        !error.is_null()
    };
    for who in [Who::Author, Who::Editor, Who::Reader, Who::Boss, Who::Child] {
        assert!(forbidden(who, &cast.home).await, "{who:?}");
    }
    for (who, space) in [(Who::Outsider, &cast.home), (Who::Boss, &cast.merger)] {
        assert!(!forbidden(who, space).await, "{who:?}: hidden, not forbidden");
    }
    for (who, space) in
        [(Who::Auditor, &cast.home), (Who::Auditor, &cast.deals), (Who::Deputy, &cast.merger)]
    {
        assert_eq!(access(&cast, who, Who::Member, space).await["role"], "AUTHOR", "{who:?}");
    }
    // R17: of a SECRET space an auditor hears nothing.
    assert_eq!(access(&cast, Who::Auditor, Who::Member, &cast.merger).await, Value::Null);
    assert_eq!(access(&cast, Who::Auditor, Who::Auditor, &cast.merger).await, Value::Null);
}

#[tokio::test]
async fn a_leader_by_interim_and_an_evangelist_are_told_so() {
    let cast = Cast::start().await;
    let out = json!({ "id": cast.id(Who::Leader) });
    cast.done(Who::Administrator, "personDeactivate", out, "person { id }").await;
    let found = access(&cast, Who::Deputy, Who::Deputy, &cast.merger).await;
    assert_eq!(found["role"], "LEADER");
    assert_eq!(reasons(&found), [("R18", "LEADER", "POSITION"), ("R2", "DEPUTY", "POSITION")]);
    let to = json!({ "person": cast.id(Who::Evangelist) });
    grant(&cast, Who::Deputy, &cast.home, to, "EDITOR").await;
    let found = access(&cast, Who::Deputy, Who::Evangelist, &cast.home).await;
    assert_eq!(reasons(&found), [("R4", "READER", "SPACE_GRANT")]);
}
