//! What front matter tells, in whichever way it is written.

use jiff::tz::TimeZone;
use parvis_import::{DateSource, Kind, Options, State, TitleSource};

use super::{codes, from, import, one};

#[test]
fn every_front_matter_tells_the_same() {
    let texts = [
        (
            "a.md",
            "---\ntitle: \"L'été\"\ndate: 2013-09-18T10:00:00+02:00\nlastmod: 2013-09-19\ntags: [un, deux trois]\ncategories: Photo\nauthor: Ana Petit\nslug: ete\nsummary: En bref\nlang: fr\ncustom: {a: 1}\n---\nCorps **gras**\n",
        ),
        (
            "a.markdown",
            "+++\ntitle = \"L'été\"\ndate = 2013-09-18T10:00:00+02:00\nlastmod = 2013-09-19\ntags = [\"un\", \"deux trois\"]\ncategories = [\"Photo\"]\nauthors = [\"Ana Petit\"]\nslug = \"ete\"\ndescription = \"En bref\"\nlang = \"fr\"\n[custom]\na = 1\n+++\nCorps **gras**\n",
        ),
        (
            "a.mkd",
            "{\n\"title\": \"L'été\", \"date\": \"2013-09-18T10:00:00+02:00\", \"updated\": \"2013-09-19\", \"tags\": [\"un\", \"deux trois\"], \"category\": \"Photo\", \"author\": \"Ana Petit\", \"slug\": \"ete\", \"excerpt\": \"En bref\", \"lang\": \"fr\", \"custom\": {\"a\": 1}\n}\nCorps **gras**\n",
        ),
        (
            "a.mdown",
            "Title: L'été\nDate: 2013-09-18 10:00 +02:00\nModified: 2013-09-19\nTags: un, deux trois\nCategory: Photo\nAuthor: Ana Petit\nSlug: ete\nSummary: En bref\nLang: fr\nCustom.a: 1\n\nCorps **gras**\n",
        ),
        (
            "crlf.md",
            "\u{feff}---\r\ntitle: L'été\r\ndate: 2013-09-18 10:00:00 +0200\r\nmodified: 2013-09-19\r\ntags:\r\n- un\r\n- deux trois\r\ncategory: Photo\r\nauthor: Ana Petit <ana@example.org>\r\nslug: ete\r\nsummary: En bref\r\nlang: fr\r\ncustom:\r\n  a: 1\r\n---\r\nCorps **gras**\r\n",
        ),
        (
            "a.html",
            "---\ntitle: L'été\ndate: 2013-09-18 10:00:00 +0200\nmodified: 2013-09-19\ntags: [un, deux trois]\ncategory: Photo\nauthor: {name: Ana Petit}\nslug: ete\nsummary: En bref\nlang: fr\ncustom.a: 1\n---\nCorps <b>gras</b>\n",
        ),
        (
            "b.html",
            "<html lang=fr><head><title>L'été</title><meta name=date content='2013-09-18 10:00 +0200'><meta name=modified content='2013-09-19'><meta name=Tags content='un, deux trois'><meta name=category contents=Photo><meta name=author content='Ana Petit'><meta name=slug content=ete><meta name=summary content='En bref'><meta name=custom.a content=1></head><body>Corps <b>gras</b></body></html>",
        ),
        (
            "a.rst",
            "L'été\n#####\n\n:date: 2013-09-18 10:00 +0200\n:modified: 2013-09-19\n:tags: un, deux trois\n:category: Photo\n:author: Ana Petit\n:slug: ete\n:summary:\n    En\n    bref\n:lang: fr\n:custom.a: 1\n\nCorps gras\n",
        ),
    ];
    for (name, text) in texts {
        let site = import(&[(name, text), ("other.md", "# Autre")]);
        let document = &site.documents[name].0;
        assert_eq!(
            (document.title.as_str(), document.title_from),
            ("L'été", TitleSource::Title),
            "{name}"
        );
        let created = document.created.as_ref().unwrap();
        assert_eq!(
            (created.instant.to_string().as_str(), created.derived_from),
            ("2013-09-18T08:00:00Z", DateSource::Field),
            "{name}"
        );
        let updated = document.updated.as_ref().unwrap();
        assert_eq!(
            (updated.instant.to_string().as_str(), updated.derived_from),
            ("2013-09-19T00:00:00Z", DateSource::LocalField),
            "{name}"
        );
        assert_eq!(document.tags, ["Photo", "un", "deux trois"], "{name}");
        assert_eq!(
            (document.author.as_deref(), document.author_id.as_deref()),
            (Some("Ana Petit"), Some("author:ana petit")),
            "{name}"
        );
        assert_eq!(
            (document.slug.as_deref(), document.excerpt.as_deref(), document.lang.as_deref()),
            (Some("ete"), Some("En bref"), Some("fr")),
            "{name}"
        );
        assert_eq!(document.fields.values().flatten().collect::<Vec<_>>(), ["1"], "{name}");
        assert_eq!((document.kind, document.state), (Kind::Post, State::Published), "{name}");
        let body = if name.ends_with("rst") {
            "<pre>Corps gras</pre>\n"
        } else if name.ends_with("html") {
            "<p>Corps <b>gras</b></p>\n"
        } else {
            "<p>Corps <strong>gras</strong></p>\n"
        };
        assert_eq!(document.body_html, body, "{name}");
        let terms: Vec<&str> = site.terms.iter().map(|term| term.external_id.as_str()).collect();
        assert_eq!(terms, ["category:photo", "tag:deux trois", "tag:un"], "{name}");
        assert_eq!(site.authors.len(), 1, "{name}");
        let email = (name == "crlf.md").then_some("ana@example.org");
        assert_eq!(site.authors[0].email.as_deref(), email, "{name}");
        let expected: &[&str] = if name.ends_with("rst") { &["CONVERSION_LOSS"] } else { &[] };
        let found: Vec<String> = document
            .problems
            .iter()
            .map(|it| serde_json::to_value(it.code).unwrap().as_str().unwrap().to_owned())
            .collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn titles_are_found_or_made() {
    let of = |name: &str, text: &str| {
        let document = one(name, text);
        (document.title, document.title_from, document.body_html)
    };
    let cases = [
        ("---\ntitle: 2010\n---\nx", "2010", TitleSource::Title, "<p>x</p>\n"),
        ("# Le *titre*\n\nx", "Le titre", TitleSource::Heading, "<p>x</p>\n"),
        (
            "avant\n\n# Titre\n\nx",
            "Titre",
            TitleSource::Heading,
            "<p>avant</p>\n<h1>Titre</h1>\n<p>x</p>\n",
        ),
        ("x", "Un mot", TitleSource::FileName, "<p>x</p>\n"),
        ("---\ntitle: A\n---\n# A\nx", "A", TitleSource::Title, "<h1>A</h1>\n<p>x</p>\n"),
    ];
    for (text, title, from, body) in cases {
        assert_eq!(
            of("2010-01-06-un-mot.md", text),
            (title.to_owned(), from, body.to_owned()),
            "{text}"
        );
    }
}

#[test]
fn dates_come_from_fields_names_and_files() {
    let options =
        Options { time_zone: TimeZone::get("Europe/Paris").unwrap(), ..Options::default() };
    let files: [(&str, &[u8]); 5] = [
        ("_posts/2010-07-06-nom.md", b"x"),
        ("_posts/2010-07-06-champ.md", b"---\ndate: 2010-07-07 12:00\n---\nx"),
        ("_posts/2010-07-06-faux.md", b"---\ntitle: x\ndate: demain\n---\nx"),
        ("ete.md", b"---\ndate: 2013-03-31 02:30\n---\nx"),
        ("sans.md", b"# x\n\nx"),
    ];
    let site = from(&files, options);
    let created = |id: &str| {
        let date = site.documents[id].0.created.clone().unwrap();
        (date.instant.to_string(), date.derived_from)
    };
    let at = |instant: &str, from| (instant.to_owned(), from);
    assert_eq!(
        created("_posts/2010-07-06-nom.md"),
        at("2010-07-05T22:00:00Z", DateSource::FileName)
    );
    assert_eq!(
        created("_posts/2010-07-06-champ.md"),
        at("2010-07-07T10:00:00Z", DateSource::LocalField)
    );
    assert_eq!(created("_posts/2010-07-06-faux.md").1, DateSource::FileName);
    assert_eq!(created("ete.md"), at("2013-03-31T01:30:00Z", DateSource::LocalField));
    assert_eq!(created("sans.md").1, DateSource::FileTime);
    let dates: Vec<_> =
        site.problems().into_iter().filter(|(code, ..)| code.starts_with("DATE")).collect();
    let line = |code: &str, file: &str, line| (code.to_owned(), file.to_owned(), line);
    assert_eq!(
        dates,
        [
            line("DATE_INVALID", "_posts/2010-07-06-faux.md", Some(3)),
            line("DATE_SHIFTED", "ete.md", None),
            line("DATE_GUESSED", "sans.md", None)
        ]
    );
}

#[test]
fn what_was_not_public_is_not() {
    let cases = [
        ("_posts/2010-01-06-a.md", "draft: true", State::Draft),
        ("_posts/2010-01-06-a.md", "published: false", State::Draft),
        ("_posts/2010-01-06-a.md", "published: true", State::Published),
        ("_drafts/a.md", "title: x", State::Draft),
        ("a.md", "status: draft", State::Draft),
        ("a.md", "status: skip", State::Draft),
        ("a.md", "status: publish", State::Published),
        ("a.md", "status: private", State::Private),
        ("a.md", "status: hidden", State::Private),
        ("a.md", "status: pending", State::Pending),
        ("a.md", "status: future", State::Scheduled),
        ("a.md", "password: secret", State::Protected),
    ];
    for (name, field, state) in cases {
        let site = import(&[(name, &format!("---\n{field}\n---\n# a\n\nx")), ("b.md", "x")]);
        let document = &site.documents[name].0;
        assert_eq!(document.state, state, "{field}");
        assert_eq!(
            document.published.is_some(),
            !matches!(state, State::Draft | State::Pending),
            "{field}"
        );
        // The state tells it; a problem beside it would tell it twice.
        assert!(!codes(&site).contains(&"KEPT_PRIVATE".to_owned()), "{field}");
        assert!(!serde_json::to_string(document).unwrap().contains("secret"));
    }
}

#[test]
fn hugo_shows_nothing_before_its_time_after_its_end_or_at_all() {
    let options = Options { now: "2026-01-01T00:00:00Z".parse().unwrap(), ..Options::default() };
    let ahead = "date: 2020-01-01\npublishDate: 2035-01-01T00:00:00Z";
    let cases: [(&str, State, &[&str]); 13] = [
        (ahead, State::Scheduled, &[]),
        ("date: 2035-01-01", State::Scheduled, &[]),
        ("date: 2020-01-01\npublishDate: 2021-01-01", State::Published, &[]),
        ("date: 2020-01-01\nexpiryDate: 2021-01-01", State::Private, &["KEPT_PRIVATE"]),
        ("date: 2020-01-01\nunpublishdate: 2021-01-01", State::Private, &["KEPT_PRIVATE"]),
        ("date: 2020-01-01\nexpiryDate: 2031-01-01", State::Published, &["EXPIRES"]),
        ("date: 2020-01-01\nexpiryDate: jamais", State::Draft, &["DATE_INVALID"]),
        ("date: 2020-01-01\ndraft: true\nexpiryDate: 2021-01-01", State::Draft, &["KEPT_PRIVATE"]),
        ("date: 2020-01-01\nbuild: {render: never, list: never}", State::Private, &[]),
        ("date: 2020-01-01\n_build: {render: false}", State::Private, &[]),
        ("date: 2020-01-01\nbuild: {list: never}", State::Private, &[]),
        ("date: 2020-01-01\nbuild: {render: always, list: local}", State::Published, &[]),
        ("date: 2020-01-01\nheadless: true", State::Private, &[]),
    ];
    for (fields, state, codes) in cases {
        let text = format!("---\ntitle: a\n{fields}\n---\nx");
        let site = from(&[("a.md", text.as_bytes())], options.clone());
        let document = &site.documents["a.md"].0;
        assert_eq!(document.state, state, "{fields}");
        assert_eq!(super::codes(&site), codes, "{fields}");
        let end = fields.contains("expiryDate").then_some("expiryDate");
        assert!(end.is_none_or(|end| document.fields.contains_key(end)), "{fields}");
    }
    let text = format!("---\n{ahead}\n---\nx");
    let site = from(&[("a.md", text.as_bytes())], options);
    let document = &site.documents["a.md"].0;
    let at = |date: &Option<parvis_import::Dated>| date.as_ref().unwrap().instant.to_string();
    assert_eq!(at(&document.published), "2035-01-01T00:00:00Z");
    assert_eq!(at(&document.created), "2020-01-01T00:00:00Z");
}

#[test]
fn labels_are_lists_or_words() {
    let tags = |name: &str, fields: &str| one(name, &format!("---\n{fields}\n---\nx")).tags;
    assert_eq!(tags("a.md", "tags: vie privée"), ["vie privée"]);
    assert_eq!(
        tags("_posts/2010-01-06-a.md", "tags: vie privée\ncategory: Un deux"),
        ["Un deux", "vie", "privée"]
    );
    assert_eq!(tags("a.md", "tags: a, b; a\ncategories: [B, a]"), ["B", "a", "b"]);
    assert_eq!(tags("a.md", "tags:\ncategories: []"), [""; 0]);
}
