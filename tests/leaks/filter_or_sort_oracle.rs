//! Leak: a filter or a sort as an oracle. A filter that only hidden posts pass, and a place in a list
//! that only a hidden row has, answer as one that nothing passes or has, to the byte and with as many
//! statements.

use entity::id::PersonId;
use serde_json::{Value, json};

use super::{OFF_ROSTER, draft, tagged};
use crate::access::ask::{bytes, open};
use crate::support::{Cast, Who};

const FEED: &str = "query($filter: FeedFilterInput, $after: String) {
    feed(first: 2, filter: $filter, after: $after) { edges { cursor node { id } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

#[tokio::test]
async fn a_filter_that_only_hidden_posts_pass() {
    let cast = Cast::start().await;
    tagged(&cast, Who::Author, &cast.news, "Known", "known").await;
    cast.app.wait(3600);
    tagged(&cast, Who::Member, &cast.merger, "Merger", "layoffs").await;
    draft(&cast, Who::Member, &cast.news, "Draft").await;
    cast.app.wait(3600);
    tagged(&cast, Who::Author, &cast.news, "Known", "known").await;
    let nobody = cast.app.clock.new_id::<PersonId>().to_string();
    let hour = |from: u32| json!({ "since": format!("2026-01-15T{from:02}:00:00Z"), "until": format!("2026-01-15T{from:02}:30:00Z") });
    let pairs = [
        (json!({ "tag": "layoffs" }), json!({ "tag": "nothing" })),
        // A draft's tag.
        (json!({ "tag": "hush" }), json!({ "tag": "nothing" })),
        (json!({ "author": cast.id(Who::Member) }), json!({ "author": nobody })),
        (hour(9), hour(11)),
        (
            json!({ "tag": "layoffs", "author": cast.id(Who::Member) }),
            json!({ "tag": "nothing", "author": nobody }),
        ),
        (
            json!({ "tag": "layoffs", "branchOf": cast.sales }),
            json!({ "tag": "nothing", "branchOf": cast.sales }),
        ),
    ];
    for who in OFF_ROSTER {
        let token = cast.app.token(cast.id(who));
        for (hidden, absent) in &pairs {
            let ask = async |filter: &Value| {
                bytes(&cast.app, &token, FEED, json!({ "filter": filter })).await
            };
            assert_eq!(ask(hidden).await, ask(absent).await, "{who:?} {hidden}");
        }
    }
    for (hidden, _) in pairs.iter().filter(|(hidden, _)| hidden["tag"] != "hush") {
        let found = cast.ask(Who::Leader, FEED, json!({ "filter": hidden })).await;
        assert_eq!(found["feed"]["edges"].as_array().unwrap().len(), 1, "{hidden}: it is there");
    }
}

#[tokio::test]
async fn a_place_that_only_a_hidden_row_has() {
    let cast = Cast::start().await;
    let hidden = open(&cast, Who::Leader, &cast.sales, "Sales middle", "SECRET").await;
    for (space, title) in [
        (&cast.news, "First"),
        (&cast.merger, "Merger"),
        (&cast.merger, "Merger too"),
        (&cast.news, "Last"),
    ] {
        cast.app.wait(1);
        cast.publish(Who::Author, space, title).await;
    }
    let spaces = "query($after: String) { spaces(first: 100, after: $after) {
        edges { cursor node { id name } } pageInfo { hasNextPage } } }";
    let edges = async |query: &str, list: &str| {
        cast.ask(Who::Leader, query, json!({})).await[list]["edges"].as_array().unwrap().clone()
    };
    let of_spaces = edges(spaces, "spaces").await;
    let places: Vec<&Value> = of_spaces.iter().map(|edge| &edge["node"]["id"]).collect();
    let place = places.iter().position(|id| **id == json!(hidden)).unwrap();
    let all = "{ feed(first: 4) { edges { cursor node { title } } } }";
    let of_posts = edges(all, "feed").await;
    assert_eq!(of_posts[1]["node"]["title"], "Merger too");
    for who in OFF_ROSTER {
        let token = cast.app.token(cast.id(who));
        for (query, at_hidden, before) in [
            (spaces, &of_spaces[place], &of_spaces[place - 1]),
            (FEED, &of_posts[1], &of_posts[0]),
            (FEED, &of_posts[2], &of_posts[0]),
        ] {
            // Only the row before differs in whether it is seen: what follows is the same.
            let ask = async |edge: &Value| {
                bytes(&cast.app, &token, query, json!({ "after": edge["cursor"] })).await
            };
            assert_eq!(ask(at_hidden).await, ask(before).await, "{who:?}");
        }
    }
    let after = json!({ "after": of_posts[1]["cursor"] });
    let roster = cast.ask(Who::Member, FEED, after).await;
    assert_eq!(roster["feed"]["edges"].as_array().unwrap().len(), 2, "the roster goes on there");
}
