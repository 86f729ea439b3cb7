//! An evangelist is still a plain member of their own primary unit, that of their oldest membership
//! (rule R12): there, and there alone in the branch, they write.

use serde_json::json;

use super::appoint;
use crate::access::ask::{assign, grant, home, role, roles};
use crate::support::{Cast, Who};

#[tokio::test]
async fn they_publish_as_members_of_the_unit_they_have_been_in_longest() {
    let cast = Cast::start().await;
    let shops = home(&cast, Who::ChildLeader, &cast.shops).await;
    cast.app.wait(60);
    let later = assign(&cast, Who::Leader, &cast.sales, Who::Child).await;
    roles(&cast, &cast.home, &[(Who::Child, Some("AUTHOR"))]).await;
    appoint(&cast, &cast.sales, Who::Child).await;
    assert_eq!(role(&cast, Who::Child, &shops).await.as_deref(), Some("AUTHOR"));
    roles(&cast, &cast.home, &[(Who::Child, Some("READER"))]).await;
    cast.publish(Who::Child, &shops, "T").await;
    let input = json!({ "spaceId": cast.home, "title": "T", "body": "B" });
    cast.refused(Who::Child, "postCreate", input, "FORBIDDEN").await;
    // Plain member: what is granted besides does not count.
    grant(&cast, Who::ChildLeader, &shops, json!({ "person": cast.id(Who::Child) }), "EDITOR")
        .await;
    assert_eq!(role(&cast, Who::Child, &shops).await.as_deref(), Some("AUTHOR"));
    for (set, counts) in [("CONTRIBUTOR", "CONTRIBUTOR"), ("READER", "READER")] {
        let input = json!({ "id": shops, "memberRole": set });
        cast.done(Who::ChildLeader, "spaceUpdate", input, "").await;
        assert_eq!(role(&cast, Who::Child, &shops).await.as_deref(), Some(counts));
    }
    // Ended and made again, a membership is the younger one.
    let query = "query($id: ID!) { person(id: $id) { assignments { id } } }";
    let held = cast.ask(Who::Child, query, json!({ "id": cast.id(Who::Child) })).await;
    let held = held["person"]["assignments"].as_array().unwrap();
    let first = held.iter().find(|it| it["id"] != json!(later)).unwrap();
    cast.done(Who::ChildLeader, "assignmentEnd", json!({ "id": first["id"] }), "").await;
    cast.app.wait(60);
    assign(&cast, Who::ChildLeader, &cast.shops, Who::Child).await;
    roles(&cast, &cast.home, &[(Who::Child, Some("AUTHOR"))]).await;
    assert_eq!(role(&cast, Who::Child, &shops).await.as_deref(), Some("READER"));
}

#[tokio::test]
async fn with_a_primary_unit_elsewhere_they_write_nowhere_in_the_branch() {
    let cast = Cast::start().await;
    let finance = home(&cast, Who::OtherLeader, &cast.finance).await;
    cast.app.wait(60);
    assign(&cast, Who::Leader, &cast.sales, Who::Outsider).await;
    appoint(&cast, &cast.sales, Who::Outsider).await;
    for (space, expected) in
        [(&cast.home, "READER"), (&cast.merger, "READER"), (&finance, "AUTHOR")]
    {
        assert_eq!(role(&cast, Who::Outsider, space).await.as_deref(), Some(expected));
    }
}

#[tokio::test]
async fn in_closed_spaces_of_their_unit_they_stay_members_too() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Leader, &cast.merger, "T").await;
    appoint(&cast, &cast.acme, Who::Member).await;
    for space in [&cast.home, &cast.news, &cast.deals, &cast.merger] {
        roles(&cast, space, &[(Who::Member, Some("AUTHOR"))]).await;
    }
    assert!(cast.reads(Who::Member, &post).await);
    // It gives nobody a way in.
    assert!(!cast.reads(Who::Evangelist, &post).await);
    roles(&cast, &cast.merger, &[(Who::Evangelist, None)]).await;
}
