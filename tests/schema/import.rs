//! The table of import codes in docs/import.md is the program's.

use std::fmt::Write;

use import::{Code, Language, Severity};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/import.md");

#[test]
fn the_codes_are_the_programs() {
    let mut table = String::from("| Code | Matters as | Meaning |\n|---|---|---|\n");
    for code in Code::ALL {
        let severity = match code.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "information",
        };
        writeln!(table, "| `{code}` | {severity} | {} |", code.meaning(Language::English)).unwrap();
    }
    let text = std::fs::read_to_string(FILE).unwrap();
    let (before, rest) = text.split_once("<!-- import-codes -->").unwrap();
    let (kept, after) = rest.split_once("<!-- /import-codes -->").unwrap();
    if std::env::var_os("PARVIS_BLESS").is_some() {
        let text =
            format!("{before}<!-- import-codes -->\n\n{table}\n<!-- /import-codes -->{after}");
        std::fs::write(FILE, text).unwrap();
        return;
    }
    assert_eq!(kept.trim(), table.trim(), "docs/import.md; PARVIS_BLESS=1 writes it");
}

/// Every code is explained in both languages, in words of its own.
#[test]
fn every_code_has_words() {
    for language in [Language::English, Language::French] {
        let mut words: Vec<&str> = Code::ALL.iter().map(|code| code.meaning(language)).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Code::ALL.len(), "{language:?}");
        assert!(words.iter().all(|words| words.len() > 8));
    }
}
