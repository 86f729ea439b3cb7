//! R9, of what is written after the post: in a closed space it is for those whom that takes, and no widening
//! shows it to others.

use serde_json::{Value, json};

use super::ask::{change, grant, grant_on_unit, made};
use crate::support::{Cast, Who};

async fn comments(cast: &Cast, who: Who, post: &str) -> (Value, usize) {
    let query = "query($id: ID!) { post(id: $id) { commentCount comments { nodes { body } } } }";
    let read = cast.ask(who, query, json!({ "id": post })).await;
    let nodes = read["post"]["comments"]["nodes"].as_array().unwrap().len();
    (read["post"]["commentCount"].clone(), nodes)
}

#[tokio::test]
async fn a_post_changed_in_closed_days_is_one_of_theirs() {
    let cast = Cast::start().await;
    for (field, value) in
        [("body", json!("Layoffs.")), ("title", json!("L")), ("tags", json!(["l"]))]
    {
        let post = cast.publish(Who::Author, &cast.news, "Open").await;
        let other = cast.publish(Who::Author, &cast.news, "Other").await;
        change(&cast, Who::Leader, &cast.news, "RESTRICTED").await;
        assert!(!cast.reads(Who::Outsider, &post).await);
        let input = json!({ "id": post, field: value });
        cast.done(Who::Author, "postUpdate", input, "post { id }").await;
        for visibility in ["UNIT", "OPEN"] {
            change(&cast, Who::Leader, &cast.news, visibility).await;
            assert!(!cast.reads(Who::Outsider, &post).await, "{field}");
            assert!(cast.reads(Who::Member, &post).await, "{field}");
        }
        assert!(cast.reads(Who::Outsider, &other).await, "unchanged");
        let tags = "{ tags { slug } }";
        let tags = cast.ask(Who::Outsider, tags, json!({})).await;
        assert_eq!(tags["tags"], json!([]), "{field}");
    }
}

#[tokio::test]
async fn changed_in_days_of_the_unit_it_is_for_the_unit() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Author, &cast.news, "Open").await;
    change(&cast, Who::Leader, &cast.news, "UNIT").await;
    let input = json!({ "id": post, "body": "Among us." });
    cast.done(Who::Author, "postUpdate", input, "post { id }").await;
    change(&cast, Who::Leader, &cast.news, "OPEN").await;
    assert!(!cast.reads(Who::Outsider, &post).await);
    assert!(cast.reads(Who::Child, &post).await);
}

#[tokio::test]
async fn a_comment_of_closed_days_stays_among_those_who_read_then() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Author, &cast.news, "Open").await;
    let say = async |who: Who, body: &str| {
        let input = json!({ "postId": post, "body": body });
        made(cast.done(who, "commentAdd", input, "comment { id }").await, "comment")
    };
    say(Who::Outsider, "Before.").await;
    change(&cast, Who::Leader, &cast.news, "SECRET").await;
    let secret = say(Who::Member, "Secret.").await;
    assert_eq!(comments(&cast, Who::Leader, &post).await.1, 2);
    change(&cast, Who::Leader, &cast.news, "OPEN").await;
    say(Who::Outsider, "After.").await;
    assert_eq!(comments(&cast, Who::Outsider, &post).await, (json!(2), 2));
    assert_eq!(comments(&cast, Who::Member, &post).await, (json!(2), 3));
    let query = "query($id: ID!) { node(id: $id) { id } }";
    let by_id =
        async |who: Who| !cast.ask(who, query, json!({ "id": secret })).await["node"].is_null();
    assert!(!by_id(Who::Outsider).await && by_id(Who::Member).await);
    cast.done(Who::Member, "commentDelete", json!({ "id": secret }), "deletedId").await;
    assert_eq!(comments(&cast, Who::Outsider, &post).await, (json!(2), 2));
}

#[tokio::test]
async fn what_goes_live_in_closed_days_is_one_of_theirs_whenever_it_was_scheduled() {
    let cast = Cast::start().await;
    for audience in ["EVERYONE", "UNIT"] {
        let input = json!({ "spaceId": cast.news, "title": "T", "body": "B", "tags": ["t"], "audience": audience });
        let id = made(cast.done(Who::Author, "postCreate", input, "post { id }").await, "post");
        let at = cast.app.clock.now().plus_seconds(60).to_string();
        let input = json!({ "id": id, "publishAt": at });
        cast.done(Who::Author, "postPublish", input, "").await;
        change(&cast, Who::Leader, &cast.news, "RESTRICTED").await;
        cast.app.wait(120);
        assert!(cast.reads(Who::Member, &id).await);
        change(&cast, Who::Leader, &cast.news, "OPEN").await;
        for (who, reads) in [(Who::Outsider, false), (Who::Child, false), (Who::Member, true)] {
            assert_eq!(cast.reads(who, &id).await, reads, "{who:?} {audience}");
        }
        let tags = cast.ask(Who::Outsider, "{ tags { slug } }", json!({})).await;
        assert_eq!(tags["tags"], json!([]));
    }
}

#[tokio::test]
async fn a_proposal_changed_in_closed_days_is_for_editors_whom_a_closed_space_takes() {
    let cast = Cast::start().await;
    let person = |who: Who| json!({ "person": cast.id(who) });
    grant_on_unit(&cast, Who::Leader, &cast.sales, person(Who::Guardian), "EDITOR", false).await;
    grant(&cast, Who::Leader, &cast.news, person(Who::Auditor), "EDITOR").await;
    let proposed = async || {
        let input = json!({ "spaceId": cast.news, "title": "T", "body": "B" });
        let id = made(cast.done(Who::Author, "postCreate", input, "post { id }").await, "post");
        cast.done(Who::Author, "postPropose", json!({ "id": id }), "").await;
        id
    };
    let (changed, left) = (proposed().await, proposed().await);
    change(&cast, Who::Leader, &cast.news, "SECRET").await;
    let input = json!({ "id": changed, "body": "Secret." });
    cast.done(Who::Auditor, "postUpdate", input, "post { id }").await;
    change(&cast, Who::Leader, &cast.news, "OPEN").await;
    assert!(!cast.reads(Who::Guardian, &changed).await && cast.reads(Who::Guardian, &left).await);
    assert!(cast.reads(Who::Auditor, &changed).await && cast.reads(Who::Auditor, &left).await);
}
