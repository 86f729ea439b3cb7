//! Tables that list texts.

use std::{collections::BTreeMap, io::Read as _};

use jiff::tz::TimeZone;
use parvis_import::{Code, Format, Kind, Options, State, Target, open};

use crate::{
    docx::docx,
    support::{Imported, folder, zipped},
};

fn options() -> Options {
    Options { time_zone: TimeZone::get("Europe/Paris").unwrap(), ..Options::default() }
}

fn import(files: &[(&str, &[u8])]) -> Imported {
    Imported::from(folder(files).path(), options(), &BTreeMap::new())
}

fn codes(read: &Imported) -> Vec<(String, Option<u32>)> {
    read.problems().into_iter().map(|(code, _, line)| (code, line)).collect()
}

fn line(code: &str, line: u32) -> (String, Option<u32>) {
    (code.to_owned(), Some(line))
}

fn latin(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

#[test]
fn a_table_as_french_excel_writes_it() {
    let text = "Identifiant;Titre;Texte;Auteur;Créé le;Publié le;État;Dossier;Mots-clés;Ancienne adresse;Pièces jointes;Budget\r\n\
        12;L’été « là »;\"Un, deux\r\n\r\ntrois; \"\"quatre\"\"\";Léa;01/09/2013;18/09/2013 10:30;publié;RH/Congés;été|cantine;/a.htm|http://x.example/b;plan.pdf|docs/absent.pdf;1 200,50\r\n\
        13;Brouillon;<p>Voir <a href=\"/a.htm\">là</a>;;31/02/2013;;secret;;;;;\r\n";
    let read = import(&[("liste.csv", &latin(text)), ("plan.pdf", b"pdf"), ("autre.txt", b"x")]);
    let (document, _) = &read.documents["12"];
    assert_eq!(
        (document.title.as_str(), document.author.as_deref()),
        ("L’été « là »", Some("Léa"))
    );
    assert_eq!(document.state, State::Published);
    let at = |date: &Option<parvis_import::Dated>| date.as_ref().unwrap().instant.to_string();
    assert_eq!(at(&document.published), "2013-09-18T08:30:00Z");
    assert_eq!(at(&document.created), "2013-08-31T22:00:00Z");
    assert_eq!(document.tags, ["été", "cantine"]);
    assert_eq!(document.old_urls, ["/a.htm", "http://x.example/b"]);
    assert_eq!(document.fields["Budget"], ["1 200,50"]);
    assert_eq!(document.fields["folder"], ["RH/Congés"]);
    assert_eq!(
        document.body_html,
        "<p>Un, deux</p>\n<p>trois; &quot;quatre&quot;</p>\n<ul><li><a href=\"plan.pdf\">plan.pdf</a></li>\
            <li><a href=\"docs/absent.pdf\">absent.pdf</a></li></ul>\n"
    );
    assert_eq!(document.reading.encoding.as_ref().unwrap().used, "windows-1252");
    let (draft, rewritten) = &read.documents["13"];
    assert_eq!(draft.state, State::Draft, "an unknown word never makes a text public");
    assert_eq!(rewritten.html, "<p>Voir <a href=\"/d/12\">là</a></p>\n");
    assert_eq!(read.totals(Kind::Post), [2, 2, 0, 0, 0, 0]);
    assert_eq!(read.totals(Kind::Media), [1, 1, 0, 0, 0, 0]);
    assert_eq!(read.totals(Kind::Other), [1, 0, 0, 0, 1, 0]);
    let expected = [
        line("MISSING_MEDIA", 2),
        line("DATE_INVALID", 5),
        line("KEPT_PRIVATE", 5),
        ("SKIPPED_FILE".to_owned(), None),
    ];
    assert_eq!(codes(&read), expected);
}

#[test]
fn authors_are_those_whom_rows_name() {
    let table = "identifiant;titre;texte;auteur\n1;A;x;Léa Martin\n2;B;x;\n3;C;x;Léa  Martin\n4;D;x;Luc Roy\n;E;x;Personne\n";
    let read = import(&[("t.csv", table.as_bytes())]);
    let authors: Vec<_> =
        read.authors.iter().map(|it| (it.external_id.as_str(), it.name.as_str())).collect();
    assert_eq!(authors, [("Léa Martin", "Léa Martin"), ("Luc Roy", "Luc Roy")]);
    assert_eq!(read.totals(Kind::Author), [2, 2, 0, 0, 0, 0]);
}

#[test]
fn lists_with_ids_in_everyday_words_are_recognised() {
    let rows = "\n1;Un;x;01/02/2013\n";
    for head in [
        "id;titre;texte;date",
        "ID;Title;Body",
        "Référence;Intitulé;Contenu;Date",
        "sep=;\nid;titre;texte;date",
        "id;titre;fichier",
        "id;titre;auteur;date de publication",
    ] {
        let text = format!("{head}{rows}");
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16 = [&b"\xFF\xFE"[..], &utf16].concat();
        for bytes in [text.as_bytes(), &utf16] {
            let folder = folder(&[("t.csv", bytes)]);
            let reader = open(&[folder.path().to_owned()], None, options()).unwrap();
            assert_eq!(reader.format(), Format::Table, "{head}");
            assert_eq!(reader.expected()[&Kind::Post], 1, "{head}");
        }
    }
    for head in ["id;titre;prix;date", "id;nom;date", "référence;titre;quantité", "id;title;price"]
    {
        let folder = folder(&[("t.csv", format!("{head}{rows}").as_bytes())]);
        let format = open(&[folder.path().to_owned()], None, options()).map(|it| it.format());
        assert!(format.is_err(), "{head}: {format:?}");
    }
}

#[test]
fn texts_lie_in_files_beside_the_table() {
    let word = docx("<w:p><w:r><w:t>Du Word</w:t></w:r></w:p>");
    let table = "external_id,title,body_file,kind\n\
        a,A,textes/a.html,page\n\
        b,B,textes/b.md,\n\
        c,C,textes/c.txt,\n\
        d,D,textes/d.docx,\n\
        e,E,../../secret.html,\n\
        f,F,textes/absent.html,\n\
        g,G,plan.exe,\n";
    let files: [(&str, &[u8]); 7] = [
        ("t/liste.csv", table.as_bytes()),
        (
            "t/textes/a.html",
            "<p>é <a href='b.md#x'>b</a> <img src='../img/p.png'> <img src=absent.png>".as_bytes(),
        ),
        ("t/textes/b.md", b"# B\n\n* un\n* deux\n"),
        ("t/textes/c.txt", b"caf\xE9\n\nfin"),
        ("t/textes/d.docx", &word),
        ("t/img/p.png", b"png"),
        ("t/plan.exe", b"MZ"),
    ];
    let read = import(&files);
    assert_eq!(read.totals(Kind::Page), [1, 1, 0, 0, 0, 0]);
    assert_eq!(read.totals(Kind::Post), [6, 3, 0, 0, 0, 3]);
    let (document, _) = &read.documents["a"];
    let targets: Vec<_> = document.links.iter().map(|link| link.target.clone()).collect();
    let expected = [
        Target::Entry { kind: Kind::Post, external_id: "b".into(), fragment: Some("x".into()) },
        Target::entry(Kind::Media, "media:t/img/p.png"),
        Target::Missing { path: "t/textes/absent.png".into() },
    ];
    assert_eq!(targets, expected);
    assert_eq!(read.html("b"), "<h1>B</h1>\n<ul><li>un</li><li>deux</li></ul>\n");
    assert_eq!(read.html("c"), "<p>café</p>\n<p>fin</p>\n");
    assert_eq!(read.html("d"), "<p>Du Word</p>\n");
    let found = codes(&read);
    assert!(found.contains(&line("UNSAFE_PATH", 6)), "{found:?}");
    assert!(
        found.contains(&line("UNREADABLE", 7)) && found.contains(&line("INVALID_RECORD", 8)),
        "{found:?}"
    );
    assert!(found.contains(&line("MISSING_MEDIA", 2)));
}

#[test]
fn rows_that_are_no_texts_are_named() {
    let table = "external_id;title;body\na;A;x\n;sans;y\na;encore;z\nb;B;v;w\nc;;Premiers mots\n";
    let read = import(&[("t.csv", table.as_bytes())]);
    assert_eq!(read.totals(Kind::Post), [5, 3, 0, 0, 0, 2]);
    let expected = [
        line("CONVERSION_LOSS", 5),
        line("UNTITLED", 6),
        line("INVALID_RECORD", 3),
        line("DUPLICATE_ID", 4),
    ];
    assert_eq!(codes(&read), expected);
    assert_eq!(read.documents["c"].0.title, "Premiers mots");
}

fn xlsx(sheet: &str, strings: &str) -> Vec<u8> {
    let ns = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let book = format!(
        "<workbook {ns} xmlns:r=\"{rel}\"><sheets><sheet name=\"Feuil1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let rels = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{rel}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{rel}/sharedStrings\" Target=\"sharedStrings.xml\"/>\
         <Relationship Id=\"rId3\" Type=\"{rel}/styles\" Target=\"styles.xml\"/></Relationships>"
    );
    let styles = format!(
        "<styleSheet {ns}><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"
    );
    let sheet = format!("<worksheet {ns}><sheetData>{sheet}</sheetData></worksheet>");
    let strings = format!("<sst {ns}>{strings}</sst>");
    let top = rels.replace("Relationship Id=\"rId1\"", "Relationship Id=\"rId0\"");
    let top = top.replace(
        "/worksheet\" Target=\"worksheets/sheet1.xml",
        "/officeDocument\" Target=\"xl/workbook.xml",
    );
    zipped(&[
        ("_rels/.rels", top.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", rels.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[test]
fn a_workbook_is_a_table() {
    let strings = ["external_id", "titre", "texte", "publié le", "L’été", "Corps"];
    let strings: String = strings.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
    let text = |at: &str, number: u8| format!("<c r=\"{at}\" t=\"s\"><v>{number}</v></c>");
    let sheet = format!(
        "<row r=\"1\">{}{}{}{}</row><row r=\"3\"><c r=\"A3\"><v>12</v></c>{}{}<c r=\"D3\" s=\"1\"><v>41535.4375</v></c></row>",
        text("A1", 0),
        text("B1", 1),
        text("C1", 2),
        text("D1", 3),
        text("B3", 4),
        text("C3", 5)
    );
    let read = import(&[("liste.xlsx", &xlsx(&sheet, &strings))]);
    let (document, _) = &read.documents["12"];
    assert_eq!((document.title.as_str(), document.body_html.as_str()), ("L’été", "<p>Corps</p>\n"));
    assert_eq!(document.published.as_ref().unwrap().instant.to_string(), "2013-09-18T08:30:00Z");
    assert_eq!(document.reading.line, Some(3));
    assert_eq!(codes(&read), []);
}

/// A workbook of these sheets, with whether each is hidden; cells of a row stand between `|`.
fn workbook(sheets: &[(&str, bool, &[&str])]) -> Vec<u8> {
    let ns = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package =
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
    let (mut names, mut rels, mut files) = (String::new(), String::new(), Vec::new());
    for (position, (name, hidden, rows)) in sheets.iter().enumerate() {
        let number = position + 1;
        let state = if *hidden { " state=\"hidden\"" } else { "" };
        names = format!(
            "{names}<sheet name=\"{name}\" sheetId=\"{number}\"{state} r:id=\"r{number}\"/>"
        );
        rels = format!(
            "{rels}<Relationship Id=\"r{number}\" Type=\"{rel}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        );
        let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
        let row =
            |row: &&str| format!("<row>{}</row>", row.split('|').map(cell).collect::<String>());
        let rows: String = rows.iter().map(row).collect();
        let sheet = format!("<worksheet {ns}><sheetData>{rows}</sheetData></worksheet>");
        files.push((format!("xl/worksheets/sheet{number}.xml"), sheet));
    }
    files.extend([
        ("_rels/.rels".to_owned(), format!("{package}<Relationship Id=\"r0\" Type=\"{rel}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")),
        ("xl/workbook.xml".to_owned(), format!("<workbook {ns} xmlns:r=\"{rel}\"><sheets>{names}</sheets></workbook>")),
        ("xl/_rels/workbook.xml.rels".to_owned(), format!("{package}{rels}</Relationships>")),
    ]);
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    zipped(&files)
}

#[test]
fn every_sheet_that_lists_texts_is_read_and_the_others_are_named() {
    let head = "identifiant|titre|texte";
    let book = workbook(&[
        ("2013", false, &[head, "1|Un|x", "2|Deux|x"]),
        ("2014", false, &[head, "1|Trois|x", "|sans|x"]),
        ("Vide", false, &[]),
        ("Légende", false, &["code|sens", "A|x", "B|y"]),
        ("2015", true, &[head, "9|Caché|x"]),
    ]);
    let read = import(&[("liste.xlsx", &book)]);
    assert_eq!(read.documents.keys().collect::<Vec<_>>(), ["1", "2", "2014!1"]);
    assert_eq!(read.documents["2014!1"].0.title, "Trois");
    assert_eq!(read.documents["2014!1"].0.fields["sheet"], ["2014"]);
    assert!(read.documents["1"].0.fields.is_empty());
    assert_eq!(read.totals(Kind::Post), [4, 3, 0, 0, 0, 1]);
    assert_eq!(read.totals(Kind::Other), [2, 0, 0, 0, 2, 0]);
    let skipped = read.report.problems().iter().filter(|it| it.code == Code::SkippedSheet);
    let told: Vec<_> = skipped.map(|it| it.message.as_str()).collect();
    assert_eq!(
        told,
        [
            "sheet `Légende` is no list of texts; its rows, 3, were left out",
            "sheet `2015` is hidden; its rows, 2, were left out"
        ]
    );
}

#[test]
fn hostile_workbooks_are_refused() {
    let far = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>external_id</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>titre</t></is></c></row>\
        <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let bomb = xlsx(&format!("<!--{}-->", " ".repeat(3 << 20)), "");
    let good = b"external_id;title\na;A\n";
    let options = Options { max_text_bytes: 2 << 20, ..options() };
    let folder = folder(&[
        ("a.csv", good),
        ("bomb.xlsx", &bomb),
        ("cut.xlsx", &bomb[..bomb.len() / 2]),
        ("far.xlsx", &xlsx(far, "")),
        ("text.xlsx", b"no workbook"),
    ]);
    let read = Imported::from(folder.path(), options, &BTreeMap::new());
    assert_eq!(read.totals(Kind::Post), [1, 1, 0, 0, 0, 0]);
    let failed: Vec<String> = read
        .report
        .problems()
        .iter()
        .filter(|it| it.file.as_deref() != Some("a.csv"))
        .map(|it| format!("{:?} {}", it.code, it.file.clone().unwrap()))
        .collect();
    assert_eq!(failed, ["Malformed bomb.xlsx", "Malformed cut.xlsx", "Malformed text.xlsx"]);
}

#[test]
fn no_control_character_comes_out_of_a_cell() {
    let read =
        import(&[("posts.csv", b"post_id,post_date,title,subtitle\n1\x002.un,,T\x00\x1b,S\x00\n")]);
    let (document, _) = &read.documents["12.un"];
    assert_eq!((document.title.as_str(), document.excerpt.as_deref()), ("T", Some("S")));
    let told: Vec<&str> = document.problems.iter().map(|it| it.message.as_str()).collect();
    assert!(told.contains(&"its text `posts/12.un.html` is not beside the table"), "{told:?}");
}

#[test]
fn exports_of_other_systems_are_tables_too() {
    let substack = "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url\n\
        1.un,2019-07-26T20:48:19.814Z,true,,newsletter,everyone,L&#x2019;été,Sous-titre,\n\
        2.deux,2019-07-27T20:48:19.814Z,true,,page,only_paid,Payant,,http://x.example/a.mp3\n\
        3.trois,,FALSE,,newsletter,everyone,Brouillon,,\n";
    let read = import(&[
        ("posts.csv", substack.as_bytes()),
        ("posts/1.un.html", b"<p>Texte <a href='2.deux.html'>suite</a>"),
    ]);
    let state = |id: &str| read.documents[id].0.state;
    assert_eq!(
        [state("1.un"), state("2.deux"), state("3.trois")],
        [State::Published, State::Private, State::Draft]
    );
    assert_eq!(read.documents["1.un"].0.title, "L’été");
    assert!(read.html("1.un").starts_with("<p>Texte "));
    assert_eq!(read.totals(Kind::Page), [1, 1, 0, 0, 0, 0]);

    let wix = "Author,Title,ID,Slug,Plain Content,Cover Image,Published Date,Categories,Rich Content,Post Page URL,Internal ID\n\
        Ana,Bonjour,p1,bonjour,texte nu,wix:image://v1/a~mv2.jpg/a.jpg#x,2025-10-01T10:00:00Z,Nouvelles,\"{\"\"nodes\"\":[{\"\"type\"\":\"\"PARAGRAPH\"\",\"\"nodes\"\":[{\"\"type\"\":\"\"TEXT\"\",\"\"textData\"\":{\"\"text\"\":\"\"riche\"\"}}]}]}\",/post/bonjour,i1\n\
        ,Nu,p2,,texte nu,,,,pas du json,,i2\n";
    let read = import(&[("wix.csv", wix.as_bytes())]);
    assert!(read.html("i1").ends_with("<p>riche</p>\n"));
    assert_eq!(
        read.documents["i1"].0.cover.as_deref(),
        Some("media:static.wixstatic.com/media/a~mv2.jpg")
    );
    assert_eq!(read.documents["i1"].0.fields["ID"], ["p1"]);
    assert_eq!(
        (read.html("i2"), read.documents["i2"].0.state),
        ("<p>texte nu</p>\n", State::Draft)
    );
}

#[test]
fn a_quote_that_is_never_closed_costs_what_follows_and_says_so() {
    let text = format!("external_id;title\na;A\nb;\"{}", "x\n".repeat(300_000));
    let folder = folder(&[("t.csv", text.as_bytes())]);
    let options = Options { max_text_bytes: 50_000, ..options() };
    let read = Imported::from(folder.path(), options, &BTreeMap::new());
    assert_eq!(read.totals(Kind::Post), [1, 1, 0, 0, 0, 0]);
    assert_eq!(codes(&read).last().unwrap().0, "TRUNCATED");
}

#[test]
fn other_tables_are_not_taken_for_lists_of_texts() {
    let folder = folder(&[("contacts.csv", b"id;title;phone\n1;Dr;2\n")]);
    let code =
        |format| open(&[folder.path().to_owned()], format, options()).err().map(|it| it.code());
    assert_eq!(code(None), Some("FORMAT_UNRECOGNISED"));
    assert_eq!(code(Some(Format::Table)), None, "asked for");
    let reader = open(&[folder.path().to_owned()], Some(Format::Table), options()).unwrap();
    assert_eq!(reader.records().count(), 1);
}

#[test]
fn pictures_in_texts_of_word_are_read_from_them() {
    let picture = crate::docx::with_picture("image1.png", b"PNG!");
    let files: [(&str, &[u8]); 2] =
        [("t.csv", b"external_id,body_file\na,d/a.docx\n"), ("d/a.docx", &picture)];
    let folder = folder(&files);
    let reader = open(&[folder.path().to_owned()], None, options()).unwrap();
    let asset = reader.records().find_map(|record| match record {
        parvis_import::Record::Asset(asset) => Some(asset),
        _ => None,
    });
    let mut bytes = Vec::new();
    reader.bytes(&asset.unwrap()).unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes, b"PNG!");
}
