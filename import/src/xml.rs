//! Reads XML the way exports are really written: a pull reader that forgives what can be forgiven and is bounded in
//! memory whatever it is fed.
//!
//! Names are canonical: an element in a namespace that the format knows is called by the name the format gives it
//! (`wp:post_id`), whatever prefix the file uses; any other keeps its prefix as written, bound or not. Text, CDATA and
//! references are joined. Nothing is expanded but the five entities of XML and character references; others stay as
//! written. End tags that are missing or were never opened are put right; comments, processing instructions and
//! document types are passed over.

mod bounded;
mod decode;
mod error;
mod names;
mod references;

use std::io;

use quick_xml::{errors::SyntaxError, events::BytesStart};

use self::{bounded::Bounded, names::Scopes};
pub(crate) use self::{decode::Cleaned, error::XmlError, names::Space};
use crate::Encoding;

/// Elements deeper than this are read as if their tags were not there.
const MAX_DEPTH: usize = 200;

/// Attributes of one element that are read; others are left out.
const MAX_ATTRIBUTES: usize = 256;

/// What the next piece of a document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    /// A start tag. An empty element is a start and an end.
    Open(Element),
    /// The end of the element opened last.
    Close,
    /// Words, in one piece as far as no tag comes between.
    Text(String),
}

/// A start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    /// Its canonical name.
    pub(crate) name: String,
    /// Names as written and values.
    pub(crate) attributes: Vec<(String, String)>,
    /// Where the tag begins, from 1, in the decoded text.
    pub(crate) line: u32,
}

impl Element {
    /// The value of the attribute with this name, as written there.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What was put right while reading.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Mended {
    /// Texts that were cut because they are larger than the limit.
    pub(crate) cut: u64,
    /// End tags that were missing, or that no start tag belongs to.
    pub(crate) tags: u64,
    /// Tags that were ignored because they nest too deep.
    pub(crate) deep: u64,
    /// Character references that stand for no character.
    pub(crate) references: u64,
}

/// A document that is being read.
#[derive(Debug)]
pub(crate) struct Xml<R> {
    reader: quick_xml::Reader<Bounded<R>>,
    buffer: Vec<u8>,
    max_text: usize,
    scopes: Scopes,
    /// Names as written of the elements that are open.
    open: Vec<String>,
    /// Elements still to be closed because an end tag further out was read.
    closing: usize,
    /// Tags beyond the deepest level that are open.
    deep: u64,
    /// An event that was read while a text was put together.
    ahead: Option<Event>,
    mended: Mended,
    done: bool,
}

impl<R: io::Read> Xml<R> {
    /// Begins to read. `max_text` bytes of a single text are kept; `spaces` are the namespaces the format knows;
    /// `fixed` decodes whatever the document declares.
    ///
    /// # Errors
    /// Where the first bytes cannot be read.
    pub(crate) fn new(
        source: R,
        max_text: u64,
        spaces: &'static [Space],
        fixed: Option<&'static encoding_rs::Encoding>,
    ) -> io::Result<Self> {
        let max_text = usize::try_from(max_text).unwrap_or(usize::MAX / 4).min(usize::MAX / 4);
        let mut reader = quick_xml::Reader::from_reader(Bounded::new(source, max_text, fixed)?);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        Ok(Self {
            reader,
            buffer: Vec::new(),
            max_text,
            scopes: Scopes::new(spaces),
            open: Vec::new(),
            closing: 0,
            deep: 0,
            ahead: None,
            mended: Mended::default(),
            done: false,
        })
    }

    /// The next piece; none at the end.
    ///
    /// # Errors
    /// Once, where reading comes to an end before the document does; nothing follows.
    pub(crate) fn next(&mut self) -> Result<Option<Event>, XmlError> {
        let mut text = String::new();
        let mut cut = false;
        loop {
            let event = match self.ahead.take() {
                Some(event) => Piece::Event(event),
                None => self.piece()?,
            };
            match event {
                Piece::Words(words) => cut |= !append(&mut text, &words, self.max_text),
                Piece::Nothing => {}
                Piece::Event(event) if text.is_empty() => return Ok(Some(event)),
                Piece::End if text.is_empty() => return Ok(None),
                other => {
                    if let Piece::Event(event) = other {
                        self.ahead = Some(event);
                    }
                    self.mended.cut += u64::from(cut);
                    return Ok(Some(Event::Text(text)));
                }
            }
        }
    }

    /// The words of the element opened last and of those in it, up to its end.
    ///
    /// # Errors
    /// See [`Xml::next`].
    pub(crate) fn text(&mut self) -> Result<String, XmlError> {
        self.inner(|text, event, max| match event {
            Event::Text(words) => append(text, words, max),
            Event::Open(_) | Event::Close => true,
        })
    }

    /// What is in the element opened last, as markup, up to its end.
    ///
    /// # Errors
    /// See [`Xml::next`].
    pub(crate) fn markup(&mut self) -> Result<String, XmlError> {
        let mut names = Vec::new();
        self.inner(|text, event, max| match event {
            Event::Text(words) => append(text, &quick_xml::escape::partial_escape(&**words), max),
            Event::Open(element) => {
                let mut tag = format!("<{}", element.name);
                for (name, value) in &element.attributes {
                    tag.extend([" ", name, "=\"", &quick_xml::escape::escape(value), "\""]);
                }
                tag.push('>');
                names.push(element.name.clone());
                append(text, &tag, max)
            }
            Event::Close => {
                let name = names.pop().unwrap_or_default();
                // Elements of HTML that never have an end tag.
                if matches!(name.as_str(), "br" | "hr" | "img" | "" | "wbr" | "input" | "col") {
                    return true;
                }
                append(text, &format!("</{name}>"), max)
            }
        })
    }

    /// Passes over the element opened last.
    ///
    /// # Errors
    /// See [`Xml::next`].
    pub(crate) fn skip(&mut self) -> Result<(), XmlError> {
        self.inner(|_, _, _| true).map(drop)
    }

    /// The line that has been reached, from 1.
    pub(crate) fn line(&self) -> u32 {
        self.reader.get_ref().line()
    }

    /// What was put right so far.
    pub(crate) const fn mended(&self) -> Mended {
        self.mended
    }

    /// What was taken out of the bytes so far, or replaced; a little ahead of what has been read.
    pub(crate) fn cleaned(&self) -> Cleaned {
        self.reader.get_ref().cleaned()
    }

    /// How the bytes are decoded.
    pub(crate) fn encoding(&self) -> &Encoding {
        self.reader.get_ref().encoding()
    }

    fn inner(
        &mut self,
        mut take: impl FnMut(&mut String, &Event, usize) -> bool,
    ) -> Result<String, XmlError> {
        let (mut text, mut depth, mut whole) = (String::new(), 1_usize, true);
        while let Some(event) = self.next()? {
            match event {
                Event::Open(_) => depth += 1,
                Event::Close => depth -= 1,
                Event::Text(_) => {}
            }
            if depth == 0 {
                break;
            }
            whole &= take(&mut text, &event, self.max_text);
        }
        self.mended.cut += u64::from(!whole);
        Ok(text)
    }

    fn piece(&mut self) -> Result<Piece, XmlError> {
        if self.closing > 0 {
            self.closing -= 1;
            self.leave();
            return Ok(Piece::Event(Event::Close));
        }
        if self.done {
            return Ok(Piece::End);
        }
        self.buffer.clear();
        let line = self.line();
        let mut buffer = std::mem::take(&mut self.buffer);
        let event = self.reader.read_event_into(&mut buffer);
        let piece = match event {
            Ok(event) => self.understand(event, line),
            Err(error) => Err(self.failure(error)),
        };
        // One enormous text does not stay in memory for the rest of the document.
        buffer.shrink_to(1 << 20);
        self.buffer = buffer;
        piece
    }

    fn understand(
        &mut self,
        event: quick_xml::events::Event<'_>,
        line: u32,
    ) -> Result<Piece, XmlError> {
        use quick_xml::events::Event as Raw;
        Ok(match event {
            Raw::Start(tag) => self.enter(&tag, line),
            Raw::Empty(tag) => {
                let piece = self.enter(&tag, line);
                match piece {
                    Piece::Event(_) => self.closing = 1,
                    _ => self.deep = self.deep.saturating_sub(1),
                }
                piece
            }
            Raw::End(tag) => self.close(tag.name().into_inner()),
            Raw::Text(words) => Piece::Words(words.into_inner().into_owned()),
            Raw::CData(words) => Piece::Words(words.into_inner().into_owned()),
            Raw::GeneralRef(reference) => Piece::Words(references::resolve(
                &reference.into_inner(),
                &mut self.mended.references,
            )),
            Raw::Comment(_) | Raw::Decl(_) | Raw::PI(_) | Raw::DocType(_) => Piece::Nothing,
            Raw::Eof => {
                self.done = true;
                match self.open.last() {
                    None => Piece::End,
                    Some(_) => return Err(self.truncated()),
                }
            }
        })
    }

    fn failure(&mut self, error: quick_xml::Error) -> XmlError {
        use quick_xml::Error;
        self.done = true;
        let cut_off = |error: &SyntaxError| !matches!(error, SyntaxError::InvalidBangMarkup);
        match error {
            Error::Io(error) => XmlError::Io(io::Error::new(error.kind(), error.to_string())),
            Error::Syntax(error) if cut_off(&error) => self.truncated(),
            other => XmlError::Malformed { message: other.to_string(), line: self.line() },
        }
    }

    fn truncated(&self) -> XmlError {
        let element = self.open.last().cloned().unwrap_or_default();
        XmlError::Truncated { element, line: self.line() }
    }

    fn enter(&mut self, tag: &BytesStart<'_>, line: u32) -> Piece {
        if self.open.len() >= MAX_DEPTH {
            self.deep += 1;
            self.mended.deep += 1;
            return Piece::Nothing;
        }
        let mut attributes = Vec::new();
        for attribute in tag.html_attributes().with_checks(false).flatten().take(MAX_ATTRIBUTES) {
            let value = references::resolved(&attribute.value, &mut self.mended.references);
            attributes.push((attribute.key.into_inner().to_owned(), value));
        }
        let written = tag.name().into_inner().to_owned();
        self.scopes.enter(&attributes);
        let name = self.scopes.canonical(&written).into_owned();
        self.open.push(written);
        Piece::Event(Event::Open(Element { name, attributes, line }))
    }

    fn close(&mut self, name: &str) -> Piece {
        if self.deep > 0 {
            self.deep -= 1;
            return Piece::Nothing;
        }
        let Some(position) = self.open.iter().rposition(|open| open == name) else {
            self.mended.tags += 1;
            return Piece::Nothing;
        };
        let closing = self.open.len() - position;
        self.mended.tags += closing as u64 - 1;
        self.closing = closing - 1;
        self.leave();
        Piece::Event(Event::Close)
    }

    fn leave(&mut self) {
        self.open.pop();
        self.scopes.leave();
    }
}

enum Piece {
    Event(Event),
    Words(String),
    Nothing,
    End,
}

/// Appends as much as fits into `max` bytes; tells whether that is all.
fn append(text: &mut String, words: &str, max: usize) -> bool {
    let room = max.saturating_sub(text.len());
    let end = words.floor_char_boundary(room.min(words.len()));
    text.push_str(words.get(..end).unwrap_or_default());
    end == words.len()
}

#[cfg(test)]
mod tests;
