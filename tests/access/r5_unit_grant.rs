//! R5: the leader's grant on a unit holds in its OPEN and UNIT spaces; with subtree it reaches the
//! spaces below, as READER at most, where they inherit.

use serde_json::json;

use super::ask::{grant_on_unit, home, open, roles};
use crate::support::{Cast, Who};

#[tokio::test]
async fn without_subtree_it_holds_in_the_units_own_spaces() {
    let cast = Cast::start().await;
    let shops = home(&cast, Who::ChildLeader, &cast.shops).await;
    let acme = home(&cast, Who::Boss, &cast.acme).await;
    for role in ["CONTRIBUTOR", "AUTHOR", "EDITOR"] {
        let to = json!({ "person": cast.id(Who::Outsider) });
        let id = grant_on_unit(&cast, Who::Leader, &cast.sales, to, role, false).await;
        for space in [&cast.home, &cast.news] {
            roles(&cast, space, &[(Who::Outsider, Some(role))]).await;
        }
        for space in [&cast.deals, &cast.merger, &shops] {
            roles(&cast, space, &[(Who::Outsider, None)]).await;
        }
        cast.done(Who::Leader, "unitRevoke", json!({ "id": id }), "grant { id }").await;
        roles(&cast, &cast.home, &[(Who::Outsider, None)]).await;
    }
    // Outsider belongs to Finance, below the company: a reader of its home by R6, no more.
    roles(&cast, &acme, &[(Who::Outsider, Some("READER"))]).await;
}

#[tokio::test]
async fn with_subtree_it_reaches_below_as_reader_at_most() {
    let cast = Cast::start().await;
    let shops = home(&cast, Who::ChildLeader, &cast.shops).await;
    let closed = open(&cast, Who::ChildLeader, &cast.shops, "Closed", "RESTRICTED").await;
    let secret = open(&cast, Who::ChildLeader, &cast.shops, "Secret", "SECRET").await;
    let post = cast.publish(Who::Child, &shops, "Shops").await;
    for role in ["READER", "CONTRIBUTOR", "AUTHOR", "EDITOR"] {
        let to = json!({ "membersOf": cast.finance });
        let id = grant_on_unit(&cast, Who::Leader, &cast.sales, to, role, true).await;
        roles(&cast, &cast.home, &[(Who::Outsider, Some(role))]).await;
        roles(&cast, &shops, &[(Who::Outsider, Some("READER")), (Who::OtherLeader, None)]).await;
        for space in [&closed, &secret, &cast.deals, &cast.merger] {
            roles(&cast, space, &[(Who::Outsider, None)]).await;
        }
        assert!(cast.reads(Who::Outsider, &post).await);
        let draft = json!({ "spaceId": shops, "title": "T", "body": "B" });
        cast.refused(Who::Outsider, "postCreate", draft, "FORBIDDEN").await;
        cast.done(Who::Leader, "unitRevoke", json!({ "id": id }), "grant { id }").await;
        assert!(!cast.reads(Who::Outsider, &post).await);
    }
}

#[tokio::test]
async fn a_space_that_does_not_inherit_is_not_reached_from_above() {
    let cast = Cast::start().await;
    let shops = home(&cast, Who::ChildLeader, &cast.shops).await;
    let to = json!({ "person": cast.id(Who::Outsider) });
    grant_on_unit(&cast, Who::Leader, &cast.sales, to.clone(), "EDITOR", true).await;
    roles(&cast, &shops, &[(Who::Outsider, Some("READER"))]).await;
    for who in [Who::Leader, Who::Child, Who::Boss] {
        let input = json!({ "id": shops, "inherits": false });
        cast.refused(who, "spaceChangeVisibility", input, "FORBIDDEN").await;
    }
    let cut = |inherits: bool| json!({ "id": shops, "inherits": inherits });
    let selection = "space { inherits }";
    cast.done(Who::ChildLeader, "spaceChangeVisibility", cut(false), selection).await;
    // The grant from above is cut; branch and leaders above read by R6, the unit's own grant holds.
    let others = [(Who::Outsider, None), (Who::Child, Some("AUTHOR")), (Who::Boss, Some("READER"))];
    roles(&cast, &shops, &others).await;
    let own = grant_on_unit(&cast, Who::ChildLeader, &cast.shops, to, "AUTHOR", false).await;
    roles(&cast, &shops, &[(Who::Outsider, Some("AUTHOR"))]).await;
    cast.done(Who::ChildLeader, "unitRevoke", json!({ "id": own }), "grant { id }").await;
    cast.done(Who::ChildLeader, "spaceChangeVisibility", cut(true), selection).await;
    roles(&cast, &shops, &[(Who::Outsider, Some("READER"))]).await;
}

#[tokio::test]
async fn only_the_units_leader_gives_and_takes_it_and_it_ends_at_its_date() {
    let cast = Cast::start().await;
    let to = json!({ "person": cast.id(Who::Outsider) });
    let input = json!({ "unitId": cast.sales, "grantee": to, "role": "READER", "endsAt": "2026-03-01T00:00:00Z" });
    for who in [Who::Deputy, Who::Editor, Who::Boss, Who::Administrator, Who::ChildLeader] {
        let error = cast.refused(who, "unitGrant", input.clone(), "FORBIDDEN").await;
        assert_eq!(error["rule"], "R2", "{who:?}");
    }
    let made = cast.done(Who::Leader, "unitGrant", input, "grant { id }").await;
    let revoke = json!({ "id": made["grant"]["id"] });
    for who in [Who::Outsider, Who::Boss, Who::Administrator] {
        cast.refused(who, "unitRevoke", revoke.clone(), "NOT_FOUND").await;
    }
    roles(&cast, &cast.home, &[(Who::Outsider, Some("READER"))]).await;
    cast.app.wait_until("2026-03-01T00:00:00Z");
    roles(&cast, &cast.home, &[(Who::Outsider, None)]).await;
}
