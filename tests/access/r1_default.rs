//! R1: deny by default; a role is the highest of R2 to R6, and nothing takes one away.

use serde_json::json;

use super::ask::{grant, grant_on_unit, role, roles};
use crate::support::{Cast, Who};

#[tokio::test]
async fn everybody_has_the_roles_that_the_rules_give_and_no_other() {
    let cast = Cast::start().await;
    let active = Who::ALL.into_iter().filter(|who| *who != Who::Deactivated);
    for who in active {
        // In the order home (UNIT), news (OPEN), deals (RESTRICTED), merger (SECRET).
        let expected = match who {
            Who::Leader => ["LEADER"; 4].map(Some),
            Who::Deputy => ["DEPUTY"; 4].map(Some),
            Who::Author | Who::Member => ["AUTHOR"; 4].map(Some),
            // The leader above, and a member below.
            Who::Boss | Who::Child | Who::Reader => [Some("READER"), Some("READER"), None, None],
            Who::Contributor => [Some("CONTRIBUTOR"), Some("READER"), None, None],
            Who::Editor => [Some("EDITOR"), Some("READER"), None, None],
            // Whoever leads below is not by that assigned below.
            Who::ChildLeader
            | Who::OtherLeader
            | Who::Outsider
            | Who::Evangelist
            | Who::Administrator
            | Who::Guardian
            | Who::Auditor => [None, Some("READER"), None, None],
            Who::Deactivated => unreachable!("left out above"),
        };
        for (space, wanted) in
            [&cast.home, &cast.news, &cast.deals, &cast.merger].into_iter().zip(expected)
        {
            assert_eq!(role(&cast, who, space).await.as_deref(), wanted, "{who:?}");
        }
    }
}

#[tokio::test]
async fn the_highest_of_several_counts_and_a_lower_one_takes_nothing_away() {
    let cast = Cast::start().await;
    let to = |who: Who| json!({ "person": cast.id(who) });
    grant(&cast, Who::Leader, &cast.home, to(Who::Member), "READER").await;
    roles(&cast, &cast.home, &[(Who::Member, Some("AUTHOR"))]).await;
    let editor = grant(&cast, Who::Leader, &cast.home, to(Who::Member), "EDITOR").await;
    roles(&cast, &cast.home, &[(Who::Member, Some("EDITOR"))]).await;
    grant(&cast, Who::Leader, &cast.home, to(Who::Deputy), "READER").await;
    roles(&cast, &cast.home, &[(Who::Deputy, Some("DEPUTY"))]).await;
    // Two grants are never less than one, in either order and of either kind.
    grant_on_unit(&cast, Who::Leader, &cast.sales, to(Who::Editor), "READER", true).await;
    roles(&cast, &cast.home, &[(Who::Editor, Some("EDITOR"))]).await;
    grant_on_unit(&cast, Who::Leader, &cast.sales, to(Who::Reader), "AUTHOR", false).await;
    roles(&cast, &cast.home, &[(Who::Reader, Some("AUTHOR"))]).await;
    cast.done(Who::Leader, "spaceRevoke", json!({ "id": editor }), "grant { id }").await;
    roles(&cast, &cast.home, &[(Who::Member, Some("AUTHOR"))]).await;
}

#[tokio::test]
async fn without_a_role_nothing_is_read_by_any_road() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Author, &cast.home, "Inside").await;
    for who in [Who::Outsider, Who::OtherLeader, Who::ChildLeader, Who::Administrator] {
        assert!(!cast.reads(who, &post).await, "{who:?}");
        assert_eq!(cast.feed(who).await, Vec::<String>::new(), "{who:?}");
        let query = "query($id: ID!, $by: ID!) {
            node(id: $id) { id } nodes(ids: [$id]) { id } person(id: $by) { posts { nodes { id } } }
            feed(filter: { author: $by }) { nodes { id } }
        }";
        let by = cast.id(Who::Author);
        let answer = cast.ask(who, query, json!({ "id": post, "by": by })).await;
        let empty = json!({ "nodes": [] });
        let nothing = json!({
            "node": null, "nodes": [null], "person": { "posts": empty }, "feed": empty
        });
        assert_eq!(answer, nothing, "{who:?}");
    }
    assert!(cast.reads(Who::Reader, &post).await);
}
