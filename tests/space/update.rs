//! `spaceUpdate`.

use serde_json::{Value, json};

use crate::support::{Cast, Who};

async fn read(cast: &Cast, space: &str) -> Value {
    let query = "query($id: ID!) { space(id: $id) { name slug description memberRole commentPolicy visibility } }";
    cast.ask(Who::Leader, query, json!({ "id": space })).await["space"].take()
}

#[tokio::test]
async fn what_is_given_changes_and_the_rest_stays() {
    let cast = Cast::start().await;
    let mut expected = read(&cast, &cast.home).await;
    assert_eq!(expected["name"], "Sales");
    for (who, change) in [
        (Who::Deputy, json!({ "name": "Ventes" })),
        (Who::Leader, json!({ "description": "Tout\tsur les\nventes" })),
        (Who::Deputy, json!({ "memberRole": "CONTRIBUTOR" })),
        (Who::Leader, json!({ "commentPolicy": "CONTRIBUTORS" })),
        (Who::Leader, json!({})),
        (
            Who::Leader,
            json!({ "description": "", "memberRole": "READER", "commentPolicy": "NOBODY" }),
        ),
    ] {
        let mut input = change.clone();
        input["id"] = json!(cast.home);
        cast.done(who, "spaceUpdate", input, "space { id }").await;
        expected.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(read(&cast, &cast.home).await, expected, "{change}");
    }
    assert_eq!(expected["slug"], "home", "addresses stay");
    let list = cast.ask(Who::Leader, "{ spaces(first: 100) { nodes { name } } }", json!({})).await;
    let names = list["spaces"]["nodes"].as_array().unwrap();
    let names: Vec<&str> = names.iter().map(|space| space["name"].as_str().unwrap()).collect();
    assert_eq!(names.last(), Some(&"Ventes"), "sorted by the new name: {names:?}");
}

#[tokio::test]
async fn the_comment_policy_holds_from_the_next_comment_on() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Leader, &cast.home, "Post").await;
    let comment = json!({ "postId": post, "body": "Yes." });
    for (policy, reader, member) in
        [("READERS", true, true), ("CONTRIBUTORS", false, true), ("NOBODY", false, false)]
    {
        let input = json!({ "id": cast.home, "commentPolicy": policy });
        cast.done(Who::Deputy, "spaceUpdate", input, "space { id }").await;
        for (who, may) in [(Who::Reader, reader), (Who::Child, reader), (Who::Member, member)] {
            let payload = cast.app.mutate(cast.id(who), "commentAdd", comment.clone(), "").await;
            let refused = payload["errors"].as_array().unwrap();
            assert_eq!(refused.is_empty(), may, "{policy} {who:?}: {payload}");
            assert!(may || refused[0]["code"] == "FORBIDDEN", "{payload}");
        }
    }
}

#[tokio::test]
async fn leader_and_deputy_alone_and_secret_is_silent() {
    let cast = Cast::start().await;
    let nothing = cast.app.clock.new_id::<entity::id::SpaceId>().to_string();
    for who in Who::ALL {
        if [Who::Leader, Who::Deputy, Who::Deactivated].contains(&who) {
            continue;
        }
        let rename = |space: &str| json!({ "id": space, "name": "Mine" });
        let error = cast.refused(who, "spaceUpdate", rename(&cast.news), "FORBIDDEN").await;
        assert_eq!(error["rule"], "R1", "{who:?}");
        let absent = cast.refused(who, "spaceUpdate", rename(&nothing), "NOT_FOUND").await;
        let member = [Who::Author, Who::Member].contains(&who);
        let code = if member { "FORBIDDEN" } else { "NOT_FOUND" };
        let secret = cast.refused(who, "spaceUpdate", rename(&cast.merger), code).await;
        assert_eq!(secret == absent, !member, "{who:?}: {secret}");
    }
    assert_eq!(read(&cast, &cast.news).await["name"], "Sales news");
    assert_eq!(read(&cast, &cast.merger).await["name"], "Sales merger");
}

#[tokio::test]
async fn what_is_out_of_bounds_changes_nothing() {
    let cast = Cast::start().await;
    let before = read(&cast, &cast.home).await;
    for (change, code, field) in [
        (json!({ "name": "", "memberRole": "READER" }), "INVALID", "name"),
        (json!({ "name": "n".repeat(201) }), "TOO_LONG", "name"),
        (json!({ "name": "a\u{85}b" }), "INVALID", "name"),
        (json!({ "description": "d".repeat(2_001), "name": "Good" }), "TOO_LONG", "description"),
        (json!({ "description": "\u{8}" }), "INVALID", "description"),
    ] {
        let mut input = change;
        input["id"] = json!(cast.home);
        let error = cast.refused(Who::Leader, "spaceUpdate", input, code).await;
        assert_eq!(error["field"], json!([field]));
    }
    assert_eq!(read(&cast, &cast.home).await, before);
}
