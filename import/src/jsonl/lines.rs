//! The lines of a file, each bounded, whatever lies between them.

use std::{
    borrow::Cow,
    io::{self, BufRead, BufReader, Read},
};

use crate::encoding::controls;

/// How much is read at a time, in bytes.
const BUFFER: usize = 128 << 10;

/// A line of a file.
#[derive(Debug)]
pub(super) struct RawLine {
    /// From 1.
    pub(super) number: u32,
    pub(super) content: Content,
    /// Whether a line end follows.
    pub(super) ended: bool,
}

/// What is in a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Its text, and whether bytes that are no UTF-8, or control characters of Latin-1, were replaced in it.
    Text(String, bool),
    /// More than the limit.
    TooLong,
}

/// Reads line after line; empty ones are passed over.
pub(super) struct Lines {
    source: BufReader<Box<dyn Read + Send>>,
    limit: usize,
    number: u32,
    done: bool,
}

impl Lines {
    pub(super) fn new(source: Box<dyn Read + Send>, limit: u64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Self { source: BufReader::with_capacity(BUFFER, source), limit, number: 0, done: false }
    }

    /// Reads on to the next line end; keeps no more than the limit.
    fn line(&mut self) -> io::Result<Option<RawLine>> {
        let mut bytes = Vec::new();
        let (mut too_long, mut ended, mut any) = (false, false, false);
        loop {
            let piece = match self.source.fill_buf() {
                Ok([]) => break,
                Ok(piece) => piece,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            any = true;
            let end = piece.iter().position(|byte| *byte == b'\n');
            let words = piece.get(..end.unwrap_or(piece.len())).unwrap_or_default();
            if bytes.len() + words.len() > self.limit {
                too_long = true;
                bytes = Vec::new();
            }
            if !too_long {
                bytes.extend_from_slice(words);
            }
            let used = words.len() + usize::from(end.is_some());
            self.source.consume(used);
            if end.is_some() {
                ended = true;
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        self.number = self.number.saturating_add(1);
        let content = if too_long { Content::TooLong } else { self.text(bytes) };
        Ok(Some(RawLine { number: self.number, content, ended }))
    }

    fn text(&self, bytes: Vec<u8>) -> Content {
        let (text, replaced) = match String::from_utf8(bytes) {
            Ok(text) => (text, false),
            Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
        };
        let found = controls::resolved(&text);
        let replaced = replaced || found.first.is_some();
        let text = match found.text {
            Cow::Borrowed(_) => text,
            Cow::Owned(text) => text,
        };
        match text.strip_prefix('\u{feff}') {
            Some(text) if self.number == 1 => Content::Text(text.to_owned(), replaced),
            _ => Content::Text(text, replaced),
        }
    }
}

impl Iterator for Lines {
    type Item = io::Result<RawLine>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            match self.line() {
                Ok(Some(line)) => match &line.content {
                    Content::Text(text, _) if text.trim().is_empty() => {}
                    _ => return Some(Ok(line)),
                },
                Ok(None) => self.done = true,
                Err(error) => {
                    self.done = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_numbered_and_bounded() {
        let bytes: &[u8] = b"\xEF\xBB\xBFa\r\n\n  \n0123456789\nb\xFF\nl\xC2\x92a\nc";
        let lines: Vec<_> = Lines::new(Box::new(bytes), 9)
            .map(|line| line.unwrap())
            .map(|line| (line.number, line.content, line.ended))
            .collect();
        let text = |text: &str, replaced| Content::Text(text.to_owned(), replaced);
        let expected = [
            (1, text("a\r", false), true),
            (4, Content::TooLong, true),
            (5, text("b\u{fffd}", true), true),
            (6, text("l’a", true), true),
            (7, text("c", false), false),
        ];
        assert_eq!(lines, expected);
    }
}
