//! Reads real files of office suites and real tables, where they are at hand, and compares with counts taken by an
//! independent script.

use std::{collections::BTreeMap, path::Path};

use parvis_import::{Code, Kind, Options, pdf_text};
use serde_json::Value;

use crate::support::Imported;

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/samples");

/// Pictures of which the script counts others: forms of one picture that are read once, a drawing of another program
/// that is kept besides its picture, the picture of a formula whose words are kept, a picture that is not there.
const PICTURES: [(&str, u64); 5] = [
    ("mammoth/tiny-picture-target-base-relative.docx", 1),
    ("pandoc/textbox_image_duplicate_encoding.docx", 1),
    ("pandoc/image_vml_as_object.docx", 2),
    ("pandoc/formula.odt", 0),
    ("pandoc/imageRelative.odt", 0),
];

/// Texts whose first words for the script are deleted, hidden, those of a note, or lack characters of a font of symbols.
const OTHER_WORDS: [&str; 4] = [
    "pandoc/trackedChanges.odt",
    "pandoc/hiddenTextByStyle.odt",
    "pandoc/endnote.odt",
    "pandoc/unicode.docx",
];

/// PDFs that are nothing but pictures.
const WITHOUT_WORDS: [&str; 3] = [
    "pdf/imagemagick-ASCII85Decode.pdf",
    "pdf/imagemagick-CCITTFaxDecode.pdf",
    "pdf/imagemagick-lzw.pdf",
];

fn counts(folder: &str) -> Vec<(String, Value)> {
    let samples = Path::new(SAMPLES);
    if !samples.join(folder).is_dir() {
        // Written past the capture of the test runner, so that it is seen.
        eprintln!("skipped: samples not present ({SAMPLES})");
        return Vec::new();
    }
    let counts = std::fs::read(samples.join("COUNTS.json")).unwrap();
    let counts: BTreeMap<String, Value> = serde_json::from_slice(&counts).unwrap();
    let prefix = format!("{folder}/");
    let own =
        |(name, count): (String, Value)| Some((name.strip_prefix(&prefix)?.to_owned(), count));
    counts.into_iter().filter_map(own).collect()
}

fn import(name: &str) -> Imported {
    let options = Options { pdf_text: Some(pdf_text), ..Options::default() };
    let read = Imported::from(&Path::new(SAMPLES).join(name), options, &BTreeMap::new());
    let lost = |problem: &parvis_import::Problem| problem.code == Code::NotProcessed;
    assert!(!read.report.problems().iter().any(lost), "{name}: something was lost");
    read
}

#[test]
fn real_texts_are_read_completely() {
    let all = counts("office");
    let texts: Vec<_> = all.iter().filter(|(name, _)| !name.ends_with(".pdf")).collect();
    assert!(all.is_empty() || texts.len() > 60);
    for (name, count) in texts {
        let read = import(&format!("office/{name}"));
        assert_eq!(read.totals(Kind::Page), [1, 1, 0, 0, 0, 0], "{name}");
        let (document, rewritten) = read.documents.values().next().unwrap();
        println!("== {name} «{}»\n{}\n{count}\n{}", document.title, rewritten.html, read.report);
        assert!(!rewritten.html.contains('\u{fffd}'), "{name}: a character was lost");

        let of = |key: &str| count[key].as_u64().unwrap_or(0);
        let found = |tag: &str| rewritten.html.matches(tag).count() as u64;
        let headings: u64 = (1..=6).map(|level| found(&format!("<h{level}>"))).sum();
        // The script knows headings by the ids of their styles alone.
        assert!(headings >= of("headings"), "{name}: headings {headings}");
        assert_eq!(found("<table"), of("tables"), "{name}: tables");
        assert!(found("href=\"#note-") >= of("footnote_refs").max(of("notes")), "{name}: notes");

        let pictures = PICTURES.iter().find(|(known, _)| known == name).map(|(_, times)| *times);
        let pictures = pictures.unwrap_or(of("media") + of("images"));
        assert_eq!(read.totals(Kind::Media), [pictures, pictures, 0, 0, 0, 0], "{name}: pictures");

        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let first: String =
            letters(count["first_text"].as_str().unwrap_or_default()).chars().take(25).collect();
        // Numbers of notes stand between the words.
        let call = |number: u8| format!("<sup><a href=\"#note-{number}\">{number}</a></sup>");
        let html = (1..9).fold(rewritten.html.clone(), |html, it| html.replace(&call(it), ""));
        let shown = scraper::Html::parse_fragment(&html);
        let shown = letters(&shown.root_element().text().collect::<String>());
        if !OTHER_WORDS.contains(&name.as_str()) {
            assert!(shown.contains(&first), "{name}: {first}");
        }
    }
}

#[test]
fn pdfs_are_files_with_their_words() {
    for (name, count) in counts("office").iter().filter(|(name, _)| name.ends_with(".pdf")) {
        let read = import(&format!("office/{name}"));
        assert_eq!(read.totals(Kind::Page), [1, 1, 0, 0, 0, 0], "{name}");
        assert_eq!(read.totals(Kind::Media), [1, 1, 0, 0, 0, 0], "{name}");
        let (document, _) = read.documents.values().next().unwrap();
        let has = |code| document.problems.iter().any(|problem| problem.code == code);
        println!("== {name} {count} {:?}", document.search_text.as_ref().map(String::len));
        let is_picture = WITHOUT_WORDS.contains(&name.as_str());
        assert_eq!(document.search_text.is_none(), is_picture, "{name}");
        assert_eq!(has(Code::TextNotExtracted), is_picture, "{name}");
        assert_eq!(has(Code::Encrypted), count["encrypted"].as_bool().unwrap(), "{name}");
    }
}

#[test]
fn real_tables_are_read_completely() {
    for (name, count) in counts("csv") {
        let read = import(&format!("csv/{name}"));
        println!("== {name} {count} {}", read.report);
        let rows = read.totals(Kind::Post)[1] + read.totals(Kind::Page)[1];
        assert_eq!(Some(rows), count["rows"].as_u64(), "{name}");
        assert_eq!(read.documents.len() as u64, rows, "{name}");
    }
}
