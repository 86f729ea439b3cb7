//! Texts written by `LibreOffice`.

use std::{collections::BTreeMap, io::Read as _};

use parvis_import::{Code, Kind, Options, Record, Target, TitleSource, open};

use crate::support::{Imported, folder, zipped};

const NAMESPACES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
    xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
    xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
    xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\" xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
    xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
    xmlns:dc=\"http://purl.org/dc/elements/1.1/\"";

const STYLES: &str = "<office:automatic-styles>\
    <style:style style:name=\"G\" style:family=\"text\"><style:text-properties fo:font-weight=\"bold\"/></style:style>\
    <style:style style:name=\"E\" style:family=\"text\" style:parent-style-name=\"G\"><style:text-properties style:text-position=\"super 58%\"/></style:style>\
    <style:style style:name=\"H\" style:family=\"text\"><style:text-properties text:display=\"none\"/></style:style>\
    <style:style style:name=\"P1\" style:family=\"paragraph\"><style:text-properties fo:font-style=\"italic\"/></style:style>\
    <style:style style:name=\"C\" style:family=\"paragraph\" style:parent-style-name=\"Preformatted_20_Text\"/>\
    <text:list-style style:name=\"N\"><text:list-level-style-number text:level=\"1\" style:num-format=\"1\"/>\
    <text:list-level-style-bullet text:level=\"2\"/></text:list-style></office:automatic-styles>";

fn content(body: &str) -> String {
    format!(
        "<office:document-content {NAMESPACES}>{STYLES}<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
}

fn odt(body: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let content = content(body);
    let mut members: Vec<(&str, &[u8])> = vec![("content.xml", content.as_bytes())];
    members.extend_from_slice(parts);
    zipped(&members)
}

fn import(bytes: &[u8]) -> Imported {
    Imported::from(folder(&[("t/a.odt", bytes)]).path(), Options::default(), &BTreeMap::new())
}

fn html(body: &str) -> String {
    import(&odt(body, &[])).documents["t/a.odt"].0.body_html.clone()
}

#[test]
fn words_and_paragraphs() {
    let body = "<text:h text:outline-level=\"2\">Titre <text:span text:style-name=\"G\">gras</text:span></text:h>\
        <text:p>a<text:s text:c=\"3\"/>b<text:tab/>c<text:line-break/>d <text:span text:style-name=\"E\">e</text:span>\
        <text:span text:style-name=\"H\">CACHÉ</text:span></text:p><text:p text:style-name=\"P1\">penché</text:p>\
        <text:p text:style-name=\"C\">x<text:s text:c=\"2\"/>y</text:p><text:p text:style-name=\"C\">z</text:p>\
        <text:p><text:a xlink:href=\"http://x.example/\">lien</text:a> <text:a xlink:href=\"#bas\">bas</text:a></text:p>\
        <text:p><text:bookmark text:name=\"bas\"/><text:bookmark text:name=\"autre\"/>fin<office:annotation><text:p>secret</text:p></office:annotation></text:p>";
    let expected = "<h2>Titre <b>gras</b></h2>\n<p>a b c<br>d <b><sup>e</sup></b></p>\n<p><i>penché</i></p>\n<pre>x  y\nz</pre>\n\
        <p><a href=\"http://x.example/\">lien</a> <a href=\"#bas\">bas</a></p>\n<p><a id=\"bas\"></a>fin</p>\n";
    let read = import(&odt(body, &[]));
    assert_eq!(read.documents["t/a.odt"].0.body_html, expected);
    assert_eq!(read.totals(Kind::Comment), [1, 0, 0, 0, 1, 0]);
    assert_eq!(read.problems()[0].0, "CONVERSION_LOSS", "hidden words");
}

#[test]
fn lists_count_and_numbered_headings_are_headings() {
    let item = |inner: &str| format!("<text:list-item>{inner}</text:list-item>");
    let body = format!(
        "<text:list text:style-name=\"N\">{}{}</text:list><text:p>entre</text:p>\
         <text:list text:style-name=\"N\" text:continue-numbering=\"true\">{}</text:list>\
         <text:list text:style-name=\"N\"><text:list-item><text:list><text:list-item><text:h text:outline-level=\"2\">1.1 Chapitre</text:h></text:list-item></text:list></text:list-item></text:list>",
        item(&format!(
            "<text:p>un</text:p><text:list>{}</text:list>",
            item("<text:p>puce</text:p>")
        )),
        item("<text:p>deux</text:p>"),
        item("<text:p>trois</text:p>"),
    );
    let expected = "<ol><li>un<ul><li>puce</li></ul></li><li>deux</li></ol>\n<p>entre</p>\n<ol start=\"3\"><li>trois</li></ol>\n<h2>1.1 Chapitre</h2>\n";
    assert_eq!(html(&body), expected);
}

#[test]
fn tables_notes_and_changes() {
    let cell = |attributes: &str, words: &str| {
        format!("<table:table-cell {attributes}><text:p>{words}</text:p></table:table-cell>")
    };
    let body = format!(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>parti</text:p></text:deletion></text:changed-region></text:tracked-changes>\
         <table:table><table:table-header-rows><table:table-row>{}<table:covered-table-cell/></table:table-row></table:table-header-rows>\
         <table:table-row>{}</table:table-row></table:table>\
         <text:p>Appel<text:note text:note-class=\"footnote\"><text:note-citation>i</text:note-citation><text:note-body><text:p>Note</text:p></text:note-body></text:note></text:p>",
        cell("table:number-columns-spanned=\"2\"", "ab"),
        cell("table:number-columns-repeated=\"2\"", "x"),
    );
    let expected = "<table><tbody><tr><th colspan=\"2\">ab</th></tr><tr><td>x</td><td>x</td></tr></tbody></table>\n\
        <p>Appel<a id=\"appel-1\"></a><sup><a href=\"#note-1\">1</a></sup></p>\n<hr>\n\
        <ol><li><a id=\"note-1\"></a>Note <a href=\"#appel-1\">↩</a></li></ol>\n";
    assert_eq!(html(&body), expected);
}

#[test]
fn pictures_inside_beside_and_elsewhere() {
    let image = |href: &str| {
        format!(
            "<draw:frame svg:width=\"2.54cm\" svg:height=\"1in\"><draw:image xlink:href=\"{href}\"/><svg:desc>Vue</svg:desc></draw:frame>"
        )
    };
    let body = format!(
        "<text:p>{}{}{}{}</text:p><text:p><draw:frame><draw:text-box><text:p>boîte</text:p></draw:text-box></draw:frame>reste</text:p>",
        image("Pictures/a.png"),
        image("../b.png"),
        image("http://x.example/c.png"),
        image("Pictures/absent.png"),
    );
    let bytes = odt(&body, &[("Pictures/a.png", b"png")]);
    let folder = folder(&[("t/a.odt", &bytes), ("t/b.png", b"png")]);
    let read = Imported::from(folder.path(), Options::default(), &BTreeMap::new());
    let (document, _) = &read.documents["t/a.odt"];
    let targets: Vec<_> = document.links.iter().map(|link| link.target.clone()).collect();
    let expected = [
        Target::entry(Kind::Media, "media:t/a.odt!/Pictures/a.png"),
        Target::entry(Kind::Media, "media:t/b.png"),
        Target::entry(Kind::Media, "media:x.example/c.png"),
        Target::Missing { path: "t/a.odt!/Pictures/absent.png".into() },
    ];
    assert_eq!(targets, expected);
    assert!(
        document.body_html.contains("alt=\"Vue\" width=\"96\" height=\"96\""),
        "{}",
        document.body_html
    );
    assert!(document.body_html.ends_with("<p>reste</p>\n<p>boîte</p>\n"));
    assert_eq!(read.totals(Kind::Media), [3, 3, 0, 0, 0, 0]);
}

fn flat(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><office:document {NAMESPACES}><office:meta><dc:title>À plat</dc:title><meta:initial-creator>Léa</meta:initial-creator>\
         <dc:creator>Jo</dc:creator><meta:creation-date>2013-09-18T10:00:00.123</meta:creation-date></office:meta>{STYLES}\
         <office:body><office:text>{body}</office:text></office:body></office:document>"
    )
}

#[test]
fn flat_files_hold_their_pictures_as_text() {
    let body = "<text:p><draw:frame><draw:image><office:binary-data>R0lGODlh\nAAA=</office:binary-data></draw:image></draw:frame>é</text:p>";
    let folder = folder(&[("a.fodt", flat(body).as_bytes())]);
    let reader = open(&[folder.path().to_owned()], None, Options::default()).unwrap();
    let records: Vec<Record> = reader.records().collect();
    let [Record::Author(_), Record::Asset(asset), Record::Document(document)] = records.as_slice()
    else {
        unreachable!("an author, a picture and a text: {records:?}")
    };
    let mut bytes = Vec::new();
    reader.bytes(asset).unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!((bytes.as_slice(), asset.name.as_str()), (&b"GIF89a\0\0"[..], "image-0.gif"));
    assert_eq!((document.title.as_str(), document.title_from), ("À plat", TitleSource::Title));
    assert_eq!(document.author.as_deref(), Some("Léa"), "who saved it is not who wrote it");
    assert_eq!(document.created.as_ref().unwrap().instant.to_string(), "2013-09-18T10:00:00.123Z");
}

#[test]
fn links_lead_to_files_beside_the_document() {
    let body = "<text:p><text:a xlink:href=\"../rapport.pdf\">ici</text:a> <text:a xlink:href=\"../../c/note%20un.odt#bas\">là</text:a> \
        <text:a xlink:href=\"../absent.pdf\">perdu</text:a></text:p>";
    let files: [(&str, &[u8]); 3] = [
        ("t/b.odt", &odt(body, &[])),
        ("t/rapport.pdf", b"%PDF"),
        ("c/note un.odt", &odt("<text:p>x</text:p>", &[])),
    ];
    let read = Imported::from(folder(&files).path(), Options::default(), &BTreeMap::new());
    let links = &read.documents["t/b.odt"].0.links;
    let targets: Vec<Target> = links.iter().map(|link| link.target.clone()).collect();
    let page = |id: &str, fragment: Option<&str>| Target::Entry {
        kind: Kind::Page,
        external_id: id.into(),
        fragment: fragment.map(str::to_owned),
    };
    let expected = [
        page("t/rapport.pdf", None),
        page("c/note un.odt", Some("bas")),
        Target::Missing { path: "absent.pdf".into() },
    ];
    assert_eq!(targets, expected);
    let flat = flat("<text:p><text:a xlink:href=\"../rapport.pdf\">ici</text:a></text:p>");
    let files: [(&str, &[u8]); 2] = [("t/b.fodt", flat.as_bytes()), ("rapport.pdf", b"%PDF")];
    let read = Imported::from(folder(&files).path(), Options::default(), &BTreeMap::new());
    assert_eq!(read.documents["t/b.fodt"].0.links[0].target, page("rapport.pdf", None));
}

#[test]
fn what_a_document_says_of_itself_is_kept() {
    let meta = format!(
        "<office:document-meta {NAMESPACES}><office:meta><meta:keyword>été</meta:keyword><meta:keyword>cantine, fête</meta:keyword>\
         <dc:description>En bref</dc:description><meta:initial-creator>Léa</meta:initial-creator></office:meta></office:document-meta>"
    );
    let text = odt("<text:p>x</text:p>", &[("meta.xml", meta.as_bytes())]);
    let read = import(&text);
    let document = &read.documents["t/a.odt"].0;
    assert_eq!(document.tags, ["été", "cantine", "fête"]);
    assert_eq!(document.excerpt.as_deref(), Some("En bref"));
    let authors: Vec<_> =
        read.authors.iter().map(|it| (it.external_id.as_str(), it.name.as_str())).collect();
    assert_eq!(authors, [("Léa", "Léa")]);
    assert_eq!(read.totals(Kind::Author), [1, 1, 0, 0, 0, 0]);
}

#[test]
fn a_flat_file_that_is_cut_keeps_what_was_whole() {
    let whole = flat("<text:p>un</text:p><text:p>deux et demi");
    let cut = &whole[..whole.find(" et demi").unwrap()];
    let folder = folder(&[("a.fodt", cut.as_bytes())]);
    let read = Imported::from(folder.path(), Options::default(), &BTreeMap::new());
    assert!(read.html("a.fodt").starts_with("<p>un</p>"), "{}", read.html("a.fodt"));
    assert!(read.problems().iter().any(|(code, ..)| code == "TRUNCATED"));
}

#[test]
fn repeated_cells_are_bounded_by_their_bytes_and_rows_without_any_by_number() {
    let words = "mot ".repeat(25_000);
    let cell = format!("<table:table-cell><text:p>{words}</text:p></table:table-cell>");
    let body = format!(
        "<table:table><table:table-row table:number-rows-repeated=\"100000\">{cell}</table:table-row>\
         <table:table-row table:number-rows-repeated=\"4000000000\"/></table:table>"
    );
    let bytes = odt(&body, &[]);
    let folder = folder(&[("a.odt", &bytes)]);
    let read = Imported::from(folder.path(), Options::default(), &BTreeMap::new());
    let (document, written) = &read.documents["a.odt"];
    let rows = written.html.matches("<td>").count();
    assert!((300..400).contains(&rows), "{rows}: 32 MiB of rows of 100 kB");
    assert!(document.problems.iter().any(|problem| problem.code == Code::ConversionLoss));
}
