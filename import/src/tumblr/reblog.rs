//! Tells what others wrote from what was added to it, in posts that hold both in one text.

use scraper::{ElementRef, Html, Node};

use crate::dom;

/// Whether `html` begins with what another blog wrote, `<p><a class="tumblr_blog">name</a>:</p><blockquote>…`, and what
/// else it holds.
pub(super) fn parts(html: &str) -> (bool, String) {
    if !html.contains("tumblr_blog") || !crate::bounds::is_parsable(html) {
        return (false, String::new());
    }
    let page = Html::parse_fragment(html);
    let mut quoted = false;
    let mut named = false;
    let mut own = String::new();
    for child in page.root_element().children() {
        let Some(element) = ElementRef::wrap(child) else {
            if let Node::Text(text) = child.value() {
                own.push_str(&super::post::escape(text));
            }
            continue;
        };
        if is_name(element) {
            named = true;
        } else if named && element.value().name() == "blockquote" {
            (quoted, named) = (true, false);
        } else {
            named = false;
            own.push_str(&element.html());
        }
    }
    (quoted, own)
}

/// `<p><a class="tumblr_blog">name</a>:</p>`.
fn is_name(element: ElementRef<'_>) -> bool {
    let links = dom::all(element, "a");
    let mut blogs =
        links.filter(|a| a.attr("class").is_some_and(|class| class.contains("tumblr_blog")));
    element.value().name() == "p"
        && blogs.next().is_some_and(|blog| {
            let (all, name) = (dom::text(element, 1_000), dom::text(blog, 1_000));
            all.trim_end_matches(':').trim() == name.trim()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_told_from_what_was_repeated() {
        let trail = "<p><a class=\"tumblr_blog\" href=\"http://a.example/post/1\">a</a>:</p>\n<blockquote><p>texte</p></blockquote>";
        assert_eq!(parts(&format!("{trail}<p>merci</p>")), (true, "\n<p>merci</p>".to_owned()));
        let (quoted, own) = parts(trail);
        assert!(quoted && own.trim().is_empty());
        assert_eq!(parts("<p>texte</p>"), (false, String::new()));
        assert!(!parts("<p>voir <a class=\"tumblr_blog\">a</a> et <b>b</b></p>").0);
    }
}
