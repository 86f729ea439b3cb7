//! Things that the old site fetched from elsewhere and showed in place: they become links.

use super::tags::escape;

/// Longest address that is taken for one.
const MAX_ADDRESS: usize = 2000;

/// A paragraph that links to an address.
pub(super) fn link(address: &str) -> String {
    let address = escape(address);
    format!("<p><a href=\"{address}\">{address}</a></p>")
}

/// Makes links of the addresses that stand alone on a line.
pub(super) fn link_lines(text: &str) -> String {
    if !text.contains("http") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 64);
    for line in text.split_inclusive('\n') {
        let address = line.trim();
        if is_address(address) {
            let plain = address.replace("&amp;", "&").replace("&#038;", "&");
            let address = escape(&plain);
            out.push_str(&format!("<a href=\"{address}\">{address}</a>"));
            if line.ends_with('\n') {
                out.push('\n');
            }
        } else {
            out.push_str(line);
        }
    }
    out
}

/// Whether a text is the address of a page, and nothing else.
pub(super) fn is_address(text: &str) -> bool {
    let web = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    text.len() <= MAX_ADDRESS
        && web.is_some_and(|rest| rest.len() > 2)
        && !text.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '[' | ']'))
}

/// The address of the film, tweet or map that a shortcode of this name shows, given its first value.
pub(super) fn address(name: &str, value: &str) -> Option<String> {
    let value = value.trim().trim_start_matches('=').trim().replace("&amp;", "&");
    if is_address(&value) {
        return Some(value);
    }
    if value.starts_with("//") {
        return Some(format!("https:{value}"));
    }
    let id = value.split(['&', '?']).next().unwrap_or_default();
    let is_id = !id.is_empty()
        && id.len() <= 100
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'/'));
    if !is_id {
        return None;
    }
    let place = match name {
        "youtube" | "youtube_sc" | "fve" => "https://www.youtube.com/watch?v=",
        "vimeo" => "https://vimeo.com/",
        "dailymotion" => "https://www.dailymotion.com/video/",
        "wpvideo" | "videopress" => "https://videopress.com/v/",
        "tweet" | "twitter" => "https://twitter.com/i/web/status/",
        "gist" => "https://gist.github.com/",
        "instagram" => "https://www.instagram.com/p/",
        "ted" => "https://www.ted.com/talks/",
        "vine" => "https://vine.co/v/",
        _ => return None,
    };
    Some(format!("{place}{id}"))
}
