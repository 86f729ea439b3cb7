//! Exports of `TypePad` and Movable Type: one text for each of their habits and broken ones.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use parvis_import::{Format, Kind, LinkUsage, Located, Options, State, Target, TitleSource, open};

use crate::support::{Imported, folder};

fn import(files: &[(&str, &[u8])], options: Options) -> Imported {
    Imported::from(folder(files).path(), options, &BTreeMap::new())
}

fn one(text: &str) -> Imported {
    import(&[("blog.txt", text.as_bytes())], Options::default())
}

/// An entry with this header and body, closed.
fn entry(header: &str, body: &str) -> String {
    format!(
        "{header}\n-----\nBODY:\n{body}\n-----\nEXTENDED BODY:\n\n-----\nEXCERPT:\n\n-----\nKEYWORDS:\n\n-----\n--------\n"
    )
}

pub(crate) fn codes(import: &Imported) -> Vec<String> {
    import.problems().into_iter().map(|(code, ..)| code).collect()
}

#[test]
fn an_entry_comes_in_with_all_that_is_told_of_it() {
    let text = "AUTHOR: Zoé\nAUTHOR EMAIL: zoe@blog.example\nTITLE: L&rsquo;été &amp; après\nSTATUS: Publish\nCONVERT BREAKS: __default__\nBASENAME: ete\nPRIMARY CATEGORY: Sorties\nCATEGORY: Sorties\nCATEGORY: Ville\nTAGS: \"Place Neuve\",été\nCF50_lieu: Lyon\n\nUNIQUE URL: https://zoe.blog.example/z/2013/07/ete.html \nDATE: 07/14/2013 08:30:00 PM\n-----\nBODY:\nUn\ndeux\n\ntrois\n-----\nEXTENDED BODY:\nla suite\n-----\nEXCERPT:\nEn <b>bref</b>\n-----\nKEYWORDS:\nsoleil, lac\n-----\nCOMMENT:\nAUTHOR: Ana\nEMAIL: ana@x.example\nIP: 198.51.100.7\nURL: \nDATE: 07/15/2013 09:00:00 AM\nvector<int>\nest-ce <b>bien</b> ?\n-----\nPING:\nTITLE: Chez moi\nURL: http://moi.example/a\nIP: 198.51.100.8\nBLOG NAME: Moi\nDATE: 07/15/2013 10:00:00 AM\nun mot\n-----\nCOMMENT:\nAUTHOR: Zoé\nEMAIL: zoe@blog.example\nIP: 198.51.100.9\nURL:\nDATE: 07/16/2013 09:00:00 AM\noui\n-----\n--------\n";
    let options =
        Options { time_zone: TimeZone::get("Europe/Paris").unwrap(), ..Options::default() };
    let blog = import(&[("blog.txt", text.as_bytes())], options);
    let (post, _) = &blog.documents["2013/07/ete"];
    assert_eq!((post.title.as_str(), post.title_from), ("L’été & après", TitleSource::Title));
    assert_eq!(
        post.body_html,
        "<p>Un<br> deux</p>\n<p>trois</p>\n<p><a id=\"more\"></a></p>\n<p>la suite</p>\n"
    );
    assert_eq!(post.excerpt.as_deref(), Some("En bref"));
    assert_eq!(post.tags, ["Sorties", "Ville", "Place Neuve", "été"]);
    assert_eq!(post.published.as_ref().unwrap().instant.to_string(), "2013-07-14T18:30:00Z");
    assert_eq!(post.old_urls, ["https://zoe.blog.example/z/2013/07/ete.html"]);
    assert_eq!((post.state, post.slug.as_deref()), (State::Published, Some("ete")));
    assert_eq!(post.fields["cf50_lieu"], ["Lyon"]);
    assert_eq!(post.fields["keywords"], ["soleil, lac"]);
    assert_eq!(blog.authors[0].email.as_deref(), Some("zoe@blog.example"));
    assert_eq!(blog.terms.len(), 4);
    let comments: Vec<_> = blog
        .comments
        .iter()
        .map(|c| (c.author.as_deref(), c.author_id.as_deref(), c.body_html.as_str()))
        .collect();
    let expected = [
        (Some("Ana"), None, "<p>vector&lt;int&gt;<br> est-ce <b>bien</b> ?</p>\n"),
        (
            Some("Moi"),
            None,
            "<p><a href=\"http://moi.example/a\">Chez moi</a></p>\n<p>un mot</p>\n",
        ),
        (Some("Zoé"), Some("author:Zoé"), "<p>oui</p>\n"),
    ];
    assert_eq!(comments, expected);
    let told = format!("{:?}{:?}", blog.comments, blog.report);
    assert!(!told.contains("198.51.100") && !told.contains("ana@x"), "personal data: {told}");
    assert_eq!(blog.totals(Kind::Comment), [3, 3, 0, 0, 0, 0]);
    assert_eq!(codes(&blog), [""; 0]);
}

#[test]
fn separators_in_texts_are_text() {
    let first = "AUTHOR: a\nTITLE: un\nSTATUS: Publish\nDATE: 01/02/2010 10:00:00 AM\n-----\nBODY:\navant\n-----\nau milieu\n-----\t\n--------\t\napr&egrave;s\n-----\nCOMMENT:\nAUTHOR: b\nDATE: 01/03/2010 10:00:00 AM\nune citation:\n--------\nDATE: hier\n-----\n--------\nfin de la citation\n-----\n\n\n--------\n";
    let blog = one(&format!(
        "{first}{}",
        entry("AUTHOR: c\nTITLE: deux\nSTATUS: Draft\nDATE: 01/02/2011 10:00:00 AM", "x")
    ));
    assert_eq!(blog.totals(Kind::Post), [2, 2, 0, 0, 0, 0]);
    let body =
        blog.documents.values().find(|(post, _)| post.title == "un").unwrap().0.body_html.clone();
    assert_eq!(body.matches("-----").count(), 3, "{body}");
    assert!(blog.comments[0].body_html.contains("fin de la citation"));
    assert_eq!(
        blog.documents.values().find(|(post, _)| post.title == "deux").unwrap().0.state,
        State::Draft
    );
    assert_eq!(codes(&blog), [""; 0]);
}

#[test]
fn ids_tell_entries_apart_and_stay_the_same() {
    let header = "AUTHOR: a\nSTATUS: Publish\nDATE: 01/02/99 10:00:00 AM";
    let named = "AUTHOR: a\nTITLE: n\nSTATUS: Publish\nBASENAME: n\nDATE: 01/02/2010 10:00:00";
    let text = [
        entry(header, "un mot"),
        entry(header, "un autre"),
        entry(header, "un mot"),
        entry(named, "x"),
        entry(named, "y"),
    ]
    .concat();
    let blog = one(&text);
    assert_eq!(blog.totals(Kind::Post), [5, 3, 0, 0, 0, 2]);
    assert!(blog.documents.contains_key("2010/01/n"));
    let titles: Vec<_> = blog.documents.values().map(|(post, _)| post.title.as_str()).collect();
    assert!(titles.contains(&"un mot") && titles.contains(&"un autre"), "{titles:?}");
    let date =
        blog.documents.values().find(|(post, _)| post.title == "un mot").unwrap().0.created.clone();
    assert_eq!(date.unwrap().instant.to_string(), "1999-01-02T10:00:00Z");
    let again = Imported::from(
        folder(&[("b.txt", text.as_bytes())]).path(),
        Options::default(),
        &blog.hashes(),
    );
    assert_eq!(again.totals(Kind::Post), [5, 0, 0, 3, 0, 2]);
    assert_eq!(codes(&blog).iter().filter(|code| *code == "DUPLICATE_ID").count(), 2);
}

#[test]
fn pictures_are_one_in_all_sizes_and_found_beside_the_export() {
    let body = "<a href=\"https://z.example/.a/6a00d8341c2b3153ef0001-popup\"><img src=\"https://z.example/.a/6a00d8341c2b3153ef0001-320wi\"></a> <img src=\"https://z.example/.a/6a00d8341c2b3153ef0002-pi\"> <img src=\"/z/photos/Lac.jpg\"> <a href=\"http://z.example/files/plan.pdf\">plan</a> <img src=\"http://ailleurs.example/x/y.gif\"> <a href=\"http://www.z.example/z/2010/01/deux.html#c\">deux</a> <a href=\"/z/archives.html\">tout</a>";
    let un = entry(
        "TITLE: un\nSTATUS: Publish\nCONVERT BREAKS: 0\nBASENAME: un\nUNIQUE URL: https://z.example/z/2010/01/un.html \nDATE: 01/02/2010 10:00:00 AM",
        body,
    );
    let deux = entry(
        "TITLE: deux\nSTATUS: Publish\nCONVERT BREAKS: wysiwyg\nBASENAME: deux\nUNIQUE URL: https://z.example/z/2010/01/deux.html \nDATE: 01/03/2010 10:00:00 AM",
        "x",
    );
    let text = format!("{un}{deux}");
    let blog = import(
        &[
            ("blog.txt", text.as_bytes()),
            ("photos/6a00d8341c2b3153ef0001-320wi.jpg", b"small"),
            ("photos/6a00d8341c2b3153ef0001.jpg", b"the large one"),
            ("photos/lac.jpg", b"lac"),
            ("autre.jpg", b"x"),
            ("page.html", b"<p>x"),
        ],
        Options::default(),
    );
    let inside = |id: &str| blog.assets[id].located.clone();
    assert_eq!(
        inside("media:6a00d8341c2b3153ef0001"),
        Located::Inside("photos/6a00d8341c2b3153ef0001.jpg".into())
    );
    assert_eq!(inside("media:6a00d8341c2b3153ef0002"), Located::Elsewhere);
    assert_eq!(
        inside("media:z.example/z/photos/Lac.jpg"),
        Located::Inside("photos/lac.jpg".into())
    );
    assert_eq!(
        blog.assets["media:z.example/z/photos/Lac.jpg"].old_urls,
        ["https://z.example/z/photos/Lac.jpg"]
    );
    assert_eq!(inside("media:z.example/files/plan.pdf"), Located::Elsewhere);
    assert_eq!(inside("media:ailleurs.example/x/y.gif"), Located::Elsewhere);
    assert_eq!(blog.totals(Kind::Media), [7, 5, 0, 0, 2, 0]);
    assert_eq!(blog.totals(Kind::Other), [1, 0, 0, 0, 1, 0]);
    let html = blog.html("2010/01/un");
    assert!(html.contains("<a href=\"/d/media:6a00d8341c2b3153ef0001\"><img alt=\"\" src=\"/d/media:6a00d8341c2b3153ef0001\""), "{html}");
    assert!(html.contains("<a href=\"/d/2010/01/deux#c\">"), "{html}");
    let (document, _) = &blog.documents["2010/01/un"];
    let missing: Vec<_> = document
        .links
        .iter()
        .filter(|link| matches!(link.target, Target::Missing { .. }))
        .collect();
    assert_eq!(
        (missing.len(), missing[0].raw.as_str(), missing[0].usage),
        (1, "/z/archives.html", LinkUsage::Anchor)
    );
    assert_eq!(missing[0].line, Some(9));
}

#[test]
fn texts_without_addresses_are_found_by_name_on_named_hosts() {
    let text = entry(
        "TITLE: un\nSTATUS: Publish\nBASENAME: un_mot\nDATE: 01/02/2010 10:00:00 AM",
        "<a href=\"http://vieux.example/archives/2010/01/un-mot.html\">x</a>",
    );
    let options = Options { own_hosts: vec!["www.vieux.example".into()], ..Options::default() };
    let blog = import(&[("blog.txt", text.as_bytes())], options);
    assert!(blog.html("2010/01/un_mot").contains("/d/2010/01/un_mot"));
}

#[test]
fn comments_apart_from_their_entry_find_it_by_date() {
    let apart = |date: &str, words: &str| {
        format!(
            "NO ENTRY: 1\nDATE: {date}\n-----\nCOMMENT:\nAUTHOR: b\nDATE: 01/04/2010 10:00:00 AM\n{words}\n-----\n--------\n"
        )
    };
    let text = [
        apart("01/02/2010 10:00:00 AM", "trouvé"),
        entry("TITLE: un\nSTATUS: Publish\nBASENAME: un\nDATE: 01/02/2010 10:00:00 AM", "x"),
        apart("05/05/2011 10:00:00 AM", "perdu"),
    ]
    .concat();
    let blog = one(&text);
    assert_eq!(blog.totals(Kind::Post), [1, 1, 0, 0, 0, 0]);
    assert_eq!(blog.totals(Kind::Comment), [2, 1, 0, 0, 0, 1]);
    assert_eq!(
        (blog.comments[0].document.as_str(), blog.comments[0].body_html.as_str()),
        ("2010/01/un", "<p>trouvé</p>\n")
    );
    assert_eq!(codes(&blog), ["UNKNOWN_PARENT"]);
}

#[test]
fn entries_that_took_no_comments_say_so() {
    let of = |allow: &str, name: &str| {
        entry(
            &format!(
                "TITLE: {name}\nSTATUS: Publish\nALLOW COMMENTS: {allow}\nBASENAME: {name}\nDATE: 01/02/2010 22:00:00"
            ),
            "x",
        )
    };
    let blog = one(&[of("0", "a"), of("1", "b"), of("2", "c")].concat());
    let told: Vec<_> =
        blog.documents.values().map(|(post, _)| post.fields.contains_key("comments")).collect();
    assert_eq!(told, [true, false, true]);
    let first = blog.documents["2010/01/a"].0.created.as_ref().unwrap();
    assert_eq!(first.instant.to_string(), "2010-01-02T22:00:00Z");
}

#[test]
fn what_was_not_public_stays_so() {
    let of = |status: &str, title: &str| {
        entry(
            &format!(
                "TITLE: {title}\nSTATUS: {status}\nBASENAME: {title}\nDATE: 01/02/2030 10:00:00 AM"
            ),
            "x",
        )
    };
    let blog =
        one(&[of("Future", "a"), of("Review", "b"), of("Unpublish", "c"), of("", "d")].concat());
    let states: Vec<_> = blog.documents.values().map(|(post, _)| post.state).collect();
    assert_eq!(states, [State::Scheduled, State::Pending, State::Draft, State::Draft]);
    assert_eq!(codes(&blog), ["KEPT_PRIVATE", "KEPT_PRIVATE"]);
}

#[test]
fn an_entry_without_text_is_named_by_its_title() {
    let lost = "TITLE: L&rsquo;été\nSTATUS: Publish\nDATE: 01/02/2010 10:00:00\n--------\n";
    let whole = entry("TITLE: b\nSTATUS: Publish\nBASENAME: b\nDATE: 01/02/2010 10:00:00", "x");
    let blog = one(&format!("{lost}{whole}"));
    assert_eq!(codes(&blog), ["INVALID_RECORD"]);
    assert_eq!(blog.report.problems()[0].title.as_deref(), Some("L’été"));
}

#[test]
fn the_encoding_is_decided_once_for_the_file() {
    let text = entry(
        "TITLE: \u{e9}t\u{e9}\nSTATUS: Publish\nBASENAME: e\nDATE: 01/02/2010 10:00:00 AM",
        "la soci\u{e9}t\u{e9} a f\u{ea}t\u{e9} No\u{eb}l",
    );
    let latin = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
    let blog = import(&[("blog.txt", &latin)], Options::default());
    assert_eq!(blog.documents["2010/01/e"].0.title, "été");
    assert_eq!(codes(&blog), ["ENCODING_GUESSED"]);
    let mut utf16 = vec![0xFF, 0xFE];
    text.encode_utf16().for_each(|unit| utf16.extend(unit.to_le_bytes()));
    assert_eq!(
        import(&[("blog.txt", &utf16)], Options::default()).documents["2010/01/e"].0.title,
        "été"
    );
    let mixed =
        [text.as_bytes(), entry("TITLE: caf", "x").replace("caf", "caf@").as_bytes()].concat();
    let mixed: Vec<u8> =
        mixed.into_iter().map(|byte| if byte == b'@' { 0xE9 } else { byte }).collect();
    let blog = import(&[("blog.txt", &mixed)], Options::default());
    assert!(blog.documents.values().any(|(post, _)| post.title == "café"));
    assert!(codes(&blog).contains(&"CHARACTERS_REPLACED".to_owned()));
}

#[test]
fn a_cut_file_gives_what_was_whole() {
    let whole =
        entry("TITLE: un\nSTATUS: Publish\nBASENAME: un\nDATE: 01/02/2010 10:00:00 AM", "x");
    let text = format!("{whole}{}", whole.replace("un", "deux"));
    for end in 0..text.len() {
        let cut = text.get(..end).unwrap();
        let found = folder(&[("blog.txt", cut.as_bytes())]);
        let Ok(reader) =
            open(&[found.path().to_owned()], Some(Format::TypePad), Options::default())
        else {
            continue;
        };
        let counted: u64 = reader
            .records()
            .map(|record| match record {
                parvis_import::Record::SetAside(aside) => aside.count,
                _ => 1,
            })
            .sum();
        assert_eq!(counted, reader.expected().values().sum::<u64>(), "cut at {end}");
    }
    let cut = text.get(..text.len() - 60).unwrap();
    let blog = one(&text.replace("deux", "un mot de trop")[..whole.len() + 100]);
    assert_eq!(blog.totals(Kind::Post), [2, 1, 0, 0, 0, 1], "{cut}");
    assert!(codes(&blog).contains(&"TRUNCATED".to_owned()));
    let comment = format!(
        "{}-----\nCOMMENT:\nAUTHOR: b\nDATE: 01/03/2010 10:00:00 AM\ncou",
        whole.trim_end_matches("-----\n--------\n")
    );
    let blog = one(&comment);
    assert_eq!(blog.totals(Kind::Post), [1, 1, 0, 0, 0, 0]);
    assert_eq!(blog.totals(Kind::Comment), [1, 0, 0, 0, 0, 1]);
}

#[test]
fn hostile_files_are_read_in_bounds() {
    let header = "TITLE: un\nSTATUS: Publish\nBASENAME: un\nDATE: 01/02/2010 10:00:00 AM";
    let options = || Options { max_text_bytes: 100_000, ..Options::default() };
    let cases = [
        entry(header, &"x".repeat(200_000)),
        entry(header, &"mot\n".repeat(60_000)),
        entry(header, &format!("{}{}", "<b><font size=1>".repeat(5_000), "<p>x".repeat(5_000))),
    ];
    for text in cases {
        let blog = import(&[("blog.txt", text.as_bytes())], options());
        assert_eq!(blog.totals(Kind::Post), [1, 0, 0, 0, 0, 1]);
    }
    // Separators and blank lines without end, each of which asks what follows.
    let text = format!(
        "{}{}",
        entry(header, &format!("-----\n{}", "\n".repeat(900)).repeat(500)),
        "-----\n".repeat(50_000)
    );
    let blog = import(&[("blog.txt", text.as_bytes())], Options::default());
    assert_eq!(blog.totals(Kind::Post)[0], 1);
    let text = format!("{}{}", entry(header, "x"), "AUTHOR: x\n".repeat(200_000));
    assert!(codes(&one(&text)).contains(&"TRUNCATED".to_owned()));
    let nul = entry(header, "a\0b\u{1}c");
    let blog = one(&nul);
    assert!(blog.html("2010/01/un").contains("abc"));
    assert_eq!(codes(&blog), ["CHARACTERS_REPLACED"]);
}
