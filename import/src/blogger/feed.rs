//! The entries of one feed, one at a time.

use std::io::{self, Read};

use super::entry::Entry;
use crate::{
    Code, Encoding, Kind,
    xml::{Event, Space, Xml, XmlError},
};

const SPACES: [Space; 4] = [
    Space { name: "", is: |address| address == "http://www.w3.org/2005/Atom" },
    Space {
        name: "app",
        is: |address| address.contains("purl.org/atom/app") || address.ends_with("w3.org/2007/app"),
    },
    Space { name: "thr", is: |address| address.contains("purl.org/syndication/thread") },
    Space { name: "blogger", is: |address| address.contains("schemas.google.com/blogger/2018") },
];

/// Marks in the beginning of a feed that only Blogger makes.
const MARKS: [&str; 3] = ["tag:blogger.com", "schemas.google.com/blogger/", ">Blogger<"];

/// A feed that is being read.
pub(super) struct Feed {
    pub(super) xml: Xml<Box<dyn Read + Send>>,
    /// What the blog is called.
    pub(super) title: Option<String>,
    /// Where it is.
    pub(super) addresses: Vec<String>,
    inside: bool,
    done: bool,
}

/// A piece of a feed.
pub(super) enum Piece {
    Entry(Box<Entry>),
    /// Where reading came to an end before the feed did.
    Lost {
        kind: Kind,
        id: String,
        code: Code,
        line: Option<u32>,
        message: String,
    },
}

impl Feed {
    /// Begins to read.
    pub(super) fn of(
        file: Box<dyn Read + Send>,
        max_text: u64,
        fixed: Option<&'static encoding_rs::Encoding>,
    ) -> io::Result<Self> {
        let xml = Xml::new(file, max_text, &SPACES, fixed)?;
        Ok(Self { xml, title: None, addresses: Vec::new(), inside: false, done: false })
    }

    /// Whether a file that begins so is a feed of Blogger.
    pub(super) fn is_one(head: &[u8]) -> bool {
        let head: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
        let text = String::from_utf8_lossy(&head);
        let root = text.find("<feed").or_else(|| text.find(":feed"));
        let other = text.find("<rss").unwrap_or(usize::MAX);
        root.is_some_and(|at| at < other)
            && text.contains("http://www.w3.org/2005/Atom")
            && MARKS.iter().any(|mark| text.contains(mark))
    }

    pub(super) fn encoding(&self) -> &Encoding {
        self.xml.encoding()
    }

    fn step(&mut self, entry: &mut Entry) -> Result<Option<bool>, XmlError> {
        let Some(event) = self.xml.next()? else { return Ok(None) };
        let Event::Open(element) = event else { return Ok(Some(false)) };
        match (element.name.as_str(), self.inside) {
            ("feed", false) => self.inside = true,
            ("entry", true) => {
                entry.line = element.line;
                let before = self.xml.mended().cut;
                let read = entry.read(self);
                entry.cut = self.xml.mended().cut > before;
                read?;
                return Ok(Some(true));
            }
            ("title", true) => {
                let title = self.xml.text()?.trim().to_owned();
                self.title = (!title.is_empty()).then_some(title);
            }
            ("link", true) => {
                if element.attribute("rel") == Some("alternate") {
                    self.addresses.extend(element.attribute("href").map(str::to_owned));
                }
                self.xml.skip()?;
            }
            _ => self.xml.skip()?,
        }
        Ok(Some(false))
    }
}

impl Iterator for Feed {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        while !self.done {
            let mut entry = Entry::default();
            match self.step(&mut entry) {
                Ok(Some(true)) => return Some(Piece::Entry(Box::new(entry))),
                Ok(Some(false)) => {}
                Ok(None) => self.done = true,
                Err(error) => {
                    self.done = true;
                    let code = match error {
                        XmlError::Truncated { .. } => Code::Truncated,
                        XmlError::Malformed { .. } => Code::Malformed,
                        XmlError::Io(_) => Code::Unreadable,
                    };
                    return Some(Piece::Lost {
                        kind: entry.counted_as(),
                        id: entry.id,
                        code,
                        line: error.line(),
                        message: error.to_string(),
                    });
                }
            }
        }
        None
    }
}
