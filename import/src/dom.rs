//! Small questions to a parsed page.

use scraper::{ElementRef, Html, Node};

/// The first element with this name, in document order.
pub(super) fn first<'a>(page: &'a Html, name: &str) -> Option<ElementRef<'a>> {
    all(page.root_element(), name).next()
}

/// All descendants with this name.
pub(super) fn all<'a>(element: ElementRef<'a>, name: &str) -> impl Iterator<Item = ElementRef<'a>> {
    let inner = element.descendent_elements().filter(move |inner| inner.id() != element.id());
    inner.filter(move |inner| inner.value().name() == name)
}

/// Visible text with white space collapsed, at most `limit` bytes and a word.
pub(super) fn text(element: ElementRef<'_>, limit: usize) -> String {
    let mut out = String::new();
    for node in element.descendants() {
        let Node::Text(text) = node.value() else { continue };
        let parent =
            node.parent().and_then(ElementRef::wrap).map_or("", |parent| parent.value().name());
        if matches!(parent, "script" | "style" | "noscript" | "noframes" | "xml" | "title") {
            continue;
        }
        for word in text.split_whitespace() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
        if out.len() > limit {
            break;
        }
    }
    out
}

/// Content of `<meta>` with this `name`, `http-equiv` or `property`, without regard to case.
pub(super) fn meta<'a>(page: &'a Html, name: &str) -> Option<&'a str> {
    let named = |meta: &ElementRef<'_>| {
        let key = ["name", "http-equiv", "property"].into_iter().find_map(|key| meta.attr(key));
        key.is_some_and(|key| key.trim().eq_ignore_ascii_case(name))
    };
    let content = all(page.root_element(), "meta").find(named)?.attr("content")?.trim();
    (!content.is_empty()).then_some(content)
}

/// File name at the end of an address, in lower case.
pub(super) fn file_name(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_lowercase()
}
