//! Reads real exports of `WordPress`, where they are at hand, against counts taken by an independent script.

use std::{collections::BTreeMap, io::Write as _, path::Path};

use parvis_import::{Code, Kind, Options, Outcome, State, Target};
use serde_json::Value;

use crate::support::Imported;

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/samples");

#[test]
fn real_exports_are_read_completely() {
    let samples = Path::new(SAMPLES);
    if !samples.join("wordpress").is_dir() {
        // Written past the capture of the test runner, so that it is seen.
        writeln!(std::io::stderr(), "skipped: samples not present ({SAMPLES})").unwrap();
        return;
    }
    let counts: Value =
        serde_json::from_slice(&std::fs::read(samples.join("COUNTS.json")).unwrap()).unwrap();
    let mut read = 0;
    for (name, counts) in counts.as_object().unwrap() {
        if name.starts_with("wordpress/") {
            check(&samples.join(name), name, counts);
            read += 1;
        }
    }
    assert!(read > 20, "{read}");
}

fn check(path: &Path, name: &str, counts: &Value) {
    let site = Imported::from(path, Options::default(), &BTreeMap::new());
    let report = &site.report;
    println!("{name}: {report}");
    for problem in report.problems() {
        println!(
            "    {:?} {:?} {:?} {}",
            problem.code, problem.line, problem.title, problem.message
        );
    }
    let count = |key: &str| counts[key].as_u64().unwrap_or_default();
    assert!(report.problems().iter().all(|it| it.code != Code::NotProcessed), "{name}: lost");
    let totals = |kind| report.totals(kind);
    let kinds = [Kind::Post, Kind::Page, Kind::Comment, Kind::Author, Kind::Term, Kind::Media];
    assert!(kinds.iter().all(|kind| totals(*kind).count(Outcome::Failed) == 0), "{name}: failed");

    let attached = site.assets.keys().filter(|id| id.starts_with("attachment:")).count() as u64;
    // Other types are one line each, with how many they are.
    let others = totals(Kind::Other).count(Outcome::Skipped);
    let items = totals(Kind::Post).total() + totals(Kind::Page).total() + attached + others;
    if counts["well_formed"] == true {
        assert_eq!(totals(Kind::Post).total(), count("posts"), "{name}: posts");
        assert_eq!(totals(Kind::Page).total(), count("pages"), "{name}: pages");
        assert_eq!(attached, count("attachments"), "{name}: attachments");
        assert_eq!(items, count("items"), "{name}: items");
        assert_eq!(totals(Kind::Comment).total(), count("comments"), "{name}: comments");
        // Newer files declare categories and tags a second time among all terms.
        let twice = if name.contains("64-block") { 11 } else { 0 };
        let terms = ["declared_categories", "declared_tags", "declared_terms"].map(count);
        let declared = terms.iter().sum::<u64>() - twice;
        assert!(totals(Kind::Term).total() >= declared, "{name}: terms");
    } else if let Some(raw) = counts["raw_item_tags"].as_u64() {
        assert_eq!(items, raw, "{name}: items");
    } else {
        // The three files that are one site; the script could not read the attachment.
        assert_eq!(
            (totals(Kind::Post).total(), totals(Kind::Page).total()),
            (count("posts"), count("pages")),
            "{name}"
        );
        assert_eq!((attached, others), (1, 1), "{name}");
    }
    let authors: Vec<&str> = site.authors.iter().map(|author| &author.external_id[7..]).collect();
    for declared in counts["declared_authors"].as_array().into_iter().flatten() {
        assert!(authors.contains(&declared.as_str().unwrap()), "{name}: {declared}");
    }

    let drafts =
        site.documents.values().filter(|(it, _)| it.state == State::Published).count() as u64;
    let public = |kind: &str| {
        counts["by_type_status"][format!("{kind}/publish")].as_u64().unwrap_or_default()
    };
    if counts["well_formed"] == true {
        let expected = public("post") + public("page") - count("password_protected");
        assert_eq!(drafts, expected, "{name}: what was not public stays so");
    }

    // Every picture of every text is an asset, or told of.
    for (document, rewritten) in site.documents.values() {
        for link in &document.links {
            if let Target::Entry { kind: Kind::Media, external_id, .. } = &link.target {
                assert!(site.assets.contains_key(external_id), "{name}: {external_id}");
            }
        }
        for text in [&document.title, &rewritten.html] {
            // One file is about odd characters, and has that one too.
            let odd = name.contains("utf-8-challenges");
            assert!(!text.contains("Ã©") && (odd || !text.contains('\u{FFFD}')), "{name}: {text}");
            assert!(!text.contains("<script") && !text.contains("<!--"), "{name}");
        }
        assert!(!document.title.is_empty());
    }
    let pictures: u64 = site
        .documents
        .values()
        .flat_map(|(it, _)| &it.links)
        .filter(|link| link.usage == parvis_import::LinkUsage::Embedded)
        .count() as u64;
    println!(
        "    pictures: {pictures} uses, {} assets, {attached} attachments; the script saw {} addresses",
        site.assets.len(),
        count("distinct_img_src")
    );
    if name.contains("alienlebarge") {
        let text: String = site.documents.values().map(|(it, _)| it.body_html.as_str()).collect();
        assert!(["été", "à ", "œ", "’"].iter().all(|part| text.contains(part)));
        assert_eq!(totals(Kind::Comment).count(Outcome::Imported), 375 - 4);
    }
}
