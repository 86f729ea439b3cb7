//! Old addresses lead to what is there now: by GraphQL and with 301, in every spelling, for whoever may
//! see it.

use serde_json::{Value, json};

use super::addresses::{imported, picture, place};
use super::blog::address;
use super::write;
use crate::cli::program::{parvis, path, said};
use crate::support::{Cast, Who};

#[tokio::test]
async fn every_spelling_leads_there_by_graphql_and_by_http() {
    let cast = imported().await;
    let query = "query($url: String!) { redirect(url: $url) { path target { __typename } } }";
    let get = async |host: &str, path: &str| {
        let response = cast.app.client.get(path).header("Host", host).send().await.0;
        (response.status().as_u16(), response.header("Location").unwrap_or("none").to_owned())
    };
    for (host, path, title) in [
        ("old.example", "/2013/09/rentr%C3%A9e", "Holidays"),
        ("www.old.example", "/2013/09/rentr%C3%A9e/", "Holidays"),
        ("OLD.Example", "/2013/09/rentr%c3%a9e/?m=1", "Holidays"),
        ("old.example:80", "//2013/./09/rentr%E9e/?utm_source=x&utm_medium=y&fbclid=z", "Holidays"),
        ("www.old.example:443", "/2013/09/rentr%C3%A9e?share=1&replytocom=7", "Holidays"),
        ("old.example", "/?p=12", "Query"),
        ("www.old.example", "/?m=1&p=12&utm_campaign=x", "Query"),
        ("old.example", "/index.php?b=2&a=1", "Query"),
        ("old.example", "/index.php/?a=1&b=2", "Query"),
        ("old.example", "/say%20%22hi%22,%20(all)%20$5+tax/100%25.html", "Quotes"),
        ("old.example", "/%7Ba%7D%7Cb%5Ec/%23top.html", "Braces"),
        ("old.example", "/only/path.htm", "Path"),
        ("another.example", "/only/path.htm", "Path"),
        ("old.example", "/short/", "Path"),
        ("old.example:8081", "/x.htm", "Port"),
    ] {
        let place = place(&cast, title).await;
        let to = format!("https://intranet.example{place}");
        assert_eq!(get(host, path).await, (301, to), "{host}{path}");
        for scheme in ["http:", "https:", ""] {
            let url = json!({ "url": format!("{scheme}//{host}{path}#part") });
            let found = cast.ask(Who::Outsider, query, url.clone()).await["redirect"].take();
            assert_eq!(
                found,
                json!({ "path": place, "target": { "__typename": "Post" } }),
                "{url}"
            );
        }
    }
    let picture = picture(&cast).await;
    assert_eq!(get("www.old.example", "/i/plan.gif").await, (301, picture.clone()));
    let found =
        cast.ask(Who::Outsider, query, json!({ "url": "http://old.example/i/plan.gif" })).await;
    assert_eq!(found["redirect"], json!({ "path": picture, "target": { "__typename": "Media" } }));
    // What is like it is not it.
    for (host, path) in [
        ("old.example", "/2013/09/rentree"),
        ("old.example", "/?p=13"),
        ("old.example", "/"),
        ("other.example", "/short"),
        ("old.example", "/x.htm"),
        ("notold.example", "/2013/09/rentr%C3%A9e"),
    ] {
        let found = get(host, path).await;
        assert!(found.0 != 301 && found.1 == "none", "{host}{path}: {found:?}");
        let url = json!({ "url": format!("http://{host}{path}") });
        assert_eq!(
            cast.ask(Who::Outsider, query, url).await["redirect"],
            Value::Null,
            "{host}{path}"
        );
    }
    for wrong in ["mailto:a@old.example", "javascript:x()", ""] {
        let code = cast.app.error(cast.id(Who::Outsider), query, json!({ "url": wrong })).await;
        assert_eq!(code, "INVALID_ARGUMENT", "{wrong}");
    }
    // Other methods follow no old link.
    let post = cast.app.client.post("/short").header("Host", "old.example").send().await.0;
    assert_eq!(post.status().as_u16(), 404);
}

#[tokio::test]
async fn the_newest_import_of_an_address_that_one_may_see_leads() {
    let cast = imported().await;
    let folder = tempfile::tempdir().unwrap();
    let line = json!({ "type": "document", "external_id": "1", "title": "Newer", "body": "<p>T</p>",
        "published_at": "2010-01-01T00:00:00Z", "old_urls": ["http://old.example/short", "http://old.example/new"] });
    write(&folder.path().join("records.jsonl"), line.to_string().as_bytes());
    let merger = address(&cast, &cast.merger).await;
    let base = ["import", path(folder.path()), "--space", &merger, "--source", "newer"];
    assert_eq!(said(&mut parvis(&cast, &base)).code, Some(0));
    let posts = super::posts(&cast, Who::Leader, &cast.merger).await;
    let newer = format!("/posts/{}", posts[0]["id"].as_str().unwrap());
    let older = place(&cast, "Path").await;
    let query = "query($url: String!) { redirect(url: $url) { path } }";
    let ask = async |who: Who, url: &str| {
        cast.ask(who, query, json!({ "url": url })).await["redirect"]["path"].take()
    };
    // SECRET: who is on its roster is led to the newer, all others as if it had never come.
    assert_eq!(ask(Who::Member, "http://old.example/short").await, newer);
    assert_eq!(ask(Who::Outsider, "http://old.example/short").await, older);
    assert_eq!(ask(Who::Member, "http://old.example/new").await, newer);
    assert_eq!(ask(Who::Outsider, "http://old.example/new").await, Value::Null);
    let get = async |path: &str, token: Option<String>| {
        let mut request = cast.app.client.get(path).header("Host", "old.example");
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let response = request.send().await.0;
        (response.status().as_u16(), response.header("Location").unwrap_or("none").to_owned())
    };
    let there = |place: &str| (301, format!("https://intranet.example{place}"));
    assert_eq!(get("/short", None).await, there(&older));
    assert_eq!(get("/new", None).await, (404, "none".into()));
    let [member, outsider] = [Who::Member, Who::Outsider].map(|who| cast.app.token(cast.id(who)));
    assert_eq!(get("/new", Some(member)).await, there(&newer));
    assert_eq!(get("/new", Some(outsider)).await, (404, "none".into()));
    assert_eq!(get("/new", Some("nonsense".into())).await.0, 401);
}

/// Old sites served a picture in many sizes: each leads to the one that came in, unless it came in itself.
#[tokio::test]
async fn a_picture_is_found_by_the_address_of_any_size() {
    let cast = Cast::start().await;
    let folder = tempfile::tempdir().unwrap();
    let mut lines = Vec::new();
    for (id, urls) in [
        (
            "lac",
            vec![
                "http://old.example/u/lac.gif",
                "http://zoe.typepad.com/.a/6a00e5-800wi",
                "http://4.bp.blogspot.com/-Xy/AA/s1600/lac.gif",
            ],
        ),
        ("small", vec!["http://old.example/u/lac-80x60.gif"]),
        ("large", vec!["http://old.example/u/mer-scaled.gif"]),
    ] {
        super::blog::put(folder.path(), &format!("{id}.gif"), u32::try_from(id.len()).unwrap());
        lines.push(json!({ "type": "media", "external_id": id, "path": format!("{id}.gif"), "old_urls": urls }));
        lines.push(json!({ "type": "document", "external_id": id, "title": id,
            "published_at": "2010-01-01T00:00:00Z", "body": format!("<img src=\"parvis:media/{id}\">") }));
    }
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    write(&folder.path().join("records.jsonl"), lines.join("\n").as_bytes());
    let said =
        said(&mut parvis(&cast, &["import", path(folder.path()), "--space", "sales/sales-news"]));
    assert_eq!(said.code, Some(0), "{said:?}");
    let posts = super::posts(&cast, Who::Outsider, &cast.news).await;
    let query = "query($url: String!) { redirect(url: $url) { path } }";
    for (url, id) in [
        ("http://old.example/u/lac-300x200.gif", Some("lac")),
        ("http://old.example/u/lac-80x60.gif", Some("small")),
        ("http://old.example/u/mer-300x200.gif", Some("large")),
        ("http://zoe.typepad.com/.a/6a00e5-popup", Some("lac")),
        ("http://4.bp.blogspot.com/-Xy/AA/w320-h240/lac.gif", Some("lac")),
        ("http://old.example/u/mer-300.gif", None),
    ] {
        let expected = id.map(|id| {
            let html = super::titled(&posts, id)["bodyHtml"].as_str().unwrap();
            format!("/media/{}", super::linked(html, "/media/")[0])
        });
        let found = cast.ask(Who::Outsider, query, json!({ "url": url })).await;
        assert_eq!(found["redirect"]["path"].as_str(), expected.as_deref(), "{url}");
        let (host, path) = url["http://".len()..].split_once('/').unwrap();
        let request = cast.app.client.get(format!("/{path}")).header("Host", host);
        let location = request.send().await.0.header("Location").map(ToOwned::to_owned);
        assert_eq!(location, expected, "{url}");
    }
}
