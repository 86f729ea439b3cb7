//! The newer export, which is pages and files.

use std::{collections::BTreeMap, io::Write as _};

use jiff::tz::TimeZone;
use parvis_import::{DateSource, Kind, Located, Options, State, Target, TitleSource};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{classic, codes, import, pair};
use crate::support::{Imported, folder};

const PHOTO: &str = "<photo-caption>&lt;p&gt;Mot&lt;/p&gt;</photo-caption><photo-url max-width=\"1280\">https://78.media.tumblr.com/a/tumblr_o1_1280.jpg</photo-url><photo-url max-width=\"500\">https://78.media.tumblr.com/a/tumblr_o1_500.jpg</photo-url><photoset><photo offset=\"o1\" caption=\"Une\" width=\"1\" height=\"1\"><photo-url max-width=\"1280\">https://78.media.tumblr.com/a/tumblr_o1_1280.jpg</photo-url><photo-url max-width=\"500\">https://78.media.tumblr.com/a/tumblr_o1_500.jpg</photo-url></photo><photo offset=\"o2\" caption=\"\"><photo-url max-width=\"1280\">https://78.media.tumblr.com/b/tumblr_o2_1280.jpg</photo-url></photo></photoset>";

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
        ("payload-0.json", b"[{\"email\": \"a@example.org\", \"blog_name\": 1, \"post_url\": 2}]"),
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
