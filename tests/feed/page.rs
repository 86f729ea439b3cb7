//! Pages of the feed: joined they are the list, in order and without repeats.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
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
async fn a_cursor_changed_in_any_byte_is_refused_or_another_place_in_the_own_list() {
    let cast = Cast::start().await;
    for number in 0..6 {
        cast.app.wait(60);
        let space = if number % 2 == 0 { &cast.news } else { &cast.merger };
        cast.publish(Who::Leader, space, &format!("Post {number}")).await;
    }
    let whole = titles(&page(&cast, Who::Outsider, 100, &Value::Null).await);
    assert_eq!(whole, ["Post 4", "Post 2", "Post 0"]);
    let cursor = page(&cast, Who::Leader, 3, &Value::Null).await["pageInfo"]["endCursor"].clone();
    let bytes = URL_SAFE_NO_PAD.decode(cursor.as_str().unwrap()).unwrap();
    let (key, list) = bytes.split_at(16);
    assert_eq!(list, b"feed ");
    let mut places = std::collections::BTreeSet::new();
    for place in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[place] ^= 1 << bit;
            let changed = json!(URL_SAFE_NO_PAD.encode(changed));
            if place >= key.len() {
                let page = json!({ "after": changed });
                let code = cast.app.error(cast.id(Who::Outsider), PAGE, page).await;
                assert_eq!(code, "INVALID_CURSOR", "of another list");
                continue;
            }
            let rest = titles(&page(&cast, Who::Outsider, 100, &changed).await);
            assert!(whole.ends_with(&rest), "{rest:?}");
            places.insert(rest.len());
        }
    }
    assert!(places.contains(&0) && places.contains(&3), "{places:?}");
    // Longer, shorter, padded, and of a list that sorts by name.
    let people = "{ people(first: 1) { pageInfo { endCursor } } }";
    let people = cast.ask(Who::Outsider, people, json!({})).await;
    let text = cursor.as_str().unwrap();
    for wrong in [
        &format!("{text}AAAA"),
        &text[..20],
        &format!("{text}=="),
        &format!(" {text}"),
        people["people"]["pageInfo"]["endCursor"].as_str().unwrap(),
    ] {
        let code = cast.app.error(cast.id(Who::Outsider), PAGE, json!({ "after": wrong })).await;
        assert_eq!(code, "INVALID_CURSOR", "{wrong}");
    }
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
