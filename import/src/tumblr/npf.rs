//! The blocks of Tumblr's newer format and how they are laid out.

use std::collections::HashSet;

use serde_json::Value;

use super::{
    list::List,
    post::{Post, escape, link},
    ranges,
};

/// Posts that were repeated one after another are read this far.
const MAX_TRAIL: usize = 200;

/// Blocks of one post that are read; Tumblr allows a thousand.
const MAX_BLOCKS: usize = 10_000;

/// Takes over the blocks of a post, and of those it repeats.
pub(super) fn fill(value: &Value, post: &mut Post) {
    let content = blocks(&value["content"]);
    let mut skip = HashSet::new();
    if let Some(first) = content.first().filter(|it| it["subtype"] == "heading1") {
        post.title =
            first["text"].as_str().map(|it| it.split_whitespace().collect::<Vec<_>>().join(" "));
        post.title = post.title.take().filter(|title| !title.is_empty());
        if post.title.is_some() && !in_ask(&value["layout"], 0) {
            skip.insert(0);
        }
    }
    post.own_html = html(content, &value["layout"], &skip, &mut post.unknown);
    for item in value["trail"].as_array().into_iter().flatten().take(MAX_TRAIL) {
        let inner =
            html(blocks(&item["content"]), &item["layout"], &HashSet::new(), &mut post.unknown);
        let name = item["blog"]["name"].as_str().or_else(|| item["broken_blog_name"].as_str());
        let name = name.unwrap_or("tumblr");
        let url = item["blog"]["url"].as_str().unwrap_or_default();
        let address = match item["post"]["id"].as_str().filter(|_| !url.is_empty()) {
            Some(id) => format!("{}/post/{id}", url.trim_end_matches('/')),
            None => url.to_owned(),
        };
        let name = if address.is_empty() { escape(name) } else { link(&address, name) };
        post.trail_html.push_str(&format!("<p>{name}:</p>\n<blockquote>{inner}</blockquote>\n"));
    }
    post.plays =
        blocks(&value["content"]).iter().any(|it| it["type"] == "audio" || it["type"] == "video");
    "npf".clone_into(&mut post.kind);
}

fn blocks(value: &Value) -> &[Value] {
    let all = value.as_array().map_or(&[][..], Vec::as_slice);
    all.get(..MAX_BLOCKS).unwrap_or(all)
}

/// The blocks in their order, those in `skip` left out.
fn html(
    content: &[Value],
    layout: &Value,
    skip: &HashSet<usize>,
    unknown: &mut Vec<String>,
) -> String {
    let layouts = layout.as_array().map_or(&[][..], Vec::as_slice);
    let ask = layouts.iter().find(|it| it["type"] == "ask");
    let asked = ask.map_or_else(Vec::new, |ask| numbers(&ask["blocks"]));
    let mut done = skip.clone();
    let mut out = String::new();
    if let Some(ask) = ask.filter(|_| !asked.is_empty()) {
        let blog = &ask["attribution"]["blog"];
        let address =
            ask["attribution"]["url"].as_str().or_else(|| blog["url"].as_str()).unwrap_or_default();
        let name = blog["name"].as_str().map(|name| link(address, name)).unwrap_or_default();
        let name = if name.is_empty() { name } else { format!("<p>{name}:</p>") };
        let inner = run(content, &asked, &mut done, unknown);
        out.push_str(&format!("<blockquote>{name}{inner}</blockquote>\n"));
    }
    let mut order = rows(layouts);
    // What no row names comes after them; a paywall that none names is not to be seen.
    let has_rows = !order.is_empty();
    let named: HashSet<usize> = order.iter().copied().collect();
    let unnamed = content.iter().enumerate().filter(|(at, _)| !named.contains(at));
    order.extend(
        unnamed.filter(|(_, block)| !has_rows || block["type"] != "paywall").map(|(at, _)| at),
    );
    out.push_str(&run(content, &order, &mut done, unknown));
    out
}

fn rows(layouts: &[Value]) -> Vec<usize> {
    let Some(rows) = layouts.iter().find(|it| it["type"] == "rows") else { return Vec::new() };
    let display = rows["display"].as_array().into_iter().flatten().map(|row| &row["blocks"]);
    let older = rows["rows"].as_array().into_iter().flatten();
    display.chain(older).flat_map(numbers).take(MAX_BLOCKS).collect()
}

fn numbers(value: &Value) -> Vec<usize> {
    let numbers = value.as_array().into_iter().flatten().filter_map(Value::as_u64);
    numbers.filter_map(|it| usize::try_from(it).ok()).collect()
}

fn in_ask(layout: &Value, at: usize) -> bool {
    let mut layouts = layout.as_array().into_iter().flatten();
    layouts.any(|it| it["type"] == "ask" && numbers(&it["blocks"]).contains(&at))
}

/// The blocks in `order`, each once.
fn run(
    content: &[Value],
    order: &[usize],
    done: &mut HashSet<usize>,
    unknown: &mut Vec<String>,
) -> String {
    let mut out = String::new();
    let mut list = List::default();
    for at in order {
        let Some(block) = content.get(*at).filter(|_| done.insert(*at)) else { continue };
        if block["type"] == "text" {
            text(block, &mut list, &mut out);
            continue;
        }
        list.end(&mut out);
        out.push_str(&other(block, unknown));
        out.push('\n');
    }
    list.end(&mut out);
    out
}

fn text(block: &Value, list: &mut List, out: &mut String) {
    let inner = ranges::html(block["text"].as_str().unwrap_or_default(), &block["formatting"]);
    let level = block["indent_level"].as_u64().unwrap_or(0);
    let tag = match block["subtype"].as_str().unwrap_or_default() {
        "ordered-list-item" => return list.item("ol", level, &inner, out),
        "unordered-list-item" => return list.item("ul", level, &inner, out),
        "indented" => return list.item("blockquote", level, &inner, out),
        "heading1" => "h2",
        "heading2" => "h3",
        "quote" => "blockquote",
        _ => "p",
    };
    list.end(out);
    if !inner.trim().is_empty() {
        out.push_str(&format!("<{tag}>{inner}</{tag}>\n"));
    }
}

fn other(block: &Value, unknown: &mut Vec<String>) -> String {
    let text = |name: &str| block[name].as_str().unwrap_or_default();
    // A single size, or several, the largest first.
    let media = block["media"]["url"].as_str().or_else(|| block["media"][0]["url"].as_str());
    let kind = text("type");
    match (kind, media) {
        ("image", Some(address)) => {
            let image =
                format!("<img src=\"{}\" alt=\"{}\">", escape(address), escape(text("alt_text")));
            let caption = if text("caption").is_empty() {
                String::new()
            } else {
                format!("<figcaption>{}</figcaption>", escape(text("caption")))
            };
            let from = block["attribution"]["url"].as_str().filter(|it| !it.is_empty());
            let from = from.map(|it| format!("<p>{}</p>", link(it, ""))).unwrap_or_default();
            format!("<figure>{image}{caption}</figure>{from}")
        }
        ("image", None) => String::new(),
        ("link", _) => {
            let words = [text("title"), text("description"), text("author"), text("site_name")];
            let [title, description, author, site] = words;
            let rest = [description, author, site].into_iter().filter(|it| !it.is_empty());
            let rest: String = rest.map(|it| format!("<br>{}", escape(it))).collect();
            format!("<p>{}{rest}</p>", link(text("url"), title))
        }
        ("audio" | "video", media) => {
            let names = [text("title"), text("artist"), text("album")];
            let name =
                names.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" – ");
            let page = [
                text("url"),
                text("embed_url"),
                block["embed_iframe"]["url"].as_str().unwrap_or_default(),
            ];
            let page = page.into_iter().find(|it| !it.is_empty()).unwrap_or_default();
            match media {
                Some(address) => {
                    let words = if name.is_empty() {
                        String::new()
                    } else {
                        format!("<p>{}</p>", escape(&name))
                    };
                    format!("{words}<{kind} src=\"{}\"></{kind}>", escape(address))
                }
                None if page.is_empty() => text("embed_html").to_owned(),
                None => format!("<p>{}</p>", link(page, &name)),
            }
        }
        ("paywall", _) => "<hr>".to_owned(),
        ("poll", _) => {
            let answers = block["answers"].as_array().into_iter().flatten();
            let answers: String = answers
                .filter_map(|it| it["answer_text"].as_str())
                .map(|it| format!("<li>{}</li>", escape(it)))
                .collect();
            format!("<p>{}</p><ul>{answers}</ul>", escape(text("question")))
        }
        _ => {
            unknown.push(format!("block of the type `{kind}`"));
            let words = [text("title"), text("text")].map(escape).join(" ");
            let page = if text("url").is_empty() { String::new() } else { link(text("url"), "") };
            format!("<p>{words} {page}</p>")
        }
    }
}
