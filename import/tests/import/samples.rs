//! Reads real sites, where they are at hand: six folders with counts taken by an independent script.

use std::{collections::BTreeMap, io::Write as _, path::Path};

use parvis_import::{Code, Kind, LinkUsage, Located, Options, Outcome, State, Target};
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

#[test]
fn folders_of_markdown_are_read_completely() {
    let Some(counts) = counts("markdown") else { return };
    let mut folders = 0;
    for (key, counts) in counts.as_object().unwrap() {
        let Some(name) = key.strip_prefix("markdown/") else { continue };
        let site =
            Imported::from(&Path::new(SAMPLES).join(key), Options::default(), &BTreeMap::new());
        println!("{name}: {}{:#?}", site.report, site.report.notes());
        complete(&site, name);
        let texts = [Kind::Post, Kind::Page].map(|kind| site.report.totals(kind));
        let sum = texts.iter().map(|totals| totals.total()).sum::<u64>();
        assert_eq!(Some(sum), counts["files"].as_u64(), "{name}: texts");
        assert_eq!(
            texts.iter().map(|totals| totals.count(Outcome::Failed)).sum::<u64>(),
            0,
            "{name}"
        );
        let drafts = site.documents.values().filter(|(it, _)| it.state == State::Draft).count();
        // Fields without fences are not looked into there: one draft, and one that is not to be made a page.
        let without_fences = if name.starts_with("pelican") { 2 } else { 0 };
        assert_eq!(
            Some(drafts as u64),
            counts["drafts"].as_u64().map(|it| it + without_fences),
            "{name}: drafts"
        );
        let file = |end: &str| counts[end][0].as_str().unwrap().to_owned();
        for end in ["first", "last"] {
            let file = file(end);
            let found = site.documents.iter().find(|(id, _)| id.ends_with(&file));
            // Empty files are set aside.
            let Some((_, (document, _))) = found else {
                assert!(file.starts_with("empty"), "{name}: {file}");
                continue;
            };
            if let Some(title) = counts[end][1].as_str() {
                assert_eq!(document.title, title, "{name}");
            }
        }
        folders += 1;
    }
    assert_eq!(folders, 2);
}

#[test]
fn exports_of_tumblr_are_read_completely() {
    let Some(counts) = counts("tumblr") else { return };
    let counts = &counts["tumblr/code-shoily/posts/posts.xml"];
    let folder = Path::new(SAMPLES).join("tumblr/code-shoily");
    let site = Imported::from(&folder, Options::default(), &BTreeMap::new());
    println!("code-shoily: {}{:#?}", site.report, site.report.notes());
    complete(&site, "code-shoily");
    let documents = || site.documents.values().map(|(document, _)| document);
    let number = |name: &str| counts[name].as_u64().unwrap();
    assert_eq!(site.report.totals(Kind::Post).count(Outcome::Imported), number("posts"));
    let in_state = |state| documents().filter(|it| it.state == state).count() as u64;
    let states = &counts["by_state"];
    assert_eq!(Some(in_state(State::Published)), states["published"].as_u64());
    assert_eq!(Some(in_state(State::Pending)), states["submission"].as_u64());
    assert_eq!(Some(in_state(State::Draft)), states["draft"].as_u64());
    assert_eq!(documents().map(|it| it.tags.len() as u64).sum::<u64>(), number("tag_uses"));
    // Tumblr tells tags of other letters apart that are one here.
    assert!(
        site.terms.len() as u64 <= number("tags") && site.terms.len() as u64 + 5 > number("tags")
    );
    assert_eq!(site.report.totals(Kind::Other).total(), number("html_files"));
    let inside = site.assets.values().filter(|asset| asset.located != Located::Elsewhere).count();
    assert_eq!(inside as u64, number("media_files"));
    let used = |asset: &&parvis_import::Asset| {
        documents()
            .flat_map(|it| &it.links)
            .any(|link| link.target == Target::entry(Kind::Media, &asset.external_id))
    };
    assert_eq!(
        site.assets.values().filter(used).count(),
        site.assets.len(),
        "every picture is shown"
    );
    let mut dates: Vec<_> =
        documents().filter_map(|it| it.created.as_ref()).map(|it| it.instant.to_string()).collect();
    dates.sort();
    let first = counts["first_date_utc"].as_str().unwrap().replace(" GMT", "Z").replace(' ', "T");
    assert_eq!(dates.first(), Some(&first));

    // The same posts from their pages alone: nothing tells drafts there.
    let pages = tempfile::tempdir().unwrap();
    for part in ["posts/html", "media"] {
        std::fs::create_dir_all(pages.path().join(part)).unwrap();
        for file in std::fs::read_dir(folder.join(part)).unwrap().map(Result::unwrap) {
            std::fs::copy(file.path(), pages.path().join(part).join(file.file_name())).unwrap();
        }
    }
    let of_pages = Imported::from(pages.path(), Options::default(), &BTreeMap::new());
    println!("code-shoily, pages: {}{:#?}", of_pages.report, of_pages.report.notes());
    complete(&of_pages, "code-shoily, pages");
    assert_eq!(of_pages.report.totals(Kind::Post).count(Outcome::Imported), number("posts"));
    assert_eq!(of_pages.report.totals(Kind::Media).total(), number("media_files"));
    let ids = |site: &Imported| site.documents.keys().cloned().collect::<Vec<_>>();
    assert_eq!(ids(&of_pages), ids(&site), "one post has one id, whichever export it is read from");

    let api = Imported::from(
        &Path::new(SAMPLES).join("tumblr/api-legacy-json"),
        Options::default(),
        &BTreeMap::new(),
    );
    println!("api: {}{:#?}", api.report, api.report.problems());
    complete(&api, "api");
    assert_eq!(api.totals(Kind::Post), [8, 8, 0, 0, 0, 0]);
}

/// Nothing is lost, and every character is right.
fn complete(site: &Imported, name: &str) {
    let lost = site.report.problems().iter().any(|problem| problem.code == Code::NotProcessed);
    assert!(!lost, "{name}: something was lost");
    let texts =
        site.documents.values().flat_map(|(it, written)| [it.title.as_str(), &written.html]);
    let text = texts.collect::<Vec<_>>().join("\n");
    assert!(!text.contains('\u{FFFD}'), "{name}: a character was lost");
    assert!(!text.contains("Ã©") && !text.contains("â€™"), "{name}: UTF-8 was read as Latin-1");
    for (document, _) in site.documents.values() {
        for link in document.links.iter().filter(|link| link.usage == LinkUsage::Embedded) {
            let Target::Entry { external_id, .. } = &link.target else { continue };
            assert!(
                site.assets.contains_key(external_id),
                "{name}: {external_id} was never handed over"
            );
        }
    }
}

/// What an independent script counted, or nothing where the samples are not there.
fn counts(folder: &str) -> Option<Value> {
    let samples = Path::new(SAMPLES);
    if !samples.join(folder).is_dir() {
        // Written past the capture of the test runner, so that it is seen.
        writeln!(std::io::stderr(), "skipped: samples not present ({SAMPLES})").unwrap();
        return None;
    }
    serde_json::from_slice(&std::fs::read(samples.join("COUNTS.json")).unwrap()).ok()
}
