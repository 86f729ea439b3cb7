//! What every fuzz target does: puts the bytes where a reader would find them, imports them, and holds the reader to
//! what it promises.
//!
//! Files of office suites are archives with checksums, which random changes only break: of those the bytes are the
//! part that holds the text, and the archive is put around them. Where a source has several files, a line `====` in
//! the bytes ends one and begins the next. PDFs are not read here: the program reads them in a
//! process of its own, which may fail.

mod promises;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::panic;
use std::path::Path;
use std::sync::Once;

use parvis_import::{
    Format, Kind, Options, Outcome, Reader, Record, Report, measure, open, rewrite,
};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use self::promises::Seen;

/// Names and bytes of a source's files.
type Files = Vec<(&'static str, Vec<u8>)>;

/// A target: its name, the reader it is for, and how the bytes become the files of a source.
pub struct Target {
    /// As on the command line of `cargo fuzz`.
    pub name: &'static str,
    format: Option<Format>,
    files: fn(&[u8]) -> Files,
}

/// All of them.
pub const TARGETS: [Target; 13] = [
    target("wordpress", Format::WordPress, |bytes| {
        several(["export.xml", "export-2.xml", "export-3.xml"], bytes)
    }),
    target("blogger", Format::Blogger, |bytes| several(["blog.xml", "blog-2.xml", "c.xml"], bytes)),
    target("tumblr", Format::Tumblr, |bytes| {
        let names = [["1.json", "posts.xml"], ["2.json", "posts-2.xml"], ["3.json", "posts-3.xml"]];
        let of = |(names, part): ([_; 2], &[u8])| {
            (names[usize::from(part.starts_with(b"<"))], part.to_vec())
        };
        names.into_iter().zip(parts(bytes)).map(of).collect()
    }),
    target("typepad", Format::TypePad, |bytes| several(["blog.txt", "blog-2.txt", "c.txt"], bytes)),
    // A page that stands alone is its own template and library item: what includes itself must end too.
    target("html", Format::Html, |bytes| {
        let names = ["index.htm", "Templates/page.dwt", "Library/pied.lbi", "cadre/menu.html"];
        let parts: Vec<&[u8]> = parts(bytes).collect();
        let parts = parts.iter().cycle().map(|part| part.to_vec());
        names.into_iter().zip(parts).collect()
    }),
    target("markdown", Format::Markdown, |bytes| {
        several(["_posts/2010-05-05-titre.md", "autre/index.md", "_config.yml"], bytes)
    }),
    target("docx", Format::Office, |bytes| {
        one(
            "lettre.docx",
            &archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", bytes)]),
        )
    }),
    target("odt", Format::Office, |bytes| {
        let kind = b"application/vnd.oasis.opendocument.text";
        one("lettre.odt", &archive(&[("mimetype", kind), ("content.xml", bytes)]))
    }),
    target("fodt", Format::Office, |bytes| one("lettre.fodt", bytes)),
    target("csv", Format::Table, |bytes| several(["liste.csv", "2.csv", "page.html"], bytes)),
    target("xlsx", Format::Table, |bytes| one("liste.xlsx", &workbook(bytes))),
    target("jsonl", Format::JsonLines, |bytes| {
        several(["records.jsonl", "2.jsonl", "media/1.png"], bytes)
    }),
    // Any bytes as an archive, its format left to be found.
    Target { name: "archive", format: None, files: |bytes| one("source.zip", bytes) },
];

const fn target(name: &'static str, format: Format, files: fn(&[u8]) -> Files) -> Target {
    Target { name, format: Some(format), files }
}

/// What the target of this name does with the bytes.
///
/// # Panics
/// When the reader breaks a promise, and when there is no such target.
pub fn run(name: &str, bytes: &[u8]) {
    // The fuzzer's own hook ends the process at a panic, one that the reader catches too: workbooks are read by a
    // library that may stop at a number. A panic that is caught by nobody ends it still.
    static HOOK: Once = Once::new();
    HOOK.call_once(|| panic::set_hook(Box::new(|info| eprintln!("{info}"))));
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target of this name");
    target.import(bytes);
}

impl Target {
    /// Imports the bytes twice; how many documents came of them.
    pub fn import(&self, bytes: &[u8]) -> u64 {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, bytes) in (self.files)(bytes) {
            write(&folder.path().join("source").join(name), &bytes);
        }
        let source = folder.path().join("source");
        // An archive is opened by its own name, as people do.
        let zip = source.join("source.zip");
        let paths = [if zip.exists() { zip } else { source }];
        // What is no source is refused with a code.
        let Ok(reader) = open(&paths, self.format, Options::default()) else { return 0 };
        let first = import(&*reader);
        assert_eq!(first, import(&*reader), "a second reading gives something else");
        let outside = fs::read_dir(folder.path()).expect("the folder").count();
        assert_eq!(outside, 1, "a file outside the source's folder");
        first.documents
    }
}

#[derive(Debug, PartialEq)]
struct Told {
    documents: u64,
    hashes: BTreeMap<String, String>,
    report: serde_json::Value,
}

fn import(reader: &dyn Reader) -> Told {
    let mut report = Report::new(reader, "fuzz");
    let (mut documents, mut hashes) = (0, BTreeMap::new());
    let mut counts: BTreeMap<Kind, u64> = BTreeMap::new();
    let mut seen = Seen::default();
    for record in reader.records() {
        seen.add(&record);
        let kind = match record {
            Record::Author(_) => Kind::Author,
            Record::Term(_) => Kind::Term,
            Record::Comment(_) => Kind::Comment,
            Record::Redirect(_) => Kind::Redirect,
            Record::Asset(asset) => {
                if let Ok(bytes) = reader.bytes(&asset) {
                    // A file may be damaged; that is told, and no reason to fall.
                    drop(measure(&asset.name, bytes, 1 << 24, |_| Ok(())));
                }
                Kind::Media
            }
            Record::Document(document) => {
                let rewritten = rewrite(&document, |_, id| Some(format!("/d/{id}")));
                report.note(&document);
                rewritten.problems.iter().for_each(|problem| report.add(problem.clone()));
                documents += 1;
                hashes.insert(document.external_id.clone(), rewritten.content_hash);
                document.kind
            }
            Record::SetAside(aside) => {
                *counts.entry(aside.kind).or_default() += aside.count;
                report.set_aside(aside);
                continue;
            }
        };
        *counts.entry(kind).or_default() += 1;
        report.settle(kind, Outcome::Imported);
    }
    seen.finish();
    report.finish();
    for (kind, expected) in reader.expected() {
        let came = counts.get(&kind).copied().unwrap_or_default();
        assert_eq!(came, expected, "{kind:?}: what came is not what was announced");
    }
    Told { documents, hashes, report: serde_json::to_value(&report).expect("a report") }
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, bytes).expect("a file");
}

fn one(name: &'static str, bytes: &[u8]) -> Files {
    vec![(name, bytes.to_vec())]
}

fn several(names: [&'static str; 3], bytes: &[u8]) -> Files {
    names.into_iter().zip(parts(bytes).map(<[u8]>::to_vec)).collect()
}

/// What lines of `====` part; the whole where there are none.
fn parts(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    const LINE: &[u8] = b"\n====\n";
    let mut left = Some(bytes);
    std::iter::from_fn(move || {
        let bytes = left?;
        let end = bytes.windows(LINE.len()).position(|window| window == LINE);
        left = end.map(|end| &bytes[end + LINE.len()..]);
        Some(&bytes[..end.unwrap_or(bytes.len())])
    })
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("a part");
    }
    zip.finish().expect("an archive").into_inner()
}

/// The least that is a workbook, around its one sheet.
fn workbook(sheet: &[u8]) -> Vec<u8> {
    archive(&[
        (
            "[Content_Types].xml",
            b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
        ),
        (
            "_rels/.rels",
            b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
              <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
              Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            b"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
              xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>\
              <sheet name=\"Liste\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
              <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
              Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}
