//! R15 and R17: an application never reads more than its owner, nor beyond the spaces it is limited to.

use serde_json::{Value, json};

use super::ask::bytes;
use crate::support::{Cast, Who};

async fn token(cast: &Cast, who: Who, spaces: &[&String]) -> String {
    let input = json!({
        "name": "App", "scopes": ["POSTS_READ"], "expiresAt": "2026-03-01T00:00:00Z", "spaceIds": spaces
    });
    let issued = cast.done(who, "applicationCreate", input, "issued { token }").await;
    issued["issued"]["token"].as_str().unwrap().to_owned()
}

async fn titles(cast: &Cast, token: &str) -> Vec<String> {
    let query = "{ feed(first: 100) { nodes { title } } }";
    let (status, answer) = cast.app.post_with(token, query, json!({})).await;
    assert_eq!(status, 200, "{answer}");
    let nodes = answer["data"]["feed"]["nodes"].as_array().unwrap();
    let mut titles: Vec<String> =
        nodes.iter().map(|post| post["title"].as_str().unwrap().to_owned()).collect();
    titles.sort();
    titles
}

#[tokio::test]
async fn it_reads_what_its_owner_reads_within_its_limits() {
    let cast = Cast::start().await;
    let mut posts = Vec::new();
    for (space, title) in [(&cast.home, "home"), (&cast.news, "news"), (&cast.merger, "merger")] {
        posts.push(cast.publish(Who::Author, space, title).await);
    }
    for (who, all) in [(Who::Leader, vec!["home", "merger", "news"]), (Who::Outsider, vec!["news"])]
    {
        assert_eq!(titles(&cast, &token(&cast, who, &[]).await).await, all, "{who:?}");
    }
    let limited = token(&cast, Who::Leader, &[&cast.news, &cast.home]).await;
    assert_eq!(titles(&cast, &limited).await, ["home", "news"]);
    let limited = token(&cast, Who::Leader, &[&cast.news]).await;
    let clock = &cast.app.clock;
    for (secret, absent) in [
        (cast.merger.clone(), clock.new_id::<entity::id::SpaceId>().to_string()),
        (cast.home.clone(), clock.new_id::<entity::id::SpaceId>().to_string()),
        (cast.deals.clone(), clock.new_id::<entity::id::SpaceId>().to_string()),
        (posts[2].clone(), clock.new_id::<entity::id::PostId>().to_string()),
        (posts[0].clone(), clock.new_id::<entity::id::PostId>().to_string()),
    ] {
        let query = "query($id: ID!) { node(id: $id) { id } spaces { totalCount } }";
        let asked = bytes(&cast.app, &limited, query, json!({ "id": secret })).await;
        assert_eq!(asked, bytes(&cast.app, &limited, query, json!({ "id": absent })).await);
        assert!(asked.contains(r#""totalCount":1"#), "{asked}");
    }
    // What its owner loses, it loses.
    let all = token(&cast, Who::Member, &[&cast.merger]).await;
    assert_eq!(titles(&cast, &all).await, ["merger"]);
    let query = "query($id: ID!) { person(id: $id) { assignments { id } } }";
    let found: Value = cast.ask(Who::Member, query, json!({ "id": cast.id(Who::Member) })).await;
    let id = &found["person"]["assignments"][0]["id"];
    cast.done(Who::Leader, "assignmentEnd", json!({ "id": id }), "assignment { id }").await;
    assert_eq!(titles(&cast, &all).await, Vec::<String>::new());
}

#[tokio::test]
async fn it_writes_nothing_and_reads_no_drafts() {
    let cast = Cast::start().await;
    let input = json!({ "spaceId": cast.home, "title": "Draft", "body": "B" });
    let draft = cast.done(Who::Leader, "postCreate", input, "post { id }").await;
    let token = token(&cast, Who::Leader, &[]).await;
    let query = "query($id: ID!) { node(id: $id) { id } viewer { drafts { nodes { id } } } }";
    let id = json!({ "id": draft["post"]["id"] });
    let (_, answer) = cast.app.post_with(&token, query, id).await;
    let nothing = json!({ "node": null, "viewer": { "drafts": { "nodes": [] } } });
    assert_eq!(answer["data"], nothing);
    for (field, input) in super::targets::targets(&cast).await {
        let query = super::ask::mutation(field);
        let (_, answer) = cast.app.post_with(&token, &query, json!({ "input": input })).await;
        let error = &answer["data"][field]["errors"][0];
        let refused = error["rule"] == "R15" && error["code"] == "FORBIDDEN";
        assert!(refused || error["code"] == "NOT_FOUND", "{field}: {answer}");
    }
}
