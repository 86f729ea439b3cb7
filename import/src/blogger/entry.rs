//! An entry of a feed, in whichever of the two formats.

use serde::{Deserialize, Serialize};

use super::feed::Feed;
use crate::{
    Kind,
    xml::{Element, Event, XmlError},
};

/// Links and labels of one entry that are read.
const MAX_PARTS: usize = 10_000;

/// All that a feed tells of a text, a comment or a setting.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) line: u32,
    pub(super) id: String,
    /// `post`, `page`, `comment`, `settings`, `template`; in lower case.
    pub(super) kind: String,
    /// `LIVE`, `DRAFT` and others; only Takeout tells.
    pub(super) status: String,
    pub(super) draft: bool,
    pub(super) trashed: bool,
    pub(super) title: Words,
    pub(super) content: Words,
    pub(super) description: String,
    pub(super) author: Person,
    pub(super) created: String,
    pub(super) published: String,
    pub(super) updated: String,
    pub(super) labels: Vec<String>,
    /// Relation, address.
    pub(super) links: Vec<(String, String)>,
    /// Path of its page.
    pub(super) filename: String,
    pub(super) location: Vec<(String, String)>,
    /// What it answers: texts or comments, by id.
    pub(super) answers: Vec<String>,
    /// Texts of it are larger than what is read.
    pub(super) cut: bool,
}

/// Text and how it is written: `html`, `text`, `xhtml`, or empty.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) form: String,
}

/// Somebody who wrote.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(super) struct Person {
    pub(super) name: String,
    /// Their page at Blogger.
    pub(super) page: String,
    #[serde(skip)]
    pub(super) email: String,
}

impl Entry {
    /// What it is counted as.
    pub(super) fn counted_as(&self) -> Kind {
        match self.kind.as_str() {
            "post" => Kind::Post,
            "page" => Kind::Page,
            "comment" => Kind::Comment,
            _ => Kind::Other,
        }
    }

    /// The name and value of a setting.
    pub(super) fn setting(&self) -> Option<(&str, &str)> {
        let (_, name) = self.id.rsplit_once(".settings.")?;
        Some((name, self.content.text.trim())).filter(|(_, value)| !value.is_empty())
    }

    /// Where its page was, if that is told.
    pub(super) fn address(&self) -> Option<&str> {
        let link = |relation| {
            let links = self.links.iter().filter(move |(known, _)| known == relation);
            links.map(|(_, address)| address.as_str()).find(|address| !address.contains("/feeds/"))
        };
        link("alternate").or_else(|| link("self"))
    }

    /// Reads the entry that was just opened, to its end or as far as the feed goes.
    pub(super) fn read(&mut self, feed: &mut Feed) -> Result<(), XmlError> {
        while let Some(event) = feed.xml.next()? {
            match event {
                Event::Open(element) => self.part(&element, feed)?,
                Event::Close => break,
                Event::Text(_) => {}
            }
        }
        Ok(())
    }

    fn part(&mut self, element: &Element, feed: &mut Feed) -> Result<(), XmlError> {
        let xml = &mut feed.xml;
        let attribute = |name| element.attribute(name).unwrap_or_default().trim().to_owned();
        match element.name.as_str() {
            "id" => self.id = xml.text()?.trim().to_owned(),
            "title" => self.title = Words { form: attribute("type"), text: xml.text()? },
            "content" => {
                let form = attribute("type");
                let text = if form == "xhtml" { xml.markup()? } else { xml.text()? };
                self.content = Words { text, form };
            }
            "author" => self.person(feed)?,
            "published" => self.published = xml.text()?,
            "updated" => self.updated = xml.text()?,
            "category" => {
                let (scheme, term) = (attribute("scheme"), attribute("term"));
                if scheme.ends_with("#kind") {
                    self.kind = term.rsplit('#').next().unwrap_or_default().to_lowercase();
                } else if !term.is_empty() && self.labels.len() < MAX_PARTS {
                    self.labels.push(term);
                }
                xml.skip()?;
            }
            "link" => {
                let (relation, address) = (attribute("rel"), attribute("href"));
                if !address.is_empty() && self.links.len() < MAX_PARTS {
                    self.links.push((relation, address));
                }
                xml.skip()?;
            }
            "app:control" => self.control(feed)?,
            "thr:in-reply-to" => {
                self.answers.push(attribute("ref"));
                xml.skip()?;
            }
            "blogger:parent" | "blogger:inReplyTo" => {
                self.answers.push(xml.text()?.trim().to_owned());
            }
            "blogger:type" => self.kind = xml.text()?.trim().to_lowercase(),
            "blogger:status" => self.status = xml.text()?.trim().to_uppercase(),
            "blogger:metaDescription" => self.description = xml.text()?,
            "blogger:created" => self.created = xml.text()?,
            "blogger:filename" => self.filename = xml.text()?.trim().to_owned(),
            "blogger:trashed" => self.trashed = !xml.text()?.trim().is_empty(),
            "blogger:location" => self.location(feed)?,
            // The older format tells of the place so.
            "georss:featurename" => self.place("name", &xml.text()?),
            "georss:point" => self.place("point", &xml.text()?),
            _ => xml.skip()?,
        }
        Ok(())
    }

    fn place(&mut self, name: &str, value: &str) {
        if !value.trim().is_empty() && self.location.len() < MAX_PARTS {
            self.location.push((name.to_owned(), value.trim().to_owned()));
        }
    }

    fn person(&mut self, feed: &mut Feed) -> Result<(), XmlError> {
        while let Some(event) = feed.xml.next()? {
            match event {
                Event::Open(element) => match element.name.as_str() {
                    "name" => self.author.name = feed.xml.text()?.trim().to_owned(),
                    "uri" => self.author.page = feed.xml.text()?.trim().to_owned(),
                    "email" => self.author.email = feed.xml.text()?.trim().to_owned(),
                    _ => feed.xml.skip()?,
                },
                Event::Close => break,
                Event::Text(_) => {}
            }
        }
        Ok(())
    }

    fn control(&mut self, feed: &mut Feed) -> Result<(), XmlError> {
        while let Some(event) = feed.xml.next()? {
            match event {
                Event::Open(element) if element.name == "app:draft" => {
                    self.draft |= feed.xml.text()?.trim().eq_ignore_ascii_case("yes");
                }
                Event::Open(_) => feed.xml.skip()?,
                Event::Close => break,
                Event::Text(_) => {}
            }
        }
        Ok(())
    }

    fn location(&mut self, feed: &mut Feed) -> Result<(), XmlError> {
        while let Some(event) = feed.xml.next()? {
            match event {
                Event::Open(element) => {
                    let name = element.name.rsplit(':').next().unwrap_or_default().to_owned();
                    let value = feed.xml.text()?;
                    self.place(&name, &value);
                }
                Event::Close => break,
                Event::Text(_) => {}
            }
        }
        Ok(())
    }
}
