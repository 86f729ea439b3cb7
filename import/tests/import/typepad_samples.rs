//! Real exports of `TypePad` and Movable Type, where they are at hand.

use std::{collections::BTreeMap, io::Write as _, path::Path};

use parvis_import::{Kind, Language, Options, Outcome, State};
use serde_json::Value;

use crate::support::Imported;
use crate::typepad::codes;

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/samples");

#[test]
fn real_exports_are_read_completely() {
    let samples = Path::new(SAMPLES);
    if !samples.join("typepad").is_dir() {
        // Written past the capture of the test runner, so that it is seen.
        writeln!(std::io::stderr(), "skipped: samples not present ({SAMPLES})").unwrap();
        return;
    }
    let counts: Value =
        serde_json::from_slice(&std::fs::read(samples.join("COUNTS.json")).unwrap()).unwrap();
    let mut read = 0;
    for (name, expected) in
        counts.as_object().unwrap().iter().filter(|(name, _)| name.starts_with("typepad/"))
    {
        let blog = Imported::from(&samples.join(name), Options::default(), &BTreeMap::new());
        println!("{name}: {}{:#?}", blog.report.summary(Language::English), blog.report.notes());
        let number = |key: &str| expected[key].as_u64().unwrap();
        let posts = blog.report.totals(Kind::Post);
        assert_eq!(posts.total(), number("entries"), "{name}");
        assert_eq!(posts.count(Outcome::Imported), posts.total(), "{name}");
        assert_eq!(
            blog.report.totals(Kind::Comment).count(Outcome::Imported),
            number("comments") + number("pings"),
            "{name}"
        );
        let of =
            |state| blog.documents.values().filter(|(post, _)| post.state == state).count() as u64;
        assert_eq!(
            of(State::Published),
            expected["entry_status"]["Publish"].as_u64().unwrap_or(0),
            "{name}"
        );
        assert_eq!(
            of(State::Draft),
            expected["entry_status"]["Draft"].as_u64().unwrap_or(0),
            "{name}"
        );
        let categories =
            blog.terms.iter().filter(|term| term.taxonomy == "category").count() as u64;
        assert_eq!(categories, number("categories"), "{name}");
        assert_eq!(blog.authors.len(), expected["authors"].as_object().unwrap().len(), "{name}");
        let dates =
            blog.documents.values().filter(|(post, _)| post.created.is_some()).count() as u64;
        assert_eq!(dates, number("entries") - number("unparsed_dates"), "{name}");
        let text: String =
            blog.documents.values().map(|(_, written)| written.html.as_str()).collect();
        // One has lost characters before it was written: those alone.
        let source = std::fs::read(Path::new(SAMPLES).join(name)).unwrap();
        let lost = source.windows(3).filter(|bytes| *bytes == "\u{FFFD}".as_bytes()).count();
        assert!(text.matches('\u{FFFD}').count() <= lost && !text.contains("Ã©"), "{name}");
        assert!(
            posts.count(Outcome::Failed) == 0 && !codes(&blog).contains(&"NOT_PROCESSED".into()),
            "{name}"
        );
        read += 1;
    }
    assert_eq!(read, 4);
    let whole = Imported::from_all(
        &[
            samples.join("typepad/getcoreinterface.txt"),
            samples.join("typepad/getcoreinterface-files"),
        ],
        Options::default(),
        &BTreeMap::new(),
    );
    println!("with files: {}", whole.report.summary(Language::English));
    assert_eq!(whole.totals(Kind::Post)[1], 57);
}
