//! `posts.xml`, the export of the years before 2019.

use parvis_import::{DateSource, Kind, Options, State, open};

use super::{classic, codes, import, of, pair};
use crate::support::folder;

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
                "/post/1070473124",
                "https://www.tumblr.com/blog/1070473124/des-mots",
                "https://www.tumblr.com/blog/1070473124"
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
            name == "inconnu",
            "only what the state does not tell: {name}"
        );
        assert_eq!(document.tags, ["un", "deux"]);
        assert_eq!(site.terms.len(), 2);
    }
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
        ("INVALID_RECORD".to_owned(), None),
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
fn films_of_tumblr_tell_of_themselves_without_words() {
    let inside = "<video-caption>&lt;p&gt;Mot&lt;/p&gt;</video-caption><video-source><content-type>video/mp4</content-type><extension>mp4</extension><width>640</width></video-source><video-player>&lt;iframe src=\"https://player.example/1\"&gt;&lt;/iframe&gt;</video-player>";
    let site = of(&[("1070473124", "type=\"video\"", inside)]);
    let html = site.html("1070473124");
    assert!(html.contains("https://player.example/1") && html.contains("Mot"), "{html}");
    assert!(!html.contains("mp4"), "{html}");
    let named = "<video-source>https://film.example/2</video-source><video-player>x</video-player>";
    let site = of(&[("1070473125", "type=\"video\"", named)]);
    assert!(site.html("1070473125").contains("href=\"https://film.example/2\""));
}
