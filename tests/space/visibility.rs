//! `spaceChangeVisibility`.

use serde_json::{Value, json};

use crate::support::{Cast, Who};

const READERS: [Who; 7] = [
    Who::Leader,
    Who::Member,
    Who::Child,
    Who::Boss,
    Who::Outsider,
    Who::Reader,
    Who::Administrator,
];

async fn change(cast: &Cast, space: &str, change: Value) -> Value {
    let mut input = change;
    input["id"] = json!(space);
    let selection = "space { visibility inherits }";
    cast.done(Who::Leader, "spaceChangeVisibility", input, selection).await["space"].take()
}

async fn readers(cast: &Cast, post: &str) -> Vec<Who> {
    let mut found = Vec::new();
    for who in READERS {
        if cast.reads(who, post).await {
            found.push(who);
        }
    }
    found
}

#[tokio::test]
async fn narrowing_hides_old_posts_at_once_and_widening_shows_them_to_nobody_new() {
    let cast = Cast::start().await;
    let grant = json!({ "spaceId": cast.news, "grantee": { "person": cast.id(Who::Reader) }, "role": "READER" });
    cast.done(Who::Leader, "spaceGrant", grant, "grant { id }").await;
    let roster = vec![Who::Leader, Who::Member, Who::Reader];
    let unit = vec![Who::Leader, Who::Member, Who::Child, Who::Boss, Who::Reader];
    let expected = |visibility: &str| match visibility {
        "OPEN" => READERS.to_vec(),
        "UNIT" => unit.clone(),
        _ => roster.clone(),
    };
    let width = |visibility: &str| match visibility {
        "OPEN" => 2,
        "UNIT" => 1,
        _ => 0,
    };
    let mut posts: Vec<(&str, String)> = Vec::new();
    for now in ["OPEN", "UNIT", "RESTRICTED", "SECRET", "UNIT", "OPEN", "SECRET", "OPEN"] {
        let changed = change(&cast, &cast.news, json!({ "visibility": now })).await;
        assert_eq!(changed["visibility"], now);
        cast.app.wait(60);
        posts.push((now, cast.publish(Who::Leader, &cast.news, "Post").await));
        for (then, post) in &posts {
            // The narrower of then and now; the roster is within every audience.
            let narrower = if width(then) < width(now) { then } else { now };
            assert_eq!(readers(&cast, post).await, expected(narrower), "{then}, now {now}");
        }
    }
}

#[tokio::test]
async fn what_is_not_given_stays() {
    let cast = Cast::start().await;
    for (change_to, visibility, inherits) in [
        (json!({ "inherits": false }), "OPEN", false),
        (json!({ "visibility": "UNIT" }), "UNIT", false),
        (json!({}), "UNIT", false),
        (json!({ "visibility": "SECRET", "inherits": true }), "SECRET", true),
    ] {
        let changed = change(&cast, &cast.news, change_to.clone()).await;
        assert_eq!(
            changed,
            json!({ "visibility": visibility, "inherits": inherits }),
            "{change_to}"
        );
    }
    let query = "query($id: ID!) { space(id: $id) { name } spaces(first: 100) { nodes { name } } }";
    let gone = cast.ask(Who::Outsider, query, json!({ "id": cast.news })).await;
    assert_eq!(gone["space"], json!(null));
    assert!(!gone.to_string().contains("Sales news"), "{gone}");
    assert_eq!(
        cast.ask(Who::Member, query, json!({ "id": cast.news })).await["space"]["name"],
        "Sales news"
    );
}

#[tokio::test]
async fn the_leader_alone_decides() {
    let cast = Cast::start().await;
    let nothing = cast.app.clock.new_id::<entity::id::SpaceId>().to_string();
    for who in Who::ALL {
        if [Who::Leader, Who::Deactivated].contains(&who) {
            continue;
        }
        for change in [json!({ "visibility": "OPEN" }), json!({ "inherits": false })] {
            let with = |space: &str| {
                let mut input = change.clone();
                input["id"] = json!(space);
                input
            };
            let refused = async |space: &str, code: &str| {
                cast.refused(who, "spaceChangeVisibility", with(space), code).await
            };
            assert_eq!(refused(&cast.deals, "FORBIDDEN").await["rule"], "R1", "{who:?}");
            if [Who::Deputy, Who::Author, Who::Member].contains(&who) {
                refused(&cast.merger, "FORBIDDEN").await;
            } else {
                let absent = refused(&nothing, "NOT_FOUND").await;
                assert_eq!(refused(&cast.merger, "NOT_FOUND").await, absent, "{who:?}");
            }
        }
    }
    let query = "query($a: ID!, $b: ID!) { a: space(id: $a) { visibility inherits } b: space(id: $b) { visibility inherits } }";
    let kept = cast.ask(Who::Leader, query, json!({ "a": cast.deals, "b": cast.merger })).await;
    assert_eq!(
        kept,
        json!({ "a": { "visibility": "RESTRICTED", "inherits": true }, "b": { "visibility": "SECRET", "inherits": true } })
    );
}
