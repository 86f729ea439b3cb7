//! Refuses markup that is small on disk and enormous once parsed.

/// Elements the parser opens again in every block when they were left open, as HTML requires.
const FORMATTING: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// How many such repetitions a page may cause. The worst hand-made page seen caused a few thousand.
const MAX_REPEATED: u64 = 2_000_000;

/// Elements that end by themselves or never contain anything: leaving them open does not nest.
const SHALLOW: [&str; 28] = [
    "p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "option", "br", "hr",
    "img", "input", "meta", "link", "area", "param", "col", "base", "wbr", "frame", "html", "head",
    "body", "basefont", "embed",
];

/// Depth that costs nothing worth counting.
const USUAL_DEPTH: u64 = 64;

/// Sum of the depths of all tags beyond the usual one. Parsing looks through the open elements for each tag; real pages
/// stay below a million.
const MAX_DEPTHS: u64 = 10_000_000;

/// Whether a page can be parsed in reasonable time and memory.
pub(super) fn is_parsable(source: &str) -> bool {
    let (mut open, mut repeated) = (0_u64, 0_u64);
    let (mut depth, mut depths) = (0_u64, 0_u64);
    for tag in source.split('<').skip(1) {
        let closing = tag.starts_with('/');
        let name = tag
            .trim_start_matches('/')
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        let is_in = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        depths = depths.saturating_add(depth.saturating_sub(USUAL_DEPTH));
        if name.is_empty() || is_in(&SHALLOW) {
            repeated = repeated.saturating_add(open);
            continue;
        }
        let step = |count: u64| if closing { count.saturating_sub(1) } else { count + 1 };
        depth = step(depth);
        if is_in(&FORMATTING) {
            open = step(open);
        } else {
            repeated = repeated.saturating_add(open);
        }
    }
    repeated <= MAX_REPEATED && depths <= MAX_DEPTHS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_absurd_markup_is_refused() {
        assert!(is_parsable(&"<font size=2><b>x</b></font><p>".repeat(50_000)));
        assert!(!is_parsable(&("<font size=2>".repeat(2_000) + &"<p>".repeat(2_000))));
        assert!(!is_parsable(&"<div><ul><li>".repeat(20_000)));
        assert!(!is_parsable(&"<div>".repeat(5_000)));
        let deep = "<div>".repeat(60);
        assert!(is_parsable(&(deep + &"<blockquote>x</blockquote>".repeat(500_000))));
    }
}
