//! Reads a table as UTF-8, whatever it is written in.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, UTF_8, WINDOWS_1252};

use crate::{Encoding, EncodingSource};

/// How much is decoded at a time, in bytes.
const PIECE: usize = 32 << 10;

/// So many characters beyond ASCII for one that is none: the file is UTF-8 with a fault, and not Latin-1.
const FAULTS: u64 = 20;

/// Decides the encoding of a file by reading it to its end.
pub(super) fn encoding_of(
    mut source: impl Read,
    fixed: Option<&'static encoding_rs::Encoding>,
) -> io::Result<(&'static encoding_rs::Encoding, Encoding)> {
    let found = |charset: &'static encoding_rs::Encoding, decided_by| {
        (charset, Encoding { used: charset.name().to_owned(), declared: None, decided_by })
    };
    let mut buffer = vec![0; PIECE];
    let mut kept = 0;
    let (mut good, mut bad, mut first) = (0_u64, 0_u64, true);
    loop {
        let read = match source.read(buffer.get_mut(kept..).unwrap_or_default()) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let bytes = buffer.get(..kept + read).unwrap_or_default();
        if first {
            if let Some(charset) = fixed {
                return Ok(found(charset, EncodingSource::Override));
            }
            if let Some((charset, _)) = encoding_rs::Encoding::for_bom(bytes) {
                return Ok(found(charset, EncodingSource::Bom));
            }
            first = bytes.len() < 3 && read > 0;
        }
        let left = count(bytes, read == 0, &mut good, &mut bad);
        if read == 0 {
            break;
        }
        let end = bytes.len();
        buffer.copy_within(end - left..end, 0);
        kept = left;
    }
    Ok(if bad == 0 || good > bad * FAULTS {
        found(UTF_8, EncodingSource::ValidUtf8)
    } else {
        found(WINDOWS_1252, EncodingSource::Guessed)
    })
}

/// Counts characters beyond ASCII and bytes that belong to none; gives how many bytes at the end may begin one.
fn count(mut bytes: &[u8], at_end: bool, good: &mut u64, bad: &mut u64) -> usize {
    let beyond = |text: &[u8]| text.iter().filter(|byte| **byte >= 0xC0).count() as u64;
    loop {
        let error = match std::str::from_utf8(bytes) {
            Ok(text) => {
                *good += beyond(text.as_bytes());
                return 0;
            }
            Err(error) => error,
        };
        let (valid, rest) = bytes.split_at(error.valid_up_to());
        *good += beyond(valid);
        match error.error_len() {
            None if !at_end => return rest.len(),
            None => {
                *bad += 1;
                return 0;
            }
            Some(length) => {
                *bad += 1;
                bytes = rest.get(length..).unwrap_or_default();
            }
        }
    }
}

/// A reader that gives UTF-8.
pub(super) struct Utf8<R> {
    source: R,
    decoder: Decoder,
    input: Vec<u8>,
    /// How much of the input is not decoded yet: from where to where.
    waiting: (usize, usize),
    output: Vec<u8>,
    given: usize,
    done: bool,
}

impl<R: Read> Utf8<R> {
    pub(super) fn new(source: R, charset: &'static encoding_rs::Encoding) -> Self {
        Self {
            source,
            decoder: charset.new_decoder_with_bom_removal(),
            input: vec![0; PIECE],
            waiting: (0, 0),
            output: Vec::new(),
            given: 0,
            done: false,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.waiting.0 == self.waiting.1 {
            self.waiting = (0, self.source.read(&mut self.input)?);
        }
        let (from, to) = self.waiting;
        let last = to == 0;
        let input = self.input.get(from..to).unwrap_or_default();
        self.output.resize(PIECE * 3, 0);
        let (result, read, written, _) = self.decoder.decode_to_utf8(input, &mut self.output, last);
        self.output.truncate(written);
        self.given = 0;
        self.waiting.0 += read;
        self.done = last && result == CoderResult::InputEmpty;
        Ok(())
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.output.len() {
            if self.done {
                return Ok(0);
            }
            self.fill()?;
        }
        let ready = self.output.get(self.given..).unwrap_or_default();
        let length = ready.len().min(into.len());
        if let (Some(into), Some(ready)) = (into.get_mut(..length), ready.get(..length)) {
            into.copy_from_slice(ready);
        }
        self.given += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, String) {
        let (charset, encoding) = encoding_of(bytes, None).unwrap();
        let mut text = String::new();
        Utf8::new(bytes, charset).read_to_string(&mut text).unwrap();
        (text, encoding.used)
    }

    #[test]
    fn the_bytes_decide() {
        let is = |text: &str, used: &str| (text.to_owned(), used.to_owned());
        assert_eq!(read("été".as_bytes()), is("été", "UTF-8"));
        assert_eq!(read(b"\xEF\xBB\xBFa;\xC3\xA9"), is("a;é", "UTF-8"));
        assert_eq!(read(b"l\x92\xE9t\xE9 \x80"), is("l’été €", "windows-1252"));
        assert_eq!(read(b"\xFF\xFEa\0\xE9\0"), is("aé", "UTF-16LE"));
        assert_eq!(read(b""), is("", "UTF-8"));
    }

    #[test]
    fn a_fault_in_a_long_text_is_a_fault() {
        let mut bytes = "éà".repeat(40_000).into_bytes();
        bytes.insert(40_000, 0xFF);
        let (text, used) = read(&bytes);
        assert_eq!((used.as_str(), text.matches('\u{fffd}').count()), ("UTF-8", 1));
        assert_eq!(text.matches('é').count(), 40_000);
    }
}
