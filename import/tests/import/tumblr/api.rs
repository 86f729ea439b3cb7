//! Posts as the API gives them, of both kinds.

use parvis_import::{Code, Kind, Options};

use super::{classic, codes, import, pair};
use crate::{growth::assert_linear, support::folder};

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
fn a_post_without_an_id_is_named_by_its_title() {
    let list = r#"{"response": {"posts": [{"blog_name": "blog", "post_url": "x", "id": 200643515987, "type": "text", "body": "x"}, {"blog_name": "blog", "type": "text", "title": "Sans nom"}]}}"#;
    let site = import(&folder(&[("liste.json", list.as_bytes())]), Options::default());
    let told = site.report.problems().iter().find(|it| it.code == Code::InvalidRecord).unwrap();
    assert_eq!(told.title.as_deref(), Some("Sans nom"));
    let list = classic(&[(
        "",
        "type=\"regular\"",
        "<regular-title>Sans nom</regular-title><regular-body>x</regular-body>",
    )]);
    let site = import(&folder(&[("posts.xml", list.as_bytes())]), Options::default());
    let told = site.report.problems().iter().find(|it| it.code == Code::InvalidRecord).unwrap();
    assert_eq!((told.external_id.as_deref(), told.title.as_deref()), (None, Some("Sans nom")));
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
        "<figure><img alt=\"\" src=\"/d/media/tumblr_a_1280.jpg\"><figcaption>l'une</figcaption></figure>\n\
         <p>Mot <a href=\"https://x.example/\">x</a></p>\n"
    );
    assert_eq!(site.html("200643515987"), "<p><b>moi:</b> x</p>\n");
    assert!(
        codes(&site).contains(&pair("TRUNCATED", "json/coupe.json"))
            && codes(&site).contains(&pair("INVALID_RECORD", "json/liste.json"))
    );
}

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
fn hostile_posts_take_no_more_time_than_their_length() {
    assert_linear("ranges", 5_000, |count| {
        import(&folder(&[("many.json", many(count).as_bytes())]), Options::default());
    });
    assert_linear("nested", 3_000, |count| {
        let xml = classic(&[("1070473124", "type=\"regular\"", &bomb(count))]);
        import(&folder(&[("posts.xml", xml.as_bytes())]), Options::default());
    });
    assert_linear("unclosed", 80_000, |bytes| {
        let xml = classic(&[("1070473125", "type=\"regular\"", &"<a>".repeat(bytes / 3))]);
        import(&folder(&[("posts.xml", xml.as_bytes())]), Options::default());
    });
}

/// A post with `count` formats that overlap.
fn many(count: usize) -> String {
    let ranges: Vec<String> = (0..count)
        .map(|n| format!("{{\"start\": {n}, \"end\": {}, \"type\": \"bold\"}}", n + count * 4 / 5))
        .collect();
    format!(
        r#"{{"blog_name": "b", "id": 700643515987, "post_url": "x", "content": [{{"type": "text", "text": "{}", "formatting": [{}]}}]}}"#,
        "x".repeat(count * 9 / 5),
        ranges.join(",")
    )
}

/// A body of `count` elements within each other, twice.
fn bomb(count: usize) -> String {
    let nested = "&lt;b&gt;".repeat(count) + &"&lt;p&gt;".repeat(count);
    format!("<regular-body>{nested}</regular-body>")
}

#[test]
fn hostile_posts_do_no_harm() {
    let deep = format!("{}x{}", "[".repeat(5_000), "]".repeat(5_000));
    let xml = classic(&[
        ("1070473124", "type=\"regular\"", &bomb(3_000)),
        ("1070473125", "type=\"regular\"", &"<a>".repeat(10_000)),
    ]);
    let site = import(
        &folder(&[
            ("deep.json", format!("{{\"blog_name\": \"b\", \"post_url\": {deep}}}").as_bytes()),
            ("many.json", many(5_000).as_bytes()),
            ("posts.xml", xml.as_bytes()),
        ]),
        Options::default(),
    );
    assert!(site.documents.contains_key("700643515987"));
    let found = codes(&site);
    assert!(
        found.contains(&pair("MALFORMED", "deep.json"))
            && found.contains(&pair("MALFORMED", "1070473124")),
        "{found:?}"
    );
}
