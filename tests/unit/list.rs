//! Lists of units, people and spaces: sorted without regard to case and accents, alike on both
//! engines, and pages joined are the list.

use serde_json::{Value, json};

use crate::support::{Cast, Who};

async fn pages(cast: &Cast, who: Who, field: &str, name: &str, size: i32) -> (Vec<String>, u64) {
    let query = format!(
        "query($first: Int, $after: String) {{ {field}(first: $first, after: $after) {{ totalCount nodes {{ name: {name} }} pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    let (mut names, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = cast.ask(who, &query, json!({ "first": size, "after": after })).await;
        let page = &page[field];
        let nodes = page["nodes"].as_array().unwrap();
        names.extend(nodes.iter().map(|node| node["name"].as_str().unwrap().to_owned()));
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            return (names, page["totalCount"].as_u64().unwrap());
        }
    }
}

#[tokio::test]
async fn pages_joined_are_the_list() {
    let cast = Cast::start().await;
    for name in ["Élan", "elan 2", "Zèle", "Achats", "Élan"] {
        let slug = format!("unit-{}", cast.app.clock.new_id::<entity::id::UnitId>());
        let input = json!({ "parentId": cast.acme, "kind": "TEAM", "name": name, "slug": slug });
        cast.done(Who::Administrator, "unitCreate", input, "unit { id }").await;
    }
    let sorted =
        ["Achats", "Acme", "Board", "Élan", "Élan", "elan 2", "Finance", "Sales", "Shops", "Zèle"];
    for size in [1, 3, 100] {
        let (names, total) = pages(&cast, Who::Outsider, "units", "name", size).await;
        assert_eq!(
            (names.iter().map(String::as_str).collect::<Vec<_>>(), total),
            (sorted.to_vec(), 10)
        );
        let (people, total) = pages(&cast, Who::Outsider, "people", "displayName", size).await;
        assert_eq!((people.len(), total), (17, 17));
        assert!(people.is_sorted(), "{people:?}");
    }
    for (who, expected) in [
        (Who::Leader, &["Acme", "Board", "Sales", "Sales deals", "Sales merger", "Sales news"][..]),
        (Who::Outsider, &["Acme", "Finance", "Sales deals", "Sales news"]),
        (Who::Administrator, &["Sales deals", "Sales news"]),
    ] {
        let (names, total) = pages(&cast, who, "spaces", "name", 2).await;
        let few: Vec<&str> =
            names.iter().map(String::as_str).filter(|name| expected.contains(name)).collect();
        assert_eq!(few, expected, "{who:?}: {names:?}");
        assert_eq!(total, names.len() as u64);
        assert_eq!(names.contains(&"Sales merger".to_owned()), who == Who::Leader);
    }
}

#[tokio::test]
async fn a_tree_is_read_level_by_level_in_few_statements() {
    let cast = Cast::start().await;
    let query = "{ company { name leader { displayName } children { totalCount nodes { name parent { name } leader { displayName } children { nodes { name } } } } } }";
    let (_, answer) = cast.app.post(cast.id(Who::Outsider), query, json!({})).await;
    let company = &answer["data"]["company"];
    assert_eq!(
        (&company["name"], &company["leader"]["displayName"]),
        (&json!("Acme"), &json!("Boss"))
    );
    assert_eq!(company["children"]["totalCount"], 3);
    let names: Vec<&str> = company["children"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|unit| unit["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Board", "Finance", "Sales"]);
    assert_eq!(company["children"]["nodes"][2]["children"]["nodes"], json!([{ "name": "Shops" }]));
    assert!(answer["extensions"]["cost"]["statements"].as_u64().unwrap() <= 12, "{answer}");
}
