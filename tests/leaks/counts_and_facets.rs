//! Leak: counts and facets that ignore the filter. A count is of what is listed, a page says that
//! more follows only if more is readable, and neither moves with what is hidden.

use serde_json::{Value, json};

use super::{OFF_ROSTER, draft, tagged};
use crate::access::ask::{assign, open};
use crate::support::{Cast, Who};

#[tokio::test]
async fn a_count_is_what_paging_lists() {
    let cast = Cast::start().await;
    for name in ["Aardvark", "Mole", "Zebra"] {
        open(&cast, Who::Leader, &cast.sales, name, "SECRET").await;
    }
    for who in Who::ALL.into_iter().filter(|who| *who != Who::Deactivated) {
        for list in ["spaces", "people", "units"] {
            let query = format!(
                "query($after: String) {{ {list}(first: 3, after: $after) {{
                    totalCount nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"
            );
            let (mut listed, mut after) = (0, Value::Null);
            loop {
                let page = cast.ask(who, &query, json!({ "after": after })).await[list].take();
                listed += page["nodes"].as_array().unwrap().len();
                if page["pageInfo"]["hasNextPage"] == false {
                    assert_eq!(page["totalCount"], listed, "{who:?} {list}");
                    break;
                }
                after = page["pageInfo"]["endCursor"].clone();
            }
        }
    }
}

/// What a page of each list of posts shows: its length and whether others follow.
async fn pages(cast: &Cast, who: Who, first: usize) -> Vec<(usize, bool)> {
    let query = "query($first: Int!, $news: ID!, $author: ID!, $acme: ID!) {
        all: feed(first: $first) { ...page }
        space: feed(first: $first, filter: { space: $news }) { ...page }
        tag: feed(first: $first, filter: { tag: \"shared\" }) { ...page }
        author: feed(first: $first, filter: { author: $author }) { ...page }
        both: feed(first: $first, filter: { author: $author, tag: \"shared\" }) { ...page }
        branch: feed(first: $first, filter: { branchOf: $acme }) { ...page }
        person(id: $author) { posts(first: $first) { ...page } }
        home: space(id: $news) { posts(first: $first) { ...page } }
    } fragment page on PostConnection { nodes { id } pageInfo { hasNextPage } }";
    let variables = json!({
        "first": first, "news": cast.news, "author": cast.id(Who::Author), "acme": cast.acme
    });
    let answer = cast.ask(who, query, variables).await;
    let page = |page: &Value| {
        let nodes = page["nodes"].as_array().unwrap();
        (nodes.len(), page["pageInfo"]["hasNextPage"].as_bool().unwrap())
    };
    let lists = ["all", "space", "tag", "author", "both", "branch"].map(|list| &answer[list]);
    let nested = [&answer["person"]["posts"], &answer["home"]["posts"]];
    lists.into_iter().chain(nested).map(page).collect()
}

#[tokio::test]
async fn no_page_says_that_something_hidden_follows() {
    let cast = Cast::start().await;
    // Hidden posts before, between and after the three that all read.
    for number in 0..3 {
        for (space, title) in [(&cast.merger, "Merger"), (&cast.news, "News")] {
            cast.app.wait(1);
            tagged(&cast, Who::Author, space, &format!("{title} {number}"), "shared").await;
        }
        draft(&cast, Who::Author, &cast.news, "Draft").await;
    }
    cast.app.wait(1);
    tagged(&cast, Who::Author, &cast.merger, "Merger", "shared").await;
    for who in OFF_ROSTER {
        assert_eq!(pages(&cast, who, 3).await, [(3, false); 8], "{who:?}");
        assert_eq!(pages(&cast, who, 2).await, [(2, true); 8], "{who:?}");
    }
    let roster = pages(&cast, Who::Member, 3).await;
    assert_eq!((roster[0], roster[1]), ((3, true), (3, false)), "the roster has more");
}

#[tokio::test]
async fn comments_are_counted_as_they_are_listed() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Author, &cast.news, "News").await;
    let mut made = Vec::new();
    for who in [Who::Outsider, Who::Member, Who::Reader] {
        let input = json!({ "postId": post, "body": "Well." });
        made.push(cast.done(who, "commentAdd", input, "comment { id }").await);
    }
    let gone = json!({ "id": made[1]["comment"]["id"] });
    cast.done(Who::Member, "commentDelete", gone, "deletedId").await;
    // Whoever has joined since counts no more than anyone else.
    assign(&cast, Who::Leader, &cast.sales, Who::Auditor).await;
    let query = "query($id: ID!) { post(id: $id) { commentCount comments { nodes { id } } } }";
    for who in Who::ALL.into_iter().filter(|who| *who != Who::Deactivated) {
        let found = cast.ask(who, query, json!({ "id": post })).await["post"].take();
        assert_eq!(found["commentCount"], 2, "{who:?}");
        assert_eq!(found["comments"]["nodes"].as_array().unwrap().len(), 2, "{who:?}");
    }
}
