//! Makes HTML of a text.

use std::{
    collections::HashSet,
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Mutex, PoisonError},
};

use comrak::{
    Anchorizer, Options,
    adapters::{HeadingAdapter, HeadingMeta},
    nodes::Sourcepos,
    options::Plugins,
};

use crate::markup::escape;

/// GitHub's Markdown with footnotes and lists of descriptions. Headings that links of the source jump to keep their
/// place.
pub(super) fn markdown(text: &str, places: &HashSet<u64>) -> String {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.description_lists = true;
    // What is not safe is taken out later, from all formats alike.
    options.render.r#unsafe = true;
    let headings = Headings { places, known: Mutex::default() };
    let mut plugins = Plugins::default();
    plugins.render.heading_adapter = Some(&headings);
    comrak::markdown_to_html_with_plugins(text, &options, &plugins)
}

/// HTML whose paragraphs are only blank lines, as `WordPress` kept it and Jekyll was handed it: the lines become breaks.
/// Nothing where paragraphs are marked.
pub(super) fn paragraphs(html: &str) -> Option<String> {
    let lower = html.to_ascii_lowercase();
    let marked = ["<p>", "<p ", "<body", "<div", "<br"].iter().any(|mark| lower.contains(mark));
    if marked || !html.trim().contains("\n\n") {
        return None;
    }
    let mut out = String::with_capacity(html.len() + 64);
    let mut rest = html;
    // Code keeps its blank lines.
    loop {
        let start = find_any(rest, &["<pre", "[code", "[sourcecode", "<script", "<style"])
            .unwrap_or(rest.len());
        let (words, code) = rest.split_at(start);
        out.push_str(&words.replace("\n\n", "<br><br>"));
        if code.is_empty() {
            return Some(out);
        }
        let end = find_any(code, &["</pre>", "[/code]", "[/sourcecode]", "</script>", "</style>"]);
        let (inside, after) = code.split_at(end.unwrap_or(code.len()));
        out.push_str(&code_block(inside));
        rest = match after.find(['>', ']']) {
            Some(at) if inside.starts_with('[') => after.get(at + 1..).unwrap_or_default(),
            _ => after,
        };
    }
}

/// `[code lang="x"]…` as preformatted text, anything else as it is.
fn code_block(inside: &str) -> String {
    match inside.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
        // Signs are already written as entities there, or stand for themselves.
        Some((_, code)) => format!("<pre>{}</pre>", code.trim_matches('\n').replace('<', "&lt;")),
        None => inside.to_owned(),
    }
}

fn find_any(text: &str, marks: &[&str]) -> Option<usize> {
    marks.iter().filter_map(|mark| text.find(mark)).min()
}

/// The places that links jump to, wherever in a text they stand.
pub(super) fn jumps(text: &str) -> impl Iterator<Item = u64> {
    text.match_indices('#').filter_map(|(at, _)| {
        let before = text.get(..at)?.chars().next_back()?;
        let after = text.get(at + 1..)?;
        let end = after.find(|c: char| c.is_whitespace() || "()\"'>]|<".contains(c))?;
        let place = after.get(..end).filter(|place| !place.is_empty() && place.len() <= 200)?;
        (!before.is_whitespace() && before != '#').then(|| place_hash(place))
    })
}

/// A place in a page as a number.
pub(super) fn place_hash(place: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    crate::address::decoded(place).to_lowercase().hash(&mut hasher);
    hasher.finish()
}

/// Writes headings, with a place where somebody jumps to them.
struct Headings<'a> {
    places: &'a HashSet<u64>,
    known: Mutex<Anchorizer>,
}

impl HeadingAdapter for Headings<'_> {
    fn enter(
        &self,
        out: &mut dyn fmt::Write,
        heading: &HeadingMeta,
        _: Option<Sourcepos>,
    ) -> fmt::Result {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let place = known.anchorize(&heading.content);
        write!(out, "<h{}>", heading.level)?;
        if self.places.contains(&place_hash(&place)) {
            write!(out, "<a id=\"{}\"></a>", escape(&place))?;
        }
        Ok(())
    }

    fn exit(&self, out: &mut dyn fmt::Write, heading: &HeadingMeta) -> fmt::Result {
        writeln!(out, "</h{}>", heading.level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_that_are_jumped_to_keep_their_place() {
        let places: HashSet<u64> =
            jumps("[x](#les-congés) [y](a.md#bas) # titre <a href='#z'>").collect();
        assert_eq!(places.len(), 3);
        assert_eq!(
            markdown("## Les congés\n## Autre\n## Bas", &places),
            "<h2><a id=\"les-congés\"></a>Les congés</h2>\n<h2>Autre</h2>\n<h2><a id=\"bas\"></a>Bas</h2>\n"
        );
    }

    #[test]
    fn blank_lines_are_paragraphs_where_nothing_else_is() {
        assert_eq!(
            paragraphs(
                "a\n\nb\n<pre>x\n\ny</pre>\n[code lang=\"c\"]\n1 &lt; 2\n\n<b>\n[/code]\n\nc"
            )
            .as_deref(),
            Some("a<br><br>b\n<pre>x\n\ny</pre>\n<pre>1 &lt; 2\n\n&lt;b></pre><br><br>c")
        );
        assert_eq!(paragraphs("<p>a\n\nb"), None);
        assert_eq!(paragraphs("a\nb\n"), None);
    }
}
