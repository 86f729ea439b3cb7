//! Pages of the feed: joined they are the list, in order and without repeats.

use serde_json::{Value, json};

use crate::support::{Cast, Who};

const PAGE: &str = "query($first: Int, $after: String) {
    feed(first: $first, after: $after) { edges { cursor node { title } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
}";

async fn page(cast: &Cast, who: Who, first: i32, after: &Value) -> Value {
    let found = cast.ask(who, PAGE, json!({ "first": first, "after": after })).await;
    found["feed"].clone()
}

fn titles(page: &Value) -> Vec<String> {
    let edges = page["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"]["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn pages_joined_are_the_list_newest_first() {
    let cast = Cast::start().await;
    let spaces = [&cast.news, &cast.home];
    let mut written = Vec::new();
    for number in 0..11 {
        // Every third at the same instant as the one before.
        cast.app.wait(if number % 3 == 0 { 0 } else { 60 });
        let title = format!("Post {number}");
        cast.publish(Who::Leader, spaces[number % 2], &title).await;
        written.push(title);
    }
    let whole = page(&cast, Who::Member, 100, &Value::Null).await;
    let list = titles(&whole);
    assert_eq!(list.len(), 11);
    let (mut sorted, mut all) = (list.clone(), written);
    sorted.sort();
    all.sort();
    assert_eq!(sorted, all);
    assert_eq!(list.first().map(String::as_str), Some("Post 10"));
    assert_eq!(whole["pageInfo"]["hasNextPage"], false);
    assert_eq!(whole["pageInfo"]["hasPreviousPage"], false);
    for size in 1..=4 {
        let (mut joined, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = page(&cast, Who::Member, size, &after).await;
            joined.extend(titles(&page));
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            assert_eq!(titles(&page).len(), usize::try_from(size).unwrap());
        }
        assert_eq!(joined, list, "pages of {size}");
    }
}

#[tokio::test]
async fn what_is_published_meanwhile_does_not_shift_the_next_page() {
    let cast = Cast::start().await;
    for number in 0..4 {
        cast.app.wait(60);
        cast.publish(Who::Leader, &cast.news, &format!("Old {number}")).await;
    }
    let first = page(&cast, Who::Outsider, 2, &Value::Null).await;
    cast.app.wait(60);
    cast.publish(Who::Leader, &cast.news, "New").await;
    let second = page(&cast, Who::Outsider, 2, &first["pageInfo"]["endCursor"]).await;
    assert_eq!(
        (titles(&first), titles(&second)),
        (vec!["Old 3".into(), "Old 2".into()], vec!["Old 1".into(), "Old 0".into()])
    );
    assert_eq!(second["pageInfo"]["hasPreviousPage"], true);
}

#[tokio::test]
async fn a_cursor_gives_no_right() {
    let cast = Cast::start().await;
    cast.publish(Who::Leader, &cast.merger, "Secret, older").await;
    cast.app.wait(60);
    cast.publish(Who::Leader, &cast.merger, "Secret, newer").await;
    let leader = page(&cast, Who::Leader, 1, &Value::Null).await;
    let cursor = &leader["pageInfo"]["endCursor"];
    assert_eq!(titles(&page(&cast, Who::Leader, 1, cursor).await), ["Secret, older"]);
    assert_eq!(titles(&page(&cast, Who::Outsider, 10, cursor).await), Vec::<String>::new());
}

#[tokio::test]
async fn sizes_and_cursors_out_of_range_are_told_by_code() {
    let cast = Cast::start().await;
    let member = cast.id(Who::Member);
    for first in [0, -1, 101, i32::MAX] {
        let code = cast.app.error(member, PAGE, json!({ "first": first })).await;
        assert_eq!(code, "INVALID_ARGUMENT", "{first}");
    }
    let long = "A".repeat(100_000);
    for after in ["", "x", "!!", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAA*", &long] {
        let code = cast.app.error(member, PAGE, json!({ "after": after })).await;
        assert_eq!(code, "INVALID_CURSOR", "{}", after.len());
    }
}
