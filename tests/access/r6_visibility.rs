//! R6: OPEN makes everyone a reader; UNIT the branch, and leaders and deputies of the units above.

use serde_json::json;

use super::ask::{assign, home, roles};
use crate::support::{Cast, Who};

#[tokio::test]
async fn open_is_for_everyone() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Author, &cast.news, "News").await;
    for who in Who::ALL.into_iter().filter(|who| *who != Who::Deactivated) {
        assert!(cast.reads(who, &post).await, "{who:?}");
        assert_eq!(cast.feed(who).await, ["News"], "{who:?}");
    }
}

#[tokio::test]
async fn unit_is_for_the_branch_and_for_those_who_lead_above() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Child, &home(&cast, Who::Child, &cast.shops).await, "Shops").await;
    let named = json!({ "unitId": cast.acme, "personId": cast.id(Who::Auditor) });
    cast.done(Who::Boss, "deputyName", named, "position { id }").await;
    assign(&cast, Who::Boss, &cast.acme, Who::Guardian).await;
    let readers = [
        Who::Child,       // of the unit
        Who::ChildLeader, // leads it
        Who::Leader,      // leads the unit above
        Who::Deputy,      // deputises there
        Who::Boss,        // leads the root
        Who::Auditor,     // deputises at the root
    ];
    for who in Who::ALL.into_iter().filter(|who| *who != Who::Deactivated) {
        // Members of a unit above (Author, Guardian) are neither branch nor leaders.
        assert_eq!(cast.reads(who, &post).await, readers.contains(&who), "{who:?}");
    }
}

#[tokio::test]
async fn the_branch_of_the_unit_reads_and_its_sisters_do_not() {
    let cast = Cast::start().await;
    let acme = home(&cast, Who::Boss, &cast.acme).await;
    let sales = cast.publish(Who::Author, &cast.home, "Sales").await;
    let company = cast.publish(Who::Boss, &acme, "Company").await;
    for (who, sales_too) in [(Who::Member, true), (Who::Child, true), (Who::Outsider, false)] {
        assert!(cast.reads(who, &company).await, "{who:?}");
        assert_eq!(cast.reads(who, &sales).await, sales_too, "{who:?}");
    }
    // Member of nothing: an administrator is in no branch, and leads nothing.
    for who in [Who::Administrator, Who::Guardian, Who::Auditor, Who::Evangelist, Who::Reader] {
        assert!(!cast.reads(who, &company).await, "{who:?}");
    }
    // A unit that moves takes its branch along; leaders of its former place read no more.
    let input = json!({ "id": cast.shops, "parentId": cast.finance });
    cast.done(Who::Administrator, "unitMove", input, "unit { id }").await;
    roles(&cast, &cast.home, &[(Who::Child, None)]).await;
    let shops = home(&cast, Who::Child, &cast.shops).await;
    let moved = [(Who::Leader, None), (Who::Deputy, None), (Who::OtherLeader, Some("READER"))];
    roles(&cast, &shops, &moved).await;
}
