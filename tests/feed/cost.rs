//! A page costs a fixed number of SQL statements, whatever there is.

use serde_json::{Value, json};

use crate::support::{Cast, Who};

const WHOLE: &str = "query($first: Int) { feed(first: $first) { edges { node {
    title excerpt bodyHtml commentCount author { displayName } space { name } tags { name }
} } } }";

/// Who asks, and the page's posts, authors, spaces, tags and texts. Rights are kept.
const STATEMENTS: u64 = 6;

/// At most, of a post or of a list of spaces with what hangs on them. Outside the feed, what is asked
/// for at the same moment is read together: how many statements that makes is not fixed, but does
/// not grow with the rows.
const TOGETHER: u64 = 15;
/// Who asks, and the people, and how many there are.
const PEOPLE: u64 = 3;

/// What the query costs once the viewer's rights are known: they cost one statement after a change.
async fn cost(cast: &Cast, who: Who, query: &str, variables: Value) -> (u64, Value) {
    cast.app.post(cast.id(who), query, variables.clone()).await;
    let (_, mut answer) = cast.app.post(cast.id(who), query, variables).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    (answer["extensions"]["cost"]["statements"].as_u64().unwrap(), answer["data"].take())
}

async fn feed(cast: &Cast, who: Who, first: i32) -> (u64, usize) {
    let (statements, data) = cost(cast, who, WHOLE, json!({ "first": first })).await;
    (statements, data["feed"]["edges"].as_array().unwrap().len())
}

/// Forty spaces and a hundred posts, the last with two hundred comments. The last one's id.
async fn grow(cast: &Cast) -> Value {
    let mut spaces = vec![cast.news.clone()];
    for number in 1..40 {
        let name = format!("Space {number}");
        let input = json!({ "unitId": cast.sales, "name": name, "visibility": "OPEN" });
        let made = cast.done(Who::Leader, "spaceOpen", input, "space { id }").await;
        spaces.push(made["space"]["id"].as_str().unwrap().to_owned());
    }
    let mut last = Value::Null;
    for number in 0..100 {
        cast.app.wait(1);
        let input = json!({
            "spaceId": spaces[number % spaces.len()],
            "title": format!("Post {number}"),
            "body": "Text.",
            "tags": [format!("tag {number}"), "all"],
            "publish": true,
        });
        let who = if number % 2 == 0 { Who::Leader } else { Who::Author };
        last = cast.done(who, "postCreate", input, "post { id }").await["post"]["id"].take();
    }
    for _ in 0..200 {
        let comment = json!({ "postId": last, "body": "Comment." });
        cast.done(Who::Outsider, "commentAdd", comment, "comment { id }").await;
    }
    last
}

#[tokio::test]
async fn however_many_posts_spaces_and_comments_there_are() {
    let cast = Cast::start().await;
    let first = cast.publish(Who::Leader, &cast.news, "First").await;
    let post = "query($id: ID!) { post(id: $id) {
        title bodyHtml bodyText commentCount author { displayName } space { name unit { name } } tags { name }
        viewerCan { update comment } comments(first: 100) { nodes { body author { displayName } } }
        revisions { nodes { number author { displayName } } }
    } }";
    let spaces = "{ spaces(first: 100) { totalCount nodes {
        name visibility viewerRole memberRole unit { name leader { displayName } } viewerCan { publish }
    } } }";
    let people = "{ people(first: 100) { totalCount nodes { displayName email status } } }";
    assert_eq!(feed(&cast, Who::Outsider, 20).await, (STATEMENTS, 1));
    let before = (
        cost(&cast, Who::Outsider, post, json!({ "id": first })).await.0,
        cost(&cast, Who::Outsider, spaces, json!({})).await.0,
        cost(&cast, Who::Outsider, people, json!({})).await.0,
    );

    let last = grow(&cast).await;
    for number in 0..60 {
        let input = json!({ "displayName": format!("Person {number}") });
        cast.done(Who::Administrator, "personAdd", input, "person { id }").await;
    }
    for (first, rows) in [(1, 1), (20, 20), (100, 100)] {
        for who in [Who::Outsider, Who::Author, Who::Leader] {
            assert_eq!(feed(&cast, who, first).await, (STATEMENTS, rows), "{who:?}");
        }
    }
    let (one_post, few_spaces, few_people) = before;
    let (statements, data) = cost(&cast, Who::Outsider, post, json!({ "id": last })).await;
    assert_eq!(data["post"]["comments"]["nodes"].as_array().unwrap().len(), 100);
    assert_eq!(data["post"]["commentCount"], 200);
    assert!(one_post <= TOGETHER && statements <= TOGETHER, "{one_post}, {statements}");
    let (statements, data) = cost(&cast, Who::Outsider, spaces, json!({})).await;
    assert!(data["spaces"]["totalCount"].as_u64().unwrap() > 40);
    assert!(few_spaces <= TOGETHER && statements <= TOGETHER, "{few_spaces}, {statements}");
    let (statements, data) = cost(&cast, Who::Outsider, people, json!({})).await;
    assert!(data["people"]["totalCount"].as_u64().unwrap() > 70);
    assert_eq!((few_people, statements), (PEOPLE, PEOPLE));
}

#[tokio::test]
async fn filters_cost_no_more_but_for_the_branch() {
    let cast = Cast::start().await;
    grow(&cast).await;
    let query = "query($filter: FeedFilterInput) { feed(filter: $filter) { nodes {
        title bodyHtml author { displayName } space { name } tags { name }
    } } }";
    for (filter, statements) in [
        (json!({ "space": cast.news }), STATEMENTS),
        (json!({ "tag": "all" }), STATEMENTS),
        (json!({ "author": cast.id(Who::Author) }), STATEMENTS),
        (json!({ "tag": "all", "author": cast.id(Who::Author) }), STATEMENTS),
        (json!({ "since": "2026-01-15T08:00:30Z", "until": "2026-01-15T09:00:00Z" }), STATEMENTS),
        (json!({ "branchOf": cast.acme }), STATEMENTS + 1),
    ] {
        let variables = json!({ "filter": filter });
        let (spent, data) = cost(&cast, Who::Outsider, query, variables).await;
        assert!(!data["feed"]["nodes"].as_array().unwrap().is_empty(), "{filter}");
        assert_eq!(spent, statements, "{filter}");
    }
}

#[tokio::test]
async fn only_what_is_asked_for_is_read() {
    let cast = Cast::start().await;
    cast.publish(Who::Leader, &cast.news, "First").await;
    for (query, statements) in [
        ("{ feed { nodes { title } } }", 2),
        ("{ feed { nodes { title author { displayName } } } }", 3),
        ("{ feed { nodes { title bodyHtml bodyText tags { name } } } }", 4),
    ] {
        assert_eq!(cost(&cast, Who::Outsider, query, json!({})).await.0, statements, "{query}");
    }
}
