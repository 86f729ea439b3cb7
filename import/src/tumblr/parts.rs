//! The parts of a post of one of the old types, and the HTML they make together.

use super::post::{Post, escape, link};

/// The parts of a post, by what they are for.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) title: String,
    /// Body, caption, description, answer: HTML.
    pub(super) text: String,
    /// Words of a quotation: HTML.
    pub(super) quote: String,
    /// Where a quotation is from: HTML.
    pub(super) source: String,
    pub(super) url: String,
    pub(super) question: String,
    pub(super) asker: Option<(String, String)>,
    pub(super) pictures: Vec<Picture>,
    /// Where pictures lead.
    pub(super) picture_link: String,
    /// Who said what.
    pub(super) lines: Vec<(String, String)>,
    /// Sound or film itself.
    pub(super) media: String,
    /// The page it is on.
    pub(super) page: String,
    /// Markup that plays it.
    pub(super) player: String,
}

/// A picture in its largest size.
#[derive(Debug, Default)]
pub(super) struct Picture {
    pub(super) address: String,
    pub(super) caption: String,
}

impl Parts {
    /// Puts the parts together in `post`, as its type wants it.
    pub(super) fn fill(self, post: &mut Post) {
        let mut html = String::new();
        let mut title = self.title.clone();
        match post.kind.as_str() {
            "regular" | "text" => {}
            "quote" => {
                html.push_str(&format!("<blockquote>{}</blockquote>\n", self.quote));
                if !self.source.trim().is_empty() {
                    html.push_str(&format!("<p>— {}</p>\n", self.source));
                }
            }
            "link" => html.push_str(&format!("<p>{}</p>\n", link(&self.url, &self.title))),
            "photo" => self.pictures(&mut html),
            "conversation" | "chat" => self.conversation(&mut html),
            "audio" => self.player("audio", &mut html),
            "video" => self.player("video", &mut html),
            "answer" | "note" => {
                let asker = self.asker.as_ref().map(|(name, url)| {
                    let name = if url.is_empty() { escape(name) } else { link(url, name) };
                    format!("<p>{name}:</p>")
                });
                let asker = asker.unwrap_or_default();
                html.push_str(&format!(
                    "<blockquote>{asker}<p>{}</p></blockquote>\n",
                    self.question
                ));
                title = String::new();
            }
            other => {
                post.unknown.push(format!("post of the type `{other}`"));
                self.pictures(&mut html);
                self.player("video", &mut html);
                html.push_str(&self.quote);
            }
        }
        post.plays = matches!(post.kind.as_str(), "audio" | "video");
        post.title = Some(plain(&title)).filter(|title| !title.is_empty());
        // A conversation in lines is not said again as a text.
        if self.lines.is_empty() {
            html.push_str(&self.text);
        }
        post.own_html = html;
    }

    fn pictures(&self, html: &mut String) {
        for picture in &self.pictures {
            let image = format!("<img src=\"{}\" alt=\"\">", escape(&picture.address));
            let image = if self.picture_link.is_empty() {
                image
            } else {
                format!("<a href=\"{}\">{image}</a>", escape(&self.picture_link))
            };
            let caption = if picture.caption.trim().is_empty() {
                String::new()
            } else {
                format!("<figcaption>{}</figcaption>", picture.caption)
            };
            html.push_str(&format!("<figure>{image}{caption}</figure>\n"));
        }
    }

    fn conversation(&self, html: &mut String) {
        for (label, phrase) in &self.lines {
            html.push_str(&format!("<p><b>{}</b> {}</p>\n", escape(label), escape(phrase)));
        }
    }

    fn player(&self, tag: &str, html: &mut String) {
        let page = self.page.trim();
        if !self.media.is_empty() {
            html.push_str(&format!("<{tag} src=\"{}\"></{tag}>\n", escape(&self.media)));
        } else if page.starts_with("http") {
            html.push_str(&format!("<p>{}</p>\n", link(page, "")));
        } else {
            html.push_str(&self.player);
            // What is no address is markup that plays it, or its name.
            html.push_str(&self.page);
        }
    }
}

/// Words without markup, on one line.
pub(super) fn plain(html: &str) -> String {
    let page = scraper::Html::parse_fragment(html);
    crate::dom::text(page.root_element(), usize::MAX)
}
