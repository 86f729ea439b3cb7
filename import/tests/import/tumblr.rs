//! Exports of Tumblr, of every generation, one quirk a test.

use std::{collections::BTreeMap, io::Write as _};

use jiff::tz::TimeZone;
use parvis_import::{DateSource, Format, Kind, Located, Options, State, Target, TitleSource, open};
use tempfile::TempDir;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::support::{Imported, folder};

fn import(folder: &TempDir, options: Options) -> Imported {
    let reader = open(&[folder.path().to_owned()], None, options.clone()).unwrap();
    assert_eq!(reader.format(), Format::Tumblr);
    assert_eq!(reader.records().collect::<Vec<_>>(), reader.records().collect::<Vec<_>>());
    let site = Imported::from(folder.path(), options, &BTreeMap::new());
    assert!(codes(&site).iter().all(|(code, _)| code != "NOT_PROCESSED"), "{:?}", codes(&site));
    site
}

fn codes(site: &Imported) -> Vec<(String, Option<String>)> {
    let pair = |it: &parvis_import::Problem| {
        (
            serde_json::to_value(it.code).unwrap().as_str().unwrap().to_owned(),
            it.external_id.clone(),
        )
    };
    site.report.problems().iter().map(pair).collect()
}

fn pair(code: &str, id: &str) -> (String, Option<String>) {
    (code.to_owned(), Some(id.to_owned()))
}

/// `posts.xml` with posts whose number, type and inside are these.
fn classic(posts: &[(&str, &str, &str)]) -> String {
    let post = |(id, attributes, inside): &(&str, &str, &str)| {
        format!(
            "<post id=\"{id}\" url=\"http://blog.tumblr.com/post/{id}\" url-with-slug=\"http://blog.tumblr.com/post/{id}/des-mots\" \
             date-gmt=\"2015-02-28 07:01:04 GMT\" date=\"Sat, 28 Feb 2015 08:01:04\" unix-timestamp=\"1425106864\" \
             reblog-key=\"x\" slug=\"des-mots\" tumblelog=\"blog\" {attributes}>{inside}</post>\n"
        )
    };
    let posts: String = posts.iter().map(post).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tumblr version=\"1.0\"><posts>\n{posts}</posts></tumblr>"
    )
}

fn of(posts: &[(&str, &str, &str)]) -> Imported {
    import(&folder(&[("posts/posts.xml", classic(posts).as_bytes())]), Options::default())
}

#[test]
fn every_old_type_becomes_a_text() {
    let cases = [
        (
            "type=\"regular\" format=\"html\"",
            "<regular-title>L'&amp; été</regular-title><regular-body>&lt;p&gt;Corps&lt;/p&gt;</regular-body>",
            "L'& été",
            "<p>Corps</p>\n",
        ),
        (
            "type=\"regular\" format=\"markdown\"",
            "<regular-title>T</regular-title><regular-body>Un *mot*</regular-body>",
            "T",
            "<p>Un <em>mot</em></p>\n",
        ),
        (
            "type=\"quote\"",
            "<quote-text>Des mots</quote-text><quote-source>&lt;a href=\"http://x.example/\"&gt;X&lt;/a&gt;</quote-source>",
            "Des mots — X",
            "<blockquote>Des mots</blockquote>\n<p>— <a href=\"http://x.example/\">X</a></p>\n",
        ),
        (
            "type=\"link\"",
            "<link-text>Un lien</link-text><link-url>http://x.example/?a=1&amp;b</link-url><link-description>&lt;p&gt;Dit&lt;/p&gt;</link-description>",
            "Un lien",
            "<p><a href=\"http://x.example/?a=1&amp;b\">Un lien</a></p>\n<p>Dit</p>\n",
        ),
        (
            "type=\"conversation\"",
            "<conversation-title>T</conversation-title><conversation-text>A: x</conversation-text><conversation><line name=\"a\" label=\"A:\">x &lt; y</line><line name=\"b\" label=\"B:\">z</line></conversation>",
            "T",
            "<p><b>A:</b> x &lt; y</p>\n<p><b>B:</b> z</p>\n",
        ),
        (
            "type=\"answer\"",
            "<question>Où ?</question><answer>&lt;p&gt;Là.&lt;/p&gt;</answer>",
            "Où ? Là.",
            "<blockquote>Où ?</blockquote>\n<p>Là.</p>\n",
        ),
        (
            "type=\"video\"",
            "<video-source>https://film.example/1</video-source><video-caption>&lt;p&gt;Mot&lt;/p&gt;</video-caption><video-player>&lt;iframe src=\"https://film.example/e\"&gt;&lt;/iframe&gt;</video-player>",
            "https://film.example/1 Mot",
            "<p><a href=\"https://film.example/1\">https://film.example/1</a></p>\n<p>Mot</p>\n",
        ),
        (
            "type=\"video\"",
            "<video-caption>&lt;p&gt;Mot&lt;/p&gt;</video-caption><video-player>&lt;iframe src=\"https://film.example/e\"&gt;&lt;/iframe&gt;</video-player><video-player max-width=\"250\">x</video-player>",
            "https://film.example/e Mot",
            "<p><a href=\"https://film.example/e\">https://film.example/e</a></p>\n<p>Mot</p>\n",
        ),
        (
            "type=\"audio\"",
            "<audio-caption>&lt;p&gt;Mot&lt;/p&gt;</audio-caption><audio-player>&lt;embed src=\"http://son.example/1\"&gt;</audio-player><id3-artist>A</id3-artist>",
            "http://son.example/1 Mot",
            "<p><a href=\"http://son.example/1\">http://son.example/1</a></p>\n<p>Mot</p>\n",
        ),
    ];
    for (attributes, inside, title, html) in cases {
        let site = of(&[("1070473124", attributes, inside)]);
        let document = &site.documents["1070473124"].0;
        assert_eq!(
            (document.title.as_str(), document.body_html.as_str()),
            (title, html),
            "{attributes}"
        );
        assert_eq!((document.kind, document.state), (Kind::Post, State::Published));
        let date = document.published.as_ref().unwrap();
        assert_eq!(
            (date.instant.to_string().as_str(), date.derived_from),
            ("2015-02-28T07:01:04Z", DateSource::Field)
        );
        assert_eq!(
            document.old_urls,
            [
                "http://blog.tumblr.com/post/1070473124",
                "http://blog.tumblr.com/post/1070473124/des-mots",
                "/post/1070473124"
            ]
        );
        assert_eq!(document.author.as_deref(), Some("blog"));
        assert_eq!(document.reading.line, Some(3));
    }
    let site = of(&[("1070473124", "type=\"nouveau\"", "<autre>x</autre>")]);
    assert!(codes(&site).contains(&pair("UNKNOWN_BLOCK", "1070473124")));
    assert_eq!(site.documents["1070473124"].0.fields["autre"], ["x"]);
}

#[test]
fn what_was_not_public_is_not() {
    let states = [
        ("draft", State::Draft),
        ("queue", State::Scheduled),
        ("private", State::Private),
        ("submission", State::Pending),
        ("inconnu", State::Draft),
        ("published", State::Published),
    ];
    for (name, state) in states {
        let site = of(&[(
            "1070473124",
            &format!("type=\"regular\" state=\"{name}\""),
            "<regular-title>T</regular-title><regular-body>x</regular-body><tag>un</tag><tag>un</tag><tag>deux</tag>",
        )]);
        let document = &site.documents["1070473124"].0;
        assert_eq!(
            (document.state, document.published.is_some()),
            (state, !matches!(state, State::Draft | State::Pending)),
            "{name}"
        );
        assert_eq!(
            codes(&site).contains(&pair("KEPT_PRIVATE", "1070473124")),
            state != State::Published,
            "{name}"
        );
        assert_eq!(document.tags, ["un", "deux"]);
        assert_eq!(site.terms.len(), 2);
    }
}

const PHOTO: &str = "<photo-caption>&lt;p&gt;Mot&lt;/p&gt;</photo-caption><photo-url max-width=\"1280\">https://78.media.tumblr.com/a/tumblr_o1_1280.jpg</photo-url><photo-url max-width=\"500\">https://78.media.tumblr.com/a/tumblr_o1_500.jpg</photo-url><photoset><photo offset=\"o1\" caption=\"Une\" width=\"1\" height=\"1\"><photo-url max-width=\"1280\">https://78.media.tumblr.com/a/tumblr_o1_1280.jpg</photo-url><photo-url max-width=\"500\">https://78.media.tumblr.com/a/tumblr_o1_500.jpg</photo-url></photo><photo offset=\"o2\" caption=\"\"><photo-url max-width=\"1280\">https://78.media.tumblr.com/b/tumblr_o2_1280.jpg</photo-url></photo></photoset>";

#[test]
fn pictures_are_the_files_called_after_the_post() {
    let xml = classic(&[
        ("107047312455", "type=\"photo\"", PHOTO),
        ("107047312456", "type=\"photo\"", PHOTO),
    ]);
    let folder = folder(&[
        ("posts/posts.xml", xml.as_bytes()),
        ("media/107047312455_10.jpg", b"c"),
        ("media/107047312455_0.jpg", b"a"),
        ("media/107047312455_9.jpg", b"b"),
    ]);
    let site = import(&folder, Options::default());
    let html = site.html("107047312455");
    let order: Vec<&str> =
        html.match_indices("/d/media/").map(|(at, _)| &html[at + 9..at + 26]).collect();
    assert_eq!(order, ["107047312455_0.jp", "107047312455_9.jp", "107047312455_10.j"], "{html}");
    assert!(html.contains("<figcaption>Une</figcaption>") && html.contains("<p>Mot</p>"));
    assert!(codes(&site).contains(&pair("UNUSED_MEDIA", "107047312455")));
    let other = &site.documents["107047312456"].0;
    assert_eq!(
        other.links[0].target,
        Target::entry(Kind::Media, "media:78.media.tumblr.com/a/tumblr_o1_1280.jpg")
    );
    let asset = &site.assets["media:78.media.tumblr.com/a/tumblr_o1_1280.jpg"];
    assert_eq!(
        (&asset.located, asset.old_urls[0].as_str()),
        (&Located::Elsewhere, "https://78.media.tumblr.com/a/tumblr_o1_1280.jpg")
    );
    assert_eq!(site.totals(Kind::Media), [5, 5, 0, 0, 0, 0]);
}

fn page(body: &str) -> String {
    format!(
        "<!DOCTYPE HTML><html><head><link rel=stylesheet href=../style.css></head><body>{body}</div><div id=\"footer\"><span id=\"timestamp\"> July 27th, 2025 7:14pm </span><span class=\"tag\">un mot</span><span class=\"tag\">été</span></div></body></html>"
    )
}

#[test]
fn the_pages_of_the_newer_export_are_posts() {
    let mut inner = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let wrong = page(
        "<h1></h1><p><img src=\"../media/107047312455_1.jpg \"/></p><p><img src=\"../media/107047312455_2.jpg\"/></p><div class=\"caption\"><p>Mot</p></div>",
    );
    let right = page(
        "<h1>Titre</h1><p>Texte <a href=\"https://blog.tumblr.com/post/107047312455/x\">lien</a></p><img src=\"../../media/107047312456_1.png\">",
    );
    let asked = page("<h1></h1><p>Question ?</p>");
    for (name, text) in [
        ("posts_index.html", "x"),
        ("html/107047312455.html", &wrong),
        ("html/107047312456.html", &right),
        ("html/submissions/107047312457.html", &asked),
        ("/style.css", "x"),
    ] {
        inner.start_file(name, SimpleFileOptions::default()).unwrap();
        inner.write_all(text.as_bytes()).unwrap();
    }
    let inner = inner.finish().unwrap().into_inner();
    let mut outer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let files: [(&str, &[u8]); 7] = [
        ("payload-0.json", b"[{\"email\": \"a@example.org\", \"blog_name\": 1}]"),
        ("media/107047312455_0.jpg", b"a"),
        ("media/107047312455_1.jpg", b"b"),
        ("media/107047312455_2.jpg", b"c"),
        ("media/107047312456_0.png", b"d"),
        ("media/107047312456_1.png", b"e"),
        ("posts.zip", &inner),
    ];
    for (name, bytes) in files {
        outer.start_file(name, SimpleFileOptions::default()).unwrap();
        outer.write_all(bytes).unwrap();
    }
    let outer = outer.finish().unwrap().into_inner();
    let folder = folder(&[("export.zip", &outer)]);
    let options =
        Options { time_zone: TimeZone::get("Europe/Paris").unwrap(), ..Options::default() };
    let site = Imported::from(&folder.path().join("export.zip"), options, &BTreeMap::new());
    assert_eq!(site.totals(Kind::Post), [3, 3, 0, 0, 0, 0]);
    assert_eq!(site.totals(Kind::Media), [5, 5, 0, 0, 0, 0]);
    assert_eq!(site.totals(Kind::Other), [3, 0, 0, 0, 3, 0]);
    let first = &site.documents["107047312455"].0;
    assert_eq!((first.title.as_str(), first.title_from), ("Mot", TitleSource::FirstWords));
    assert_eq!(first.tags, ["un mot", "été"]);
    let date = first.created.as_ref().unwrap();
    assert_eq!(
        (date.instant.to_string().as_str(), date.derived_from),
        ("2025-07-27T17:14:00Z", DateSource::LocalField)
    );
    // All numbers that are written exist, so they are believed; what none names comes last.
    let html = site.html("107047312455");
    let at = |name: &str| html.find(name).unwrap_or_else(|| panic!("{name} in {html}"));
    assert!(at("_1.jpg") < at("_2.jpg") && at("_2.jpg") < at("Mot") && at("Mot") < at("_0.jpg"));
    assert!(!html.contains("July") && !html.contains("été"));
    let second = site.html("107047312456");
    assert!(
        second.contains("<a href=\"/d/107047312455\">lien</a>")
            && second.contains("/d/media/107047312456_0.png"),
        "{second}"
    );
    assert_eq!(site.documents["107047312457"].0.state, State::Pending);
    assert!(codes(&site).contains(&pair("UNSAFE_PATH", "/style.css")));
    assert!(!serde_json::to_string(&site.report).unwrap().contains("a@example.org"));
}

#[test]
fn wrong_numbers_are_put_in_order_and_pages_said_twice_count_once() {
    let html = page(
        "<p><img src=\"../media/107047312455_1.jpg\"></p><p><img src=\"../media/107047312455_2.jpg\"></p><p>Mot</p>",
    );
    let files: [(&str, &[u8]); 4] = [
        ("posts/html/107047312455.html", html.as_bytes()),
        ("posts/style.css", b"x"),
        ("media/107047312455_0.jpg", b"a"),
        ("media/107047312455_1.jpg", b"b"),
    ];
    let site = import(&folder(&files), Options::default());
    let body = site.html("107047312455");
    assert!(body.find("_0.jpg").unwrap() < body.find("_1.jpg").unwrap(), "{body}");
    assert!(codes(&site).contains(&pair("UNUSED_MEDIA", "107047312455")));
    assert!(codes(&site).iter().all(|(code, _)| code != "MISSING_MEDIA"));
    let xml = classic(&[("107047312455", "type=\"photo\"", PHOTO)]);
    let mut with_list = files.to_vec();
    with_list.push(("posts/posts.xml", xml.as_bytes()));
    let site = import(&folder(&with_list), Options::default());
    assert_eq!(site.totals(Kind::Post), [1, 1, 0, 0, 0, 0]);
    assert_eq!(site.totals(Kind::Other), [2, 0, 0, 0, 2, 0]);
    assert!(codes(&site).contains(&pair("SKIPPED_FOLDER", "posts/html")));
    assert!(!codes(&site).contains(&pair("UNUSED_MEDIA", "107047312455")));
}

#[test]
fn posts_of_the_api_are_read() {
    let legacy = r#"{"blog_name": "blog", "id": 100643515987, "post_url": "http://blog.tumblr.com/post/100643515987/x", "reblog_key": "x", "type": "photo", "timestamp": 1413951090, "date": "2014-10-22 04:11:30 GMT", "state": "published", "tags": ["a", "b c"], "caption": "<p>Mot <a href=\"https://t.umblr.com/redirect?z=https%3A%2F%2Fx.example%2F&amp;t=1\">x</a></p>", "photos": [{"caption": "l'une", "original_size": {"url": "https://68.media.tumblr.com/1/tumblr_a_1280.jpg"}}]}"#;
    let chat = r#"{"response": {"posts": [{"blog_name": "blog", "id": 200643515987, "post_url": "x", "type": "chat", "title": "T", "body": "moi: x", "dialogue": [{"label": "moi:", "phrase": "x"}]}, {"blog_name": "blog", "type": "text"}]}}"#;
    let site = import(
        &folder(&[
            ("json/100643515987.json", legacy.as_bytes()),
            ("json/liste.json", chat.as_bytes()),
            ("media/tumblr_a_1280.jpg", b"p"),
            ("json/coupe.json", br#"{"blog_name": "b", "post_url": "#),
        ]),
        Options::default(),
    );
    assert_eq!(site.totals(Kind::Post), [4, 2, 0, 0, 0, 2]);
    assert_eq!(
        site.html("100643515987"),
        "<figure><img src=\"/d/media/tumblr_a_1280.jpg\" alt=\"\"><figcaption>l'une</figcaption></figure>\n<p>Mot <a href=\"https://x.example/\">x</a></p>\n".replace("<img src=\"/d/media/tumblr_a_1280.jpg\" alt=\"\">", if site.html("100643515987").contains("<img alt") { "<img alt=\"\" src=\"/d/media/tumblr_a_1280.jpg\">" } else { "<img src=\"/d/media/tumblr_a_1280.jpg\" alt=\"\">" })
    );
    assert_eq!(site.html("200643515987"), "<p><b>moi:</b> x</p>\n");
    assert!(
        codes(&site).contains(&pair("TRUNCATED", "json/coupe.json"))
            && codes(&site).contains(&pair("INVALID_RECORD", "json/liste.json"))
    );
}

const BLOCKS: &str = r#"{"blog_name": "blog", "id_string": "700643515987", "post_url": "https://blog.tumblr.com/post/700643515987", "reblog_key": "x", "type": "blocks", "timestamp": 1650000000,
 "content": [
  {"type": "text", "subtype": "heading1", "text": "Le titre"},
  {"type": "image", "media": [{"url": "https://64.media.tumblr.com/1/a.jpg"}, {"url": "small"}], "alt_text": "Vu", "caption": "Dit"},
  {"type": "image", "media": [{"url": "https://64.media.tumblr.com/1/b.jpg"}]},
  {"type": "text", "subtype": "ordered-list-item", "text": "un"},
  {"type": "text", "subtype": "unordered-list-item", "text": "deux", "indent_level": 1},
  {"type": "text", "text": "👨‍👨‍👦 gras", "formatting": [{"start": 6, "end": 10, "type": "bold"}]},
  {"type": "link", "url": "https://x.example/", "title": "X"},
  {"type": "audio", "media": {"url": "https://a.tumblr.com/1.mp3"}, "title": "Son"},
  {"type": "video", "url": "https://film.example/1", "embed_html": "<iframe src='x'></iframe>"},
  {"type": "paywall", "subtype": "cta"},
  {"type": "poll", "question": "Oui ?", "answers": [{"answer_text": "oui"}, {"answer_text": "non"}]},
  {"type": "futur", "text": "inconnu"}],
 "layout": [{"type": "rows", "display": [{"blocks": [0]}, {"blocks": [2, 1]}, {"blocks": [3]}, {"blocks": [4]}, {"blocks": [5]}], "truncate_after": 1}],
 "trail": []}"#;

#[test]
fn blocks_are_laid_out() {
    let site = import(&folder(&[("700643515987.json", BLOCKS.as_bytes())]), Options::default());
    let document = &site.documents["700643515987"].0;
    assert_eq!(document.title, "Le titre");
    let expected = "<figure><img src=\"https://64.media.tumblr.com/1/b.jpg\" alt=\"\"></figure>\n\
        <figure><img src=\"https://64.media.tumblr.com/1/a.jpg\" alt=\"Vu\"><figcaption>Dit</figcaption></figure>\n\
        <ol><li>un<ul><li>deux</li></ul></li></ol>\n\
        <p>👨\u{200d}👨\u{200d}👦 <b>gras</b></p>\n\
        <p><a href=\"https://x.example/\">X</a></p>\n\
        <p>Son</p>\n<audio controls src=\"https://a.tumblr.com/1.mp3\"></audio>\n\
        <p><a href=\"https://film.example/1\">https://film.example/1</a></p>\n\
        <p>Oui ?</p>\n<ul><li>oui</li><li>non</li></ul>\n\
        <p>inconnu</p>\n";
    assert_eq!(document.body_html, expected);
    assert!(codes(&site).contains(&pair("UNKNOWN_BLOCK", "700643515987")));
    assert_eq!(site.totals(Kind::Media), [3, 3, 0, 0, 0, 0]);
}

#[test]
fn what_others_wrote_is_quoted_or_left_out() {
    let npf = |content: &str| {
        format!(
            r#"{{"blog_name": "blog", "id_string": "700643515987", "post_url": "x", "reblog_key": "x", "reblogged_from_id": "1", "reblogged_root_name": "autre", "reblogged_root_url": "https://autre.tumblr.com/post/123456789",
            "content": [{content}], "layout": [], "trail": [{{"post": {{"id": "123456789"}}, "blog": {{"name": "autre", "url": "https://autre.tumblr.com/"}}, "content": [{{"type": "text", "text": "leurs mots"}}], "layout": []}},
            {{"broken_blog_name": "parti", "content": [{{"type": "text", "text": "perdus"}}], "layout": []}}]}}"#
        )
    };
    let own = r#"{"type": "text", "text": "les miens"}"#;
    let read = |text: &str, reblogs| {
        let folder = folder(&[("1.json", text.as_bytes())]);
        import(&folder, Options { reblogs, ..Options::default() })
    };
    assert_eq!(
        read(&npf(own), true).html("700643515987"),
        "<p><a href=\"https://autre.tumblr.com/post/123456789\">autre</a>:</p>\n<blockquote>leurs mots</blockquote>\n<p>parti:</p>\n<blockquote>perdus</blockquote>\n<p>les miens</p>\n"
    );
    assert_eq!(
        read(&npf(own), false).html("700643515987"),
        "<p><a href=\"https://autre.tumblr.com/post/123456789\">autre</a></p>\n<p>les miens</p>\n"
    );
    let none = read(&npf(""), false);
    assert_eq!(
        (none.totals(Kind::Post), codes(&none)),
        ([1, 0, 0, 0, 1, 0], vec![pair("REBLOG", "700643515987")])
    );
    let quoted = "&lt;p&gt;&lt;a class=\"tumblr_blog\" href=\"http://autre.tumblr.com/post/1\"&gt;autre&lt;/a&gt;:&lt;/p&gt;&lt;blockquote&gt;leurs mots&lt;/blockquote&gt;";
    let classic = |own: &str| {
        classic(&[(
            "1070473124",
            "type=\"regular\" is_reblog=\"true\"",
            &format!("<regular-body>{quoted}{own}</regular-body>"),
        )])
    };
    let read = |own: &str, reblogs| {
        let folder = folder(&[("posts.xml", classic(own).as_bytes())]);
        import(&folder, Options { reblogs, ..Options::default() })
    };
    assert!(
        read("&lt;p&gt;miens&lt;/p&gt;", true)
            .html("1070473124")
            .contains("<blockquote>leurs mots</blockquote>\n<p>miens</p>")
    );
    assert_eq!(read("&lt;p&gt;miens&lt;/p&gt;", false).html("1070473124"), "<p>miens</p>\n");
    assert_eq!(codes(&read("", false)), [pair("REBLOG", "1070473124")]);
}

#[test]
fn questions_stand_before_answers() {
    let text = r#"{"blog_name": "blog", "id": 700643515987, "post_url": "x", "reblog_key": "x", "content": [{"type": "text", "text": "Où ?"}, {"type": "text", "text": "Là."}], "layout": [{"type": "ask", "blocks": [0], "attribution": {"type": "blog", "url": "https://qui.tumblr.com", "blog": {"name": "qui"}}}]}"#;
    let site = import(&folder(&[("a.json", text.as_bytes())]), Options::default());
    assert_eq!(
        site.html("700643515987"),
        "<blockquote><p><a href=\"https://qui.tumblr.com\">qui</a>:</p><p>Où ?</p></blockquote>\n<p>Là.</p>\n"
    );
}

#[test]
fn broken_exports_give_what_was_whole() {
    let whole = classic(&[
        ("1070473124", "type=\"regular\"", "<regular-body>un</regular-body>"),
        ("1070473124", "type=\"regular\"", "<regular-body>deux</regular-body>"),
        ("", "type=\"regular\"", ""),
        ("1070473125", "type=\"regular\"", "<regular-body>trois \u{1}&#0; fin</regular-body>"),
        ("1070473126", "type=\"regular\"", "<regular-body>quatre</regular-body>"),
    ]);
    let cut = &whole[..whole.find("quatre").unwrap() + 3];
    let mut bytes = cut.as_bytes().to_vec();
    let at = cut.find("trois").unwrap();
    bytes[at] = 0xE9;
    let site = import(&folder(&[("posts.xml", &bytes)]), Options::default());
    assert_eq!(site.totals(Kind::Post), [5, 2, 0, 0, 0, 3]);
    let found = codes(&site);
    for problem in [
        pair("DUPLICATE_ID", "1070473124"),
        pair("INVALID_RECORD", ""),
        pair("TRUNCATED", "posts.xml"),
    ] {
        assert!(found.contains(&problem), "{problem:?} in {found:?}");
    }
    assert_eq!(site.html("1070473124"), "<p>un</p>\n");
    assert!(site.html("1070473125").contains("rois"));
    let empty = folder(&[("posts_index.html", b"x")]);
    assert_eq!(
        open(&[empty.path().to_owned()], None, Options::default()).unwrap_err().code(),
        "FORMAT_MISMATCH"
    );
}

#[test]
fn hostile_posts_end_soon() {
    let deep = format!("{}x{}", "[".repeat(5_000), "]".repeat(5_000));
    let ranges: Vec<String> = (0..5_000)
        .map(|n| format!("{{\"start\": {n}, \"end\": {}, \"type\": \"bold\"}}", n + 4_000))
        .collect();
    let many = format!(
        r#"{{"blog_name": "b", "id": 700643515987, "post_url": "x", "content": [{{"type": "text", "text": "{}", "formatting": [{}]}}]}}"#,
        "x".repeat(9_000),
        ranges.join(",")
    );
    let bomb = format!(
        "<regular-body>{}</regular-body>",
        "&lt;b&gt;".repeat(3_000) + &"&lt;p&gt;".repeat(3_000)
    );
    let xml = classic(&[
        ("1070473124", "type=\"regular\"", &bomb),
        ("1070473125", "type=\"regular\"", &"<a>".repeat(10_000)),
    ]);
    let start = std::time::Instant::now();
    let site = import(
        &folder(&[
            ("deep.json", format!("{{\"blog_name\": \"b\", \"post_url\": {deep}}}").as_bytes()),
            ("many.json", many.as_bytes()),
            ("posts.xml", xml.as_bytes()),
        ]),
        Options::default(),
    );
    assert!(start.elapsed().as_secs() < 60);
    assert!(site.documents.contains_key("700643515987"));
    let found = codes(&site);
    assert!(
        found.contains(&pair("MALFORMED", "deep.json"))
            && found.contains(&pair("MALFORMED", "1070473124")),
        "{found:?}"
    );
}
