//! A page of the feed costs a fixed number of SQL statements.

use serde_json::{Value, json};

use crate::support::{Cast, Who};

const WHOLE: &str = "query($first: Int) { feed(first: $first) { edges { node {
    title excerpt bodyHtml commentCount author { displayName } space { name } tags { name }
} } } }";

/// Who asks, and the page's keys, its posts, authors, spaces, tags and texts. Rights are kept.
const STATEMENTS: u64 = 7;

async fn statements(cast: &Cast, who: Who, first: i32) -> (u64, usize) {
    // Once before, so that the viewer's rights are known: they cost one statement after a change.
    for _ in 0..2 {
        let (_, answer) = cast.app.post(cast.id(who), WHOLE, json!({ "first": first })).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        let rows = answer["data"]["feed"]["edges"].as_array().unwrap().len();
        let spent = answer["extensions"]["cost"]["statements"].as_u64().unwrap();
        if spent == STATEMENTS || rows == 0 {
            return (spent, rows);
        }
    }
    panic!("{who:?}, {first}: more than {STATEMENTS} statements, twice");
}

#[tokio::test]
async fn however_many_posts_spaces_and_comments_there_are() {
    let cast = Cast::start().await;
    let mut spaces = vec![cast.news.clone()];
    cast.publish(Who::Leader, &cast.news, "First").await;
    assert_eq!(statements(&cast, Who::Outsider, 20).await, (STATEMENTS, 1));
    for number in 0..30 {
        let input = json!({ "unitId": cast.sales, "name": format!("Space {number}"), "visibility": "OPEN" });
        let made = cast.done(Who::Leader, "spaceOpen", input, "space { id }").await;
        spaces.push(made["space"]["id"].as_str().unwrap().to_owned());
    }
    for number in 0..100 {
        let who = if number % 2 == 0 { Who::Leader } else { Who::Author };
        let input = json!({
            "spaceId": spaces[number % spaces.len()],
            "title": format!("Post {number}"),
            "body": "Text.",
            "tags": [format!("tag {number}"), "all"],
            "publish": true,
        });
        let made = cast.done(who, "postCreate", input, "post { id }").await;
        if number % 10 == 0 {
            for _ in 0..5 {
                let comment = json!({ "postId": made["post"]["id"], "body": "Comment." });
                cast.done(Who::Outsider, "commentAdd", comment, "comment { id }").await;
            }
        }
    }
    for (first, rows) in [(1, 1), (20, 20), (100, 100)] {
        assert_eq!(statements(&cast, Who::Outsider, first).await, (STATEMENTS, rows));
        assert_eq!(statements(&cast, Who::Author, first).await, (STATEMENTS, rows));
    }
}

#[tokio::test]
async fn only_what_is_asked_for_is_read() {
    let cast = Cast::start().await;
    cast.publish(Who::Leader, &cast.news, "First").await;
    let spent = async |query: &str| {
        cast.app.post(cast.id(Who::Outsider), query, json!({})).await;
        let (_, answer) = cast.app.post(cast.id(Who::Outsider), query, json!({})).await;
        let cost: Value = answer["extensions"]["cost"].clone();
        cost["statements"].as_u64().unwrap()
    };
    assert_eq!(spent("{ feed { nodes { title } } }").await, 3);
    assert_eq!(spent("{ feed { nodes { title author { displayName } } } }").await, 4);
    assert_eq!(spent("{ feed { nodes { title bodyHtml bodyText tags { name } } } }").await, 5);
}
