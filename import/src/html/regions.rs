//! Dreamweaver's editable regions: what the authors wrote, without the template around it.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use scraper::{ElementRef, Html, Node};

use crate::dom;

/// Beginning and end of a region, in the syntax of Dreamweaver MX and in that of version 4 and before, in lower case.
const SYNTAXES: [(&str, &str); 2] = [
    ("<!-- instancebegineditable", "<!-- instanceendeditable"),
    ("<!-- #begineditable", "<!-- #endeditable"),
];

/// Names of regions that mostly hold no text of the page: document head, menus, banners.
const NOT_TEXT: [&str; 16] = [
    "doctitle", "head", "titre", "title", "menu", "nav", "bandeau", "banner", "header", "entete",
    "en-tete", "footer", "pied", "leftbar", "rightbar", "sidebar",
];

/// What the author of a page wrote in its template.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Editable {
    /// The editable regions, joined.
    pub(super) text: String,
    /// Names of those that were left out although they show something.
    pub(super) left_out: Vec<String>,
}

/// The editable regions of a page, or `None` where it has none that holds text. Names lie: a region that is called a menu
/// is left out only if it is nothing but links, or `is_repeated` knows the signature of what it shows.
pub(super) fn editable(source: &str, is_repeated: impl Fn(u64) -> bool) -> Option<Editable> {
    let mut editable = Editable { text: String::new(), left_out: Vec::new() };
    for (name, region) in regions(source) {
        let look = if is_furniture(&name) { look(region) } else { Look::Text(None) };
        match look {
            Look::Nothing => {}
            Look::Text(signature) if !signature.is_some_and(&is_repeated) => {
                editable.text.push_str(region);
                editable.text.push('\n');
            }
            Look::Text(_) | Look::Links => editable.left_out.push(name),
        }
    }
    (!editable.text.trim().is_empty()).then_some(editable)
}

/// Signatures of what the regions of a page show that are called as furniture is.
pub(super) fn furniture(source: &str) -> HashSet<u64> {
    let named = regions(source).into_iter().filter(|(name, _)| is_furniture(name));
    let looks = named.map(|(_, region)| look(region));
    looks
        .filter_map(|look| if let Look::Text(signature) = look { signature } else { None })
        .collect()
}

/// Name and text of each editable region.
fn regions(source: &str) -> Vec<(String, &str)> {
    let lower = source.to_ascii_lowercase();
    let mut regions = Vec::new();
    for (begin, end) in SYNTAXES {
        let mut at = 0;
        while let Some(start) = find(&lower, begin, at) {
            let Some(open) = find(&lower, "-->", start) else { break };
            let close = find(&lower, end, open).unwrap_or(source.len());
            let name = lower.get(start + begin.len()..open).map(name_of).unwrap_or_default();
            regions.push((name, source.get(open + 3..close).unwrap_or_default()));
            at = close;
        }
    }
    regions
}

/// What a region shows.
#[derive(Debug, PartialEq, Eq)]
enum Look {
    Nothing,
    Links,
    /// Words or pictures, with the signature of a region that may be repeated.
    Text(Option<u64>),
}

fn look(region: &str) -> Look {
    let page = Html::parse_fragment(region);
    let root = page.root_element();
    let mut hasher = DefaultHasher::new();
    let words = dom::text(root, usize::MAX);
    words.hash(&mut hasher);
    let pictures = || dom::all(root, "img");
    pictures().for_each(|it| dom::file_name(it.attr("src").unwrap_or_default()).hash(&mut hasher));
    let has_words = |text: &str| text.contains(char::is_alphanumeric);
    if !has_words(&words) && pictures().next().is_none() {
        return Look::Nothing;
    }
    let beside = root.descendants().any(|node| {
        let outside = || {
            let mut around = node.ancestors().filter_map(ElementRef::wrap);
            !around.any(|it| matches!(it.value().name(), "a" | "script" | "style" | "title"))
        };
        match node.value() {
            Node::Text(text) => has_words(text) && outside(),
            Node::Element(it) => it.name() == "img" && it.attr("usemap").is_none() && outside(),
            _ => false,
        }
    });
    if beside { Look::Text(Some(hasher.finish())) } else { Look::Links }
}

/// Takes out the library items (`#BeginLibraryItem`) for which `is_shared` says so: blocks that many pages repeat.
pub(super) fn without_library_items(source: &str, is_shared: impl Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = 0;
    for (name, start, end) in library_items(source) {
        if start >= rest && is_shared(&name) {
            out.push_str(source.get(rest..start).unwrap_or_default());
            rest = end;
        }
    }
    out.push_str(source.get(rest..).unwrap_or_default());
    out
}

/// Name, beginning and end (bytes) of each library item.
pub(super) fn library_items(source: &str) -> Vec<(String, usize, usize)> {
    let lower = source.to_ascii_lowercase();
    let begin = "<!-- #beginlibraryitem";
    let mut items = Vec::new();
    let mut at = 0;
    while let Some(start) = find(&lower, begin, at) {
        let Some(open) = find(&lower, "-->", start) else { break };
        let Some(close) = find(&lower, "<!-- #endlibraryitem", open) else { break };
        let end = find(&lower, "-->", close).map_or(source.len(), |end| end + 3);
        items.push((
            lower.get(start + begin.len()..open).map(name_of).unwrap_or_default(),
            start,
            end,
        ));
        at = end;
    }
    items
}

/// Whether a region or library item is called as navigation is.
pub(super) fn is_furniture(name: &str) -> bool {
    let stem = name.rsplit('/').next().unwrap_or(name).trim_end_matches(".lbi");
    let bare = stem.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_' || c == '-');
    NOT_TEXT.contains(&bare) || bare.starts_with("menu") || bare.starts_with("nav")
}

fn name_of(attributes: &str) -> String {
    let quoted = attributes.split('"').nth(1);
    quoted.unwrap_or_else(|| attributes.trim().trim_start_matches("name=")).trim().to_owned()
}

fn find(text: &str, what: &str, from: usize) -> Option<usize> {
    text.get(from..)?.find(what).map(|at| at + from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> Option<String> {
        editable(source, |_| false).map(|it| it.text)
    }

    #[test]
    fn both_syntaxes_give_the_text_and_leave_the_furniture() {
        let new = r#"<head><!-- InstanceBeginEditable name="doctitle" --><title>T</title><!-- InstanceEndEditable --></head>
            <td>menu</td><!-- InstanceBeginEditable name="contenu" --><p>A</p><!-- InstanceEndEditable -->
            <!-- InstanceBeginEditable name="Menu2" --><a href=x>x</a> | <a href=y>y</a><!-- InstanceEndEditable -->
            <!-- InstanceBeginEditable name="suite" --><p>B</p><!-- InstanceEndEditable -->"#;
        let read = editable(new, |_| false).unwrap();
        assert_eq!(
            (read.text.as_str(), read.left_out),
            ("<p>A</p>\n<p>B</p>\n", vec!["menu2".to_owned()])
        );
        let old = r#"<!-- #BeginEditable "doctitle" --><title>T</title><!-- #EndEditable -->
            <!-- #BeginEditable "corps" --><p>C</p><!-- #EndEditable -->"#;
        assert_eq!(text(old).unwrap(), "<p>C</p>\n");
        assert_eq!(text("<p>no template</p>"), None);
        assert_eq!(
            text(r#"<!-- #BeginEditable "doctitle" --><title>T</title><!-- #EndEditable -->"#),
            None
        );
    }

    #[test]
    fn a_menu_that_is_a_text_stays_unless_it_is_repeated() {
        let page = r#"<!-- #BeginEditable "Menu_du_jour" --><p>Lundi : gratin</p><!-- #EndEditable -->
            <!-- #BeginEditable "corps" --><p>C</p><!-- #EndEditable -->"#;
        assert_eq!(text(page).unwrap(), "<p>Lundi : gratin</p>\n<p>C</p>\n");
        let repeated = furniture(page);
        let read = editable(page, |it| repeated.contains(&it)).unwrap();
        assert_eq!((read.text.as_str(), read.left_out.len()), ("<p>C</p>\n", 1));
    }

    #[test]
    fn a_region_left_open_runs_to_the_end() {
        assert_eq!(text(r#"<!-- InstanceBeginEditable name="a" -->fin"#).unwrap(), "fin\n");
    }

    #[test]
    fn shared_library_items_are_taken_out() {
        let page = r#"a<!-- #BeginLibraryItem "/Library/menu.lbi" -->M<!-- #EndLibraryItem -->b<!-- #BeginLibraryItem "/Library/adresse.lbi" -->R<!-- #EndLibraryItem -->"#;
        assert_eq!(library_items(page).len(), 2);
        let text = without_library_items(page, is_furniture);
        assert!(text.starts_with("ab") && text.contains('R') && !text.contains('M'), "{text}");
    }
}
