//! `roster(space)`: everyone with a role other than by visibility.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::access::ask::{assign, grant, grant_on_unit};
use crate::support::{Cast, Who};

const ROSTER: &str = "query($space: ID!, $first: Int, $after: String) {
    roster(spaceId: $space, first: $first, after: $after) { totalCount
        nodes { role person { displayName } reasons { rule } }
        pageInfo { hasNextPage endCursor } } }";

/// Names with roles, the pages of this size joined; and how many there are said to be.
async fn roster(cast: &Cast, who: Who, space: &str, first: i32) -> (BTreeMap<String, String>, u64) {
    let (mut all, mut after, mut rows) = (BTreeMap::new(), Value::Null, 0);
    loop {
        let variables = json!({ "space": space, "first": first, "after": after });
        let page = cast.ask(who, ROSTER, variables).await["roster"].take();
        for entry in page["nodes"].as_array().unwrap() {
            rows += 1;
            let name = entry["person"]["displayName"].as_str().unwrap().to_owned();
            all.insert(name, entry["role"].as_str().unwrap().to_owned());
        }
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            assert_eq!(all.len(), rows, "nobody twice");
            return (all, page["totalCount"].as_u64().unwrap());
        }
    }
}

#[tokio::test]
async fn it_lists_offices_members_and_who_is_granted_but_not_who_only_sees() {
    let cast = Cast::start().await;
    grant_on_unit(
        &cast,
        Who::Boss,
        &cast.acme,
        json!({ "membersOf": cast.finance }),
        "EDITOR",
        true,
    )
    .await;
    for first in [1, 2, 100] {
        let (all, total) = roster(&cast, Who::Deputy, &cast.home, first).await;
        let expected = [
            ("Author", "AUTHOR"),
            ("Contributor", "CONTRIBUTOR"),
            ("Deputy", "DEPUTY"),
            ("Editor", "EDITOR"),
            ("Leader", "LEADER"),
            ("Member", "AUTHOR"),
            ("Outsider", "READER"),
            ("Reader", "READER"),
        ];
        let expected = expected.map(|(name, role)| (name.to_owned(), role.to_owned()));
        assert_eq!(all, BTreeMap::from(expected));
        assert_eq!(total, 8);
    }
    // R8: nothing of it reaches the closed ones, and an unconfirmed member is not on their roster.
    assign(&cast, Who::Administrator, &cast.sales, Who::Child).await;
    let (all, total) = roster(&cast, Who::Leader, &cast.merger, 100).await;
    assert_eq!(all.into_keys().collect::<Vec<_>>(), ["Author", "Deputy", "Leader", "Member"]);
    assert_eq!(total, 4);
}

#[tokio::test]
async fn the_roster_and_the_roles_agree() {
    let cast = Cast::start().await;
    let to = json!({ "person": cast.id(Who::Guardian) });
    grant(&cast, Who::Leader, &cast.merger, to, "READER").await;
    for space in [&cast.deals, &cast.merger] {
        let (all, _) = roster(&cast, Who::Leader, space, 3).await;
        for who in Who::ALL.into_iter().filter(|who| *who != Who::Deactivated) {
            let role = crate::access::ask::role(&cast, who, space).await;
            assert_eq!(all.get(&format!("{who:?}")), role.as_ref(), "{who:?}");
        }
    }
}

#[tokio::test]
async fn it_is_for_leader_deputies_and_auditors_and_a_secret_one_is_silent() {
    let cast = Cast::start().await;
    for (who, space, code) in [
        (Who::Member, &cast.home, Some("FORBIDDEN")),
        (Who::Editor, &cast.home, Some("FORBIDDEN")),
        (Who::Administrator, &cast.deals, Some("FORBIDDEN")),
        (Who::Administrator, &cast.merger, None),
        (Who::Auditor, &cast.merger, None),
        (Who::Outsider, &cast.home, None),
    ] {
        let (_, answer) = cast.app.post(cast.id(who), ROSTER, json!({ "space": space })).await;
        let given = answer["errors"][0]["extensions"]["code"].as_str();
        assert_eq!(given, code, "{who:?}");
        assert_eq!(answer["data"]["roster"], Value::Null, "{who:?}");
    }
    assert_eq!(roster(&cast, Who::Auditor, &cast.deals, 100).await.1, 4);
    for first in [0, 101] {
        let variables = json!({ "space": cast.home, "first": first });
        let code = cast.app.error(cast.id(Who::Leader), ROSTER, variables).await;
        assert_eq!(code, "INVALID_ARGUMENT");
    }
}
