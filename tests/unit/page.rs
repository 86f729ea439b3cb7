//! Pages of the lists by name: what stands after a place, whatever has become of the row there; and
//! sizes and cursors that are none of the list.

use serde_json::{Value, json};

use crate::support::{Cast, Who};

async fn children(cast: &Cast, first: i32, after: &Value) -> (Vec<String>, Value, bool) {
    let query = "query($id: ID!, $first: Int, $after: String) { unit(id: $id) { children(first: $first, after: $after) { totalCount nodes { name } pageInfo { hasNextPage endCursor } } } }";
    let variables = json!({ "id": cast.acme, "first": first, "after": after });
    let unit = cast.ask(Who::Outsider, query, variables).await;
    let page = &unit["unit"]["children"];
    let nodes = page["nodes"].as_array().unwrap();
    let names = nodes.iter().map(|node| node["name"].as_str().unwrap().to_owned()).collect();
    let info = &page["pageInfo"];
    (names, info["endCursor"].clone(), info["hasNextPage"] == true)
}

#[tokio::test]
async fn children_page_by_page_are_the_list_even_when_the_last_row_has_left() {
    let cast = Cast::start().await;
    for size in [1, 2, 3, 100] {
        let (mut joined, mut after) = (Vec::new(), Value::Null);
        loop {
            let (names, end, more) = children(&cast, size, &after).await;
            joined.extend(names);
            after = end;
            if !more {
                break;
            }
        }
        assert_eq!(joined, ["Board", "Finance", "Sales"], "{size}");
    }
    let (names, after, _) = children(&cast, 2, &Value::Null).await;
    assert_eq!(names, ["Board", "Finance"]);
    let away = json!({ "id": cast.finance, "parentId": cast.sales });
    cast.done(Who::Administrator, "unitMove", away, "unit { id }").await;
    let (names, _, more) = children(&cast, 2, &after).await;
    assert_eq!((names, more), (vec!["Sales".to_owned()], false));
}

#[tokio::test]
async fn sizes_and_cursors_that_are_none_of_the_list_are_told_by_code() {
    let cast = Cast::start().await;
    for space in [&cast.news, &cast.home] {
        cast.publish(Who::Leader, space, "Post").await;
    }
    let lists = [
        ("units", "units(ARGS) { CURSORS }"),
        ("people", "people(ARGS) { CURSORS }"),
        ("spaces", "spaces(ARGS) { CURSORS }"),
        ("feed", "feed(ARGS) { CURSORS }"),
        ("units", "company { children(ARGS) { CURSORS } }"),
        ("assignments", "unit(id: SALES) { assignments(ARGS) { CURSORS } }"),
        ("grants", "space(id: HOME) { grants(ARGS) { CURSORS } }"),
        ("feed", "space(id: HOME) { posts(ARGS) { CURSORS } }"),
    ];
    let ask = async |list: &str, first: i32, after: &Value| {
        let query = format!("query($first: Int, $after: String) {{ {list} }}")
            .replace("ARGS", "first: $first, after: $after")
            .replace("CURSORS", "edges { cursor } pageInfo { endCursor }")
            .replace("SALES", &format!("\"{}\"", cast.sales))
            .replace("HOME", &format!("\"{}\"", cast.home));
        let variables = json!({ "first": first, "after": after });
        cast.app.post(cast.id(Who::Leader), &query, variables).await.1
    };
    let mut cursors = Vec::new();
    for (kind, list) in lists {
        for first in [0, -1, 101, i32::MAX] {
            let answer = ask(list, first, &Value::Null).await;
            assert_eq!(
                answer["errors"][0]["extensions"]["code"], "INVALID_ARGUMENT",
                "{list} {first}"
            );
        }
        let page = ask(list, 1, &Value::Null).await.to_string();
        let cursor = page.split_once("\"cursor\":\"").unwrap().1.split('"').next().unwrap();
        cursors.push((kind, cursor.to_owned()));
        for garbage in ["", "x", "AAAA", "=", "é", "MTIz", &"A".repeat(10_000)] {
            let answer = ask(list, 1, &json!(garbage)).await;
            assert_eq!(
                answer["errors"][0]["extensions"]["code"], "INVALID_CURSOR",
                "{list} {garbage:.9}"
            );
        }
    }
    for (kind, list) in lists {
        for (of, cursor) in &cursors {
            let answer = ask(list, 1, &json!(cursor)).await;
            let code = answer["errors"][0]["extensions"]["code"].as_str();
            assert_eq!(code, (kind != *of).then_some("INVALID_CURSOR"), "{of} in {list}");
        }
    }
}
