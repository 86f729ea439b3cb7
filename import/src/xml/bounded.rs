//! Stands between the bytes and the parser, which keeps each piece of markup in memory whole: no piece that passes is
//! larger than the limit.
//!
//! It also takes out comments, processing instructions and document types (and so every entity that one might declare),
//! and writes `&lt;` for a `<` that begins no markup.

use std::{
    collections::VecDeque,
    io::{self, BufRead, Read},
};

use super::decode::{Cleaned, Decode};
use crate::Encoding;

/// Longest tag that passes whole, in bytes.
const MAX_TAG: usize = 1 << 20;

/// Longest beginning that tells which markup it is: `<![CDATA[`.
const LOOKAHEAD: usize = 9;

/// A source of XML whose pieces are bounded.
#[derive(Debug)]
pub(super) struct Bounded<R> {
    decode: Decode<R>,
    /// Text that is still to be looked at, from `from` on.
    input: Vec<u8>,
    from: usize,
    ended: bool,
    /// What has been looked at, from `read` on still to be taken.
    output: Vec<u8>,
    read: usize,
    at: At,
    /// Bytes of the present piece that have passed.
    passed: usize,
    max_text: usize,
    line: u32,
    /// Line ends in what was taken out of the output, with where they belong.
    hidden: VecDeque<(usize, u32)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Text,
    Tag { quote: Option<u8> },
    CData,
    Comment,
    Instruction,
    DocType { brackets: u32, quote: Option<u8> },
}

impl<R: Read> Bounded<R> {
    pub(super) fn new(
        source: R,
        max_text: usize,
        fixed: Option<&'static encoding_rs::Encoding>,
    ) -> io::Result<Self> {
        Ok(Self {
            decode: Decode::new(source, fixed)?,
            input: Vec::new(),
            from: 0,
            ended: false,
            output: Vec::new(),
            read: 0,
            at: At::Text,
            passed: 0,
            max_text,
            line: 1,
            hidden: VecDeque::new(),
        })
    }

    /// The line of what is taken next, from 1.
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    pub(super) const fn cleaned(&self) -> Cleaned {
        self.decode.cleaned()
    }

    pub(super) const fn encoding(&self) -> &Encoding {
        self.decode.encoding()
    }

    /// Looks at some more text.
    fn advance(&mut self) -> io::Result<()> {
        self.input.drain(..self.from);
        self.from = 0;
        if !self.decode.append(&mut self.input)? {
            self.ended = true;
        }
        let input = std::mem::take(&mut self.input);
        while self.step(&input) {}
        self.input = input;
        Ok(())
    }

    /// Looks at the next piece, or a part of it; false where more text is needed.
    fn step(&mut self, input: &[u8]) -> bool {
        let rest = input.get(self.from..).unwrap_or_default();
        if rest.is_empty() {
            return false;
        }
        match self.at {
            At::Text => self.text(rest),
            At::Tag { quote } => self.tag(rest, quote),
            At::CData => self.until(rest, b"]]>", self.max_text.saturating_add(4)),
            At::Comment => self.until(rest, b"-->", 0),
            At::Instruction => self.until(rest, b"?>", 0),
            At::DocType { brackets, quote } => self.doc_type(rest, brackets, quote),
        }
    }

    fn text(&mut self, rest: &[u8]) -> bool {
        match rest.iter().position(|byte| matches!(byte, b'<' | b'&')) {
            None => self.pass(rest, self.max_text.saturating_add(4)),
            Some(0) if rest.first() == Some(&b'&') => {
                self.passed = 0;
                self.keep(b"&");
            }
            Some(0) => return self.markup(rest),
            Some(end) => {
                self.pass(rest.get(..end).unwrap_or_default(), self.max_text.saturating_add(4));
            }
        }
        true
    }

    /// Finds out which markup begins here.
    fn markup(&mut self, rest: &[u8]) -> bool {
        let head = rest.get(..LOOKAHEAD).unwrap_or(rest);
        if head.len() < LOOKAHEAD && !self.ended {
            return false;
        }
        self.passed = 0;
        if head.starts_with(b"<![CDATA[") {
            self.at = At::CData;
            self.keep(head);
        } else if head.starts_with(b"<!--") {
            self.at = At::Comment;
            self.hide(b"<!--");
        } else if head.get(..LOOKAHEAD).is_some_and(|it| it.eq_ignore_ascii_case(b"<!DOCTYPE")) {
            self.at = At::DocType { brackets: 0, quote: None };
            self.hide(head);
        } else if head.starts_with(b"<?") {
            self.at = At::Instruction;
            self.hide(b"<?");
        } else if head
            .get(1)
            .is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, b'_' | b':' | b'/' | 0x80..))
        {
            self.at = At::Tag { quote: None };
            self.keep(b"<");
        } else {
            self.from += 1;
            self.output.extend_from_slice(b"&lt;");
        }
        true
    }

    fn tag(&mut self, rest: &[u8], quote: Option<u8>) -> bool {
        let end = match quote {
            Some(quote) => rest.iter().position(|byte| *byte == quote),
            None => rest.iter().position(|byte| matches!(byte, b'>' | b'"' | b'\'')),
        };
        let Some(end) = end else {
            self.pass(rest, MAX_TAG);
            return true;
        };
        self.pass(rest.get(..end).unwrap_or_default(), MAX_TAG);
        let last = rest.get(end..=end).unwrap_or_default();
        if last == b">"
            && self.passed == usize::MAX
            && rest.get(..end).is_some_and(|it| it.ends_with(b"/"))
        {
            // The slash of an empty element is not cut off with the rest.
            self.output.push(b'/');
        }
        self.keep(last);
        match (quote, last) {
            (Some(_), _) => self.at = At::Tag { quote: None },
            (None, [quote @ (b'"' | b'\'')]) => self.at = At::Tag { quote: Some(*quote) },
            _ => self.text_again(),
        }
        true
    }

    /// Passes over what is before `end`, of which `max` bytes may pass, and then `end` itself.
    fn until(&mut self, rest: &[u8], end: &[u8], max: usize) -> bool {
        if let Some(at) = find(rest, end) {
            self.pass(rest.get(..at).unwrap_or_default(), max);
            if max == 0 {
                self.hide(end);
            } else {
                self.keep(end);
            }
            self.text_again();
            return true;
        }
        // What might be the first half of the end stays for the next time.
        let keep = (1..end.len())
            .rev()
            .find(|keep| end.get(..*keep).is_some_and(|half| rest.ends_with(half)));
        let keep = if self.ended { 0 } else { keep.unwrap_or_default() };
        self.pass(rest.get(..rest.len() - keep).unwrap_or_default(), max);
        keep == 0
    }

    fn doc_type(&mut self, rest: &[u8], mut brackets: u32, mut quote: Option<u8>) -> bool {
        for (position, byte) in rest.iter().enumerate() {
            match (quote, byte) {
                (Some(open), byte) if open == *byte => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(*byte),
                (None, b'[') => brackets = brackets.saturating_add(1),
                (None, b']') => brackets = brackets.saturating_sub(1),
                (None, b'>') if brackets == 0 => {
                    self.hide(rest.get(..=position).unwrap_or_default());
                    self.text_again();
                    return true;
                }
                _ => {}
            }
        }
        self.hide(rest);
        self.at = At::DocType { brackets, quote };
        true
    }

    fn text_again(&mut self) {
        self.at = At::Text;
        self.passed = 0;
    }

    /// Lets bytes through, as far as `max` for the present piece allows.
    fn pass(&mut self, bytes: &[u8], max: usize) {
        let mut fits = max.saturating_sub(self.passed).min(bytes.len());
        // No character is cut in two.
        while fits > 0
            && fits < bytes.len()
            && bytes.get(fits).is_some_and(|byte| byte & 0xC0 == 0x80)
        {
            fits -= 1;
        }
        let (taken, left) = bytes.split_at(fits);
        self.output.extend_from_slice(taken);
        self.passed = if left.is_empty() { self.passed.saturating_add(fits) } else { usize::MAX };
        self.from += taken.len();
        self.hide(left);
    }

    /// Lets bytes through whatever has passed before.
    fn keep(&mut self, bytes: &[u8]) {
        self.output.extend_from_slice(bytes);
        self.from += bytes.len();
    }

    /// Takes bytes out; only their line ends count.
    fn hide(&mut self, bytes: &[u8]) {
        self.from += bytes.len();
        let lines = line_ends(bytes);
        if lines > 0 {
            self.hidden.push_back((self.output.len(), lines));
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(into.len());
        if let (Some(from), Some(to)) = (available.get(..count), into.get_mut(..count)) {
            to.copy_from_slice(from);
        }
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read == self.output.len() {
            self.line =
                self.hidden.drain(..).fold(self.line, |line, (_, more)| line.saturating_add(more));
            self.output.clear();
            self.read = 0;
            while self.output.is_empty() && !self.ended {
                self.advance()?;
            }
        }
        Ok(self.output.get(self.read..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        let end = self.read.saturating_add(amount).min(self.output.len());
        self.line = self
            .line
            .saturating_add(line_ends(self.output.get(self.read..end).unwrap_or_default()));
        self.read = end;
        let passed = self.hidden.iter().take_while(|(at, _)| *at <= end).count();
        self.line = self
            .hidden
            .drain(..passed)
            .fold(self.line, |line, (_, more)| line.saturating_add(more));
    }
}

fn line_ends(bytes: &[u8]) -> u32 {
    let ends = bytes.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(ends).unwrap_or(u32::MAX)
}

/// Where `needle` begins in `bytes`.
fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let first = needle.first()?;
    let mut from = 0;
    loop {
        let at = from + bytes.get(from..)?.iter().position(|byte| byte == first)?;
        if bytes.get(at..)?.starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
}
