//! Leak: two grants that yield less than one. A role is the highest of all that hold, whatever they
//! are, in whatever order they were given.

use serde_json::{Value, json};

use crate::access::ask::{grant, grant_on_unit, home, role};
use crate::support::{Cast, Who};

const ROLES: [&str; 4] = ["READER", "CONTRIBUTOR", "AUTHOR", "EDITOR"];

async fn revoke(cast: &Cast, field: &str, id: &str) {
    cast.done(Who::OtherLeader, field, json!({ "id": id }), "grant { id }").await;
}

#[tokio::test]
async fn of_any_two_grants_the_higher_role_holds() {
    let cast = Cast::start().await;
    let finance = home(&cast, Who::OtherLeader, &cast.finance).await;
    let ways: [(&str, Value); 4] = [
        ("spaceRevoke", json!({ "person": cast.id(Who::Member) })),
        ("spaceRevoke", json!({ "membersOf": cast.sales })),
        ("spaceRevoke", json!({ "branchOf": cast.acme })),
        ("unitRevoke", json!({ "membersOf": cast.sales })),
    ];
    let give = async |(field, to): &(&str, Value), role: &str| match *field {
        "spaceRevoke" => grant(&cast, Who::OtherLeader, &finance, to.clone(), role).await,
        _ => {
            let unit = &cast.finance;
            grant_on_unit(&cast, Who::OtherLeader, unit, to.clone(), role, true).await
        }
    };
    for first in &ways {
        for second in &ways {
            for (low, high) in [(0, 0), (0, 3), (3, 0), (1, 2), (2, 1)] {
                let (one, two) = (give(first, ROLES[low]).await, give(second, ROLES[high]).await);
                let held = role(&cast, Who::Member, &finance).await;
                let both = format!("{} by {first:?}, {} by {second:?}", ROLES[low], ROLES[high]);
                assert_eq!(held.as_deref(), Some(ROLES[low.max(high)]), "{both}");
                revoke(&cast, first.0, &one).await;
                let held = role(&cast, Who::Member, &finance).await;
                assert_eq!(held.as_deref(), Some(ROLES[high]), "{both}: the second is left");
                revoke(&cast, second.0, &two).await;
                assert_eq!(role(&cast, Who::Member, &finance).await, None, "{both}");
            }
        }
    }
}

#[tokio::test]
async fn a_grant_takes_nothing_from_office_or_membership() {
    let cast = Cast::start().await;
    let held = [(Who::Leader, "LEADER"), (Who::Deputy, "DEPUTY"), (Who::Author, "AUTHOR")];
    let spaces = [&cast.home, &cast.news, &cast.deals, &cast.merger];
    let mut posts = Vec::new();
    for space in spaces {
        let input = json!({
            "spaceId": space, "title": "Roster", "body": "B", "audience": "ROSTER", "publish": true
        });
        let made = cast.done(Who::Member, "postCreate", input, "post { id }").await;
        posts.push(made["post"]["id"].as_str().unwrap().to_owned());
    }
    for (who, expected) in held {
        for space in spaces {
            let to = json!({ "person": cast.id(who) });
            grant(&cast, Who::Leader, space, to, "READER").await;
            assert_eq!(role(&cast, who, space).await.as_deref(), Some(expected), "{who:?}");
        }
        for post in &posts {
            assert!(cast.reads(who, post).await, "{who:?}");
        }
    }
}

#[tokio::test]
async fn one_that_ends_leaves_the_other() {
    let cast = Cast::start().await;
    let to = json!({ "person": cast.id(Who::Outsider) });
    for (role, until) in [("READER", "2026-01-15T12:00:00Z"), ("EDITOR", "2026-01-15T10:00:00Z")] {
        let input = json!({ "spaceId": cast.merger, "grantee": to, "role": role, "endsAt": until });
        cast.done(Who::Leader, "spaceGrant", input, "grant { id }").await;
    }
    let post = cast.publish(Who::Author, &cast.merger, "Merger").await;
    for (hour, expected) in [(9, Some("EDITOR")), (10, Some("READER")), (12, None)] {
        cast.app.wait_until(&format!("2026-01-15T{hour:02}:00:00Z"));
        assert_eq!(role(&cast, Who::Outsider, &cast.merger).await.as_deref(), expected, "{hour}");
        assert_eq!(cast.reads(Who::Outsider, &post).await, expected.is_some(), "{hour}");
    }
}
