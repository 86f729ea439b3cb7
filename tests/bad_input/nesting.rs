//! Texts whose elements nest or unfold without end are refused before anything is rendered; long and
//! careless ones are not.

use serde_json::json;

use super::untouched::rows;
use crate::support::{Cast, Who};

#[tokio::test]
async fn deep_and_unfolding_texts_are_refused() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Author, &cast.home, "Post").await;
    let before = rows(&cast.app).await;
    let fonts = |count: usize| {
        let font = |number| format!("<font size={number}>");
        (0..count).map(font).collect::<String>()
    };
    for (format, body) in [
        ("HTML", "<div>".repeat(300)),
        ("HTML", "<div>".repeat(79_000)),
        ("HTML", "<ul><li>".repeat(40_000)),
        ("HTML", "<div></span>".repeat(30_000)),
        ("HTML", format!("{}<object>{}", "<div>".repeat(100), "</div>".repeat(100)).repeat(300)),
        ("HTML", "<svg><style>".to_owned() + &"<div>".repeat(50_000)),
        ("HTML", format!("<p>{}{}", fonts(200), "<p>a".repeat(90_000))),
        ("HTML", "<table><td>".repeat(30_000)),
        ("MARKDOWN", "<div>\n\n".repeat(40_000)),
        ("MARKDOWN", ">".repeat(399_000) + " a"),
    ] {
        let start: String = body.chars().take(30).collect();
        let input = json!({ "spaceId": cast.home, "title": "T", "body": body, "format": format });
        let error = cast.refused(Who::Author, "postCreate", input, "INVALID").await;
        assert_eq!(error["field"], json!(["body"]), "{start}");
        let input = json!({ "id": post, "body": body, "format": format });
        cast.refused(Who::Author, "postUpdate", input, "INVALID").await;
    }
    assert_eq!(rows(&cast.app).await, before);
}

#[tokio::test]
async fn long_and_careless_texts_are_taken() {
    let cast = Cast::start().await;
    for (format, body) in [
        ("HTML", "<div>".repeat(200) + "deep"),
        ("HTML", "<p>A paragraph<br>of two lines".repeat(10_000)),
        ("HTML", format!("<ul>{}</ul>", "<li>item".repeat(10_000))),
        ("HTML", format!("<table>{}</table>", "<tr><td>a<td>b".repeat(10_000))),
        ("HTML", "<b><i>crossed</b></i> ".repeat(5_000)),
        ("MARKDOWN", "A *word* of **many**.\n\n".repeat(10_000)),
        ("MARKDOWN", "[".repeat(100_000)),
        ("MARKDOWN", "*a _b ".repeat(20_000)),
    ] {
        let input = json!({ "spaceId": cast.home, "title": "T", "body": body, "format": format });
        let made = cast.done(Who::Author, "postCreate", input, "post { bodyText }").await;
        assert!(!made["post"]["bodyText"].as_str().unwrap().is_empty());
    }
}
