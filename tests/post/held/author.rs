//! The author loses the role that publishes before the time of the post comes.

use serde_json::{Value, json};

use super::{LATER, is_hidden, scheduled, state};
use crate::access::ask::{grant, grant_on_unit};
use crate::support::{Cast, Who};

type Act = (Who, &'static str, Value);

/// Schedules a post of this author, does one act and, once its time has passed, the other.
async fn goes(cast: &Cast, author: Who, loses: Act, regains: Act) {
    let id = scheduled(cast, author, &cast.home, LATER).await;
    let the = json!({ "id": id });
    cast.refused(Who::Leader, "postConfirm", the.clone(), "CONFLICT").await;
    let what = loses.1;
    cast.done(loses.0, loses.1, loses.2, "").await;
    assert_eq!(state(cast, Who::Leader, &id).await, "HELD", "{what}");
    // Not at its time, and not by one who would publish in the author's place (rule R10).
    cast.app.wait_until(LATER);
    is_hidden(cast, &id).await;
    assert_eq!(state(cast, Who::Leader, &id).await, "HELD", "{what}");
    let payload = cast.app.mutate(cast.id(Who::Leader), "postConfirm", the.clone(), "").await;
    let code = payload["errors"][0]["code"].as_str().unwrap();
    assert!(["CONFLICT", "FORBIDDEN"].contains(&code), "{what}: {code}");
    cast.refused(Who::Editor, "postConfirm", the.clone(), "FORBIDDEN").await;
    // The role come back confirms nothing by itself.
    cast.app.wait(60);
    cast.done(regains.0, regains.1, regains.2, "").await;
    is_hidden(cast, &id).await;
    cast.app.wait(60);
    let seen = cast.done(author, "postConfirm", the.clone(), "post { state publishedAt }").await;
    let expected = json!({ "state": "PUBLISHED", "publishedAt": "2026-02-10T09:02:00Z" });
    assert_eq!(seen["post"], expected, "{what}");
    assert!(cast.reads(Who::Reader, &id).await);
    assert_eq!(cast.feed(Who::Reader).await, ["T"]);
    cast.refused(author, "postConfirm", the, "CONFLICT").await;
}

#[tokio::test]
async fn the_membership_ends() {
    let cast = Cast::start().await;
    let query = "query($id: ID!) { person(id: $id) { assignments { id } } }";
    let held = cast.ask(Who::Author, query, json!({ "id": cast.id(Who::Author) })).await;
    let loses = json!({ "id": held["person"]["assignments"][0]["id"] });
    let again = json!({ "unitId": cast.sales, "personId": cast.id(Who::Author) });
    let regains = (Who::Leader, "personAssign", again);
    goes(&cast, Who::Author, (Who::Leader, "assignmentEnd", loses), regains).await;
}

#[tokio::test]
async fn the_grant_ends() {
    let cast = Cast::start().await;
    let to = json!({ "person": cast.id(Who::Child) });
    let id = json!({ "id": grant(&cast, Who::Leader, &cast.home, to.clone(), "AUTHOR").await });
    let again = json!({ "spaceId": cast.home, "role": "AUTHOR", "grantee": to });
    let loses = (Who::Deputy, "spaceRevoke", id);
    goes(&cast, Who::Child, loses, (Who::Deputy, "spaceGrant", again)).await;
}

#[tokio::test]
async fn the_grant_on_the_unit_ends() {
    let cast = Cast::start().await;
    let to = json!({ "person": cast.id(Who::Child) });
    let given = grant_on_unit(&cast, Who::Leader, &cast.sales, to.clone(), "AUTHOR", false).await;
    let again = json!({ "unitId": cast.sales, "role": "AUTHOR", "grantee": to });
    let loses = (Who::Leader, "unitRevoke", json!({ "id": given }));
    goes(&cast, Who::Child, loses, (Who::Leader, "unitGrant", again)).await;
}

/// It is found whatever its audience, in a closed space too.
#[tokio::test]
async fn of_every_audience() {
    let cast = Cast::start().await;
    let to = json!({ "person": cast.id(Who::Child) });
    for (space, audience) in [
        (&cast.news, "EVERYONE"),
        (&cast.news, "UNIT"),
        (&cast.news, "ROSTER"),
        (&cast.merger, "ROSTER"),
        (&cast.deals, "EVERYONE"),
    ] {
        let given = grant(&cast, Who::Leader, space, to.clone(), "AUTHOR").await;
        let input = json!({ "spaceId": space, "title": "T", "body": "B", "audience": audience });
        let made = cast.done(Who::Child, "postCreate", input, "post { id }").await;
        let id = made["post"]["id"].as_str().unwrap();
        let publish = json!({ "id": id, "publishAt": LATER });
        cast.done(Who::Child, "postPublish", publish, "").await;
        assert_eq!(state(&cast, Who::Leader, id).await, "SCHEDULED");
        cast.done(Who::Leader, "spaceRevoke", json!({ "id": given }), "").await;
        assert_eq!(state(&cast, Who::Leader, id).await, "HELD", "{audience}");
    }
}

#[tokio::test]
async fn the_author_is_deactivated() {
    let cast = Cast::start().await;
    let author = json!({ "id": cast.id(Who::Author) });
    let loses = (Who::Administrator, "personDeactivate", author.clone());
    goes(&cast, Who::Author, loses, (Who::Administrator, "personReactivate", author)).await;
}

#[tokio::test]
async fn members_may_propose_only() {
    let cast = Cast::start().await;
    let set = |role: &str| json!({ "id": cast.home, "memberRole": role });
    let loses = (Who::Deputy, "spaceUpdate", set("CONTRIBUTOR"));
    goes(&cast, Who::Author, loses, (Who::Deputy, "spaceUpdate", set("AUTHOR"))).await;
}

#[tokio::test]
async fn the_space_is_closed() {
    let cast = Cast::start().await;
    let space = json!({ "id": cast.home });
    let loses = (Who::Leader, "spaceClose", space.clone());
    goes(&cast, Who::Author, loses, (Who::Leader, "spaceReopen", space)).await;
}

#[tokio::test]
async fn the_author_comes_to_help_the_branch() {
    let cast = Cast::start().await;
    let appoint = json!({
        "unitId": cast.sales, "personId": cast.id(Who::Editor), "endsAt": "2026-02-10T09:01:00Z"
    });
    let loses = (Who::Administrator, "evangelistAppoint", appoint);
    // Ended by the clock; any other act will do.
    let other = json!({ "id": cast.home, "description": "Ours." });
    goes(&cast, Who::Editor, loses, (Who::Leader, "spaceUpdate", other)).await;
}

#[tokio::test]
async fn narrowed_the_space_takes_no_grant_on_its_unit() {
    let cast = Cast::start().await;
    let to = json!({ "person": cast.id(Who::Child) });
    grant_on_unit(&cast, Who::Leader, &cast.sales, to, "AUTHOR", false).await;
    let id = scheduled(&cast, Who::Child, &cast.home, LATER).await;
    let stays = scheduled(&cast, Who::Author, &cast.home, LATER).await;
    let change = |visibility: &str| json!({ "id": cast.home, "visibility": visibility });
    cast.done(Who::Leader, "spaceChangeVisibility", change("RESTRICTED"), "").await;
    assert_eq!(state(&cast, Who::Leader, &id).await, "HELD");
    assert_eq!(state(&cast, Who::Leader, &stays).await, "SCHEDULED", "a confirmed member");
    cast.app.wait_until(LATER);
    assert!(!cast.reads(Who::Member, &id).await);
    assert!(cast.reads(Who::Member, &stays).await);
    cast.refused(Who::Leader, "postConfirm", json!({ "id": id }), "CONFLICT").await;
    cast.done(Who::Leader, "spaceChangeVisibility", change("UNIT"), "").await;
    cast.done(Who::Child, "postConfirm", json!({ "id": id }), "").await;
    assert!(cast.reads(Who::Member, &id).await);
}

#[tokio::test]
async fn what_its_author_does_not_lose_stays_scheduled() {
    let cast = Cast::start().await;
    let id = scheduled(&cast, Who::Author, &cast.home, LATER).await;
    let to = json!({ "person": cast.id(Who::Author) });
    let more = grant(&cast, Who::Leader, &cast.home, to, "EDITOR").await;
    cast.done(Who::Leader, "spaceRevoke", json!({ "id": more }), "").await;
    let away = json!({ "id": cast.id(Who::Member) });
    cast.done(Who::Administrator, "personDeactivate", away, "").await;
    assert_eq!(state(&cast, Who::Author, &id).await, "SCHEDULED");
    cast.app.wait_until(LATER);
    assert_eq!(state(&cast, Who::Reader, &id).await, "PUBLISHED");
}
