//! R8: RESTRICTED and SECRET spaces take roles from R2, confirmed R3 and R4 to persons alone.

use serde_json::json;

use super::ask::{change, grant, grant_on_unit, home, role};
use crate::support::{Cast, Who};

#[tokio::test]
async fn nothing_from_above_or_from_visibility_reaches_a_closed_space() {
    let cast = Cast::start().await;
    let to_all = json!({ "branchOf": cast.acme });
    for (by, unit) in [(Who::Boss, &cast.acme), (Who::Leader, &cast.sales)] {
        for subtree in [true, false] {
            grant_on_unit(&cast, by, unit, to_all.clone(), "EDITOR", subtree).await;
            let person = json!({ "person": cast.id(Who::Administrator) });
            grant_on_unit(&cast, by, unit, person, "EDITOR", subtree).await;
        }
    }
    let posts = [
        cast.publish(Who::Author, &cast.deals, "Deals").await,
        cast.publish(Who::Author, &cast.merger, "Merger").await,
    ];
    let roster = [Who::Leader, Who::Deputy, Who::Author, Who::Member];
    for who in Who::ALL.into_iter().filter(|who| *who != Who::Deactivated) {
        for (space, post) in [&cast.deals, &cast.merger].into_iter().zip(&posts) {
            let on = roster.contains(&who);
            assert_eq!(role(&cast, who, space).await.is_some(), on, "{who:?}");
            assert_eq!(cast.reads(who, post).await, on, "{who:?}");
        }
    }
    // The grants are not idle: they reach what is not closed.
    assert_eq!(role(&cast, Who::Outsider, &cast.home).await.as_deref(), Some("EDITOR"));
    assert_eq!(role(&cast, Who::Administrator, &cast.home).await.as_deref(), Some("EDITOR"));
    let person = json!({ "person": cast.id(Who::Outsider) });
    grant(&cast, Who::Leader, &cast.merger, person, "READER").await;
    assert!(cast.reads(Who::Outsider, &posts[1]).await);
}

#[tokio::test]
async fn the_cut_holds_the_moment_a_space_is_narrowed_and_lifts_when_it_is_widened() {
    let cast = Cast::start().await;
    let shops = home(&cast, Who::ChildLeader, &cast.shops).await;
    let to = json!({ "person": cast.id(Who::Auditor) });
    grant_on_unit(&cast, Who::Boss, &cast.acme, to.clone(), "EDITOR", true).await;
    grant_on_unit(&cast, Who::ChildLeader, &cast.shops, to, "AUTHOR", false).await;
    let expected = |visibility: &str| match visibility {
        "OPEN" | "UNIT" => [Some("AUTHOR"), Some("READER"), Some("AUTHOR"), Some("LEADER")],
        _ => [None, None, Some("AUTHOR"), Some("LEADER")],
    };
    for visibility in ["SECRET", "UNIT", "RESTRICTED", "OPEN", "RESTRICTED", "SECRET"] {
        change(&cast, Who::ChildLeader, &shops, visibility).await;
        let people = [Who::Auditor, Who::Boss, Who::Child, Who::ChildLeader];
        for (who, wanted) in people.into_iter().zip(expected(visibility)) {
            assert_eq!(role(&cast, who, &shops).await.as_deref(), wanted, "{visibility} {who:?}");
        }
    }
}
