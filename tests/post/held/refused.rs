//! What cannot be published at its instant is neither scheduled nor accepted.

use serde_json::json;

use super::{LATER, draft, state};
use crate::access::ask::{grant, made};
use crate::support::{Cast, Who};

const END: &str = "2026-02-01T00:00:00Z";

#[tokio::test]
async fn a_role_that_ends_before_publishes_nothing_after() {
    for by_grant in [true, false] {
        let cast = Cast::start().await;
        if by_grant {
            let to = json!({ "person": cast.id(Who::Outsider) });
            let input =
                json!({ "spaceId": cast.home, "role": "AUTHOR", "grantee": to, "endsAt": END });
            cast.done(Who::Leader, "spaceGrant", input, "").await;
        } else {
            let input =
                json!({ "unitId": cast.sales, "personId": cast.id(Who::Outsider), "endsAt": END });
            cast.done(Who::Leader, "personAssign", input, "").await;
        }
        let id = draft(&cast, Who::Outsider, &cast.home).await;
        for at in [LATER, END] {
            let input = json!({ "id": id, "publishAt": at });
            let error = cast.refused(Who::Outsider, "postPublish", input, "CONFLICT").await;
            assert_eq!(error["rule"], "R1", "{at}");
        }
        assert_eq!(state(&cast, Who::Outsider, &id).await, "DRAFT");
        let last = json!({ "id": id, "publishAt": "2026-01-31T23:59:59.999999Z" });
        cast.done(Who::Outsider, "postPublish", last, "").await;
        cast.app.wait_until(END);
        assert!(cast.reads(Who::Reader, &id).await);
    }
}

#[tokio::test]
async fn a_proposal_of_who_contributes_no_more_is_not_accepted() {
    let cast = Cast::start().await;
    let to = json!({ "person": cast.id(Who::Child) });
    let given = grant(&cast, Who::Leader, &cast.home, to.clone(), "CONTRIBUTOR").await;
    let id = draft(&cast, Who::Child, &cast.home).await;
    let the = json!({ "id": id });
    cast.done(Who::Child, "postPropose", the.clone(), "").await;
    cast.done(Who::Leader, "spaceRevoke", json!({ "id": given }), "").await;
    for who in [Who::Editor, Who::Leader] {
        let error = cast.refused(who, "postAccept", the.clone(), "CONFLICT").await;
        assert_eq!(error["rule"], "R1");
        assert_eq!(state(&cast, who, &id).await, "PROPOSED");
    }
    grant(&cast, Who::Leader, &cast.home, to, "CONTRIBUTOR").await;
    cast.done(Who::Editor, "postAccept", the, "").await;
    assert!(cast.reads(Who::Reader, &id).await);
}

#[tokio::test]
async fn an_accepted_post_needs_no_more_than_a_contributor() {
    let cast = Cast::start().await;
    let to = json!({ "person": cast.id(Who::Child) });
    let given = grant(&cast, Who::Leader, &cast.home, to, "CONTRIBUTOR").await;
    let id = draft(&cast, Who::Child, &cast.home).await;
    let the = json!({ "id": id });
    cast.done(Who::Child, "postPropose", the.clone(), "").await;
    cast.done(Who::Editor, "postAccept", the.clone(), "").await;
    cast.done(Who::Child, "postUnpublish", the.clone(), "").await;
    let later = json!({ "id": id, "publishAt": LATER });
    cast.done(Who::Child, "postPublish", later, "").await;
    assert_eq!(state(&cast, Who::Child, &id).await, "SCHEDULED");
    cast.done(Who::Leader, "spaceRevoke", json!({ "id": given }), "").await;
    assert_eq!(state(&cast, Who::Editor, &id).await, "HELD");
}

#[tokio::test]
async fn drafts_stay_with_their_writers() {
    let cast = Cast::start().await;
    let own = draft(&cast, Who::Leader, &cast.home).await;
    let theirs = draft(&cast, Who::Author, &cast.home).await;
    cast.app.wait(60);
    let next = json!({ "unitId": cast.sales, "personId": cast.id(Who::Outsider) });
    cast.done(Who::Administrator, "leaderAppoint", next, "").await;
    let query = "query($id: ID!) { person(id: $id) { assignments { id } } }";
    let held = cast.ask(Who::Author, query, json!({ "id": cast.id(Who::Author) })).await;
    let end = json!({ "id": held["person"]["assignments"][0]["id"] });
    cast.done(Who::Outsider, "assignmentEnd", end, "").await;
    for (who, post) in [(Who::Leader, &own), (Who::Author, &theirs)] {
        assert_eq!(state(&cast, who, post).await, "DRAFT", "{who:?}");
        for other in [Who::Outsider, Who::Deputy, Who::Editor, Who::Boss] {
            assert!(!cast.reads(other, post).await, "{other:?}");
        }
        for (field, input) in [
            ("postPublish", json!({ "id": post })),
            ("postPropose", json!({ "id": post })),
            ("postUpdate", json!({ "id": post, "title": "Changed" })),
        ] {
            cast.refused(who, field, input, "FORBIDDEN").await;
        }
        // Whoever comes back has it still, and who will not may delete it.
        let input = json!({ "unitId": cast.sales, "personId": cast.id(who) });
        let back = cast.done(Who::Outsider, "personAssign", input, "assignment { id }").await;
        assert!(!made(back, "assignment").is_empty());
        cast.done(who, "postPublish", json!({ "id": post }), "").await;
    }
}
