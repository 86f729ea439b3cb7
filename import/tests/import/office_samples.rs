//! Reads real files of office suites and real tables, where they are at hand, and compares with counts taken by an
//! independent script.

use std::{collections::BTreeMap, io::Write as _, path::Path};

use parvis_import::{Code, Kind, Options, pdf_text};
use serde_json::Value;

use crate::support::Imported;

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/samples");

fn counts() -> Option<BTreeMap<String, Value>> {
    let folder = Path::new(SAMPLES);
    if !folder.join("office").is_dir() {
        // Written past the capture of the test runner, so that it is seen.
        writeln!(std::io::stderr(), "skipped: samples not present ({SAMPLES})").unwrap();
        return None;
    }
    let counts = std::fs::read(folder.join("COUNTS.json")).unwrap();
    Some(serde_json::from_slice(&counts).unwrap())
}

fn import(name: &str) -> Imported {
    let options = Options { pdf_text: Some(pdf_text), ..Options::default() };
    Imported::from(&Path::new(SAMPLES).join(name), options, &BTreeMap::new())
}

#[test]
fn real_texts_are_read_completely() {
    let Some(counts) = counts() else { return };
    let mut files = 0;
    for (name, count) in counts.iter().filter(|(name, _)| name.starts_with("office/")) {
        if name.ends_with(".pdf") {
            continue;
        }
        files += 1;
        let read = import(name);
        assert_eq!(read.totals(Kind::Page), [1, 1, 0, 0, 0, 0], "{name}");
        let (document, rewritten) = read.documents.values().next().unwrap();
        println!("== {name} «{}»\n{}", document.title, rewritten.html);
        println!("{count}\n{:?} {:?}", read.problems(), document.reading.tidied);
        for problem in read.report.problems() {
            println!("   {:?} {}", problem.code, problem.message);
        }
        let found = |tag: &str| rewritten.html.matches(tag).count() as u64;
        let media = read.totals(Kind::Media)[0];
        let of = |key: &str| count[key].as_u64().unwrap_or(0);
        let headings = (1..=6).map(|level| found(&format!("<h{level}>"))).sum::<u64>();
        println!(
            "headings {} {headings}; tables {} {}; media {} {media}; chars {} {}",
            of("headings"), of("tables"), found("<table"), of("media").max(of("images")), of("text_chars"), text(&rewritten.html).chars().count()
        );
    }
    assert!(files > 60);
}

fn text(html: &str) -> String {
    scraper::Html::parse_fragment(html).root_element().text().collect()
}

#[test]
fn pdfs_are_files_with_their_words() {
    let Some(counts) = counts() else { return };
    for (name, count) in counts.iter().filter(|(name, _)| name.ends_with(".pdf")) {
        let read = import(name);
        let (document, _) = read.documents.values().next().unwrap();
        println!("== {name} {count}\n{:?}\n{:?}", document.search_text.as_deref().map(|it| (it.len(), it.chars().take(100).collect::<String>())), read.report.problems().iter().map(|it| (&it.code, &it.message)).collect::<Vec<_>>());
    }
}

#[test]
fn real_tables_are_read_completely() {
    let Some(counts) = counts() else { return };
    for (name, count) in counts.iter().filter(|(name, _)| name.starts_with("csv/")) {
        let read = import(name);
        println!("== {name} {count} {}", read.report);
        for (document, rewritten) in read.documents.values() {
            println!("{document:#?}\n{}", rewritten.html);
        }
        assert!(read.report.problems().iter().all(|problem| problem.code != Code::NotProcessed));
    }
}
