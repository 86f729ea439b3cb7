//! The tables of docs/permissions.md are what the program does: which role may do what, and who
//! reads what. After a change that is meant: `PARVIS_BLESS=1`, and read the difference.

mod may;

use std::fmt::Write;

use serde_json::json;

use self::may::may;
use super::ask::{grant, made};
use crate::support::{Cast, Who};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/permissions.md");

#[tokio::test]
async fn the_tables_are_what_the_program_does() {
    stands("reads", &reads(&Cast::start().await).await);
    stands("may", &may(&Cast::start().await).await);
}

/// Fails unless the table stands between the marks of this name.
fn stands(name: &str, table: &str) {
    let text = std::fs::read_to_string(FILE).unwrap();
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = text.split_once(&open).unwrap();
    let (kept, after) = rest.split_once(&close).unwrap();
    if std::env::var_os("PARVIS_BLESS").is_some() {
        std::fs::write(FILE, format!("{before}{open}{table}{close}{after}")).unwrap();
    } else {
        assert!(kept == table, "docs/permissions.md must say, at <!-- {name} -->:\n\n{table}");
    }
}

/// Who reads a post of each audience in a space of each visibility.
async fn reads(cast: &Cast) -> String {
    let people = [
        (Who::Outsider, "Outsider"),
        (Who::Child, "Member of a unit below"),
        (Who::Boss, "Leader of the unit above"),
        (Who::Member, "Member of the unit"),
        (Who::Reader, "READER by grant"),
        (Who::Administrator, "Administrator"),
    ];
    let heads = people.map(|(_, head)| head).join(" | ");
    let mut table = format!("| Space | Post for | {heads} |\n|---|---|---|---|---|---|---|---|\n");
    for (visibility, space) in [
        ("OPEN", &cast.news),
        ("UNIT", &cast.home),
        ("RESTRICTED", &cast.deals),
        ("SECRET", &cast.merger),
    ] {
        let reader = json!({ "person": cast.id(Who::Reader) });
        grant(cast, Who::Leader, space, reader, "READER").await;
        for audience in ["EVERYONE", "UNIT", "ROSTER"] {
            let input = json!({
                "spaceId": space, "title": "Post", "body": "Text.", "audience": audience, "publish": true,
            });
            let post =
                made(cast.done(Who::Leader, "postCreate", input, "post { id }").await, "post");
            write!(table, "| {visibility} | {audience} |").unwrap();
            for (who, _) in people {
                let reads = if cast.reads(who, &post).await { "yes" } else { "no" };
                write!(table, " {reads} |").unwrap();
            }
            table.push('\n');
        }
    }
    table
}
