//! Dreamweaver's editable regions: what the authors wrote, without the template around it.

/// Beginning and end of a region, in the syntax of Dreamweaver MX and in that of version 4 and before, in lower case.
const SYNTAXES: [(&str, &str); 2] = [
    ("<!-- instancebegineditable", "<!-- instanceendeditable"),
    ("<!-- #begineditable", "<!-- #endeditable"),
];

/// Regions that hold no text of the page: document head, menus, banners.
const NOT_TEXT: [&str; 16] = [
    "doctitle", "head", "titre", "title", "menu", "nav", "bandeau", "banner", "header", "entete",
    "en-tete", "footer", "pied", "leftbar", "rightbar", "sidebar",
];

/// The editable regions of a page joined, or `None` where it has none that holds text.
pub(super) fn editable(source: &str) -> Option<String> {
    let lower = source.to_ascii_lowercase();
    SYNTAXES.iter().find_map(|(begin, end)| {
        let mut text = String::new();
        let mut at = 0;
        while let Some(start) = find(&lower, begin, at) {
            let Some(open) = find(&lower, "-->", start) else { break };
            let close = find(&lower, end, open).unwrap_or(source.len());
            let name = lower.get(start + begin.len()..open).map(name_of).unwrap_or_default();
            if !is_furniture(&name) {
                text.push_str(source.get(open + 3..close).unwrap_or_default());
                text.push('\n');
            }
            at = close;
        }
        (!text.trim().is_empty()).then_some(text)
    })
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

/// Whether a region or library item is known by its name to be navigation.
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

    #[test]
    fn both_syntaxes_give_the_text_and_leave_the_furniture() {
        let new = r#"<head><!-- InstanceBeginEditable name="doctitle" --><title>T</title><!-- InstanceEndEditable --></head>
            <td>menu</td><!-- InstanceBeginEditable name="contenu" --><p>A</p><!-- InstanceEndEditable -->
            <!-- InstanceBeginEditable name="Menu2" -->x<!-- InstanceEndEditable -->
            <!-- InstanceBeginEditable name="suite" --><p>B</p><!-- InstanceEndEditable -->"#;
        assert_eq!(editable(new).unwrap(), "<p>A</p>\n<p>B</p>\n");
        let old = r#"<!-- #BeginEditable "doctitle" --><title>T</title><!-- #EndEditable -->
            <!-- #BeginEditable "corps" --><p>C</p><!-- #EndEditable -->"#;
        assert_eq!(editable(old).unwrap(), "<p>C</p>\n");
        assert_eq!(editable("<p>no template</p>"), None);
        assert_eq!(
            editable(r#"<!-- #BeginEditable "doctitle" --><title>T</title><!-- #EndEditable -->"#),
            None
        );
    }

    #[test]
    fn a_region_left_open_runs_to_the_end() {
        assert_eq!(editable(r#"<!-- InstanceBeginEditable name="a" -->fin"#).unwrap(), "fin\n");
    }

    #[test]
    fn shared_library_items_are_taken_out() {
        let page = r#"a<!-- #BeginLibraryItem "/Library/menu.lbi" -->M<!-- #EndLibraryItem -->b<!-- #BeginLibraryItem "/Library/adresse.lbi" -->R<!-- #EndLibraryItem -->"#;
        assert_eq!(library_items(page).len(), 2);
        let text = without_library_items(page, is_furniture);
        assert!(text.starts_with("ab") && text.contains('R') && !text.contains('M'), "{text}");
    }
}
