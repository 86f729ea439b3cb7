//! `spaceClose` and `spaceReopen`.

use serde_json::{Value, json};

use crate::support::{Cast, Who};

async fn closed_at(cast: &Cast, who: Who) -> Value {
    let query = "query($id: ID!) { space(id: $id) { closedAt viewerCan { draft publish import update close } } }";
    cast.ask(who, query, json!({ "id": cast.home })).await["space"].take()
}

#[tokio::test]
async fn a_closed_space_is_read_and_not_written_until_it_is_reopened() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Author, &cast.home, "Kept").await;
    let draft = json!({ "spaceId": cast.home, "title": "T", "body": "B" });
    let own = cast.done(Who::Author, "postCreate", draft.clone(), "post { id }").await;
    let own = json!({ "id": own["post"]["id"] });
    let home = json!({ "id": cast.home });
    let closed = cast.done(Who::Leader, "spaceClose", home.clone(), "space { closedAt }").await;
    assert_eq!(closed["space"]["closedAt"], "2026-01-15T08:00:00Z");
    let writes = [
        (Who::Author, "postCreate", draft.clone()),
        (Who::Leader, "postCreate", draft.clone()),
        (Who::Author, "postPublish", own.clone()),
        (Who::Author, "postUpdate", json!({ "id": post, "title": "Changed" })),
        (Who::Editor, "postUpdate", json!({ "id": post, "title": "Changed" })),
        (Who::Editor, "postPin", json!({ "id": post })),
        (Who::Member, "commentAdd", json!({ "postId": post, "body": "Late." })),
    ];
    for (who, field, input) in &writes {
        let error = cast.refused(*who, field, input.clone(), "FORBIDDEN").await;
        assert_eq!(error["message"], "The space is closed to writing.", "{who:?} {field}");
    }
    for who in [Who::Author, Who::Reader, Who::Child, Who::Boss] {
        assert!(cast.reads(who, &post).await, "{who:?}");
        assert_eq!(cast.feed(who).await, ["Kept"], "{who:?}");
    }
    let state = closed_at(&cast, Who::Leader).await;
    assert_eq!(
        state["viewerCan"],
        json!({ "draft": false, "publish": false, "import": false, "update": true, "close": true })
    );
    cast.app.wait(60);
    let again = cast.done(Who::Leader, "spaceClose", home.clone(), "space { closedAt }").await;
    assert_eq!(again["space"]["closedAt"], "2026-01-15T08:00:00Z", "since the first time");
    cast.done(Who::Leader, "spaceReopen", home, "space { closedAt }").await;
    assert_eq!(closed_at(&cast, Who::Author).await["closedAt"], json!(null));
    for (who, field, input) in writes {
        cast.done(who, field, input, "").await;
    }
}

#[tokio::test]
async fn the_leader_alone_closes_and_reopens() {
    let cast = Cast::start().await;
    let (open, shut) = (json!({ "id": cast.news }), json!({ "id": cast.deals }));
    cast.done(Who::Leader, "spaceClose", shut.clone(), "space { id }").await;
    for who in Who::ALL {
        if [Who::Leader, Who::Deactivated].contains(&who) {
            continue;
        }
        for (field, input) in [("spaceClose", &open), ("spaceReopen", &shut)] {
            let error = cast.refused(who, field, input.clone(), "FORBIDDEN").await;
            assert_eq!(error["rule"], "R1", "{who:?} {field}");
        }
    }
    let query = "query($a: ID!, $b: ID!) { open: space(id: $a) { closedAt } shut: space(id: $b) { closedAt } }";
    let variables = json!({ "a": cast.news, "b": cast.deals });
    let seen = cast.ask(Who::Leader, query, variables.clone()).await;
    assert_eq!(
        seen,
        json!({ "open": { "closedAt": null }, "shut": { "closedAt": "2026-01-15T08:00:00Z" } })
    );
    // Off the roster of a RESTRICTED space, name and leader are all that is told.
    let seen = cast.ask(Who::Outsider, query, variables).await;
    assert_eq!(seen["shut"]["closedAt"], json!(null));
}
