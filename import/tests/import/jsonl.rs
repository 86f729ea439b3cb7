//! Parvis's own records, read and written.

use std::{collections::BTreeMap, io::Read as _};

use jiff::tz::TimeZone;
use parvis_import::{
    Format, Kind, Located, Options, Outcome, Record, State, Target, TitleSource,
    jsonl::{Line, Markup, Place, document_address, media_address},
    open,
};

use crate::support::{Imported, folder, zipped};

const WHOLE: &str = r##"{"type":"site","version":1,"title":"L'intranet","hosts":["www.vieux.example"],"lang":"fr"}
{"type":"author","external_id":"u1","name":"Léa  Martin","email":"lea@vieux.example"}
{"type":"term","external_id":"t1","name":"Cantine","taxonomy":"category","slug":"cantine"}
{"type":"media","external_id":"m 1","path":"media/plan.png","alt":"Le plan"}
{"type":"media","external_id":"m2","url":"http://www.vieux.example/up/fete.jpg"}
{"type":"document","external_id":"d/1","title":"La rentrée","body":"<p>Voir <a href=\"parvis:document/d2#bas\">ici</a>, <img src=\"parvis:media/m%201\">, <a href=\"http://vieux.example/p/2.html\">là</a>, <img src=\"/up/fete.jpg\"> et <img src=\"http://ailleurs.example/x.gif\"></p>","author":"Léa Martin","author_id":"u1","published_at":"2013-09-18T10:00:00+02:00","created_at":"2013-09-01","tags":["Cantine"],"cover":"m 1","fields":{"salle":"B 12"},"old_urls":["http://vieux.example/p/1.html"],"sticky":true,"excerpt":"Tout","slug":"la-rentree"}
{"type":"comment","external_id":"c1","document":"d/1","author":"Jo","body":"<p>Bien</p>","written_at":"2013-09-19T08:00:00Z"}
{"type":"comment","external_id":"c2","document":"d/1","parent":"c1","body":"Oui\n\nsi","format":"text"}
{"type":"document","external_id":"d2","kind":"page","format":"markdown","title":"Le plan","body":"# Titre\n\n**gras** [retour](parvis:document/d%2F1) [perdu](parvis:document/zz)","state":"draft","parent":"d/1","old_urls":"/p/2.html"}
{"type":"redirect","external_id":"r1","old_urls":["/vieux"],"to":"d2"}
"##;

fn options() -> Options {
    Options { time_zone: TimeZone::get("Europe/Paris").unwrap(), ..Options::default() }
}

fn import(text: &[u8]) -> Imported {
    let folder = folder(&[("records.jsonl", text), ("media/plan.png", b"png")]);
    Imported::from(folder.path(), options(), &BTreeMap::new())
}

fn codes(read: &Imported) -> Vec<(String, Option<u32>)> {
    read.problems().into_iter().map(|(code, _, line)| (code, line)).collect()
}

#[test]
fn authors_without_a_record_have_their_name_as_id() {
    let text = [
        r#"{"type":"document","external_id":"1","title":"a","body":"x","author":"Léa  Martin"}"#,
        r#"{"type":"document","external_id":"2","title":"a","body":"x","author":"Léa Martin"}"#,
        r#"{"type":"document","external_id":"3","title":"a","body":"x","author":"Ana Petit"}"#,
        r#"{"type":"document","external_id":"4","title":"a","body":"x","author":"Luc R.","author_id":"u2"}"#,
        r#"{"type":"document","external_id":"5","title":"a","body":"x"}"#,
        r#"{"type":"author","external_id":"u1","name":"Ana Petit"}"#,
        r#"{"type":"author","external_id":"u2","name":"Luc Roy"}"#,
    ];
    let read = import(text.join("\n").as_bytes());
    let ids: Vec<&str> = read.authors.iter().map(|author| author.external_id.as_str()).collect();
    assert_eq!(ids, ["u1", "u2", "Léa Martin"]);
    assert_eq!(read.totals(Kind::Author), [3, 3, 0, 0, 0, 0]);
    assert!(read.problems().iter().all(|(code, ..)| code != "NOT_PROCESSED"));
}

#[test]
fn a_whole_source_is_read() {
    let read = import(WHOLE.as_bytes());
    assert_eq!(read.totals(Kind::Post), [1, 1, 0, 0, 0, 0]);
    assert_eq!(read.totals(Kind::Page), [1, 1, 0, 0, 0, 0]);
    assert_eq!(read.totals(Kind::Media), [3, 3, 0, 0, 0, 0], "one of them on another host");
    assert_eq!(read.totals(Kind::Comment), [2, 2, 0, 0, 0, 0]);
    let (document, _) = &read.documents["d/1"];
    let at = |date: &Option<parvis_import::Dated>| date.as_ref().unwrap().instant.to_string();
    assert_eq!(at(&document.published), "2013-09-18T08:00:00Z");
    assert_eq!(at(&document.created), "2013-08-31T22:00:00Z", "midnight in Paris");
    assert_eq!((document.title_from, document.state), (TitleSource::Title, State::Published));
    assert_eq!((document.cover.as_deref(), document.sticky), (Some("m 1"), true));
    assert_eq!(document.fields["salle"], ["B 12"]);
    assert_eq!(document.reading.line, Some(6));
    let targets: Vec<_> = document.links.iter().map(|link| link.target.clone()).collect();
    let place = |id: &str, fragment: Option<&str>| Target::Entry {
        kind: Kind::Post,
        external_id: id.into(),
        fragment: fragment.map(str::to_owned),
    };
    let expected = [
        place("d2", Some("bas")),
        Target::entry(Kind::Media, "m 1"),
        Target::entry(Kind::Page, "d2"),
        Target::entry(Kind::Media, "m2"),
        Target::entry(Kind::Media, "media:ailleurs.example/x.gif"),
    ];
    assert_eq!(targets, expected);
    let page = &read.documents["d2"];
    assert_eq!((page.0.state, page.0.parent.as_deref()), (State::Draft, Some("d/1")));
    assert!(
        page.1.html.starts_with("<h1>Titre</h1>\n<p><b>gras</b>")
            || page.1.html.contains("<strong>gras</strong>")
    );
    assert_eq!(codes(&read), [("BROKEN_LINK".to_owned(), Some(9))]);
    assert_eq!(read.comments[1].body_html, "<p>Oui</p>\n<p>si</p>\n");
    assert_eq!(read.assets["m 1"].located, Located::Inside("media/plan.png".into()));
    assert_eq!(read.assets["m2"].name, "fete.jpg");
    assert_eq!(read.authors[0].name, "Léa Martin");
    assert_eq!(read.redirects[0].to, "d2");
}

#[test]
fn bytes_are_read_from_the_source_and_the_order_is_that_of_the_contract() {
    let zip = zipped(&[("x/a.jsonl", WHOLE.as_bytes()), ("x/media/plan.png", b"png!")]);
    let folder = folder(&[("export.zip", &zip)]);
    let reader = open(&[folder.path().join("export.zip")], None, options()).unwrap();
    assert_eq!(reader.format(), Format::JsonLines);
    assert_eq!(reader.site().title.as_deref(), Some("L'intranet"));
    assert_eq!(reader.site().hosts, ["www.vieux.example"]);
    let records: Vec<Record> = reader.records().collect();
    assert_eq!(records, reader.records().collect::<Vec<_>>(), "the same again");
    let names: Vec<&str> = records
        .iter()
        .map(|record| match record {
            Record::Author(it) => it.external_id.as_str(),
            Record::Term(it) => &it.external_id,
            Record::Asset(it) => &it.external_id,
            Record::Document(it) => &it.external_id,
            Record::Comment(it) => &it.external_id,
            Record::Redirect(it) => &it.external_id,
            Record::SetAside(_) => "aside",
        })
        .collect();
    let expected =
        ["u1", "t1", "m 1", "m2", "media:ailleurs.example/x.gif", "d/1", "c1", "c2", "d2", "r1"];
    assert_eq!(names, expected);
    let Record::Asset(asset) = &records[2] else { unreachable!("an asset") };
    let mut bytes = Vec::new();
    reader.bytes(asset).unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes, b"png!");
}

#[test]
fn what_was_written_is_read_back_the_same() {
    let source = folder(&[("a.jsonl", WHOLE.as_bytes()), ("media/plan.png", b"png")]);
    let read = |folder: &tempfile::TempDir| {
        let reader = open(&[folder.path().to_owned()], None, options()).unwrap();
        (Line::from(reader.site()), reader.records().collect::<Vec<_>>())
    };
    let lines = |(site, records): (Line, Vec<Record>)| {
        let line = |record: &Record| match record {
            Record::Author(it) => Line::from(it),
            Record::Term(it) => it.into(),
            Record::Asset(it) => it.into(),
            Record::Document(it) => (&**it).into(),
            Record::Comment(it) => (&**it).into(),
            Record::Redirect(it) => it.into(),
            Record::SetAside(_) => unreachable!("nothing is set aside"),
        };
        let all = std::iter::once(site).chain(records.iter().map(line));
        all.map(|line| line.to_json().unwrap() + "\n").collect::<String>()
    };
    let first = lines(read(&source));
    assert!(first.contains("parvis:document/d2#bas") && first.contains("parvis:media/m%201"));
    assert!(first.contains("parvis:document/d2\\\""), "an old address has become a link");
    let copy = folder(&[("b.jsonl", first.as_bytes()), ("media/plan.png", b"png")]);
    assert_eq!(lines(read(&copy)), first);
}

#[test]
fn bad_lines_are_named_and_all_others_taken() {
    let text = concat!(
        "{\"type\":\"document\",\"external_id\":\"a\",\"title\":\"A\",\"body\":\"<p>a\"}\n",
        "no json\n",
        "\n",
        "{\"type\":\"document\",\"external_id\":\"b\",\"body\":\"x\"}\n",
        "{\"type\":\"menu\",\"external_id\":\"b\"}\n",
        "{\"type\":\"document\",\"external_id\":\"a\",\"title\":\"Encore\",\"body\":\"\"}\n",
        "{\"type\":\"document\",\"external_id\":\" \",\"title\":\"x\",\"body\":\"\"}\n",
        "{\"type\":\"document\",\"external_id\":\"c\",\"title\":\"\",\"body\":\"Un deux\",\"published_at\":\"hier\",\"x\":1}\n",
        "{\"type\":\"media\",\"external_id\":\"m\"}\n",
        "{\"type\":\"media\",\"external_id\":\"n\",\"path\":\"../../etc/passwd\"}\n",
        "{\"type\":\"redirect\",\"external_id\":\"r\",\"old_urls\":[],\"to\":\"zz\"}\n",
        "[\"type\"]\n",
        "{\"type\":\"document\",\"external_id\":\"d\",\"title\":\"coup",
    );
    let read = import(text.as_bytes());
    assert_eq!(read.totals(Kind::Post), [6, 2, 0, 0, 0, 4]);
    assert_eq!(read.totals(Kind::Media), [2, 0, 0, 0, 0, 2]);
    assert_eq!(read.totals(Kind::Redirect), [1, 0, 0, 0, 1, 0]);
    assert_eq!(
        read.totals(Kind::Other),
        [4, 0, 0, 0, 1, 3],
        "three lines and a file of which none tells"
    );
    let line = |code: &str, line| (code.to_owned(), Some(line));
    let expected = [
        line("UNTITLED", 8),
        line("DATE_INVALID", 8),
        line("BROKEN_REDIRECT", 11),
        line("INVALID_RECORD", 2),
        line("INVALID_RECORD", 4),
        line("INVALID_RECORD", 5),
        line("DUPLICATE_ID", 6),
        line("INVALID_RECORD", 7),
        line("INVALID_RECORD", 9),
        line("UNSAFE_PATH", 10),
        line("INVALID_RECORD", 12),
        line("TRUNCATED", 13),
        ("SKIPPED_FILE".to_owned(), None),
        line("UNSUPPORTED_TYPE", 8),
    ];
    assert_eq!(codes(&read), expected);
    assert_eq!(read.documents["c"].0.title, "Un deux");
    let duplicate = read.report.problems().iter().find(|it| it.line == Some(6)).unwrap();
    assert_eq!(
        (duplicate.title.as_deref(), duplicate.external_id.as_deref()),
        (Some("Encore"), Some("a"))
    );
}

#[test]
fn a_line_that_is_no_record_is_named_as_far_as_it_can_be() {
    let text = concat!(
        "{\"type\":\"document\",\"fields\":{\"title\":\"non\"},\"external_id\":\"b\",\"title\":\"L’été\"}\n",
        "{\"type\":\"menu\",\"external_id\":7,\"name\":\"Cantine\"}\n",
        "{\"type\":\"document\",\"kind\":\"page\",\"external_id\":\"c\",\"title\":\"\\u00c9t\\u00e9 \\\"ici\\\"\",\"body\":}\n",
        "{\"type\":\"author\",\"external_id\":\"\",\"name\":\"Léa\"}\n",
        "{\"type\":\"media\",\"external_id\":\"m\",\"name\":\"plan.png\"}\n",
        "{\"type\":\"document\",\"external_id\":\"d\",\"title\":\"T\",\"body\":\"coup",
    );
    let read = import(text.as_bytes());
    let told: Vec<_> = read
        .report
        .problems()
        .iter()
        .filter_map(|it| Some((it.line?, it.kind, it.external_id.as_deref(), it.title.as_deref())))
        .collect();
    let expected = [
        (1, Kind::Post, Some("b"), Some("L’été")),
        (2, Kind::Other, Some("7"), Some("Cantine")),
        (3, Kind::Page, Some("c"), Some("Été \"ici\"")),
        (4, Kind::Author, None, Some("Léa")),
        (5, Kind::Media, Some("m"), Some("plan.png")),
        (6, Kind::Post, Some("d"), Some("T")),
    ];
    assert_eq!(told, expected);
}

#[test]
fn comments_out_of_order_come_after_what_they_answer() {
    let comment = |id: &str, document: &str, parent: &str| {
        let parent =
            if parent.is_empty() { String::new() } else { format!(",\"parent\":\"{parent}\"") };
        format!(
            "{{\"type\":\"comment\",\"external_id\":\"{id}\",\"document\":\"{document}\",\"body\":\"x\"{parent}}}\n"
        )
    };
    let text = [
        comment("early", "a", ""),
        comment("reply", "a", "late"),
        "{\"type\":\"document\",\"external_id\":\"a\",\"title\":\"A\",\"body\":\"a\"}\n".to_owned(),
        comment("late", "a", ""),
        comment("lost", "zz", ""),
        comment("x", "a", "y"),
        comment("y", "a", "x"),
        comment("stray", "a", "nobody"),
    ]
    .concat();
    let read = import(text.as_bytes());
    let ids: Vec<(&str, Option<&str>)> =
        read.comments.iter().map(|it| (it.external_id.as_str(), it.parent.as_deref())).collect();
    let expected = [
        ("late", None),
        ("early", None),
        ("reply", Some("late")),
        ("stray", Some("nobody")),
        ("x", None),
        ("y", Some("x")),
    ];
    assert_eq!(ids, expected, "a circle is cut");
    assert_eq!(read.totals(Kind::Comment), [7, 6, 0, 0, 0, 1]);
    assert!(codes(&read).contains(&("UNKNOWN_PARENT".to_owned(), Some(5))));
}

#[test]
fn files_that_do_harm_do_none() {
    let nul = "{\"type\":\"document\",\"external_id\":\"a\",\"title\":\"a\\u0000b\\nc\",\"body\":\"x\\u0000\\u0001y\"}\n";
    let mut bytes = nul.as_bytes().to_vec();
    bytes.extend_from_slice(
        b"{\"type\":\"document\",\"external_id\":\"b\",\"title\":\"caf\xE9\",\"body\":\"x\"}\n",
    );
    let body = format!("{}{}", "<b><font size=1>".repeat(3_000), "<p>x".repeat(3_000));
    bytes.extend(
        format!(
            "{{\"type\":\"document\",\"external_id\":\"c\",\"title\":\"c\",\"body\":\"{body}\"}}\n"
        )
        .bytes(),
    );
    bytes.extend(
        format!("{{\"type\":\"document\",\"x\":{}{}}}\n", "[".repeat(5_000), "]".repeat(5_000))
            .bytes(),
    );
    bytes.extend(
        format!(
            "{{\"type\":\"document\",\"external_id\":\"e\",\"title\":\"e\",\"body\":\"{}\"}}\n",
            "x".repeat(200_000)
        )
        .bytes(),
    );
    let folder = folder(&[("a.jsonl", &bytes)]);
    let options = Options { max_text_bytes: 150_000, ..options() };
    let read = Imported::from(folder.path(), options, &BTreeMap::new());
    assert_eq!(read.documents["a"].0.title, "ab c");
    assert_eq!(read.html("a"), "<p>xy</p>\n");
    assert_eq!(read.documents["b"].0.title, "caf\u{fffd}");
    let line = |code: &str, line| (code.to_owned(), Some(line));
    let expected = [
        line("MALFORMED", 3),
        line("INVALID_RECORD", 4),
        line("TOO_LARGE", 5),
        line("CHARACTERS_REPLACED", 2),
    ];
    assert_eq!(codes(&read), expected);
}

#[test]
fn a_later_version_is_refused_and_other_files_are_not_taken_for_records() {
    let code = |text: &str| {
        let folder = folder(&[("a.jsonl", text.as_bytes())]);
        open(&[folder.path().to_owned()], None, options()).err().map(|error| error.code())
    };
    assert_eq!(code("{\"type\":\"site\",\"version\":2}\n"), Some("FORMAT_MISMATCH"));
    assert_eq!(code("{\"type\":\"site\",\"version\":1}\n"), None);
    assert_eq!(code("[1,2]\n"), Some("FORMAT_UNRECOGNISED"));
    assert_eq!("jsonl".parse(), Ok(Format::JsonLines));
}

#[test]
fn one_line_is_a_record_by_itself() {
    let zone = TimeZone::UTC;
    let place = Place { file: "api", line: None, time_zone: &zone };
    let body = format!("<a href=\"{}\">x</a>", document_address("autre doc"));
    let line = Line::Document(Box::new(parvis_import::jsonl::DocumentLine {
        external_id: "x".into(),
        title: "X".into(),
        body: body + &format!("<img src=\"{}\">", media_address("é")),
        format: Markup::Html,
        ..Default::default()
    }));
    let Ok(Some(Record::Document(document))) = line.into_record(&place) else {
        unreachable!("a document")
    };
    let targets: Vec<_> = document.links.iter().map(|link| link.target.clone()).collect();
    assert_eq!(targets, [Target::entry(Kind::Post, "autre doc"), Target::entry(Kind::Media, "é")]);
    let line = Line::parse("{\"type\":\"media\",\"external_id\":\"m\",\"path\":\"/etc/passwd\"}");
    assert!(line.unwrap().into_record(&place).is_err());
}

#[test]
fn a_file_that_is_not_there_is_looked_for_elsewhere() {
    let text = "{\"type\":\"media\",\"external_id\":\"m\",\"path\":\"media/absent.png\"}\n";
    let read = import(text.as_bytes());
    let asset = &read.assets["m"];
    assert_eq!((&asset.located, asset.name.as_str()), (&Located::Elsewhere, "absent.png"));
    assert_eq!(read.report.totals(Kind::Media).count(Outcome::Imported), 1);
}
