//! Folders of texts in Markdown and pages with front matter, one quirk a test.

use std::{collections::BTreeMap, fmt::Write as _};

use jiff::tz::TimeZone;
use parvis_import::{
    DateSource, Document, Format, Kind, LinkUsage, Located, Options, State, Target, TitleSource,
    open,
};

use crate::support::{Imported, folder};

fn import(files: &[(&str, &str)]) -> Imported {
    let bytes: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    from(&bytes, Options::default())
}

fn from(files: &[(&str, &[u8])], options: Options) -> Imported {
    let folder = folder(files);
    let reader = open(&[folder.path().to_owned()], None, options.clone()).unwrap();
    assert_eq!(reader.format(), Format::Markdown);
    // Twice the same.
    assert_eq!(reader.records().collect::<Vec<_>>(), reader.records().collect::<Vec<_>>());
    let site = Imported::from(folder.path(), options, &BTreeMap::new());
    assert!(
        site.problems().iter().all(|(code, ..)| code != "NOT_PROCESSED"),
        "{:?}",
        site.problems()
    );
    site
}

fn one(name: &str, text: &str) -> Document {
    let site = import(&[(name, text)]);
    site.documents[name].0.clone()
}

fn codes(site: &Imported) -> Vec<String> {
    site.problems().into_iter().map(|(code, ..)| code).collect()
}

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
        assert_eq!(
            codes(&site).contains(&"KEPT_PRIVATE".to_owned()),
            state != State::Published,
            "{field}"
        );
        assert!(!serde_json::to_string(document).unwrap().contains("secret"));
    }
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

#[test]
fn old_addresses_are_those_of_the_generator() {
    let urls = |files: &[(&str, &str)], id: &str| import(files).documents[id].0.old_urls.clone();
    let post = "_posts/2010-01-06-un-mot.md";
    assert_eq!(
        urls(&[(post, "---\ncategories: [Vie, Été]\n---\nx")], post),
        ["/vie/été/2010/01/06/un-mot.html", "/vie/été/2010/01/06/un-mot/"]
    );
    let config = (
        "_config.yml",
        "url: https://blog.example.org\nbaseurl: /b\npermalink: /:year/:i_month/:title/\ntitle: Le blog\n",
    );
    assert_eq!(urls(&[config, (post, "x")], post), ["/b/2010/1/un-mot/"]);
    let alias = "---\npermalink: /ici/\nredirect_from: [/la, 'http://vieux.example.org/x']\n---\nx";
    assert_eq!(
        urls(&[config, (post, alias)], post),
        ["/ici/", "/la", "http://vieux.example.org/x", "/b/2010/1/un-mot/"]
    );
    assert_eq!(
        urls(&[config, ("a-propos.md", "x")], "a-propos.md"),
        ["/b/a-propos.html", "/b/a-propos", "/b/a-propos.md"]
    );
    let hugo =
        ("hugo.toml", "baseURL = 'https://example.org/'\n[permalinks]\nnews = '/:year/:slug/'\n");
    let dated = "---\ndate: 2013-09-18\naliases: [/vieux/]\n---\nx";
    assert_eq!(
        urls(&[hugo, ("content/posts/Un Mot.md", dated)], "content/posts/Un Mot.md"),
        ["/vieux/", "/posts/un-mot/"]
    );
    assert_eq!(
        urls(&[hugo, ("content/news/mot.md", dated)], "content/news/mot.md"),
        ["/vieux/", "/2013/mot/"]
    );
    assert_eq!(
        urls(&[hugo, ("content/posts/mot/index.md", "x")], "content/posts/mot/index.md"),
        ["/posts/mot/"]
    );
    assert_eq!(urls(&[hugo, ("content/_index.md", "x")], "content/_index.md"), ["/"]);
    let pelican = (
        "pelicanconf.py",
        "SITEURL = 'http://ici.example.org'\nARTICLE_URL = '{date:%Y}/{slug}.html'\n",
    );
    assert_eq!(
        urls(&[pelican, ("content/a.md", "Title: L'été\nDate: 2013-09-18\n\nx")], "content/a.md"),
        ["/2013/lété.html"]
    );
    assert_eq!(urls(&[("a.md", "Title: Un mot\n\nx")], "a.md"), ["/un-mot.html"]);
    let site = import(&[
        config,
        (post, "[x](https://blog.example.org/b/2010/1/un-mot/) [y](/b/2010/1/absent/)"),
    ]);
    let targets: Vec<&Target> =
        site.documents[post].0.links.iter().map(|link| &link.target).collect();
    assert_eq!(targets[0], &Target::entry(Kind::Post, post));
    assert!(matches!(targets[1], Target::Missing { .. }));
}

#[test]
fn links_and_pictures_are_found_wherever_they_stand() {
    let text = "[a](b.md#bas) [b](../notes/b) [c](/notes/b.html) [d]({filename}/notes/b.md) [e](/posts/2010/c/) \
        ![1](pic.png) ![2](/img/été.png) ![3](%7Bstatic%7D/img/été.png) ![4](https://ailleurs.example/x.png?w=3) \
        ![5](absent.png) [f](absent.md) [g](#ici) [h](mailto:a@example.org) ![6](IMG/%C3%89t%C3%A9.PNG) ![7](loin/seul.gif) [i](C:/x.doc)";
    let site = import(&[
        ("notes/a.md", text),
        ("notes/b.md", "# B\n\n## Bas\n\nx"),
        ("posts/c.md", "---\nurl: /posts/2010/c/\n---\n# C"),
        ("notes/pic.png", "p"),
        ("static/img/été.png", "p"),
        ("x/y/seul.gif", "p"),
    ]);
    let document = &site.documents["notes/a.md"].0;
    let target = |raw: &str| {
        &document
            .links
            .iter()
            .find(|link| link.raw == raw)
            .unwrap_or_else(|| panic!("{raw} in {:#?}", document.links))
            .target
    };
    let page = |id: &str| Target::entry(Kind::Page, id);
    let file = |id: &str| Target::entry(Kind::Media, id);
    assert_eq!(
        target("b.md#bas"),
        &Target::Entry {
            kind: Kind::Page,
            external_id: "notes/b.md".into(),
            fragment: Some("bas".into())
        }
    );
    for raw in ["../notes/b", "/notes/b.html", "%7Bfilename%7D/notes/b.md"] {
        assert_eq!(target(raw), &page("notes/b.md"), "{raw}");
    }
    assert_eq!(target("/posts/2010/c/"), &Target::entry(Kind::Post, "posts/c.md"));
    assert_eq!(target("pic.png"), &file("notes/pic.png"));
    for raw in
        ["/img/%C3%A9t%C3%A9.png", "%7Bstatic%7D/img/%C3%A9t%C3%A9.png", "IMG/%C3%89t%C3%A9.PNG"]
    {
        assert_eq!(target(raw), &file("static/img/été.png"), "{raw}");
    }
    assert_eq!(target("loin/seul.gif"), &file("x/y/seul.gif"));
    assert_eq!(
        target("https://ailleurs.example/x.png?w=3"),
        &file("media:ailleurs.example/x.png?w=3")
    );
    let asset = &site.assets["media:ailleurs.example/x.png?w=3"];
    assert_eq!(
        (asset.located.clone(), asset.old_urls.as_slice(), asset.name.as_str()),
        (Located::Elsewhere, &["https://ailleurs.example/x.png?w=3".to_owned()][..], "x.png")
    );
    assert_eq!(target("absent.png"), &Target::Missing { path: "notes/absent.png".into() });
    assert_eq!(target("absent.md"), &Target::Missing { path: "notes/absent.md".into() });
    assert_eq!(
        (target("#ici"), target("mailto:a@example.org"), target("C:/x.doc")),
        (&Target::SamePage, &Target::External, &Target::LocalDisk)
    );
    assert!(
        site.html("notes/b.md").contains("<h2><a id=\"bas\"></a>Bas</h2>"),
        "{}",
        site.html("notes/b.md")
    );
    let broken: Vec<_> = site
        .problems()
        .into_iter()
        .filter(|(_, file, _)| file == "notes/a.md")
        .map(|(code, _, line)| (code, line))
        .collect();
    let at = |code: &str, line| (code.to_owned(), line);
    assert_eq!(
        broken,
        [
            at("UNTITLED", None),
            at("DATE_GUESSED", None),
            at("MISSING_MEDIA", Some(1)),
            at("BROKEN_LINK", Some(1)),
            at("BROKEN_LINK", Some(1))
        ]
    );
    assert_eq!(site.totals(Kind::Media), [4, 4, 0, 0, 0, 0]);
}

#[test]
fn pictures_of_the_own_host_can_be_fetched() {
    let site = import(&[
        ("_config.yml", "url: http://blog.example.org"),
        (
            "_posts/2010-01-06-a.md",
            "---\nimage: /img/c.png\n---\n![a](http://www.blog.example.org/img/a.png) ![b](/img/b%20c.png) ![c](/img/a.png)",
        ),
        ("img/a.png", "p"),
    ]);
    let document = &site.documents["_posts/2010-01-06-a.md"].0;
    assert!(document.links.iter().all(|link| link.usage == LinkUsage::Embedded));
    assert_eq!(document.links[0].target, Target::entry(Kind::Media, "img/a.png"));
    assert_eq!(
        document.links[1].target,
        Target::entry(Kind::Media, "media:blog.example.org/img/b c.png")
    );
    assert_eq!(
        site.assets["media:blog.example.org/img/b c.png"].old_urls,
        ["https://blog.example.org/img/b%20c.png"]
    );
    assert_eq!(document.cover.as_deref(), Some("media:blog.example.org/img/c.png"));
    assert_eq!(site.totals(Kind::Media), [3, 3, 0, 0, 0, 0]);
}

#[test]
fn commands_and_wiki_links_lead_to_texts() {
    let text = "[u]({% post_url 2010-01-06-un-mot %}) [[Une page|ici]] [[Une page#Le bas]] ![[photo.png|300]] [[Absente]] {{< ref \"une page.md\" >}}\n\n{{< figure src=\"/photo.png\" caption=\"Mot\" >}}\n\n{% include nav.html %}\n";
    let site = import(&[
        ("_posts/2010-01-07-deux.md", text),
        ("_posts/2010-01-06-un-mot.md", "x"),
        ("notes/Une page.md", "# Une page\n\n## Le bas\n\nx"),
        ("photos/photo.png", "p"),
    ]);
    let html = site.html("_posts/2010-01-07-deux.md");
    for part in [
        "<a href=\"/d/_posts/2010-01-06-un-mot.md\">u</a>",
        "<a href=\"/d/notes/Une page.md\">ici</a>",
        "<a href=\"/d/notes/Une page.md#le-bas\">Une page</a>",
        "<img alt=\"\" src=\"/d/photos/photo.png\">",
        "[[Absente]]",
        "<figure><img alt=\"Mot\" src=\"/d/photos/photo.png\"><figcaption>Mot</figcaption></figure>",
        "{% include nav.html %}",
    ] {
        let swapped = part.replace(
            "<img alt=\"\" src=\"/d/photos/photo.png\">",
            "<img src=\"/d/photos/photo.png\" alt=\"\">",
        );
        assert!(html.contains(part) || html.contains(&swapped), "{part} in {html}");
    }
    let told: Vec<_> = site
        .problems()
        .into_iter()
        .filter(|(_, file, _)| file.ends_with("deux.md"))
        .map(|(code, _, line)| (code, line))
        .collect();
    assert_eq!(
        told,
        [
            ("UNTITLED".to_owned(), None),
            ("UNKNOWN_SHORTCODE".to_owned(), Some(5)),
            ("BROKEN_LINK".to_owned(), Some(1))
        ]
    );
}

#[test]
fn markdown_of_all_kinds_becomes_html() {
    let text = "Note[^1]\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n- [x] fait\n- [ ] à faire\n\n~~non~~ https://example.org\n\nterme\n\n: sens\n\n3. trois\n\n```rs\nlet x = 1 < 2;\n```\n\n<div>brut <script>x()</script></div>\n\n[^1]: La note\n";
    let html = one("a.md", text).body_html;
    for part in [
        "<p>Note<sup><a id=\"fnref-1\"></a></sup><sup><a href=\"#fn-1\">1</a></sup></p>",
        "<td>1</td><td>2</td>",
        "<li>☑ fait</li><li>☐ à faire</li>",
        "<p><del>non</del> <a href=\"https://example.org\">https://example.org</a></p>",
        "<dl><dt>terme</dt><dd>sens</dd></dl>",
        "<ol start=\"3\"><li>trois</li></ol>",
        "<pre>let x = 1 &lt; 2;\n</pre>",
        "<p>brut</p>",
        "<a id=\"fn-1\"></a>La note",
    ] {
        assert!(html.contains(part), "{part}\nin {html}");
    }
    assert!(!html.contains("script"));
}

#[test]
fn what_is_no_text_is_set_aside_with_a_reason() {
    let site = import(&[
        ("_config.yml", "title: x"),
        ("_layouts/post.html", "x"),
        ("_includes/a/b.md", "x"),
        ("themes/x/layouts/y.md", "x"),
        ("node_modules/z/README.md", "x"),
        (".obsidian/app.json", "x"),
        ("README.md", "x"),
        ("css/style.css", "x"),
        ("vide.md", ""),
        ("blanc.md", "\u{feff}\n"),
        ("photo.jpg", "p"),
        ("_posts/2010-01-06-a.md", "# A"),
    ]);
    assert_eq!(site.totals(Kind::Post), [1, 1, 0, 0, 0, 0]);
    assert_eq!(site.totals(Kind::Page), [2, 0, 0, 0, 2, 0]);
    assert_eq!(site.totals(Kind::Media), [1, 1, 0, 0, 0, 0]);
    assert_eq!(site.totals(Kind::Other), [8, 0, 0, 0, 8, 0]);
    let aside: Vec<_> =
        site.problems().into_iter().skip(1).map(|(code, file, _)| (code, file)).collect();
    let pair = |code: &str, file: &str| (code.to_owned(), file.to_owned());
    assert_eq!(
        aside,
        [
            pair("SKIPPED_FOLDER", ".obsidian"),
            pair("SKIPPED_FILE", "README.md"),
            pair("SKIPPED_FILE", "_config.yml"),
            pair("SKIPPED_FOLDER", "_includes"),
            pair("SKIPPED_FOLDER", "_layouts"),
            pair("EMPTY_PAGE", "blanc.md"),
            pair("SKIPPED_FILE", "css/style.css"),
            pair("SKIPPED_FOLDER", "node_modules"),
            pair("SKIPPED_FOLDER", "themes"),
            pair("SKIPPED_FILE", "vide.md"),
        ]
    );
}

#[test]
fn encodings_are_found_out() {
    let site = from(
        &[
            ("latin.md", b"# L'\xE9t\xE9\n\nla soci\xE9t\xE9 f\xEAte No\xEBl \xE0 l\x92h\xF4tel"),
            ("un-octet.md", b"# D\xC3\xA9j\xC3\xA0 \xC3\xA9t\xC3\xA9\n\ncaf\xE9 \0\x0B\x07 fin"),
            ("binaire.md", &[0; 100]),
        ],
        Options::default(),
    );
    assert_eq!(site.documents["latin.md"].0.title, "L'été");
    assert!(site.html("latin.md").contains("la société fête Noël à l’hôtel"));
    assert_eq!(site.documents["un-octet.md"].0.title, "Déjà été");
    assert_eq!(site.html("un-octet.md"), "<p>café fin</p>\n");
    let codes = codes(&site);
    for code in ["ENCODING_GUESSED", "CHARACTERS_REPLACED", "MALFORMED"] {
        assert!(codes.contains(&code.to_owned()), "{code}");
    }
}

#[test]
fn hostile_texts_end_soon_and_do_no_harm() {
    let mut texts: Vec<(String, String)> = Vec::new();
    for (n, piece) in [
        "> ",
        "- ",
        "1. ",
        "[",
        "![",
        "*a_",
        "`",
        "<a",
        "<b>",
        "|a",
        "[^a]",
        "&",
        "\\",
        "[a]: b\n",
        "> - ",
        "* * ",
        "]](",
        "a: b\n",
        "{% raw %}",
        "[a](",
        "~",
        "\n\n- a\n\n  ",
        "<!--",
        "<div>",
    ]
    .iter()
    .enumerate()
    {
        texts.push((format!("{n:02}.md"), piece.repeat(10_000 / piece.len())));
    }
    let mut list = "- ".repeat(5_000);
    list.push_str(&"\n".repeat(20_000));
    texts.push(("liste.md".into(), list));
    let mut notes = String::new();
    for n in 0..500 {
        let _ = write!(notes, "a[^{n}]\n\n[^{n}]: x[^{n}]\n\n");
    }
    texts.push(("notes.md".into(), notes));
    texts.push((
        "tableau.md".into(),
        format!("{}\n{}\n{}", "|a".repeat(300), "|-".repeat(300), "|b\n".repeat(300)),
    ));
    texts.push(("yaml.md".into(), format!("---\na: {}\n---\nx", "[".repeat(60_000))));
    texts.push((
        "ancres.md".into(),
        format!("---\na: &a [{}]\nb: [{}]\n---\nx", "x, ".repeat(8_000), "*a, ".repeat(8_000)),
    ));
    texts.push(("reste.md".into(), "# Le reste\n\nest là".into()));
    let files: Vec<(&str, &[u8])> =
        texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let folder = folder(&files);
    let start = std::time::Instant::now();
    let site = Imported::from(folder.path(), Options::default(), &BTreeMap::new());
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
    assert_eq!(site.totals(Kind::Page)[0], texts.len() as u64);
    assert!(site.html("reste.md").contains("est là"));
    let small = Options { max_page_bytes: 8_000, ..Options::default() };
    let site = Imported::from(folder.path(), small, &BTreeMap::new());
    assert!(codes(&site).contains(&"TOO_LARGE".to_owned()));
}

#[test]
fn a_second_run_changes_nothing() {
    let folder = folder(&[
        ("a.md", b"---\ndate: 2013-01-01\n---\n[x](b.md) ![y](c.png)"),
        ("b.md", b"# B"),
        ("c.png", b"p"),
    ]);
    let first = Imported::from(folder.path(), Options::default(), &BTreeMap::new()).hashes();
    let second = Imported::from(folder.path(), Options::default(), &first);
    assert_eq!((second.totals(Kind::Post)[3], second.totals(Kind::Page)[3]), (1, 1));
}
