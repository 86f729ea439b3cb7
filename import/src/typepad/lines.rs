//! The lines of an export, with as much sight ahead as telling separators from text needs.

use std::{
    collections::VecDeque,
    io::{self, BufRead, BufReader, Read},
};

use encoding_rs::WINDOWS_1252;

use crate::encoding::controls;

/// Lines that are looked at ahead; a separator has at most a few blank lines behind it.
const MAX_AHEAD: usize = 1_000;

/// A line without its end.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// From 1.
    pub(super) number: u32,
    pub(super) text: String,
    /// Some of its bytes were no text; they were read as windows-1252 or taken out.
    pub(super) mended: bool,
    /// Longer than what is taken; the rest is gone.
    pub(super) cut: bool,
}

impl Line {
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && !self.cut
    }
}

/// What lies ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ahead {
    /// A line with text, so many lines ahead.
    Line(usize),
    /// Nothing but blank lines to the end.
    End,
    /// More blank lines than are looked at.
    Far,
}

/// Lines of any length and in any number.
pub(super) struct Lines {
    file: BufReader<Box<dyn Read + Send>>,
    limit: usize,
    number: u32,
    ahead: VecDeque<Line>,
    after_cr: bool,
    /// Why reading stopped early.
    pub(super) failure: Option<io::Error>,
}

impl Lines {
    /// The lines of a file in UTF-8; of a longer line than `limit` bytes only the beginning.
    pub(super) fn of(file: Box<dyn Read + Send>, limit: u64) -> Self {
        Self {
            file: BufReader::with_capacity(64 << 10, file),
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            number: 0,
            ahead: VecDeque::new(),
            after_cr: false,
            failure: None,
        }
    }

    /// The number of the last line that was read.
    pub(super) fn last_number(&self) -> u32 {
        self.number
    }

    /// Where the next line with text is, from `start` lines ahead on.
    pub(super) fn filled(&mut self, start: usize) -> Ahead {
        for at in start..start + MAX_AHEAD {
            while self.ahead.len() <= at {
                match self.read() {
                    Some(line) => self.ahead.push_back(line),
                    None => return Ahead::End,
                }
            }
            if self.ahead.get(at).is_some_and(|line| !line.is_blank()) {
                return Ahead::Line(at);
            }
        }
        Ahead::Far
    }

    /// The line so many lines ahead, if it has been looked at.
    pub(super) fn ahead(&self, at: usize) -> &str {
        self.ahead.get(at).map_or("", |line| &line.text)
    }

    fn read(&mut self) -> Option<Line> {
        let mut bytes = Vec::new();
        let (mut cut, mut any, mut ended) = (false, false, false);
        while !ended {
            let buffer = match self.file.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.failure.get_or_insert(error);
                    break;
                }
            };
            if buffer.is_empty() {
                break;
            }
            // The second half of a line end that was taken already.
            if std::mem::take(&mut self.after_cr) && buffer.first() == Some(&b'\n') {
                self.file.consume(1);
                continue;
            }
            any = true;
            let end = buffer.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let length = end.unwrap_or(buffer.len());
            let room = self.limit.saturating_sub(bytes.len()).min(length);
            cut |= room < length;
            bytes.extend_from_slice(buffer.get(..room).unwrap_or_default());
            self.after_cr = end.is_some_and(|at| buffer.get(at) == Some(&b'\r'));
            ended = end.is_some();
            self.file.consume(length + usize::from(ended));
        }
        if !any {
            return None;
        }
        self.number = self.number.saturating_add(1);
        let (mut text, mut mended) = text(bytes);
        if self.number == 1 && text.starts_with('\u{feff}') {
            text.remove(0);
        }
        if text.contains(|c: char| c.is_control() && c != '\t') {
            let kept = |c: char| match c {
                '\t' => Some(c),
                c if c.is_control() => controls::meant(c),
                c => Some(c),
            };
            text = text.chars().filter_map(kept).collect();
            mended = true;
        }
        Some(Line { number: self.number, text, mended, cut })
    }
}

impl Iterator for Lines {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        self.ahead.pop_front().or_else(|| self.read())
    }
}

/// UTF-8, or UTF-8 with pieces of windows-1252 in it.
fn text(bytes: Vec<u8>) -> (String, bool) {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return (text, false),
        Err(error) => error.into_bytes(),
    };
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    (text, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &'static [u8], limit: u64) -> Vec<(u32, String, bool, bool)> {
        Lines::of(Box::new(bytes), limit)
            .map(|line| (line.number, line.text, line.mended, line.cut))
            .collect()
    }

    #[test]
    fn every_line_end_is_one() {
        let texts = |bytes| lines(bytes, 100).into_iter().map(|line| line.1).collect::<Vec<_>>();
        assert_eq!(texts(b"\xEF\xBB\xBFa\r\nb\rc\n\nd"), ["a", "b", "c", "", "d"]);
        assert_eq!(texts(b"a\r\n\r\n"), ["a", ""]);
        assert_eq!(texts(b""), [""; 0]);
    }

    #[test]
    fn faults_are_mended_and_told() {
        let read = lines("caf\u{e9} et caf".as_bytes(), 100);
        assert_eq!(read, [(1, "café et caf".to_owned(), false, false)]);
        assert_eq!(lines(b"\xC3\xA9t\xE9", 100), [(1, "été".to_owned(), true, false)]);
        assert_eq!(lines(b"a\0b\x0B", 100), [(1, "ab".to_owned(), true, false)]);
        assert_eq!(lines(b"l\xC2\x92a\xC2\x81", 100), [(1, "l’a".to_owned(), true, false)]);
        assert_eq!(
            lines(b"abcdef\ng", 3),
            [(1, "abc".to_owned(), false, true), (2, "g".to_owned(), false, false)]
        );
    }

    #[test]
    fn sight_ahead_is_limited() {
        let mut lines = Lines::of(Box::new(&b"a\n\n\nb\n"[..]), 100);
        assert_eq!(lines.filled(0), Ahead::Line(0));
        assert_eq!(lines.filled(1), Ahead::Line(3));
        assert_eq!(lines.ahead(3), "b");
        assert_eq!(lines.filled(4), Ahead::End);
        assert_eq!(lines.next().unwrap().text, "a");
        let mut blank = Lines::of(Box::new(io::repeat(b'\n').take(5_000)), 100);
        assert_eq!(blank.filled(0), Ahead::Far);
    }
}
