//! Wix's own form of a body, as HTML.

use serde_json::Value;

use crate::markup::escape;

/// Deeper parts are left out.
const MAX_DEPTH: usize = 60;

/// Where Wix keeps pictures, by their id.
const PICTURES: &str = "https://static.wixstatic.com/media/";

/// The HTML of a body, and how many parts of it have no form here. Nothing where it is no such body.
pub(super) fn to_html(json: &str) -> Option<(String, u64)> {
    let body: Value = serde_json::from_str(json).ok()?;
    let nodes = body.get("nodes")?.as_array()?;
    let mut html = String::new();
    let mut unknown = 0;
    blocks(nodes, &mut html, &mut unknown, 0);
    Some((html, unknown))
}

/// The address of a picture that a cell names as `wix:image://v1/ID/NAME#…`.
pub(super) fn picture(cell: &str) -> Option<String> {
    let id = cell.trim().strip_prefix("wix:image://v1/")?.split(['/', '#']).next()?;
    (!id.is_empty()).then(|| format!("{PICTURES}{id}"))
}

fn blocks(nodes: &[Value], html: &mut String, unknown: &mut u64, depth: usize) {
    if depth > MAX_DEPTH {
        *unknown += 1;
        return;
    }
    for node in nodes {
        let inner = node.get("nodes").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let mut wrap = |open: &str, close: &str| {
            html.push_str(open);
            blocks(inner, html, unknown, depth + 1);
            html.push_str(close);
        };
        match node.get("type").and_then(Value::as_str).unwrap_or_default() {
            "PARAGRAPH" => wrap("<p>", "</p>\n"),
            "HEADING" => {
                let level = node.pointer("/headingData/level").and_then(Value::as_u64);
                let level = level.unwrap_or(2).clamp(1, 6);
                wrap(&format!("<h{level}>"), &format!("</h{level}>\n"));
            }
            "BULLETED_LIST" => wrap("<ul>", "</ul>\n"),
            "ORDERED_LIST" => wrap("<ol>", "</ol>\n"),
            "LIST_ITEM" => wrap("<li>", "</li>"),
            "BLOCKQUOTE" => wrap("<blockquote>", "</blockquote>\n"),
            "CODE_BLOCK" => wrap("<pre>", "</pre>\n"),
            "TABLE" => wrap("<table>", "</table>\n"),
            "TABLE_ROW" => wrap("<tr>", "</tr>"),
            "TABLE_CELL" => wrap("<td>", "</td>"),
            "DIVIDER" => html.push_str("<hr>\n"),
            "TEXT" => text(node, html),
            "IMAGE" => match image(node) {
                Some(image) => html.push_str(&image),
                None => *unknown += 1,
            },
            _ => {
                *unknown += 1;
                blocks(inner, html, unknown, depth + 1);
            }
        }
    }
}

fn text(node: &Value, html: &mut String) {
    let words = node.pointer("/textData/text").and_then(Value::as_str).unwrap_or_default();
    let mut done = escape(words).replace('\n', "<br>");
    let decorations = node.pointer("/textData/decorations").and_then(Value::as_array);
    for decoration in decorations.into_iter().flatten().take(10) {
        done = match decoration.get("type").and_then(Value::as_str).unwrap_or_default() {
            "BOLD" => format!("<b>{done}</b>"),
            "ITALIC" => format!("<i>{done}</i>"),
            "UNDERLINE" => format!("<u>{done}</u>"),
            "STRIKETHROUGH" => format!("<s>{done}</s>"),
            "LINK" => match decoration.pointer("/linkData/link/url").and_then(Value::as_str) {
                Some(url) => format!("<a href=\"{}\">{done}</a>", escape(url)),
                None => done,
            },
            _ => done,
        };
    }
    html.push_str(&done);
}

fn image(node: &Value) -> Option<String> {
    let source = node.pointer("/imageData/image/src")?;
    let address = match source.get("url").and_then(Value::as_str) {
        Some(url) => url.to_owned(),
        None => format!("{PICTURES}{}", source.get("id")?.as_str()?),
    };
    let alt = node.pointer("/imageData/altText").and_then(Value::as_str).unwrap_or_default();
    Some(format!("<p><img src=\"{}\" alt=\"{}\"></p>\n", escape(&address), escape(alt)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_become_elements() {
        let json = r#"{"nodes":[
            {"type":"HEADING","headingData":{"level":3},"nodes":[{"type":"TEXT","textData":{"text":"Été"}}]},
            {"type":"PARAGRAPH","nodes":[{"type":"TEXT","textData":{"text":"a<b","decorations":[{"type":"BOLD"},
                {"type":"LINK","linkData":{"link":{"url":"http://x.example/?a&b"}}}]}}]},
            {"type":"IMAGE","imageData":{"image":{"src":{"id":"p.jpg"}},"altText":"Mont"}},
            {"type":"GALLERY","nodes":[]}]}"#;
        let (html, unknown) = to_html(json).unwrap();
        let expected = "<h3>Été</h3>\n<p><a href=\"http://x.example/?a&amp;b\"><b>a&lt;b</b></a></p>\n\
            <p><img src=\"https://static.wixstatic.com/media/p.jpg\" alt=\"Mont\"></p>\n";
        assert_eq!((html.as_str(), unknown), (expected, 1));
        assert_eq!(to_html("not-json"), None);
        let cover = "wix:image://v1/a~mv2.jpg/b.jpg#originWidth=1";
        assert_eq!(picture(cover).as_deref(), Some("https://static.wixstatic.com/media/a~mv2.jpg"));
    }
}
