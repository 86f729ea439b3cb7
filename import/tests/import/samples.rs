//! Reads real sites, where they are at hand: six folders with counts taken by an independent script.

use std::{collections::BTreeMap, io::Write as _, path::Path};

use parvis_import::{Code, Kind, Options, Outcome};
use serde_json::Value;

use crate::support::Imported;

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/samples");

/// Sites whose French text tells a wrong encoding at once.
const FRENCH: [&str; 4] = ["bleuetspau-fr", "lmsecurite-fr", "randovelorleans-fr", "sophcav-fr"];

#[test]
fn real_sites_are_read_completely() {
    let samples = Path::new(SAMPLES);
    if !samples.join("dreamweaver").is_dir() {
        // Written past the capture of the test runner, so that it is seen.
        writeln!(std::io::stderr(), "skipped: samples not present ({SAMPLES})").unwrap();
        return;
    }
    let counts: Value =
        serde_json::from_slice(&std::fs::read(samples.join("COUNTS.json")).unwrap()).unwrap();
    let mut sites = 0;
    for site in std::fs::read_dir(samples.join("dreamweaver")).unwrap() {
        let name = site.unwrap().file_name().into_string().unwrap();
        check(
            &samples.join("dreamweaver").join(&name),
            &name,
            &counts[format!("dreamweaver/{name}/")],
        );
        sites += 1;
    }
    assert_eq!(sites, 6);
}

fn check(folder: &Path, name: &str, counts: &Value) {
    let site = Imported::from(folder, Options::default(), &BTreeMap::new());
    let report = &site.report;
    println!("{name}: {report}{:#?}", report.notes());

    assert!(
        report.problems().iter().all(|problem| problem.code != Code::NotProcessed),
        "{name}: something was lost"
    );
    let files: u64 = [Kind::Page, Kind::Media, Kind::Redirect, Kind::Other]
        .map(|kind| report.totals(kind).total())
        .iter()
        .sum();
    assert_eq!(Some(files), counts["files"].as_u64(), "{name}: files");
    let pages = report.totals(Kind::Page).total() + report.totals(Kind::Redirect).total();
    let expected =
        counts["html_pages"].as_u64().unwrap() + counts["dynamic_pages_php_asp"].as_u64().unwrap();
    assert_eq!(pages, expected, "{name}: pages");
    assert_eq!(report.totals(Kind::Page).count(Outcome::Failed), 0, "{name}");
    let ids = site.documents.keys().chain(site.assets.keys());
    let known: std::collections::BTreeSet<&String> = ids.collect();
    assert!(
        site.redirects.iter().all(|redirect| known.contains(&redirect.to)),
        "{name}: redirects"
    );

    let text: Vec<&str> = site
        .documents
        .values()
        .flat_map(|(page, written)| [page.title.as_str(), &written.html])
        .collect();
    let text = text.join("\n");
    assert!(!text.contains('\u{FFFD}'), "{name}: a character was lost");
    assert!(!text.contains("Ã©") && !text.contains("â€™"), "{name}: UTF-8 was read as Latin-1");
    if FRENCH.contains(&name) {
        assert!(text.contains('é') && text.contains('è') && text.contains('à'), "{name}");
    }
    assert!(
        !text.contains("<font") && !text.contains("<script") && !text.contains("o:p"),
        "{name}: not tidied"
    );
}
