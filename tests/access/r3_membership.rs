//! R3: members have the space's member role; in closed spaces, once leader or deputy has confirmed.

use serde_json::json;

use super::ask::{assign, change, roles};
use crate::support::{Cast, Who};

#[tokio::test]
async fn the_member_role_is_the_spaces_and_only_leader_or_deputy_set_it() {
    let cast = Cast::start().await;
    let draft = json!({ "spaceId": cast.home, "title": "T", "body": "B" });
    let publish = json!({ "spaceId": cast.home, "title": "T", "body": "B", "publish": true });
    for (role, drafts, publishes) in
        [("AUTHOR", true, true), ("CONTRIBUTOR", true, false), ("READER", false, false)]
    {
        let input = json!({ "id": cast.home, "memberRole": role });
        for who in [Who::Editor, Who::Member, Who::Boss, Who::Reader] {
            cast.refused(who, "spaceUpdate", input.clone(), "FORBIDDEN").await;
        }
        cast.refused(Who::Administrator, "spaceUpdate", input.clone(), "NOT_FOUND").await;
        cast.done(Who::Deputy, "spaceUpdate", input, "space { memberRole }").await;
        roles(&cast, &cast.home, &[(Who::Member, Some(role)), (Who::Child, Some("READER"))]).await;
        for (input, may) in [(&draft, drafts), (&publish, publishes)] {
            if may {
                cast.done(Who::Member, "postCreate", input.clone(), "post { id }").await;
            } else {
                cast.refused(Who::Member, "postCreate", input.clone(), "FORBIDDEN").await;
            }
        }
    }
}

#[tokio::test]
async fn in_closed_spaces_an_assignment_counts_once_confirmed() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Author, &cast.merger, "Merger").await;
    let assignment = assign(&cast, Who::Administrator, &cast.sales, Who::Outsider).await;
    roles(&cast, &cast.home, &[(Who::Outsider, Some("AUTHOR"))]).await;
    roles(&cast, &cast.news, &[(Who::Outsider, Some("AUTHOR"))]).await;
    roles(&cast, &cast.deals, &[(Who::Outsider, None)]).await;
    roles(&cast, &cast.merger, &[(Who::Outsider, None)]).await;
    assert!(!cast.reads(Who::Outsider, &post).await);
    let input = json!({ "id": assignment });
    for who in [Who::Administrator, Who::Outsider, Who::Boss, Who::Editor, Who::Guardian] {
        cast.refused(who, "assignmentConfirm", input.clone(), "FORBIDDEN").await;
    }
    let selection = "assignment { confirmed }";
    let confirmed = cast.done(Who::Deputy, "assignmentConfirm", input.clone(), selection).await;
    assert_eq!(confirmed["assignment"]["confirmed"], true);
    roles(&cast, &cast.deals, &[(Who::Outsider, Some("AUTHOR"))]).await;
    assert!(cast.reads(Who::Outsider, &post).await);
    // The end removes at once, whoever made it.
    cast.done(Who::Administrator, "assignmentEnd", input, "assignment { endsAt }").await;
    for space in [&cast.home, &cast.deals, &cast.merger] {
        roles(&cast, space, &[(Who::Outsider, None)]).await;
    }
    assert!(!cast.reads(Who::Outsider, &post).await);
}

#[tokio::test]
async fn one_that_the_leader_or_a_deputy_made_is_confirmed_and_ends_at_its_date() {
    let cast = Cast::start().await;
    for (by, who) in [(Who::Leader, Who::Outsider), (Who::Deputy, Who::Auditor)] {
        let input = json!({ "unitId": cast.sales, "personId": cast.id(who), "endsAt": "2026-01-16T00:00:00Z" });
        cast.done(by, "personAssign", input, "assignment { id }").await;
        roles(&cast, &cast.merger, &[(who, Some("AUTHOR"))]).await;
    }
    cast.app.wait_until("2026-01-16T00:00:00Z");
    for space in [&cast.home, &cast.deals, &cast.merger] {
        roles(&cast, space, &[(Who::Outsider, None), (Who::Auditor, None)]).await;
    }
}

#[tokio::test]
async fn narrowing_confirms_the_members_of_then_for_that_space_alone() {
    let cast = Cast::start().await;
    assign(&cast, Who::Administrator, &cast.sales, Who::Outsider).await;
    change(&cast, Who::Leader, &cast.news, "RESTRICTED").await;
    assign(&cast, Who::Administrator, &cast.sales, Who::Auditor).await;
    let then_and_later = [(Who::Outsider, Some("AUTHOR")), (Who::Auditor, None)];
    roles(&cast, &cast.news, &then_and_later).await;
    roles(&cast, &cast.deals, &[(Who::Outsider, None), (Who::Auditor, None)]).await;
    change(&cast, Who::Leader, &cast.news, "SECRET").await;
    roles(&cast, &cast.news, &then_and_later).await;
}

#[tokio::test]
async fn members_of_the_units_around_are_not_members() {
    let cast = Cast::start().await;
    assign(&cast, Who::Boss, &cast.acme, Who::Auditor).await;
    let around = [(Who::Child, Some("READER")), (Who::Auditor, None), (Who::Outsider, None)];
    roles(&cast, &cast.home, &around).await;
    let none = [(Who::Child, None), (Who::Auditor, None), (Who::Outsider, None)];
    roles(&cast, &cast.deals, &none).await;
}
