//! Files of office suites that are not texts, and those that do harm.

use std::collections::BTreeMap;

use parvis_import::{Format, Kind, Options, Target, TitleSource, normal, open, pdf_text};

use crate::{
    docx::docx,
    support::{Imported, folder, zipped},
};

fn codes(read: &Imported) -> Vec<(String, String)> {
    read.problems()
        .into_iter()
        .map(|(code, file, _)| (code, file))
        .filter(|(code, _)| code != "DATE_GUESSED")
        .collect()
}

fn pair(code: &str, file: &str) -> (String, String) {
    (code.to_owned(), file.to_owned())
}

#[test]
fn other_files_have_a_page_that_leads_to_them() {
    fn text(bytes: &[u8]) -> Result<String, String> {
        match bytes {
            b"locked" => Err("encrypted: a password".into()),
            b"pictures" => Err("no text".into()),
            _ => Ok("mots à chercher".into()),
        }
    }
    let folder = folder(&[
        (".DS_Store", b"x"),
        ("notes_de frais.xls", b"\xD0\xCF\x11\xE0"),
        ("plan.pdf", b"%PDF"),
        ("scan.pdf", b"pictures"),
        ("secret.pdf", b"locked"),
        ("vide.doc", b""),
        ("vue.jpg", b"jpg"),
        ("~$note.docx", b"x"),
    ]);
    let options = Options { pdf_text: Some(text), ..Options::default() };
    let read = Imported::from(folder.path(), options, &BTreeMap::new());
    assert_eq!(read.totals(Kind::Page), [5, 4, 0, 0, 1, 0]);
    assert_eq!(read.totals(Kind::Media), [5, 5, 0, 0, 0, 0]);
    assert_eq!(read.totals(Kind::Other), [2, 0, 0, 0, 2, 0]);
    let (sheet, rewritten) = &read.documents["notes_de frais.xls"];
    assert_eq!((sheet.title.as_str(), sheet.title_from), ("notes de frais", TitleSource::FileName));
    assert_eq!(sheet.links[0].target, Target::entry(Kind::Media, "media:notes_de frais.xls"));
    assert_eq!(
        rewritten.html,
        "<p><a href=\"/d/media:notes_de frais.xls\">notes_de frais.xls</a></p>\n"
    );
    assert_eq!(read.documents["plan.pdf"].0.search_text.as_deref(), Some("mots à chercher"));
    let expected = [
        pair("CONVERSION_LOSS", "notes_de frais.xls"),
        pair("TEXT_NOT_EXTRACTED", "scan.pdf"),
        pair("ENCRYPTED", "secret.pdf"),
        pair("SKIPPED_FILE", ".DS_Store"),
        pair("SKIPPED_FILE", "vide.doc"),
        pair("SKIPPED_FILE", "~$note.docx"),
    ];
    assert_eq!(codes(&read), expected);
}

#[test]
fn the_old_address_of_a_file_is_that_of_its_page() {
    let text = docx("<w:p><w:r><w:t>bon</w:t></w:r></w:p>");
    let read = Imported::from(
        folder(&[
            ("rh/congés.docx", &text),
            ("rh/note n#1 100%.docx", &text),
            ("rh/plan.pdf", b"%PDF"),
            ("rh/faux.docx", b"x"),
            ("rh/vue.jpg", b"jpg"),
        ])
        .path(),
        Options::default(),
        &BTreeMap::new(),
    );
    let paths = |urls: &[String]| -> Vec<String> {
        urls.iter().map(|url| normal(url).unwrap().path).collect()
    };
    for (id, (document, _)) in &read.documents {
        assert_eq!(paths(&document.old_urls), [format!("/{id}")], "{id}");
    }
    for asset in read.assets.values() {
        let own: &[&str] = if asset.name == "vue.jpg" { &["/rh/vue.jpg"] } else { &[] };
        assert_eq!(paths(&asset.old_urls), own, "one address leads to one thing");
    }
    assert_eq!((read.documents.len(), read.assets.len()), (4, 3));
}

#[test]
fn texts_that_cannot_be_read_are_kept_as_files() {
    let good = docx("<w:p><w:r><w:t>bon</w:t></w:r></w:p>");
    let manifest = "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><manifest:file-entry>\
        <manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let spaces = format!("<w:document>{}</w:document>", " ".repeat(20 << 20));
    let files: [(&str, &[u8]); 7] = [
        ("a.docx", &good),
        ("bombe.docx", &zipped(&[("word/document.xml", spaces.as_bytes())])),
        ("casse.docx", &zipped(&[("word/document.xml", b"<a><!x></a>")])),
        ("coupe.docx", &good[..good.len() / 2]),
        ("faux.docx", b"ceci n'est pas un zip"),
        ("verrou.docx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 EncryptedPackage"),
        (
            "verrou.odt",
            &zipped(&[
                ("META-INF/manifest.xml", manifest.as_bytes()),
                ("content.xml", b"\x01\x02"),
            ]),
        ),
    ];
    let read = Imported::from(folder(&files).path(), Options::default(), &BTreeMap::new());
    assert_eq!(read.totals(Kind::Page), [7, 7, 0, 0, 0, 0]);
    assert_eq!(read.totals(Kind::Media), [6, 6, 0, 0, 0, 0]);
    assert_eq!(read.html("a.docx"), "<p>bon</p>\n");
    let expected = [
        pair("ARCHIVE_LIMIT", "bombe.docx"),
        pair("MALFORMED", "casse.docx"),
        pair("TRUNCATED", "coupe.docx"),
        pair("MALFORMED", "faux.docx"),
        pair("ENCRYPTED", "verrou.docx"),
        pair("ENCRYPTED", "verrou.odt"),
    ];
    assert_eq!(codes(&read), expected);
}

#[test]
fn deep_and_wide_texts_end_in_time() {
    let deep = format!(
        "{}<w:p><w:r><w:t>fond</w:t></w:r></w:p>{}",
        "<w:tbl><w:tr><w:tc>".repeat(3_000),
        "</w:tc></w:tr></w:tbl>".repeat(3_000)
    );
    let fields = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r></w:p>".repeat(5_000);
    let choices = format!(
        "<w:p><w:r>{}<w:t>choisi</w:t>{}</w:r></w:p>",
        "<mc:AlternateContent><mc:Choice>".repeat(60),
        "</mc:Choice></mc:AlternateContent>".repeat(60)
    );
    let runs = "<w:r><w:rPr><w:b/></w:rPr><w:t>a</w:t></w:r><w:r><w:t>b</w:t></w:r>".repeat(20_000);
    let merged =
        "<w:tc><w:tcPr><w:gridSpan w:val=\"4000000000\"/><w:vMerge/></w:tcPr><w:p/></w:tc>"
            .repeat(2_000);
    let body =
        format!("{deep}{choices}<w:p>{runs}</w:p><w:tbl><w:tr>{merged}</w:tr></w:tbl>{fields}");
    let read = Imported::from(
        folder(&[("a.docx", &docx(&body))]).path(),
        Options::default(),
        &BTreeMap::new(),
    );
    let html = read.html("a.docx");
    assert!(html.contains("choisi") && html.matches("<table").count() < 100);
    assert!(codes(&read).contains(&pair("CONVERSION_LOSS", "a.docx")), "what is too deep is told");
}

#[test]
fn control_characters_and_bytes_that_are_no_text_do_no_harm() {
    let mut bytes = b"<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>a\x00\x0B&#0;&#x1F;caf".to_vec();
    bytes.extend_from_slice(b"\xE9 &inconnue; &amp;</w:t></w:r></w:p></w:body></w:document>");
    let file = zipped(&[("word/document.xml", &bytes)]);
    let read =
        Imported::from(folder(&[("a.docx", &file)]).path(), Options::default(), &BTreeMap::new());
    let html = read.html("a.docx");
    assert!(html.starts_with("<p>acaf") && html.contains("&amp;"), "{html}");
    assert!(!html.chars().any(|c| c.is_control() && c != '\n'), "{html:?}");
}

#[test]
fn a_site_with_files_is_a_site_and_a_folder_of_files_is_not() {
    let detected = |files: &[(&str, &[u8])]| {
        open(&[folder(files).path().to_owned()], None, Options::default())
            .map(|reader| reader.format())
    };
    assert_eq!(detected(&[("a.htm", b"<p>a"), ("b.doc", b"x")]).unwrap(), Format::Html);
    assert_eq!(detected(&[("b.doc", b"x"), ("c.txt", b"x")]).unwrap(), Format::Office);
    assert!(detected(&[("c.txt", b"x")]).is_err());
    let single = folder(&[("a.docx", &docx(""))]);
    let reader = open(&[single.path().join("a.docx")], None, Options::default()).unwrap();
    assert_eq!(reader.format(), Format::Office, "a zip file, but no archive");
}

#[test]
fn a_second_run_changes_nothing() {
    let folder =
        folder(&[("a.docx", &docx("<w:p><w:r><w:t>a</w:t></w:r></w:p>")), ("b.pdf", b"x")]);
    let first = Imported::from(folder.path(), Options::default(), &BTreeMap::new()).hashes();
    let again = Imported::from(folder.path(), Options::default(), &first);
    assert_eq!(again.totals(Kind::Page), [2, 0, 0, 2, 0, 0]);
}

#[test]
fn what_is_no_pdf_has_no_text() {
    assert!(pdf_text(b"no pdf").is_err());
    assert!(
        pdf_text(b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>").is_err()
    );
}
