//! Texts written by Word.

use std::collections::BTreeMap;

use parvis_import::{Kind, Options, Target, TitleSource};

use crate::support::{Imported, folder, zipped};

const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
    xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\" \
    xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
    xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
    xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
    xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\"";

const STYLES: &str = "<w:style w:type=\"paragraph\" w:styleId=\"Titre1\"><w:name w:val=\"heading 1\"/><w:rPr><w:b/></w:rPr></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"Chapitre\"><w:name w:val=\"Chapitre\"/><w:basedOn w:val=\"Titre1\"/><w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"Corps\"><w:name w:val=\"Corps\"/><w:basedOn w:val=\"Titre1\"/><w:pPr><w:outlineLvl w:val=\"9\"/></w:pPr></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"Puces\"><w:name w:val=\"Liste\"/><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>\
    <w:style w:type=\"character\" w:styleId=\"Fort\"><w:name w:val=\"Strong\"/><w:rPr><w:b/></w:rPr></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"Rond\"><w:name w:val=\"Rond\"/><w:basedOn w:val=\"Rond2\"/></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"Rond2\"><w:name w:val=\"Rond2\"/><w:basedOn w:val=\"Rond\"/></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"Citation\"><w:name w:val=\"Quote\"/></w:style>";

const NUMBERING: &str = "<w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/></w:lvl></w:abstractNum>\
    <w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/></w:lvl>\
    <w:lvl w:ilvl=\"1\"><w:start w:val=\"3\"/><w:numFmt w:val=\"lowerLetter\"/></w:lvl></w:abstractNum>\
    <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num>\
    <w:num w:numId=\"3\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"7\"/></w:lvlOverride></w:num>";

fn relations(list: &[(&str, &str, &str)]) -> String {
    let one = |(id, kind, target): &(&str, &str, &str)| {
        let mode = if target.contains(':') { " TargetMode=\"External\"" } else { "" };
        format!(
            "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"{mode}/>"
        )
    };
    let all: String = list.iter().map(one).collect();
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{all}</Relationships>"
    )
}

/// A document of this body, and of further parts.
fn document(body: &str, own: &[(&str, &str, &str)], parts: &[(&str, &str)]) -> Vec<u8> {
    let root = |name: &str, inner: &str| {
        format!("<?xml version=\"1.0\"?><w:{name} {NAMESPACES}>{inner}</w:{name}>")
    };
    let main = root("document", &format!("<w:body>{body}</w:body>"));
    let (styles, numbering) = (root("styles", STYLES), root("numbering", NUMBERING));
    let mut links = vec![
        ("rs", "styles", "styles.xml"),
        ("rn", "numbering", "numbering.xml"),
        ("rf", "footnotes", "footnotes.xml"),
    ];
    links.extend_from_slice(own);
    let (all, top) =
        (relations(&links), relations(&[("r1", "officeDocument", "word/document.xml")]));
    let mut members = vec![
        ("_rels/.rels", top.as_bytes()),
        ("word/document.xml", main.as_bytes()),
        ("word/_rels/document.xml.rels", all.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
        ("word/numbering.xml", numbering.as_bytes()),
    ];
    let parts: Vec<(&str, String)> = parts
        .iter()
        .map(|(name, inner)| {
            let element = name.rsplit('/').next().unwrap().trim_end_matches(".xml");
            let is_word = matches!(element, "footnotes" | "comments");
            (*name, if is_word { root(element, inner) } else { (*inner).to_owned() })
        })
        .collect();
    members.extend(parts.iter().map(|(name, text)| (*name, text.as_bytes())));
    zipped(&members)
}

/// A document of this body.
pub(crate) fn docx(body: &str) -> Vec<u8> {
    document(body, &[], &[])
}

/// A document that shows a picture.
pub(crate) fn with_picture(name: &str, bytes: &[u8]) -> Vec<u8> {
    let drawing = "<w:p><w:r><w:drawing><wp:inline><wp:extent cx=\"190500\" cy=\"95250\"/><wp:docPr descr=\"Le plan\"/>\
        <a:graphic><a:graphicData><a:blip r:embed=\"p1\"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>";
    let target = format!("media/{name}");
    let part = format!("word/media/{name}");
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    document(drawing, &[("p1", "image", &target)], &[(&part, &text)])
}

fn import(bytes: &[u8]) -> Imported {
    Imported::from(folder(&[("a.docx", bytes)]).path(), Options::default(), &BTreeMap::new())
}

fn html(body: &str) -> String {
    import(&docx(body)).documents["a.docx"].0.body_html.clone()
}

fn p(style: &str, words: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>")
}

fn item(list: u8, level: u8, words: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"
    )
}

#[test]
fn headings_are_known_by_level_and_name_in_every_language() {
    let body = [
        p("Titre1", "Un"),
        p("Chapitre", "Deux"),
        p("Corps", "Texte"),
        p("Rond", "tourne"),
        p("Heading3", "Sans style"),
        "<w:p><w:pPr><w:outlineLvl w:val=\"3\"/></w:pPr><w:r><w:t>Direct</w:t></w:r></w:p>"
            .to_owned(),
        p("Citation", "q1"),
        p("Citation", "q2"),
    ];
    let expected = "<h1>Un</h1>\n<h2>Deux</h2>\n<p>Texte</p>\n<p>tourne</p>\n<h3>Sans style</h3>\n<h4>Direct</h4>\n\
        <blockquote><p>q1</p><p>q2</p></blockquote>\n";
    assert_eq!(html(&body.concat()), expected);
}

#[test]
fn lists_nest_count_and_go_on() {
    let body = [
        item(2, 0, "un"),
        item(2, 1, "c"),
        item(2, 1, "d"),
        item(2, 0, "deux"),
        p("x", "Entre"),
        item(2, 0, "trois"),
        item(3, 0, "sept"),
        p("Puces", "puce"),
        item(0, 0, "rien"),
    ];
    let expected = "<ol><li>un<ol start=\"3\"><li>c</li><li>d</li></ol></li><li>deux</li></ol>\n<p>Entre</p>\n\
        <ol start=\"3\"><li>trois</li></ol>\n<ol start=\"7\"><li>sept</li></ol>\n<ul><li>puce</li></ul>\n<p>rien</p>\n";
    assert_eq!(html(&body.concat()), expected);
}

#[test]
fn words_keep_what_their_looks_say() {
    let run = |look: &str, words: &str| {
        format!("<w:r><w:rPr>{look}</w:rPr><w:t xml:space=\"preserve\">{words}</w:t></w:r>")
    };
    let body = format!(
        "<w:p>{}{}{}{}{}{}{}{}<w:r><w:br/><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:sym w:font=\"Wingdings\" w:char=\"F0E0\"/></w:r></w:p>",
        run("<w:b/>", "gras "),
        run("<w:rStyle w:val=\"Fort\"/>", "fort "),
        run("<w:rStyle w:val=\"Fort\"/><w:b w:val=\"0\"/>", "pas "),
        run("<w:i/><w:u w:val=\"single\"/>", "souligné"),
        run("<w:u w:val=\"none\"/>", " non "),
        run("<w:vertAlign w:val=\"superscript\"/>", "e"),
        run("<w:strike/>", "rayé"),
        run("<w:vanish/>", "CACHÉ"),
    );
    let expected = "<p><b>gras fort </b>pas <i><u>souligné</u></i> non <sup>e</sup><s>rayé</s><br>a b\u{2011}→</p>\n";
    assert_eq!(html(&body), expected);
}

#[test]
fn changes_are_taken_as_accepted() {
    let body = "<w:p><w:r><w:t>Un </w:t></w:r><w:del><w:r><w:delText>faux</w:delText></w:r></w:del><w:ins><w:r><w:t>vrai</w:t></w:r></w:ins>\
        <w:moveFrom><w:r><w:t>parti</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t> venu</w:t></w:r></w:moveTo></w:p>\
        <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Deux </w:t></w:r></w:p><w:p><w:r><w:t>trois</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>reste</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let expected = "<p>Un vrai venu</p>\n<p>Deux trois</p>\n<table><tbody><tr><td>reste</td></tr></tbody></table>\n";
    assert_eq!(html(body), expected);
}

#[test]
fn cells_span_columns_and_rows() {
    let cell = |properties: &str, words: &str| {
        format!(
            "<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>"
        )
    };
    let body = format!(
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>",
        cell("<w:gridSpan w:val=\"2\"/>", "ab"),
        cell("", "c"),
        cell("<w:vMerge w:val=\"restart\"/>", "haut"),
        cell("", "1"),
        cell("", "2"),
        cell("<w:vMerge/>", ""),
        cell("", "3"),
        cell("", "4"),
    );
    let expected = "<table><tbody><tr><th colspan=\"2\">ab</th><th>c</th></tr><tr><td rowspan=\"2\">haut</td><td>1</td><td>2</td></tr>\
        <tr><td>3</td><td>4</td></tr></tbody></table>\n";
    assert_eq!(html(&body), expected);
}

#[test]
fn links_fields_notes_and_remarks() {
    let field = |instruction: &str, result: &str| {
        let mark = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
        format!(
            "{}<w:r><w:instrText>{instruction}</w:instrText></w:r>{}<w:r><w:t>{result}</w:t></w:r>{}",
            mark("begin"),
            mark("separate"),
            mark("end")
        )
    };
    let body = format!(
        "<w:p><w:hyperlink r:id=\"h1\"><w:r><w:t>site</w:t></w:r></w:hyperlink><w:hyperlink w:anchor=\"bas\"><w:r><w:t>bas</w:t></w:r></w:hyperlink>\
         <w:r><w:t>, </w:t></w:r>{}{}{}<w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>\
         <w:p><w:bookmarkStart w:name=\"bas\"/><w:bookmarkStart w:name=\"_GoBack\"/><w:r><w:t>Fin</w:t><w:footnoteReference w:id=\"2\"/><w:footnoteReference w:id=\"99\"/></w:r></w:p>",
        field("HYPERLINK \"b.docx\"", "voisin"),
        field("PAGEREF x", "12"),
        field("DATE", " lundi"),
    );
    let notes = "<w:footnote w:id=\"0\" w:type=\"separator\"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>\
        <w:footnote w:id=\"2\"><w:p><w:r><w:t>Une note</w:t></w:r></w:p></w:footnote>";
    let remarks = "<w:comment w:id=\"1\"><w:p><w:r><w:t>secret</w:t></w:r></w:p></w:comment><w:comment w:id=\"2\"/>";
    let bytes = document(
        &body,
        &[("h1", "hyperlink", "http://x.example/?a&amp;b"), ("c", "comments", "comments.xml")],
        &[("word/footnotes.xml", notes), ("word/comments.xml", remarks)],
    );
    let folder = folder(&[("a.docx", &bytes), ("b.docx", &docx(&p("x", "b")))]);
    let read = Imported::from(folder.path(), Options::default(), &BTreeMap::new());
    let expected = "<p><a href=\"http://x.example/?a&amp;b\">site</a><a href=\"#bas\">bas</a>, <a href=\"/d/b.docx\">voisin</a> lundi\
        <a id=\"appel-1\"></a><sup><a href=\"#note-1\">1</a></sup></p>\n\
        <p><a id=\"bas\"></a>Fin<sup><a href=\"#note-1\">1</a></sup></p>\n<hr>\n\
        <ol><li><a id=\"note-1\"></a>Une note <a href=\"#appel-1\">↩</a></li></ol>\n";
    assert_eq!(read.html("a.docx"), expected);
    assert_eq!(read.totals(Kind::Comment), [2, 0, 0, 0, 2, 0]);
    let codes: Vec<String> = read.problems().into_iter().map(|(code, ..)| code).collect();
    assert_eq!(codes, ["CONVERSION_LOSS", "DATE_GUESSED", "DATE_GUESSED", "UNSUPPORTED_TYPE"]);
}

#[test]
fn pictures_are_shown_or_kept_as_files() {
    let read = import(&with_picture("image1.png", b"png"));
    assert_eq!(
        read.html("a.docx"),
        "<p><img alt=\"Le plan\" height=\"10\" src=\"/d/media:a.docx!/word/media/image1.png\" width=\"20\"></p>\n"
    );
    let asset = &read.assets["media:a.docx!/word/media/image1.png"];
    assert_eq!((asset.name.as_str(), asset.alt.as_deref()), ("image1.png", Some("Le plan")));
    let read = import(&with_picture("image1.emf", b"emf"));
    assert_eq!(
        read.html("a.docx"),
        "<p><a href=\"/d/media:a.docx!/word/media/image1.emf\">image1.emf</a></p>\n"
    );
    assert_eq!(read.problems()[0].0, "CONVERSION_LOSS");

    let vml = "<w:p><w:r><w:pict><v:shape><v:imagedata r:id=\"p1\" o:title=\"x\"/></v:shape></w:pict></w:r>\
        <w:r><w:drawing><wp:inline><a:graphic><a:blip r:link=\"p2\"/></a:graphic></wp:inline></w:drawing></w:r>\
        <w:r><w:drawing><wp:inline><a:graphic><a:blip r:embed=\"p3\"/></a:graphic></wp:inline></w:drawing></w:r></w:p>";
    let own = [
        ("p1", "image", "media/v.gif"),
        ("p2", "image", "http://x.example/p.png"),
        ("p3", "image", "media/absent.png"),
    ];
    let read = import(&document(vml, &own, &[("word/media/v.gif", "gif")]));
    let (document, _) = &read.documents["a.docx"];
    let targets: Vec<_> = document.links.iter().map(|link| link.target.clone()).collect();
    let expected = [
        Target::entry(Kind::Media, "media:a.docx!/word/media/v.gif"),
        Target::entry(Kind::Media, "media:x.example/p.png"),
        Target::Missing { path: "a.docx!/word/media/absent.png".into() },
    ];
    assert_eq!(targets, expected);
    assert_eq!(read.totals(Kind::Media)[1], 2);
}

#[test]
fn text_boxes_are_read_once() {
    let boxed = |wrap: &str, words: &str| {
        format!(
            "<{wrap}><w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent></{wrap}>"
        )
    };
    let body = format!(
        "<w:p><w:r><w:t>avant</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing>{}</w:drawing></mc:Choice>\
         <mc:Fallback><w:pict>{}</w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t> après</w:t></w:r></w:p>\
         <w:p><w:r><mc:AlternateContent><mc:Choice Requires=\"x\"/><mc:Fallback><w:pict>{}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
        boxed("wp:anchor", "dans"),
        boxed("v:textbox", "dans"),
        boxed("v:textbox", "seul"),
    );
    assert_eq!(html(&body), "<p>avant après</p>\n<p>dans</p>\n<p>seul</p>\n");
}

#[test]
fn strict_files_and_other_prefixes_are_read() {
    let strict = "<x:document xmlns:x=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"><x:body><x:p><x:pPr><x:pStyle x:val=\"Heading2\"/></x:pPr>\
        <x:r><x:t>Strict</x:t></x:r></x:p></x:body></x:document>";
    let top = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r\" \
        Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument\" Target=\"/corps/texte.xml\"/></Relationships>";
    let read =
        import(&zipped(&[("_rels/.rels", top.as_bytes()), ("corps/texte.xml", strict.as_bytes())]));
    assert_eq!(read.html("a.docx"), "<h2>Strict</h2>\n");
}

#[test]
fn the_title_is_what_somebody_wrote() {
    let meta = |title: &str| {
        let core = format!(
            "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\"><dc:title>{title}</dc:title>\
             <dc:creator>Léa</dc:creator><cp:keywords>été; cantine,été</cp:keywords><dc:description>En bref</dc:description><dcterms:created>2013-09-18T08:00:00Z</dcterms:created>\
             <dcterms:modified>hier</dcterms:modified></cp:coreProperties>"
        );
        let bytes = document(&p("Titre1", "Le cœur"), &[], &[("docProps/core.xml", &core)]);
        let read = import(&bytes);
        let (document, _) = &read.documents["a.docx"];
        (document.clone(), read.problems().into_iter().map(|(code, ..)| code).collect::<Vec<_>>())
    };
    let (document, codes) = meta("Le plan");
    assert_eq!((document.title.as_str(), document.title_from), ("Le plan", TitleSource::Title));
    assert_eq!(document.author.as_deref(), Some("Léa"));
    assert_eq!(
        (document.tags, document.excerpt),
        (vec!["été".into(), "cantine".into()], Some("En bref".into()))
    );
    assert_eq!(document.created.unwrap().as_written, "2013-09-18T08:00:00Z");
    assert_eq!(codes, ["DATE_INVALID"]);
    let (document, _) = meta("Microsoft Word - plan.doc");
    assert_eq!((document.title.as_str(), document.title_from), ("Le cœur", TitleSource::Heading));
    let read = import(&docx(&p("x", "rien")));
    assert_eq!(read.documents["a.docx"].0.title, "a");
}
