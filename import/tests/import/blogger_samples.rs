//! Real blogs of Blogger, where they are at hand.

use std::{collections::BTreeMap, io::Write as _, path::Path};

use parvis_import::{Kind, Language, Located, Options, Outcome, State, TitleSource};
use serde_json::Value;

use crate::blogger::codes;
use crate::support::Imported;

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/samples");

#[test]
fn real_blogs_are_read_completely() {
    let samples = Path::new(SAMPLES);
    if !samples.join("blogger").is_dir() {
        // Written past the capture of the test runner, so that it is seen.
        writeln!(std::io::stderr(), "skipped: samples not present ({SAMPLES})").unwrap();
        return;
    }
    let counts: Value =
        serde_json::from_slice(&std::fs::read(samples.join("COUNTS.json")).unwrap()).unwrap();
    let mut read = 0;
    for (name, expected) in
        counts.as_object().unwrap().iter().filter(|(name, _)| name.starts_with("blogger/"))
    {
        let takeout = name.contains("takeout-");
        let path =
            if takeout { samples.join("blogger/takeout-mtbbergamo") } else { samples.join(name) };
        let blog = Imported::from(&path, Options::default(), &BTreeMap::new());
        let inside =
            blog.assets.values().filter(|asset| asset.located != Located::Elsewhere).count();
        println!(
            "{name}: {}{:#?} inside: {inside}",
            blog.report.summary(Language::English),
            blog.report.notes()
        );
        let report = &blog.report;
        assert!(!codes(&blog).contains(&"NOT_PROCESSED".into()), "{name}");
        for kind in Kind::ALL {
            assert_eq!(report.totals(kind).count(Outcome::Failed), 0, "{name} {kind:?}");
        }
        let imported = |kind| report.totals(kind).count(Outcome::Imported);
        read += 1;
        if let Some(entries) = expected["raw_entry_tags"].as_u64() {
            // Not well-formed: the script that counted could only count tags.
            let all: u64 = [Kind::Post, Kind::Page, Kind::Comment, Kind::Other]
                .map(|kind| report.totals(kind).total())
                .iter()
                .sum();
            assert_eq!(all, entries, "{name}");
            continue;
        }
        let number = |key: &str| expected[key].as_u64().unwrap();
        assert_eq!(
            [imported(Kind::Post), imported(Kind::Page), imported(Kind::Comment)],
            [number("posts"), number("pages"), number("comments")],
            "{name}"
        );
        assert_eq!(blog.terms.len() as u64, number("labels"), "{name}");
        let drafts =
            blog.documents.values().filter(|(post, _)| post.state == State::Draft).count() as u64;
        let of_kind = |kind: &str| expected["drafts"][kind].as_u64().unwrap_or(0);
        assert_eq!(drafts, of_kind("post") + of_kind("page"), "{name}");
        let untitled = blog
            .documents
            .values()
            .filter(|(post, _)| post.title_from != TitleSource::Title)
            .count() as u64;
        assert_eq!(untitled, number("untitled"), "{name}");
        let uses: usize = blog.documents.values().map(|(post, _)| post.tags.len()).sum();
        assert_eq!(uses as u64, number("label_uses"), "{name}");
        if !takeout {
            let set_aside = expected["kinds"]["settings"].as_u64().unwrap_or(0)
                + expected["kinds"]["template"].as_u64().unwrap_or(0);
            assert_eq!(report.totals(Kind::Other).count(Outcome::Skipped), set_aside, "{name}");
        }
        let text: String =
            blog.documents.values().map(|(_, written)| written.html.as_str()).collect();
        assert!(!text.contains('\u{FFFD}') && !text.contains("Ã©"), "{name}");
    }
    assert_eq!(read, 6);
}
