//! Another leader is appointed: what is scheduled for after they come waits for its author or for them.

use serde_json::{Value, json};

use super::{LATER, draft, is_hidden, scheduled, state};
use crate::access::ask::made;
use crate::support::{Cast, Who};

const COMES: &str = "2026-02-01T00:00:00Z";

async fn appoint(cast: &Cast, who: Who, from: &str) -> Value {
    let input = json!({ "unitId": cast.sales, "personId": cast.id(who), "startsAt": from });
    let made_of = cast.done(Who::Administrator, "leaderAppoint", input, "position { id }").await;
    json!({ "id": made(made_of, "position") })
}

#[tokio::test]
async fn the_author_or_the_new_leader_confirms() {
    for by in [Who::Author, Who::Outsider] {
        let cast = Cast::start().await;
        let before = scheduled(&cast, Who::Author, &cast.news, COMES).await;
        let id = scheduled(&cast, Who::Author, &cast.home, LATER).await;
        appoint(&cast, Who::Outsider, COMES).await;
        // Also what is scheduled from now on.
        let second = scheduled(&cast, Who::Author, &cast.home, LATER).await;
        let ids = [&id, &second];
        for post in ids {
            assert_eq!(state(&cast, Who::Editor, post).await, "SCHEDULED");
        }
        cast.app.wait_until(COMES);
        assert!(cast.reads(Who::Child, &before).await, "not after the date");
        for post in ids {
            let the = json!({ "id": post });
            assert_eq!(state(&cast, Who::Editor, post).await, "HELD");
            for (who, code) in [
                (Who::Leader, "NOT_FOUND"),
                (Who::Deputy, "FORBIDDEN"),
                (Who::Editor, "FORBIDDEN"),
                (Who::Boss, "NOT_FOUND"),
                (Who::Administrator, "NOT_FOUND"),
            ] {
                cast.refused(who, "postConfirm", the.clone(), code).await;
            }
        }
        let confirmed = cast.done(by, "postConfirm", json!({ "id": id }), "post { state }").await;
        assert_eq!(confirmed["post"]["state"], "SCHEDULED", "{by:?}");
        cast.app.wait_until("2026-02-10T08:59:59.999999Z");
        is_hidden_in_home(&cast, &[&id, &second]).await;
        cast.app.wait_until(LATER);
        assert!(cast.reads(Who::Reader, &id).await, "{by:?}");
        assert!(!cast.reads(Who::Reader, &second).await);
        // Late, it is live from then on.
        cast.app.wait(60);
        cast.done(by, "postConfirm", json!({ "id": second }), "").await;
        assert!(cast.reads(Who::Reader, &second).await);
    }
}

async fn is_hidden_in_home(cast: &Cast, posts: &[&String]) {
    for post in posts {
        assert!(!cast.reads(Who::Reader, post).await);
    }
}

#[tokio::test]
async fn the_old_leaders_own_posts_wait_too_and_are_not_theirs_to_confirm() {
    let cast = Cast::start().await;
    let id = scheduled(&cast, Who::Leader, &cast.home, LATER).await;
    appoint(&cast, Who::Outsider, COMES).await;
    cast.app.wait_until(LATER);
    is_hidden(&cast, &id).await;
    let the = json!({ "id": id });
    cast.refused(Who::Leader, "postConfirm", the.clone(), "NOT_FOUND").await;
    // Nobody publishes in the name of one who may no more.
    let error = cast.refused(Who::Outsider, "postConfirm", the, "CONFLICT").await;
    assert_eq!(error["rule"], "R1");
    let late = draft(&cast, Who::Author, &cast.home).await;
    cast.done(Who::Author, "postPublish", json!({ "id": late }), "").await;
    assert!(cast.reads(Who::Reader, &late).await, "the unit goes on");
}

#[tokio::test]
async fn an_appointment_taken_back_lets_go() {
    let cast = Cast::start().await;
    let id = scheduled(&cast, Who::Author, &cast.home, LATER).await;
    let member = scheduled(&cast, Who::Member, &cast.home, LATER).await;
    let position = appoint(&cast, Who::Outsider, COMES).await;
    let second = scheduled(&cast, Who::Author, &cast.home, LATER).await;
    // One of the authors leaves in between: that one stays held.
    let query = "query($id: ID!) { person(id: $id) { assignments { id } } }";
    let held = cast.ask(Who::Member, query, json!({ "id": cast.id(Who::Member) })).await;
    let end = json!({ "id": held["person"]["assignments"][0]["id"] });
    cast.done(Who::Leader, "assignmentEnd", end, "").await;
    cast.done(Who::Administrator, "positionEnd", position, "").await;
    assert_eq!(state(&cast, Who::Editor, &member).await, "HELD");
    cast.app.wait_until(COMES);
    for post in [&id, &second] {
        assert_eq!(state(&cast, Who::Editor, post).await, "SCHEDULED");
    }
    cast.app.wait_until(LATER);
    for (post, live) in [(&id, true), (&second, true), (&member, false)] {
        assert_eq!(cast.reads(Who::Reader, post).await, live);
    }
}

#[tokio::test]
async fn of_two_appointed_the_one_who_stays_still_counts() {
    let cast = Cast::start().await;
    let between = scheduled(&cast, Who::Author, &cast.home, "2026-02-03T00:00:00Z").await;
    let after = scheduled(&cast, Who::Author, &cast.home, LATER).await;
    let first = appoint(&cast, Who::Outsider, COMES).await;
    let then = "2026-02-05T00:00:00Z";
    appoint(&cast, Who::Reader, then).await;
    cast.done(Who::Administrator, "positionEnd", first, "").await;
    cast.app.wait_until(then);
    assert!(cast.reads(Who::Member, &between).await);
    assert_eq!(state(&cast, Who::Editor, &after).await, "HELD");
    cast.app.wait_until(LATER);
    assert!(!cast.reads(Who::Member, &after).await);
    cast.done(Who::Reader, "postConfirm", json!({ "id": after }), "").await;
    assert!(cast.reads(Who::Member, &after).await);
}

#[tokio::test]
async fn a_leader_appointed_again_holds_nothing() {
    let cast = Cast::start().await;
    let id = scheduled(&cast, Who::Author, &cast.home, LATER).await;
    let own = scheduled(&cast, Who::Leader, &cast.home, LATER).await;
    appoint(&cast, Who::Leader, COMES).await;
    cast.app.wait_until(LATER);
    assert!(cast.reads(Who::Reader, &id).await);
    assert!(cast.reads(Who::Reader, &own).await);
}
