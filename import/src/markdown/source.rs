//! One text: read, decoded, its front matter taken off.

use std::io;

use scraper::Html;
use sha2::{Digest, Sha256};

use super::{
    config::{Generator, is_post_path},
    front::{self, Front, Style},
    meta::Meta,
    name::{Name, Syntax},
    node::Node,
    people, rst,
    site::Index,
};
use crate::{
    Code, Encoding, EncodingSource, Options, Tree, TreeFile, dom,
    encoding::{self, Decoded, Replaced},
    rewrite::hex,
};

/// A text that can be converted.
#[derive(Debug)]
pub(super) struct Source {
    /// The whole file.
    pub(super) text: String,
    pub(super) syntax: Syntax,
    pub(super) front: Front,
    pub(super) encoding: Encoding,
    /// Bytes that are no text in its encoding.
    pub(super) replaced: Option<Replaced>,
    pub(super) sha256: String,
}

impl Source {
    /// Reads the text in `file`.
    pub(super) fn read(
        tree: &Tree,
        file: &TreeFile,
        syntax: Syntax,
        options: &Options,
    ) -> Result<Self, (Code, String)> {
        let bytes = tree.bytes(file, options.max_page_bytes).map_err(|cause| {
            let large = cause.kind() == io::ErrorKind::FileTooLarge;
            (if large { Code::TooLarge } else { Code::Unreadable }, cause.to_string())
        })?;
        if !bytes.starts_with(b"\xFF\xFE")
            && !bytes.starts_with(b"\xFE\xFF")
            && bytes.iter().take(4096).filter(|byte| **byte == 0).count() > 16
        {
            return Err((Code::Malformed, "not a text: it has bytes that no text has".to_owned()));
        }
        let Decoded { text, mut encoding, replaced } = encoding::decode(&bytes, options.encoding);
        // Texts of these programs are UTF-8, and so is ASCII.
        if bytes.is_ascii() && encoding.decided_by == EncodingSource::Guessed {
            encoding.decided_by = EncodingSource::ValidUtf8;
            encoding_rs::UTF_8.name().clone_into(&mut encoding.used);
        }
        let front = match syntax {
            Syntax::Markdown => front::split(&text, true),
            Syntax::Rst => rst::split(&text),
            Syntax::Html => match front::split(&text, false) {
                Front { style: Style::None, .. } => head(&text),
                front => front,
            },
        };
        Ok(Self { syntax, front, encoding, replaced, sha256: hex(&Sha256::digest(&bytes)), text })
    }

    /// What the front matter tells.
    pub(super) fn meta(&self, path: &str, index: &Index) -> Meta {
        let jekyll = index.config.generator == Generator::Jekyll || is_post_path(path);
        let name = Name::of(path);
        let mut meta =
            Meta::of(&self.front.values, self.front.style, &name, &index.options, jekyll);
        let config = &index.config;
        if meta.lang.is_none() {
            let within = name.folder.get(config.root.len()..).unwrap_or_default();
            meta.lang = config.languages.of(&name, within).map(|(code, _)| code.to_owned());
        }
        if config.generator == Generator::Pelican {
            meta.complete(config, &name);
        }
        people::looked_up(&mut meta.authors, &config.people);
        meta
    }

    /// The text below the front matter.
    pub(super) fn body(&self) -> &str {
        self.text.get(self.front.body_at..).unwrap_or_default()
    }

    /// The line in which it begins, from 1.
    pub(super) fn body_line(&self) -> u32 {
        let before = self.text.get(..self.front.body_at).unwrap_or_default();
        u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX)
    }
}

/// Title and `<meta>` of a page, as Pelican reads them.
fn head(text: &str) -> Front {
    let end = text.to_ascii_lowercase().find("<body").unwrap_or(text.len()).min(64 << 10);
    let head = text.get(..text.floor_char_boundary(end)).unwrap_or_default();
    let page = Html::parse_document(head);
    let mut entries: Vec<(String, Node)> = Vec::new();
    let title = dom::first(&page, "title").map(|title| title.text().collect::<String>());
    if let Some(title) = title.filter(|title| !title.trim().is_empty()) {
        entries.push(("title".to_owned(), Node::Text(title)));
    }
    let metas = dom::all(page.root_element(), "meta").filter_map(|meta| {
        // Pelican's own documents misspell it.
        let content = meta.attr("content").or_else(|| meta.attr("contents"))?;
        Some((meta.attr("name")?.trim(), content))
    });
    let page_settings = ["viewport", "generator", "robots", "charset", "theme-color"];
    for (name, content) in metas.filter(|(name, _)| !page_settings.contains(name)).take(200) {
        let value = Node::Text(content.to_owned());
        match entries.iter_mut().find(|(known, _)| known == name) {
            Some((_, Node::List(items))) => items.push(value),
            Some((_, taken)) => *taken = Node::List(vec![taken.clone(), value]),
            None => entries.push((name.to_owned(), value)),
        }
    }
    if let Some(lang) = page.root_element().attr("lang").filter(|lang| !lang.trim().is_empty()) {
        entries.push(("lang".to_owned(), Node::Text(lang.to_owned())));
    }
    let style = if entries.is_empty() { Style::None } else { Style::Head };
    Front { style, values: Node::Map(entries), body_at: 0, trouble: None }
}
