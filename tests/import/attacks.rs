//! A public collection of attacks on sanitisers, imported: nothing runs, is loaded from elsewhere, or leaves its place.
//!
//! `attacks.json` names its source and licence. Pages are read by an HTML parser as a browser reads them: twice, once
//! within a page around them.

use std::collections::HashSet;
use std::fs;

use entity::post_body::Format;
use import::{Options, Record, open, rewrite};
use parvis::content::{render, render_comment_html};
use scraper::{ElementRef, Html, Selector};
use serde_json::{Value, json};
use url::Url;

/// The page that shows a post.
const PAGE: &str = "https://intranet.example/posts/1";
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];
/// Elements that run script, load something, take what is typed, or change how the page around them is read.
const DANGEROUS: [&str; 27] = [
    "applet",
    "audio",
    "base",
    "body",
    "button",
    "embed",
    "form",
    "frame",
    "frameset",
    "iframe",
    "input",
    "link",
    "math",
    "meta",
    "noscript",
    "object",
    "param",
    "plaintext",
    "portal",
    "script",
    "select",
    "source",
    "style",
    "svg",
    "template",
    "textarea",
    "video",
];
/// Attributes whose value is an address.
const ADDRESSES: [&str; 12] = [
    "action",
    "archive",
    "background",
    "cite",
    "classid",
    "codebase",
    "data",
    "formaction",
    "href",
    "longdesc",
    "src",
    "usemap",
];
/// Attributes that load, run or restyle whatever their value is, or that the page around may go by.
const UNWANTED: [&str; 8] = ["for", "form", "name", "ping", "poster", "srcdoc", "srcset", "style"];

/// What the collection has little of: pictures of other hosts, which would tell them who reads.
const FOREIGN: [&str; 18] = [
    "<img src='http://spy.example/a.gif'>",
    "<img src='HTTPS://spy.example/a.gif'>",
    "<img src='//spy.example/a.gif'>",
    "<img src='/\\spy.example/a.gif'>",
    "<img src='\\\\spy.example\\a.gif'>",
    "<img src='\\/spy.example/a.gif'>",
    "<img src=' \u{1}http://spy.example/a.gif'>",
    "<img src='ht\ntp://spy.example/a.gif'>",
    "<img src='/\n/spy.example/a.gif'>",
    "<img src='/\t\\spy.example/a.gif'>",
    "<img src='http:/\\spy.example/a.gif'>",
    "<img src='http:spy.example/a.gif'>",
    "<img src='https:///spy.example/a.gif'>",
    "<img src='http://reader@spy.example/a.gif'>",
    "<img src='a.gif' srcset='//spy.example/a.gif 2x'>",
    "<picture><source srcset='//spy.example/a.gif'><img src='a.gif'></picture>",
    "<table background='//spy.example/a.gif'><tr><td background='//spy.example/b.gif'>x</table>",
    "<image src='//spy.example/a.gif'>",
];

fn collection() -> Vec<String> {
    let collection: Value = serde_json::from_str(include_str!("attacks.json")).unwrap();
    let attacks = collection["attacks"].as_array().unwrap();
    assert!(attacks.len() >= 200, "{}", attacks.len());
    let payloads = attacks.iter().map(|attack| attack["payload"].as_str().unwrap());
    payloads.chain(FOREIGN).map(str::to_owned).collect()
}

#[test]
fn imported_as_a_site_and_as_records_none_of_them_works() {
    let attacks = collection();
    let folder = tempfile::tempdir().unwrap();
    let (site, records) = (folder.path().join("site"), folder.path().join("records.jsonl"));
    fs::create_dir(&site).unwrap();
    let mut lines = String::new();
    for (number, attack) in attacks.iter().enumerate() {
        // What many pages of a site repeat is taken for its frame.
        let body = format!("<p>Words of page {number}</p>{attack}");
        let page = format!("<title>{number}</title>{body}");
        fs::write(site.join(format!("{number}.htm")), page).unwrap();
        let line = json!({"type": "document", "external_id": number.to_string(), "title": "x", "body": body});
        lines.push_str(&format!("{line}\n"));
    }
    fs::write(&records, lines).unwrap();
    for source in [site, records] {
        let reader = open(&[source], None, Options::default()).unwrap();
        let mut shown = 0;
        for record in reader.records() {
            let Record::Document(document) = record else { continue };
            let number: usize = document.external_id.trim_end_matches(".htm").parse().unwrap();
            let rewritten = rewrite(&document, |_, id| Some(format!("/media/{id}")));
            let html = render(Format::Html, &rewritten.html).unwrap().html;
            shown += usize::from(html.contains(&format!("Words of page {number}")));
            check(&html, &attacks[number], Pictures::Own);
        }
        // A few do away with the page around them, as their authors meant.
        assert!(shown * 10 >= attacks.len() * 9, "{shown} of {}", attacks.len());
    }
}

#[test]
fn posted_or_said_none_of_them_works() {
    for attack in collection() {
        // Whoever writes a post may show a picture of another host: they ask for it.
        check(&render(Format::Html, &attack).unwrap().html, &attack, Pictures::Any);
        check(&render(Format::Markdown, &attack).unwrap().html, &attack, Pictures::Any);
        check(&render_comment_html(&attack), &attack, Pictures::Own);
    }
}

/// Where pictures may come from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pictures {
    Own,
    Any,
}

fn check(html: &str, attack: &str, pictures: Pictures) {
    let page = format!(
        "<!DOCTYPE html><html><body><div id=container>{html}</div><p id=after>after</p></body></html>"
    );
    let page = Html::parse_document(&page);
    let one = |selector: &str| {
        let found: Vec<_> = page.select(&Selector::parse(selector).unwrap()).collect();
        assert_eq!(found.len(), 1, "{selector}: {attack} -> {html}");
        found[0]
    };
    let (container, after) = (one("#container"), one("#after"));
    assert_eq!(after.prev_sibling().unwrap().id(), container.id(), "{attack} -> {html}");
    assert_eq!(after.parent().unwrap().value().as_element().unwrap().name(), "body");
    assert_eq!(after.text().collect::<String>(), "after", "{attack} -> {html}");
    let fragment = Html::parse_fragment(html);
    for element in inside(container).chain(inside(fragment.root_element())) {
        check_element(element, &format!("{attack} -> {html}"), pictures);
    }
}

fn inside(root: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    root.descendants().skip(1).filter_map(ElementRef::wrap)
}

fn check_element(element: ElementRef<'_>, told: &str, pictures: Pictures) {
    let element = element.value();
    assert_eq!(&*element.name.ns, "http://www.w3.org/1999/xhtml", "{told}");
    assert!(!DANGEROUS.contains(&element.name()), "{}: {told}", element.name());
    let dangerous: HashSet<&str> = UNWANTED.into_iter().collect();
    for (name, value) in element.attrs() {
        assert!(!name.starts_with("on") && !dangerous.contains(name), "{name}: {told}");
        if name == "id" {
            assert!(value.starts_with("section-"), "an id of the page around it: {told}");
        }
        if !ADDRESSES.contains(&name) {
            continue;
        }
        // Read as browsers do; what is no address is not followed.
        let Ok(address) = Url::parse(PAGE).unwrap().join(value) else { continue };
        assert!(SCHEMES.contains(&address.scheme()), "{name}={value}: {told}");
        let loaded = name != "href";
        if loaded && pictures == Pictures::Own {
            assert_eq!(address.host_str(), Some("intranet.example"), "loads {value}: {told}");
        }
    }
}
