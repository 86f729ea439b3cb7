//! What narrows the feed. Nothing widens it.

use serde_json::{Value, json};

use crate::support::{Cast, Who};

const FEED: &str =
    "query($filter: FeedFilterInput) { feed(first: 100, filter: $filter) { nodes { title } } }";

async fn titles(cast: &Cast, who: Who, filter: Value) -> Vec<String> {
    let found = cast.ask(who, FEED, json!({ "filter": filter })).await;
    let nodes = found["feed"]["nodes"].as_array().unwrap();
    nodes.iter().map(|post| post["title"].as_str().unwrap().to_owned()).collect()
}

async fn cast() -> Cast {
    let cast = Cast::start().await;
    for (who, space, title, tags) in [
        (Who::Leader, &cast.news, "News", vec!["Été", "Sales"]),
        (Who::Author, &cast.home, "Home", vec!["ete"]),
        (Who::Leader, &cast.merger, "Merger", vec!["Été"]),
    ] {
        cast.app.wait(3600);
        let input = json!({ "spaceId": space, "title": title, "body": "Text.", "tags": tags, "publish": true });
        cast.done(who, "postCreate", input, "post { id }").await;
    }
    cast
}

#[tokio::test]
async fn by_branch_space_tag_author_and_time() {
    let cast = cast().await;
    let all = ["Merger", "Home", "News"];
    let at = |hour: u32| format!("2026-01-15T{hour:02}:00:00Z");
    for (filter, expected) in [
        (json!({}), &all[..]),
        (json!({ "branchOf": cast.acme }), &all[..]),
        (json!({ "branchOf": cast.sales }), &all[..]),
        (json!({ "branchOf": cast.shops }), &[]),
        (json!({ "space": cast.home }), &["Home"]),
        (json!({ "space": cast.merger }), &["Merger"]),
        (json!({ "tag": "été" }), &all[..]),
        (json!({ "tag": "SALES" }), &["News"]),
        (json!({ "tag": "nothing" }), &[]),
        (json!({ "author": cast.id(Who::Author) }), &["Home"]),
        (json!({ "tag": "ete", "author": cast.id(Who::Leader) }), &["Merger", "News"]),
        (json!({ "tag": "ete", "space": cast.news, "author": cast.id(Who::Leader) }), &["News"]),
        (json!({ "since": at(10) }), &["Merger", "Home"]),
        (json!({ "until": at(10) }), &["News"]),
        (json!({ "since": at(10), "until": at(11) }), &["Home"]),
        (json!({ "since": at(11), "until": at(10) }), &[]),
        (json!({ "since": "0001-01-01T00:00:00Z", "until": "9999-12-30T00:00:00Z" }), &all[..]),
    ] {
        assert_eq!(titles(&cast, Who::Leader, filter.clone()).await, expected, "{filter}");
    }
}

#[tokio::test]
async fn a_filter_shows_nothing_that_the_feed_hides() {
    let cast = cast().await;
    let secret = json!({ "space": cast.merger });
    let absent = json!({ "space": "space_01jd3k8m0q5v7x9y2z4a6b8c0d" });
    for who in [Who::Outsider, Who::Administrator, Who::Boss, Who::Reader] {
        assert_eq!(titles(&cast, who, secret.clone()).await, Vec::<String>::new(), "{who:?}");
        assert_eq!(titles(&cast, who, absent.clone()).await, Vec::<String>::new());
        let tagged = titles(&cast, who, json!({ "tag": "été" })).await;
        assert!(!tagged.contains(&"Merger".to_owned()), "{who:?}");
        let written = titles(&cast, who, json!({ "author": cast.id(Who::Leader) })).await;
        assert!(!written.contains(&"Merger".to_owned()), "{who:?}");
    }
}

#[tokio::test]
async fn wrong_ids_and_empty_tags_are_told_by_code() {
    let cast = Cast::start().await;
    let member = cast.id(Who::Member);
    for (filter, code) in [
        (json!({ "space": cast.sales }), "INVALID_ID"),
        (json!({ "branchOf": cast.home }), "INVALID_ID"),
        (json!({ "author": "person_1" }), "INVALID_ID"),
        (json!({ "tag": "!!" }), "INVALID_ARGUMENT"),
    ] {
        let told = cast.app.error(member, FEED, json!({ "filter": filter })).await;
        assert_eq!(told, code, "{filter}");
    }
}
