//! Words with their looks, as HTML.

use std::rc::Rc;

use crate::markup::escape;

/// How words look, as far as it says something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub(super) struct Look {
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) underline: bool,
    pub(super) strike: bool,
    pub(super) raised: bool,
    pub(super) lowered: bool,
    pub(super) code: bool,
    /// Where they lead.
    pub(super) link: Option<Rc<str>>,
}

impl Look {
    fn open(&self, html: &mut String) {
        if let Some(link) = &self.link {
            html.extend(["<a href=\"", &escape(link), "\">"]);
        }
        self.tags().for_each(|tag| html.extend(["<", tag, ">"]));
    }

    fn close(&self, html: &mut String) {
        let tags: Vec<&str> = self.tags().collect();
        tags.iter().rev().for_each(|tag| html.extend(["</", tag, ">"]));
        if self.link.is_some() {
            html.push_str("</a>");
        }
    }

    fn tags(&self) -> impl Iterator<Item = &'static str> {
        let all = [
            (self.bold, "b"),
            (self.italic, "i"),
            // Links are underlined anyway.
            (self.underline && self.link.is_none(), "u"),
            (self.strike, "s"),
            (self.raised, "sup"),
            (self.lowered, "sub"),
            (self.code, "code"),
        ];
        all.into_iter().filter(|(is, _)| *is).map(|(_, tag)| tag)
    }
}

/// The words of a paragraph as they come.
#[derive(Debug, Default)]
pub(super) struct Words {
    html: String,
    look: Look,
}

impl Words {
    /// Adds words. Neighbours that look the same become one.
    pub(super) fn push(&mut self, text: &str, look: &Look) {
        if text.is_empty() {
            return;
        }
        // How spaces look does not matter, but for where they lead.
        if !text.trim().is_empty() || self.look.link != look.link {
            self.turn(look);
        }
        self.html.push_str(&escape(text));
    }

    /// Adds markup that leads nowhere itself.
    pub(super) fn mark(&mut self, markup: &str, look: &Look) {
        self.turn(&Look { link: look.link.clone(), ..Look::default() });
        self.html.push_str(markup);
    }

    /// Adds markup with links of its own.
    pub(super) fn apart(&mut self, markup: &str) {
        self.turn(&Look::default());
        self.html.push_str(markup);
    }

    fn turn(&mut self, look: &Look) {
        if self.look != *look {
            self.look.close(&mut self.html);
            look.open(&mut self.html);
            self.look = look.clone();
        }
    }

    /// All of them as HTML.
    pub(super) fn finish(mut self) -> String {
        self.turn(&Look::default());
        self.html
    }
}

/// Whether markup shows nothing: no words, no picture, no place to jump to.
pub(super) fn is_blank(html: &str) -> bool {
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (text, tag) = rest.split_at(start);
        let shows = ["<img", "<a id="].iter().any(|shown| tag.starts_with(shown));
        if shows || !text.trim().is_empty() {
            return false;
        }
        rest = tag.split_once('>').map_or("", |(_, rest)| rest);
    }
    rest.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_that_look_the_same_become_one() {
        let bold = Look { bold: true, ..Look::default() };
        let link = Look { underline: true, link: Some("x?a&b".into()), ..bold.clone() };
        let mut words = Words::default();
        words.push("a", &bold);
        words.push(" ", &Look::default());
        words.push("b<", &bold);
        words.push("c", &link);
        words.mark("<br>", &link);
        words.push("d", &link);
        let html = words.finish();
        let expected = "<b>a b&lt;</b><a href=\"x?a&amp;b\"><b>c</b></a><a href=\"x?a&amp;b\"><br></a>\
            <a href=\"x?a&amp;b\"><b>d</b></a>";
        assert_eq!(html, expected);
        assert!(is_blank("<b> </b>") && !is_blank("<img src=x>"));
    }
}
