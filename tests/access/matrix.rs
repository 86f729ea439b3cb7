//! `matrix.txt`, who may do what, is what the program does. A root field that is missing from it
//! fails. After a change that is meant: `PARVIS_BLESS=1`, and read the difference.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::{Value, json};

use super::ask::Sdl;
use super::targets::targets;
use crate::support::{Cast, Who};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/access/matrix.txt");

const HEAD: &str = "\
# Root field by member of the cast (tests/support/cast.rs); targets lie in Sales, see targets.rs.
# ok: done or answered; forbidden; hidden: as if it did not exist; 401: not admitted; a number: rows.
";

#[tokio::test]
async fn the_matrix_is_what_the_program_does() {
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for who in Who::ALL {
        let cast = Cast::start().await;
        for (row, answer) in column(&cast, who).await {
            rows.entry(row).or_default().push(answer);
        }
    }
    let sdl = Sdl::read();
    let covered: BTreeSet<&str> = rows.keys().map(|row| row.split(' ').next().unwrap()).collect();
    let roots = sdl.queries.keys().chain(&sdl.mutations).map(String::as_str);
    assert_eq!(covered, roots.collect(), "every root field has a row");
    let matrix = table(&rows);
    if std::env::var_os("PARVIS_BLESS").is_some() {
        std::fs::write(FILE, &matrix).unwrap();
    }
    let kept = std::fs::read_to_string(FILE).unwrap_or_default();
    assert_eq!(kept, matrix, "matrix.txt differs from what the program does");
}

/// What one person gets of every root field.
async fn column(cast: &Cast, who: Who) -> Vec<(String, String)> {
    let mut column = Vec::new();
    let mut posts = Vec::new();
    let spaces = [
        ("home", &cast.home),
        ("news", &cast.news),
        ("deals", &cast.deals),
        ("merger", &cast.merger),
    ];
    for (name, space) in spaces {
        posts.push((name, cast.publish(Who::Author, space, name).await));
    }
    let mut queries: Vec<(String, String)> = Vec::new();
    for (name, id) in posts.iter().map(|(name, id)| (*name, id)) {
        queries.push((format!("post of {name}"), format!("post(id: \"{id}\") {{ id }}")));
    }
    for (name, id) in spaces {
        queries.push((format!("space {name}"), format!("space(id: \"{id}\") {{ id }}")));
    }
    let secret = &posts[3].1;
    queries.extend([
        ("company".into(), "company { id }".into()),
        ("feed".into(), "feed(first: 100) { nodes { id } }".into()),
        ("node of a post of merger".into(), format!("node(id: \"{secret}\") {{ id }}")),
        ("nodes of a post of merger".into(), format!("nodes(ids: [\"{secret}\"]) {{ id }}")),
        ("people".into(), "people(first: 100) { nodes { id } }".into()),
        ("person".into(), format!("person(id: \"{}\") {{ id }}", cast.id(Who::Author))),
        ("spaces".into(), "spaces(first: 100) { nodes { id } }".into()),
        ("unit".into(), format!("unit(id: \"{}\") {{ id }}", cast.sales)),
        ("units".into(), "units(first: 100) { nodes { id } }".into()),
        ("viewer".into(), "viewer { person { id } }".into()),
    ]);
    for (row, query) in queries {
        let (status, answer) =
            cast.app.post(cast.id(who), &format!("{{ {query} }}"), json!({})).await;
        let field = row.split(' ').next().unwrap();
        column.push((row.clone(), outcome(status, &answer["data"][field])));
    }
    let targets = targets(cast).await;
    cast.app.wait(1);
    for (field, input) in targets {
        let query = super::ask::mutation(field);
        let (status, answer) = cast.app.post(cast.id(who), &query, json!({ "input": input })).await;
        column.push((field.to_owned(), outcome(status, &answer["data"][field])));
    }
    column
}

fn outcome(status: u16, answer: &Value) -> String {
    if status != 200 {
        return status.to_string();
    }
    if let Some(errors) = answer["errors"].as_array() {
        return match errors.first().map(|error| error["code"].as_str().unwrap()) {
            None => "ok".into(),
            Some("FORBIDDEN") => "forbidden".into(),
            Some("NOT_FOUND") => "hidden".into(),
            Some(other) => panic!("the target does not fit: {other}: {answer}"),
        };
    }
    if let Some(nodes) = answer["nodes"].as_array() {
        return nodes.len().to_string();
    }
    let hidden = answer.is_null() || *answer == json!([null]);
    if hidden { "hidden".into() } else { "ok".into() }
}

/// A line a root field, a column a person.
fn table(rows: &BTreeMap<String, Vec<String>>) -> String {
    let mut text = HEAD.to_owned();
    let names: Vec<String> = Who::ALL.iter().map(|who| format!("{who:?}")).collect();
    let line = |text: &mut String, first: &str, cells: &[String]| {
        let mut line = format!("{first:<26}");
        for (cell, name) in cells.iter().zip(&names) {
            write!(line, " {cell:<width$}", width = name.len().max(9)).unwrap();
        }
        writeln!(text, "{}", line.trim_end()).unwrap();
    };
    line(&mut text, "", &names);
    for (row, cells) in rows {
        line(&mut text, row, cells);
    }
    text
}
