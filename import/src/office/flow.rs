//! Paragraphs, headings and items in their order, as HTML.

use super::words::is_blank;

/// A list that is open.
#[derive(Debug)]
struct List {
    level: u32,
    key: u64,
    ordered: bool,
}

/// Which list an item is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item {
    /// From 0.
    pub(super) level: u32,
    /// Items of one list and level have the same.
    pub(super) key: u64,
    pub(super) ordered: bool,
    /// Its number, from 1.
    pub(super) number: u32,
}

/// Lists that may be open at once.
const MAX_LISTS: usize = 20;

/// The blocks of a text as they come.
#[derive(Debug, Default)]
pub(super) struct Flow {
    html: String,
    lists: Vec<List>,
    within: Within,
    /// The first words that were meant as a heading.
    pub(super) first_heading: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Within {
    #[default]
    Nothing,
    Pre,
    Quote,
}

impl Flow {
    /// Adds a paragraph.
    pub(super) fn paragraph(&mut self, words: &str) {
        if !is_blank(words) {
            self.block(&format!("<p>{words}</p>\n"));
        }
    }

    /// Adds a heading.
    pub(super) fn heading(&mut self, level: u8, words: &str) {
        if is_blank(words) {
            return;
        }
        if self.first_heading.is_none() {
            let text = scraper::Html::parse_fragment(words);
            let text = crate::dom::text(text.root_element(), 300);
            self.first_heading = Some(text).filter(|text| !text.is_empty());
        }
        let level = level.clamp(1, 6);
        self.block(&format!("<h{level}>{words}</h{level}>\n"));
    }

    /// Adds a block that stands for itself.
    pub(super) fn block(&mut self, html: &str) {
        self.leave(Within::Nothing);
        self.close_lists(0);
        self.html.push_str(html);
    }

    /// Adds a line whose spaces count; neighbours are one block.
    pub(super) fn preformatted(&mut self, words: &str) {
        self.close_lists(0);
        let inside = self.within == Within::Pre;
        self.leave(Within::Pre);
        // A line end right after the tag is not read as one.
        self.html.push_str(if inside { "\n" } else { "<pre>\n" });
        self.within = Within::Pre;
        self.html.push_str(&words.replace("<br>", "\n"));
    }

    /// Adds a paragraph of what others said; neighbours are one block.
    pub(super) fn quote(&mut self, words: &str) {
        if is_blank(words) {
            return;
        }
        self.close_lists(0);
        self.leave(Within::Quote);
        if self.within != Within::Quote {
            self.html.push_str("<blockquote>");
        }
        self.within = Within::Quote;
        self.html.extend(["<p>", words, "</p>"]);
    }

    /// Adds an item; lists are opened and closed as its level wants it.
    pub(super) fn item(&mut self, item: Item, words: &str) {
        if is_blank(words) {
            return;
        }
        self.leave(Within::Nothing);
        let Item { level, key, ordered, number } = item;
        while self.lists.last().is_some_and(|list| {
            list.level > level
                || (list.level == level && (list.key != key || list.ordered != ordered))
        }) {
            self.close_list();
        }
        match self.lists.last() {
            Some(list) if list.level == level || self.lists.len() >= MAX_LISTS => {
                self.html.push_str("</li>");
            }
            _ => {
                let tag = if ordered { "ol" } else { "ul" };
                let start = match number {
                    1 => String::new(),
                    number if ordered => format!(" start=\"{number}\""),
                    _ => String::new(),
                };
                self.html.extend(["<", tag, &start, ">"]);
                self.lists.push(List { level, key, ordered });
            }
        }
        self.html.extend(["<li>", words]);
    }

    fn leave(&mut self, stay: Within) {
        if self.within == stay {
            return;
        }
        match std::mem::take(&mut self.within) {
            Within::Nothing => {}
            Within::Pre => self.html.push_str("</pre>\n"),
            Within::Quote => self.html.push_str("</blockquote>\n"),
        }
    }

    fn close_list(&mut self) {
        if let Some(list) = self.lists.pop() {
            self.html.push_str(if list.ordered { "</li></ol>\n" } else { "</li></ul>\n" });
        }
    }

    fn close_lists(&mut self, down_to: usize) {
        while self.lists.len() > down_to {
            self.close_list();
        }
    }

    /// All of it as HTML.
    pub(super) fn finish(mut self) -> String {
        self.leave(Within::Nothing);
        self.close_lists(0);
        self.html
    }
}

/// A cell of a table.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub(super) html: String,
    pub(super) columns: u32,
    pub(super) rows: u32,
    pub(super) header: bool,
}

/// Rows as a table.
pub(super) fn table(rows: &[Vec<Cell>]) -> String {
    let mut html = String::from("<table>");
    for row in rows {
        html.push_str("<tr>");
        for cell in row {
            let tag = if cell.header { "th" } else { "td" };
            let span = |name: &str, times: u32| match times {
                0 | 1 => String::new(),
                times => format!(" {name}=\"{times}\""),
            };
            let spans = span("colspan", cell.columns) + &span("rowspan", cell.rows);
            html.extend(["<", tag, &spans, ">", &cell.html, "</", tag, ">"]);
        }
        html.push_str("</tr>");
    }
    html.push_str("</table>\n");
    html
}

/// A note as an item, with the way back to where it is called.
pub(super) fn note(number: usize, html: &str) -> String {
    let back = format!(" <a href=\"#appel-{number}\">↩</a>");
    let html = html.trim_end();
    let html = match html.strip_suffix("</p>") {
        Some(start) => format!("{start}{back}</p>"),
        None => format!("{html}<p>{back}</p>"),
    };
    // The place to jump to stands with the words, not before them.
    let place = format!("<a id=\"note-{number}\"></a>");
    match html.strip_prefix("<p>") {
        Some(rest) => format!("<li><p>{place}{}</li>", rest.trim_start()),
        None => format!("<li>{place}{html}</li>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_open_and_close_their_lists() {
        let mut flow = Flow::default();
        let item = |level, key, ordered, number| Item { level, key, ordered, number };
        flow.item(item(0, 1, false, 1), "a");
        flow.item(item(1, 2, true, 3), "b");
        flow.item(item(1, 2, true, 4), "c");
        flow.item(item(0, 1, false, 1), "d");
        flow.item(item(0, 9, false, 1), "e");
        flow.paragraph(" ");
        flow.paragraph("f");
        flow.preformatted("x  y<br>z");
        flow.preformatted("");
        flow.quote("q");
        flow.quote("r");
        let expected = "<ul><li>a<ol start=\"3\"><li>b</li><li>c</li></ol>\n</li><li>d</li></ul>\n<ul><li>e</li></ul>\n\
            <p>f</p>\n<pre>\nx  y\nz\n</pre>\n<blockquote><p>q</p><p>r</p></blockquote>\n";
        assert_eq!(flow.finish(), expected);
    }
}
