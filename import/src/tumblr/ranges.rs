//! Formatting that Tumblr gives as ranges of characters: code points, the end not included, overlapping at will.

use serde_json::Value;

use super::post::escape;

/// Ranges of one text that are read.
const MAX_RANGES: usize = 1_000;

struct Range {
    start: usize,
    end: usize,
    open: String,
    close: &'static str,
}

/// The text with its formatting.
pub(super) fn html(text: &str, formatting: &Value) -> String {
    let length = text.chars().count();
    let ranges: Vec<Range> = formatting
        .as_array()
        .into_iter()
        .flatten()
        .take(MAX_RANGES)
        .filter_map(|it| range(it, length))
        .collect();
    let mut borders: Vec<usize> =
        ranges.iter().flat_map(|range| [range.start, range.end]).collect();
    borders.sort_unstable();
    borders.dedup();
    let mut out = String::with_capacity(text.len());
    let mut open: Vec<&Range> = Vec::new();
    let mut chars = text.chars();
    let mut at = 0;
    for border in borders {
        words(&mut chars, border - at, &mut out);
        at = border;
        let wanted = wanted(&ranges, at);
        let same = open.iter().zip(&wanted).take_while(|(a, b)| a.open == b.open).count();
        open.drain(same..).rev().for_each(|range| out.push_str(range.close));
        for range in wanted.into_iter().skip(same) {
            out.push_str(&range.open);
            open.push(range);
        }
    }
    words(&mut chars, usize::MAX, &mut out);
    out
}

/// The ranges around a place, outermost first; of one type the one that began first.
fn wanted(ranges: &[Range], at: usize) -> Vec<&Range> {
    let mut wanted: Vec<&Range> = Vec::new();
    for range in ranges.iter().filter(|range| range.start <= at && at < range.end) {
        match wanted.iter_mut().find(|known| known.close == range.close) {
            Some(known) if range.start < known.start => *known = range,
            Some(_) => {}
            None => wanted.push(range),
        }
    }
    wanted.sort_by_key(|range| (range.start, usize::MAX - range.end));
    wanted
}

fn words(chars: &mut std::str::Chars<'_>, count: usize, out: &mut String) {
    let words: String = chars.by_ref().take(count).collect();
    out.push_str(&escape(&words).replace('\n', "<br>"));
}

fn range(value: &Value, length: usize) -> Option<Range> {
    let number = |name: &str| usize::try_from(value[name].as_u64()?).ok();
    let (start, end) = (number("start")?, number("end")?.min(length));
    let address = value["url"].as_str().or_else(|| value["blog"]["url"].as_str());
    let (open, close) = match value["type"].as_str()? {
        "bold" => ("<b>".to_owned(), "</b>"),
        "italic" => ("<i>".to_owned(), "</i>"),
        "strikethrough" => ("<s>".to_owned(), "</s>"),
        "small" => ("<small>".to_owned(), "</small>"),
        "link" | "mention" => (format!("<a href=\"{}\">", escape(address?)), "</a>"),
        _ => return None,
    };
    (start < end).then_some(Range { start, end, open, close })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ranges_count_code_points_and_may_overlap() {
        let ranges = json!([{"start": 0, "end": 20, "type": "bold"}, {"start": 9, "end": 34, "type": "italic"}]);
        assert_eq!(
            html("supercalifragilisticexpialidocious", &ranges),
            "<b>supercali<i>fragilistic</i></b><i>expialidocious</i>"
        );
        let family = "👨\u{200d}👨\u{200d}👦";
        let text = format!("{family}é<b");
        let ranges = json!([{"start": 5, "end": 6, "type": "link", "url": "https://example.org/?a=1&b=2"}, {"start": 6, "end": 99, "type": "small"}, {"start": 2, "end": 1, "type": "bold"}, {"start": 0, "end": 1, "type": "color", "hex": "#fff"}]);
        assert_eq!(
            html(&text, &ranges),
            format!(
                "{family}<a href=\"https://example.org/?a=1&amp;b=2\">é</a><small>&lt;b</small>"
            )
        );
        let twice =
            json!([{"start": 0, "end": 2, "type": "bold"}, {"start": 1, "end": 3, "type": "bold"}]);
        assert_eq!(html("abcd", &twice), "<b>abc</b>d");
        assert_eq!(html("a\nb", &Value::Null), "a<br>b");
    }
}
