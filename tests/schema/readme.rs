//! The README's tables of settings and of error codes are the program's.

use std::fmt::Write;

use parvis::config::Config;
use parvis::error::Code;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");

/// What stands between `<!-- name -->` and `<!-- /name -->`.
fn kept(name: &str) -> String {
    let readme = std::fs::read_to_string(FILE).unwrap_or_default();
    let (open, close) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
    let rest = readme.split_once(&open).map_or("", |(_, rest)| rest);
    rest.split_once(&close).map_or("", |(table, _)| table).trim().to_owned()
}

fn compare(name: &str, expected: &str) {
    let expected = expected.trim();
    assert!(
        kept(name) == expected,
        "README.md must say, between <!-- {name} --> and <!-- /{name} -->:\n\n{expected}\n"
    );
}

#[test]
fn settings() {
    let mut table = String::from("| Setting | Default | Meaning |\n|---|---|---|\n");
    for (name, default, meaning) in Config::table() {
        let default = if default.is_empty() { default } else { format!("`{default}`") };
        writeln!(table, "| `{name}` | {default} | {meaning} |").unwrap();
    }
    compare("settings", &table);
}

#[test]
fn errors() {
    let mut table = String::from("| Code | HTTP | Meaning |\n|---|---|---|\n");
    for code in Code::ALL {
        writeln!(table, "| `{}` | {} | {} |", code.as_str(), code.status(), code.meaning())
            .unwrap();
    }
    compare("errors", &table);
}
