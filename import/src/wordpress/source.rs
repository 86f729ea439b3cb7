//! The parts of an export, file after file.

use std::io::Read;

use super::item::{Item, children};
use crate::{
    Encoding, Options, Tree, TreeFile,
    xml::{Cleaned, Event, Mended, Space, Xml, XmlError},
};

/// Namespaces; the theme team's own test file writes `https` for the first two.
const SPACES: &[Space] = &[
    Space { name: "wp", is: |uri| export(uri).is_some_and(|rest| !rest.contains('/')) },
    Space { name: "excerpt", is: |uri| export(uri).is_some_and(|rest| rest.ends_with("/excerpt")) },
    Space { name: "content", is: |uri| web(uri) == "purl.org/rss/1.0/modules/content" },
    Space { name: "dc", is: |uri| web(uri) == "purl.org/dc/elements/1.1" },
];

fn web(uri: &str) -> &str {
    let rest = uri.strip_prefix("http://").or_else(|| uri.strip_prefix("https://"));
    rest.unwrap_or(uri).trim_end_matches('/')
}

/// What follows `wordpress.org/export/`: a version, or a version and `excerpt`.
fn export(uri: &str) -> Option<&str> {
    web(uri).strip_prefix("wordpress.org/export/").filter(|rest| !rest.is_empty())
}

/// Whether a file begins as an export does.
pub(super) fn is_export(tree: &Tree, file: &TreeFile) -> bool {
    let name = file.path.to_lowercase();
    let extension = name.rsplit('/').next().and_then(|name| name.rsplit_once('.'));
    if !matches!(extension.map_or("", |(_, it)| it), "xml" | "wxr" | "rss" | "txt" | "") {
        return false;
    }
    let head = tree.head(file);
    // Of UTF-16 every other byte.
    let text: String =
        head.iter().filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect();
    text.contains("<rss")
        && ["wordpress.org/export/", "<wp:wxr_version", "<wp:post_id"]
            .iter()
            .any(|mark| text.contains(mark))
}

/// A part of an export.
#[derive(Debug)]
pub(super) enum Part {
    /// A text of the channel itself: `title`, `link`, `language`, `wp:base_blog_url`...
    Channel { name: String, text: String },
    /// An author, category, tag or other term, by the names of its parts.
    Declared { name: String, values: Vec<(String, String)>, line: u32 },
    /// A post, page, attachment or anything else.
    Item(Box<Item>),
    /// The end of a file, and how it was reached.
    End(End),
}

/// How a file ended.
#[derive(Debug)]
pub(super) struct End {
    pub(super) error: Option<XmlError>,
    /// Where the item begins in which the file is cut off.
    pub(super) within_item: Option<u32>,
    pub(super) mended: Mended,
    pub(super) cleaned: Cleaned,
    pub(super) encoding: Option<Encoding>,
}

/// Reads the parts of several files, one after the other.
pub(super) struct Parts<'a> {
    tree: &'a Tree,
    options: &'a Options,
    files: std::slice::Iter<'a, TreeFile>,
    open: Option<(usize, Xml<Box<dyn Read + Send>>)>,
    count: usize,
}

impl<'a> Parts<'a> {
    pub(super) fn of(tree: &'a Tree, options: &'a Options, files: &'a [TreeFile]) -> Self {
        Self { tree, options, files: files.iter(), open: None, count: 0 }
    }

    fn part(&mut self, xml: &mut Xml<Box<dyn Read + Send>>) -> Part {
        match self.read(xml) {
            Ok(Some(part)) => part,
            Ok(None) => Part::End(end(xml, None, None)),
            Err((error, within)) => Part::End(end(xml, Some(error), within)),
        }
    }

    fn read(
        &mut self,
        xml: &mut Xml<Box<dyn Read + Send>>,
    ) -> Result<Option<Part>, (XmlError, Option<u32>)> {
        let plain = |error| (error, None);
        while let Some(event) = xml.next().map_err(plain)? {
            let Event::Open(element) = event else { continue };
            match element.name.as_str() {
                // A file without one of them is read all the same.
                "rss" | "channel" => {}
                "item" => {
                    let line = element.line;
                    let item = Item::read(xml, line, self.options.max_text_bytes)
                        .map_err(|error| (error, Some(line)))?;
                    return Ok(Some(Part::Item(Box::new(item))));
                }
                "title" | "link" | "language" | "wp:base_site_url" | "wp:base_blog_url" => {
                    let text = xml.text().map_err(plain)?.trim().to_owned();
                    return Ok(Some(Part::Channel { name: element.name, text }));
                }
                // The author is called `wp:wp_author` by some tools.
                "wp:author" | "wp:wp_author" | "wp:category" | "wp:tag" | "wp:term" => {
                    let mut values = Vec::new();
                    children(xml, |xml, element| {
                        let text = xml.text()?;
                        if values.len() < 32 {
                            values.push((element.name.clone(), text.trim().to_owned()));
                        }
                        Ok(())
                    })
                    .map_err(plain)?;
                    let name = element.name;
                    return Ok(Some(Part::Declared { name, values, line: element.line }));
                }
                _ => xml.skip().map_err(plain)?,
            }
        }
        Ok(None)
    }
}

impl Iterator for Parts<'_> {
    /// The position of the file, and a part of it.
    type Item = (usize, Part);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some((position, mut xml)) = self.open.take() {
            let part = self.part(&mut xml);
            if !matches!(part, Part::End(_)) {
                self.open = Some((position, xml));
            }
            return Some((position, part));
        }
        let file = self.files.next()?;
        let position = self.count;
        self.count += 1;
        let opened = self.tree.read(file).and_then(|bytes| {
            Xml::new(bytes, self.options.max_text_bytes, SPACES, self.options.encoding)
        });
        match opened {
            Ok(xml) => {
                self.open = Some((position, xml));
                self.next()
            }
            Err(error) => {
                let end = End {
                    error: Some(XmlError::Io(error)),
                    within_item: None,
                    mended: Mended::default(),
                    cleaned: Cleaned::default(),
                    encoding: None,
                };
                Some((position, Part::End(end)))
            }
        }
    }
}

fn end<R: Read>(xml: &Xml<R>, error: Option<XmlError>, within_item: Option<u32>) -> End {
    End {
        error,
        within_item,
        mended: xml.mended(),
        cleaned: xml.cleaned(),
        encoding: Some(xml.encoding().clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_of_the_namespace_is_known() {
        let name = |uri: &str| SPACES.iter().find(|space| (space.is)(uri)).map(|space| space.name);
        assert_eq!(name("http://wordpress.org/export/1.0/"), Some("wp"));
        assert_eq!(name("https://wordpress.org/export/1.2/"), Some("wp"));
        assert_eq!(name("http://wordpress.org/export/1.2/excerpt/"), Some("excerpt"));
        assert_eq!(name("http://purl.org/dc/elements/1.1/"), Some("dc"));
        assert_eq!(name("http://wordpress.org/export/"), None);
        assert_eq!(name("http://wellformedweb.org/CommentAPI/"), None);
    }
}
