//! What is exported and imported elsewhere is exported there the same: nothing is lost on the way.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::write;
use crate::cli::program::{parvis, path, said};
use crate::support::Cast;

const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// A source with all that the record format can say.
pub(super) fn records() -> TempDir {
    let lines = [
        json!({ "type": "site", "version": 1, "title": "Old", "hosts": ["old.example"] }),
        json!({ "type": "author", "external_id": "lea", "name": "Léa Martin" }),
        json!({ "type": "term", "external_id": "t", "taxonomy": "category", "name": "Vie pratique" }),
        json!({ "type": "media", "external_id": "terrace", "path": "p/terrace.gif", "alt": "The terrace",
            "old_urls": ["http://old.example/p/terrace.gif"] }),
        json!({ "type": "media", "external_id": "cover", "path": "p/cover.gif" }),
        // No text shows it.
        json!({ "type": "media", "external_id": "spare", "path": "p/spare.gif", "alt": "A spare" }),
        json!({ "type": "document", "external_id": "top", "kind": "page", "title": "Top", "slug": "top",
            "body": "<h2>All</h2><p><img src=\"parvis:media/terrace\" alt=\"The terrace\"> <a href=\"parvis:document/below\">below</a></p>",
            "author": "Léa Martin", "author_id": "lea", "lang": "fr", "tags": ["Vie pratique", "été"], "sticky": true,
            "created_at": "2009-12-31T23:00:00Z", "published_at": "2010-01-02T03:04:05Z", "updated_at": "2011-01-02T03:04:05Z",
            "excerpt": "In short.", "search_text": "canteen terrace", "fields": { "folder": "life", "rank": [1, 2] },
            "cover": "cover", "old_urls": ["http://old.example/top.html", "http://old.example/?p=1"] }),
        json!({ "type": "document", "external_id": "below", "title": "Below", "format": "markdown", "parent": "top",
            "body": "See [the top](parvis:document/top) and **more**.", "author": "Jo", "published_at": "2010-02-01T00:00:00Z" }),
        json!({ "type": "comment", "external_id": "c1", "document": "top", "author": "Jo", "body": "<p>First</p>", "written_at": "2010-03-01T08:00:00Z" }),
        json!({ "type": "comment", "external_id": "c2", "document": "top", "parent": "c1", "author": "Ann", "body": "<p>Answer</p>", "written_at": "2010-03-01T09:00:00Z" }),
        json!({ "type": "comment", "external_id": "c3", "document": "top", "parent": "c2", "author": "Jo", "body": "<p>Answer of an answer</p>", "written_at": "2010-03-01T10:00:00Z" }),
        json!({ "type": "comment", "external_id": "c5", "document": "below", "author": "Jo",
            "body": "<p>See <a href=\"parvis:document/top\">the top</a></p>", "written_at": "2010-03-01T11:00:00Z" }),
        json!({ "type": "redirect", "external_id": "r", "old_urls": ["http://old.example/short"], "to": "below" }),
    ];
    let mut all: Vec<Value> = lines.to_vec();
    for state in ["draft", "pending", "private", "protected", "scheduled"] {
        all.push(json!({ "type": "document", "external_id": state, "title": state, "state": state,
            "body": "<p>Closed.</p>", "published_at": "2010-05-01T00:00:00Z" }));
    }
    all.push(json!({ "type": "document", "external_id": "ahead", "title": "ahead", "body": "<p>Ahead.</p>",
        "published_at": "2090-01-01T00:00:00Z" }));
    all.push(
        json!({ "type": "comment", "external_id": "c4", "document": "private", "author": "Jo",
        "body": "<p>Among us</p>", "written_at": "2010-06-01T10:00:00Z" }),
    );
    let folder = tempfile::tempdir().unwrap();
    let text: Vec<String> = all.iter().map(Value::to_string).collect();
    write(&folder.path().join("records.jsonl"), text.join("\n").as_bytes());
    write(&folder.path().join("p/terrace.gif"), GIF);
    write(&folder.path().join("p/cover.gif"), &[GIF, b"2"].concat());
    write(&folder.path().join("p/spare.gif"), &[GIF, b"3"].concat());
    folder
}

/// Imports a folder, which must say nothing but that some was kept private.
pub(super) fn import(cast: &Cast, folder: &Path, space: &str) -> Value {
    let said = said(&mut parvis(
        cast,
        &["import", path(folder), "--space", space, "--source", "old", "--json"],
    ));
    assert_eq!(said.code, Some(0), "{said:?}");
    serde_json::from_str(&said.out).unwrap()
}

/// Exports a space: the lines, and the folder that they are in.
pub(super) fn export(cast: &Cast, space: &str) -> (Vec<Value>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("out");
    let said = said(&mut parvis(cast, &["export", "--space", space, path(&to)]));
    assert_eq!(said.code, Some(0), "{said:?}");
    let text = fs::read_to_string(to.join("records.jsonl")).unwrap();
    (text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), folder)
}

pub(super) fn text<'a>(record: &'a Value, key: &str) -> &'a str {
    record[key].as_str().unwrap_or_default()
}

/// A name as it stands within JSON.
fn escaped(name: &str) -> String {
    json!(format!("[{name}]")).to_string().trim_matches('"').to_owned()
}

/// The lines with names in the place of ids, by kind and name. Who wrote here has an account where
/// they did and a name elsewhere: `author_id` and its records are of one place.
pub(super) fn named(lines: &[Value], folder: &Path) -> BTreeMap<String, Value> {
    let name = |line: &Value| match text(line, "type") {
        // As far as it holds no id.
        "comment" => text(line, "body").split("<a ").next().unwrap_or_default().trim_end().into(),
        "media" | "term" => text(line, "name").to_owned(),
        _ => text(line, "title").to_owned(),
    };
    // A term keeps the id that it had in its source.
    let ids = lines.iter().filter(|line| line["external_id"].is_string() && line["type"] != "term");
    let ids: Vec<(&str, String)> =
        ids.map(|line| (text(line, "external_id"), name(line))).collect();
    let mut found = BTreeMap::new();
    for line in lines.iter().filter(|line| line["type"] != "author" && line["type"] != "site") {
        let mut whole = line.to_string();
        for (id, name) in &ids {
            whole = whole.replace(id, &escaped(name));
        }
        let mut record: Value = serde_json::from_str(&whole).unwrap();
        let own = record.as_object_mut().unwrap();
        own.remove("author_id");
        if line["type"] == "media" {
            let bytes = fs::read(folder.join("out").join(text(line, "path"))).unwrap();
            own.insert("bytes".into(), json!(bytes));
        }
        let key = format!("{} {}", text(line, "type"), name(line));
        assert!(found.insert(key.clone(), record).is_none(), "{key} is there twice");
    }
    found
}

#[tokio::test]
async fn records_survive_the_way_out_and_in_again() {
    let here = Cast::start().await;
    let source = records();
    let report = import(&here, source.path(), "sales");
    assert_eq!(report["totals"]["comment"]["imported"], 5, "{report}");
    let (first, folder) = export(&here, "sales");
    let expected = named(&first, folder.path());
    // What the source said is in the export.
    let top = &expected["document Top"];
    for (key, value) in [
        ("kind", json!("page")),
        ("slug", json!("top")),
        ("state", json!("published")),
        ("author", json!("Léa Martin")),
        ("lang", json!("fr")),
        ("sticky", json!(true)),
        ("created_at", json!("2009-12-31T23:00:00Z")),
        ("published_at", json!("2010-01-02T03:04:05Z")),
        ("updated_at", json!("2011-01-02T03:04:05Z")),
        ("excerpt", json!("In short.")),
        ("search_text", json!("canteen terrace")),
        ("fields", json!({ "folder": ["life"], "rank": ["1", "2"] })),
        ("cover", json!("[cover.gif]")),
    ] {
        assert_eq!(top[key], value, "{key}: {top}");
    }
    let sorted = |key: &str| {
        let mut all: Vec<String> = serde_json::from_value(top[key].clone()).unwrap();
        all.sort();
        all
    };
    assert_eq!(sorted("tags"), ["Vie pratique", "été"]);
    assert_eq!(sorted("old_urls"), ["http://old.example/?p=1", "http://old.example/top.html"]);
    let body = text(top, "body");
    assert!(
        body.contains("parvis:media/[terrace.gif]") && body.contains("parvis:document/[Below]"),
        "{body}"
    );
    assert!(body.contains("alt=\"The terrace\""), "{body}");
    let below = &expected["document Below"];
    assert_eq!(
        (&below["parent"], &below["old_urls"]),
        (&json!("[Top]"), &json!(["http://old.example/short"])),
        "{below}"
    );
    assert!(text(below, "body").contains("<strong>more</strong>"), "{below}");
    for state in ["draft", "pending", "private", "protected", "scheduled"] {
        let one = &expected[&format!("document {state}")];
        assert_eq!(
            (&one["state"], &one["published_at"]),
            (&json!(state), &json!("2010-05-01T00:00:00Z")),
            "{one}"
        );
    }
    assert_eq!(expected["document ahead"]["published_at"], "2090-01-01T00:00:00Z");
    for (body, parent, at) in [
        ("First", Value::Null, "08"),
        ("Answer", json!("[<p>First</p>]"), "09"),
        ("Answer of an answer", json!("[<p>Answer</p>]"), "10"),
    ] {
        let one = &expected[&format!("comment <p>{body}</p>")];
        assert_eq!((&one["parent"], &one["document"]), (&parent, &json!("[Top]")), "{one}");
        assert_eq!(one["written_at"], format!("2010-03-01T{at}:00:00Z"));
    }
    assert_eq!(expected["comment <p>Among us</p>"]["document"], "[private]");
    let mut comments = expected.iter().filter(|(key, _)| key.starts_with("comment <p>See"));
    let linking = text(comments.next().unwrap().1, "body");
    assert!(linking.contains("href=\"parvis:document/[Top]\""), "{linking}");
    let terrace = &expected["media terrace.gif"];
    assert_eq!(
        (&terrace["alt"], &terrace["old_urls"], &terrace["bytes"]),
        (&json!("The terrace"), &json!(["http://old.example/p/terrace.gif"]), &json!(GIF)),
        "{terrace}"
    );
    let term = json!({ "type": "term", "external_id": "t", "taxonomy": "category", "name": "Vie pratique" });
    assert_eq!(expected["term Vie pratique"], term);
    assert_eq!(expected.len(), 8 + 5 + 3 + 1, "{:?}", expected.keys());
    assert_eq!(expected["media spare.gif"]["alt"], "A spare");
    // In another space of another organisation's database, by another leader.
    let there = Cast::start().await;
    import(&there, &folder.path().join("out"), "finance");
    let (second, folder) = export(&there, "finance");
    let found = named(&second, folder.path());
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (key, was) in &expected {
        assert_eq!(&found[key], was, "{key}");
    }
}
