//! `posts.xml`, the export of the years before 2019.

use std::io::Read;

use sha2::{Digest, Sha256};

use super::{
    parts::{Parts, Picture},
    post::{Post, instant},
};
use crate::{
    Code, Kind, Options, Problem, SetAside, Tree, TreeFile, dates, markdown,
    rewrite::hex,
    xml::{Element, Event, Xml, XmlError},
};

/// Labels and pictures of one post that are read.
const MAX_PARTS: usize = 10_000;

/// The posts of a file, one at a time.
pub(super) struct Classic {
    xml: Option<Xml<Box<dyn Read + Send>>>,
    file: String,
    zone: jiff::tz::TimeZone,
    /// The file could not be opened.
    failed: Option<Box<SetAside>>,
}

impl Classic {
    /// Opens the file.
    pub(super) fn open(tree: &Tree, file: &TreeFile, options: &Options) -> Self {
        let opened = tree
            .read(file)
            .and_then(|reader| Xml::new(reader, options.max_text_bytes, &[], options.encoding));
        let (xml, failed) = match opened {
            Ok(xml) => (Some(xml), None),
            Err(cause) => {
                let problem =
                    Problem::new(Code::Unreadable, Kind::Post, &file.path, cause.to_string());
                (None, Some(Box::new(SetAside::failed(problem))))
            }
        };
        Self { xml, file: file.path.clone(), zone: options.time_zone.clone(), failed }
    }

    fn failure(&self, cause: &XmlError) -> SetAside {
        let code = match cause {
            XmlError::Truncated { .. } => Code::Truncated,
            XmlError::Malformed { .. } => Code::Malformed,
            XmlError::Io(_) => Code::Unreadable,
        };
        let problem = Problem::new(code, Kind::Post, &self.file, cause.to_string());
        SetAside::failed(problem.at(cause.line()))
    }
}

impl Iterator for Classic {
    type Item = Result<Post, Box<SetAside>>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(failed) = self.failed.take() {
            return Some(Err(failed));
        }
        let xml = self.xml.as_mut()?;
        loop {
            match xml.next() {
                Ok(Some(Event::Open(element))) if element.name == "post" => {
                    let read = post(xml, &element, &self.file, &self.zone);
                    return Some(read.map_err(|cause| {
                        self.xml = None;
                        Box::new(self.failure(&cause))
                    }));
                }
                Ok(Some(_)) => {}
                Ok(None) => {
                    self.xml = None;
                    return None;
                }
                Err(cause) => {
                    self.xml = None;
                    // Between posts nothing is lost but the end.
                    return Some(Err(Box::new(self.failure(&cause))));
                }
            }
        }
    }
}

fn post(
    xml: &mut Xml<Box<dyn Read + Send>>,
    element: &Element,
    file: &str,
    zone: &jiff::tz::TimeZone,
) -> Result<Post, XmlError> {
    let attribute = |name: &str| element.attribute(name).map(str::trim).filter(|it| !it.is_empty());
    let owned = |name: &str| attribute(name).map(str::to_owned);
    let mut post = Post {
        id: owned("id").unwrap_or_default(),
        kind: owned("type").unwrap_or_default(),
        slug: owned("slug"),
        blog: owned("tumblelog"),
        state: owned("state").unwrap_or_default(),
        written: attribute("unix-timestamp")
            .and_then(instant)
            .or_else(|| dates::read(attribute("date-gmt")?, &jiff::tz::TimeZone::UTC))
            .or_else(|| dates::read(attribute("date")?, zone)),
        is_reblog: attribute("is_reblog") == Some("true"),
        urls: ["url", "url-with-slug"].iter().filter_map(|name| owned(name)).collect(),
        file: file.to_owned(),
        line: Some(element.line),
        ..Post::default()
    };
    if let (Some(name), Some(url)) = (owned("reblogged-from-name"), owned("reblogged-from-url")) {
        post.origin = Some((name, url));
    }
    let is_markdown = attribute("format") == Some("markdown");
    let mut parts = Parts::default();
    let cut_before = xml.mended().cut;
    while let Some(event) = xml.next()? {
        match event {
            Event::Open(element) => part(xml, &element, &mut parts, &mut post)?,
            Event::Close => break,
            Event::Text(_) => {}
        }
    }
    if is_markdown {
        parts.text = markdown::to_html(&parts.text);
    }
    parts.fill(&mut post);
    post.cut = xml.mended().cut > cut_before;
    let said = format!("{:?}\n{}\n{:?}", post.title, post.own_html, post.tags);
    post.sha256 = hex(&Sha256::digest(said));
    Ok(post)
}

fn part(
    xml: &mut Xml<Box<dyn Read + Send>>,
    element: &Element,
    parts: &mut Parts,
    post: &mut Post,
) -> Result<(), XmlError> {
    let mut first = |into: &mut String| -> Result<(), XmlError> {
        let text = xml.text()?;
        if into.is_empty() {
            *into = text;
        }
        Ok(())
    };
    match element.name.as_str() {
        "regular-title" | "conversation-title" | "link-text" => first(&mut parts.title),
        "regular-body" | "photo-caption" | "link-description" | "audio-caption"
        | "video-caption" | "answer" | "conversation-text" => first(&mut parts.text),
        "quote-text" => first(&mut parts.quote),
        "quote-source" => first(&mut parts.source),
        "link-url" => first(&mut parts.url),
        "question" => first(&mut parts.question),
        "photo-link-url" => first(&mut parts.picture_link),
        "audio-player" | "audio-embed" | "video-player" => first(&mut parts.player),
        "video-source" => {
            let address = own_text(xml)?;
            if parts.page.is_empty() {
                parts.page = address;
            }
            Ok(())
        }
        "photo-url" => {
            // Sizes come largest first, and again in the set of which this is the first picture.
            let address = xml.text()?;
            if parts.pictures.is_empty() {
                parts
                    .pictures
                    .push(Picture { address: address.trim().to_owned(), ..Picture::default() });
            }
            Ok(())
        }
        "photoset" => {
            let pictures = photoset(xml)?;
            if !pictures.is_empty() {
                parts.pictures = pictures;
            }
            Ok(())
        }
        "conversation" => conversation(xml, parts),
        "tag" => {
            let tag = xml.text()?.trim().to_owned();
            if !tag.is_empty() && post.tags.len() < MAX_PARTS && !post.tags.contains(&tag) {
                post.tags.push(tag);
            }
            Ok(())
        }
        other => {
            let value = xml.text()?;
            post.field(other, &value);
            Ok(())
        }
    }
}

/// The words of the element itself: those of films of Tumblr's own tell of type and sides in elements within.
fn own_text(xml: &mut Xml<Box<dyn Read + Send>>) -> Result<String, XmlError> {
    let mut text = String::new();
    while let Some(event) = xml.next()? {
        match event {
            Event::Open(_) => xml.skip()?,
            Event::Close => break,
            Event::Text(words) => text.push_str(&words),
        }
    }
    Ok(text.trim().to_owned())
}

fn photoset(xml: &mut Xml<Box<dyn Read + Send>>) -> Result<Vec<Picture>, XmlError> {
    let mut pictures: Vec<Picture> = Vec::new();
    let mut depth = 1;
    while let Some(event) = xml.next()? {
        match event {
            Event::Open(element) if element.name == "photo-url" => {
                let address = xml.text()?;
                if let Some(picture) =
                    pictures.last_mut().filter(|picture| picture.address.is_empty())
                {
                    address.trim().clone_into(&mut picture.address);
                }
            }
            Event::Open(element) => {
                depth += 1;
                if element.name == "photo" && pictures.len() < MAX_PARTS {
                    let caption = element.attribute("caption").unwrap_or_default().to_owned();
                    pictures.push(Picture { caption, ..Picture::default() });
                }
            }
            Event::Close => depth -= 1,
            Event::Text(_) => {}
        }
        if depth == 0 {
            break;
        }
    }
    pictures.retain(|picture| !picture.address.is_empty());
    Ok(pictures)
}

fn conversation(xml: &mut Xml<Box<dyn Read + Send>>, parts: &mut Parts) -> Result<(), XmlError> {
    while let Some(event) = xml.next()? {
        match event {
            Event::Open(element) => {
                let label = element.attribute("label").or_else(|| element.attribute("name"));
                let label = label.unwrap_or_default().to_owned();
                let phrase = xml.text()?;
                if parts.lines.len() < MAX_PARTS {
                    parts.lines.push((label, phrase));
                }
            }
            Event::Close => break,
            Event::Text(_) => {}
        }
    }
    Ok(())
}
