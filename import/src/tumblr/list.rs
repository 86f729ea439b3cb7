//! Items that stand in each other, of which Tumblr only tells how deep.

/// Deeper than this nothing stands.
const MAX_LEVEL: u64 = 7;

/// Lists and quotations that are open, outermost first, with whether an item of theirs is.
#[derive(Debug, Default)]
pub(super) struct List {
    open: Vec<(&'static str, bool)>,
}

impl List {
    /// Adds an item of the list `tag`, or a paragraph of a quotation, at `level`.
    pub(super) fn item(&mut self, tag: &'static str, level: u64, inner: &str, out: &mut String) {
        let depth = usize::try_from(level.min(MAX_LEVEL)).unwrap_or(0) + 1;
        while self.open.len() > depth {
            self.close(out);
        }
        if self.open.len() == depth && self.open.last().is_some_and(|(open, _)| *open != tag) {
            self.close(out);
        }
        while self.open.len() < depth {
            if let Some((outer, item)) = self.open.last_mut()
                && *outer != "blockquote"
                && !*item
            {
                *item = true;
                out.push_str("<li>");
            }
            out.push_str(&format!("<{tag}>"));
            self.open.push((tag, false));
        }
        let Some((_, item)) = self.open.last_mut() else { return };
        if tag == "blockquote" {
            out.push_str(&format!("<p>{inner}</p>"));
            return;
        }
        if std::mem::replace(item, true) {
            out.push_str("</li>");
        }
        out.push_str(&format!("<li>{inner}"));
    }

    /// Closes all that is open.
    pub(super) fn end(&mut self, out: &mut String) {
        while !self.open.is_empty() {
            self.close(out);
        }
    }

    fn close(&mut self, out: &mut String) {
        if let Some((tag, item)) = self.open.pop() {
            if item {
                out.push_str("</li>");
            }
            out.push_str(&format!("</{tag}>"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_stand_in_lists_and_quotations() {
        let html = |items: &[(&'static str, u64, &str)]| {
            let (mut list, mut out) = (List::default(), String::new());
            items.iter().for_each(|(tag, level, words)| list.item(tag, *level, words, &mut out));
            list.end(&mut out);
            out
        };
        assert_eq!(
            html(&[("ol", 0, "1"), ("ul", 1, "2"), ("ol", 2, "3"), ("ul", 1, "4"), ("ol", 0, "5")]),
            "<ol><li>1<ul><li>2<ol><li>3</li></ol></li><li>4</li></ul></li><li>5</li></ol>"
        );
        assert_eq!(
            html(&[
                ("blockquote", 0, "1"),
                ("blockquote", 1, "2"),
                ("ul", 2, "3"),
                ("ol", 3, "4"),
                ("blockquote", 0, "5")
            ]),
            "<blockquote><p>1</p><blockquote><p>2</p><ul><li>3<ol><li>4</li></ol></li></ul></blockquote><p>5</p></blockquote>"
        );
        assert_eq!(
            html(&[("ul", 1, "1"), ("ol", 0, "2")]),
            "<ul><li><ul><li>1</li></ul></li></ul><ol><li>2</li></ol>"
        );
    }
}
