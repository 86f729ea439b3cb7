//! Pictures written into texts as `data:` addresses, in every format that may hold them.

use std::collections::BTreeMap;

use parvis_import::{Format, Kind, Located, Options, open};

use crate::support::{Imported, folder};

/// A GIF of three pixels by two.
const GIF: &str = "R0lGODlhAwACAIAAAAAAAP///ywAAAAAAwACAAACAoRROw==";

const ID: &str = "embedded:";

fn import(name: &str, text: &str) -> Imported {
    let files = folder(&[(name, text.as_bytes())]);
    let reader = open(&[files.path().to_owned()], None, Options::default()).unwrap();
    // Twice the same.
    assert_eq!(reader.records().collect::<Vec<_>>(), reader.records().collect::<Vec<_>>());
    Imported::from(files.path(), Options::default(), &BTreeMap::new())
}

fn codes(import: &Imported) -> Vec<String> {
    import.problems().into_iter().map(|(code, ..)| code).collect()
}

#[test]
fn pictures_in_texts_are_files_in_every_format() {
    let picture = format!("<p>un <img src=\"data:image/gif;base64,{GIF}\" alt=\"fanion\"></p>");
    let escaped = picture.replace('&', "&amp;").replace('<', "&lt;");
    let sources = [
        (
            Format::WordPress,
            "export.xml",
            format!(
                "<rss xmlns:wp='http://wordpress.org/export/1.2/' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><item><title>t</title><wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type><wp:status>draft</wp:status><content:encoded><![CDATA[{picture}]]></content:encoded></item></channel></rss>"
            ),
        ),
        (
            Format::Blogger,
            "blog.xml",
            format!(
                "<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:blogger.com,1999:blog-7.archive</id><entry><id>tag:blogger.com,1999:blog-7.post-1</id><published>2010-05-01T10:00:00Z</published><category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#post'/><title type='text'>t</title><content type='html'>{escaped}</content></entry></feed>"
            ),
        ),
        (
            Format::TypePad,
            "blog.txt",
            format!(
                "TITLE: t\nSTATUS: Publish\nCONVERT BREAKS: 0\nBASENAME: t\nDATE: 01/02/2010 10:00:00 AM\n-----\nBODY:\n{picture}\n-----\n--------\n"
            ),
        ),
        (
            Format::Tumblr,
            "posts.xml",
            format!(
                "<tumblr version='1.0'><posts><post id='1070473124' type='regular' unix-timestamp='1425106864'><regular-title>t</regular-title><regular-body>{escaped}</regular-body></post></posts></tumblr>"
            ),
        ),
        (
            Format::Markdown,
            "a.md",
            format!(
                "---\ntitle: t\ndate: 2010-01-02\n---\nun ![fanion](data:image/gif;base64,{GIF})\n"
            ),
        ),
        (
            Format::Html,
            "a.html",
            format!("<html><head><title>t</title></head><body>{picture}</body></html>"),
        ),
        (
            Format::Table,
            "a.csv",
            format!(
                "external_id,title,body,format\n1,t,\"{}\",html\n",
                picture.replace('"', "\"\"")
            ),
        ),
    ];
    for (format, name, text) in sources {
        let files = folder(&[(name, text.as_bytes())]);
        let reader = open(&[files.path().to_owned()], None, Options::default()).unwrap();
        assert_eq!(reader.format(), format);
        let found = import(name, &text);
        let id = found.assets.keys().find(|id| id.starts_with(ID)).expect(name).clone();
        let asset = &found.assets[&id];
        assert_eq!(asset.located, Located::Inside(id.clone()), "{name}");
        assert!(asset.name.ends_with(".gif") && asset.size == Some(34), "{asset:?}");
        let measured = &found.measured[&id];
        assert_eq!(
            (measured.content_type, measured.width, measured.height),
            ("image/gif", Some(3), Some(2))
        );
        let (_, rewritten) = found.documents.values().next().unwrap();
        assert!(rewritten.html.contains(&format!("src=\"/d/{id}\"")), "{name}: {}", rewritten.html);
        assert!(!rewritten.html.contains("data:"), "{name}");
        assert_eq!(found.totals(Kind::Media), [1, 1, 0, 0, 0, 0], "{name}");
        let lost = codes(&found);
        assert!(
            !lost.iter().any(|code| code.ends_with("MEDIA") || code == "NOT_PROCESSED"),
            "{name}: {lost:?}"
        );
    }
}

#[test]
fn one_picture_is_one_file_and_broken_ones_are_told() {
    let page = format!(
        "<title>t</title><p>a <img src='data:image/gif;base64,{GIF}'> b <img src='data:image/gif;base64,{}'> \
         c <img src='data:image/png;base64,@@@@'> d <img alt='schéma' src='data:image/png;base64,'> <a href='data:text/html,x'>e</a></p>",
        GIF.replace("AAAw", "AAA\nw")
    );
    let found = import("a.html", &page);
    assert_eq!(found.totals(Kind::Media), [1, 1, 0, 0, 0, 0]);
    assert_eq!(found.report.totals(Kind::Page).total(), 1);
    assert_eq!(codes(&found).iter().filter(|code| *code == "MISSING_MEDIA").count(), 2);
    let html = found.html("a.html");
    assert_eq!(html.matches(ID).count(), 2, "{html}");
    assert!(html.contains("[image/png]") && html.contains("[schéma]"), "{html}");
    // Larger than what is taken.
    let files = folder(&[("a.html", page.as_bytes())]);
    let options = Options { max_asset_bytes: 33, ..Options::default() };
    let small = Imported::from(files.path(), options, &BTreeMap::new());
    assert_eq!(small.totals(Kind::Media), [0; 6]);
    assert_eq!(codes(&small).iter().filter(|code| *code == "MISSING_MEDIA").count(), 4);
}

#[test]
fn pictures_that_a_script_would_load_are_shown() {
    let files: [(&str, &[u8]); 3] = [
        ("a.html", b"<title>t</title><p>x <img src='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7' data-src='a.png'> <img data-lazy-src='b.png'> <img src='data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=='></p>"),
        ("a.png", b"a"),
        ("b.png", b"b"),
    ];
    let files = folder(&files);
    let found = Imported::from(files.path(), Options::default(), &BTreeMap::new());
    let html = found.html("a.html");
    assert!(html.contains("src=\"/d/a.png\"") && html.contains("src=\"/d/b.png\""), "{html}");
    assert!(!html.contains("data:") && !html.contains(ID), "{html}");
    assert_eq!(found.totals(Kind::Media), [2, 2, 0, 0, 0, 0]);
}
