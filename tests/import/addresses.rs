//! Old addresses, written as a table and for nginx.

use serde_json::json;

use super::write;
use crate::cli::program::{Said, parvis, path, said};
use crate::support::{Cast, TestApp, Who};

const FRONT: &str = "https://intranet.example/";

/// Titles, and the addresses that the texts had: one spelling of each.
const OLD: [(&str, &[&str]); 6] = [
    ("Holidays", &["http://www.old.example/2013/09/rentr%C3%A9e/"]),
    ("Query", &["http://old.example/?p=12", "https://old.example/index.php?b=2&a=1"]),
    ("Quotes", &["http://old.example/say \"hi\", (all) $5+tax/100%25.html"]),
    ("Braces", &["http://old.example/{a}|b^c/%23top.html", "http://old.example/it's;here"]),
    ("Path", &["/only/path.htm"]),
    ("Port", &["http://old.example:8081/x.htm"]),
];

/// A cast with a front end elsewhere, and these texts in Sales' news, which is OPEN.
pub(super) async fn imported() -> Cast {
    let cast = Cast::on(TestApp::with(|config| config.front_end_url = FRONT.into()).await).await;
    std::fs::write(
        cast.app.config.data.join("parvis.toml"),
        format!("front_end_url = \"{FRONT}\"\n"),
    )
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut lines: Vec<String> = OLD
        .iter()
        .map(|(title, urls)| {
            json!({ "type": "document", "external_id": title, "title": title, "old_urls": urls,
                "published_at": "2010-01-01T00:00:00Z",
                "body": "<p>Text. <img src=\"parvis:media/plan\" alt=\"\"></p>" })
            .to_string()
        })
        .collect();
    lines.push(
        json!({ "type": "media", "external_id": "plan", "path": "plan.gif",
        "old_urls": ["http://old.example/i/plan.gif"] })
        .to_string(),
    );
    lines.push(
        json!({ "type": "redirect", "external_id": "r", "to": "Path",
        "old_urls": ["http://old.example/short"] })
        .to_string(),
    );
    write(&folder.path().join("records.jsonl"), lines.join("\n").as_bytes());
    super::blog::put(folder.path(), "plan.gif", 1);
    let base = ["import", path(folder.path()), "--space", "sales/sales-news", "--source", "old"];
    let said = said(&mut parvis(&cast, &base));
    assert_eq!(said.code, Some(0), "{said:?}");
    cast
}

fn addresses(cast: &Cast, more: &[&str]) -> Said {
    said(parvis(cast, &["import", "addresses", "--space", "sales/sales-news"]).args(more))
}

/// The path here of the text with this title.
pub(super) async fn place(cast: &Cast, title: &str) -> String {
    let posts = super::posts(cast, Who::Leader, &cast.news).await;
    format!("/posts/{}", super::titled(&posts, title)["id"].as_str().unwrap())
}

pub(super) async fn picture(cast: &Cast) -> String {
    let posts = super::posts(cast, Who::Leader, &cast.news).await;
    let html = posts[0]["bodyHtml"].as_str().unwrap();
    format!("/media/{}", super::linked(html, "/media/")[0])
}

#[tokio::test]
async fn as_a_table_every_address_is_one_quoted_line() {
    let cast = imported().await;
    let table = addresses(&cast, &[]);
    assert_eq!((table.code, &*table.err), (Some(0), ""), "{table:?}");
    let mut lines: Vec<&str> = table.out.lines().collect();
    assert_eq!(lines.remove(0), "old_address,new_address");
    let mut expected = Vec::new();
    for (old, title) in [
        ("http://old.example/2013/09/rentrée", "Holidays"),
        ("http://old.example/?p=12", "Query"),
        ("http://old.example/index.php?a=1&b=2", "Query"),
        ("http://old.example/say \"\"hi\"\", (all) $5+tax/100%.html", "Quotes"),
        ("http://old.example/{a}|b^c/#top.html", "Braces"),
        ("http://old.example/it's;here", "Braces"),
        ("/only/path.htm", "Path"),
        ("http://old.example/short", "Path"),
        ("http://old.example:8081/x.htm", "Port"),
    ] {
        expected
            .push(format!("\"{old}\",\"https://intranet.example{}\"", place(&cast, title).await));
    }
    expected.push(format!("\"http://old.example/i/plan.gif\",\"{}\"", picture(&cast).await));
    expected.sort();
    lines.sort_unstable();
    assert_eq!(lines, expected);
    assert_eq!(addresses(&cast, &["--source", "other"]).out, "old_address,new_address\n");
    // It names posts that not everyone may see: for who leads alone.
    for who in ["member@acme.example", "outsider@acme.example"] {
        let said = addresses(&cast, &["--importer", who]);
        assert_eq!((said.code, &*said.out), (Some(1), ""), "{who}: {said:?}");
    }
}

#[tokio::test]
async fn for_nginx_every_address_is_a_pattern_of_what_browsers_send() {
    let cast = imported().await;
    let map = addresses(&cast, &["--form", "nginx"]);
    assert_eq!(map.code, Some(0), "{map:?}");
    assert!(map.out.contains("map $host$request_uri $parvis {\n    default \"\";\n"), "{map:?}");
    assert!(map.out.ends_with("}\n"), "{map:?}");
    let lines: Vec<&str> = map.out.lines().filter(|line| line.contains("\"~*^")).collect();
    assert_eq!(lines.len(), 10, "{map:?}");
    for (sent, title) in [
        ("old.example/2013/09/rentr%C3%A9e", "Holidays"),
        ("www.old.example/2013/09/rentr%c3%a9e/", "Holidays"),
        ("old.example/2013/09/rentr%C3%A9e/?utm_source=x&fbclid=z", "Holidays"),
        ("old.example/?p=12", "Query"),
        ("old.example/?m=1&p=12&utm_campaign=x", "Query"),
        ("old.example/index.php?a=1&b=2", "Query"),
        ("old.example/index.php/?a=1&b=2", "Query"),
        ("old.example/say%20%22hi%22,%20(all)%20$5+tax/100%25.html", "Quotes"),
        // Browsers differ in what they escape.
        ("old.example/say%20%22hi%22,%20%28all%29%20$5+tax/100%25.html", "Quotes"),
        ("old.example/{a}|b^c/%23top.html", "Braces"),
        ("old.example/%7Ba%7D%7Cb%5Ec/%23top.html", "Braces"),
        ("old.example/it's;here", "Braces"),
        ("old.example/only/path.htm", "Path"),
        ("other.example/only/path.htm", "Path"),
        ("old.example/short", "Path"),
    ] {
        let place = place(&cast, title).await;
        let found: Vec<&str> = lines
            .iter()
            .filter(|line| matches(line, sent))
            .map(|line| line.rsplit(' ').next().unwrap())
            .collect();
        assert_eq!(found, [format!("https://intranet.example{place};")], "{sent}: {}", map.out);
    }
    for other in [
        "old.example/",
        "old.example/2013/09/rentr%C3%A9e/more",
        "xold.example/short",
        "old.example/?p=123",
        "old.example/?p=12&page=2",
        "old.example/short?page=2",
        "oldxexample/short",
        "old.example/shorter",
        "old.example/onlyxpath.htm",
    ] {
        assert!(!lines.iter().any(|line| matches(line, other)), "{other}: {}", map.out);
    }
    // No pattern ends its quotation marks or its directive early.
    for line in lines {
        assert_eq!(line.matches('"').count(), 2, "{line}");
    }
}

/// Whether nginx would take this line for a request: `PCRE`, without case.
fn matches(line: &str, sent: &str) -> bool {
    let pattern = line.split('"').nth(1).unwrap().strip_prefix("~*").unwrap();
    regex::RegexBuilder::new(pattern).case_insensitive(true).build().unwrap().is_match(sent)
}
