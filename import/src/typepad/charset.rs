//! Decides how a whole export is encoded, and reads it as UTF-8, whatever its size.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding as Charset, UTF_8};

use crate::{Encoding, EncodingSource};

/// How much is read at once, in bytes.
const PIECE: usize = 64 << 10;

/// How much text beyond ASCII a guess needs, in bytes; more would take long and tell nothing new.
const ENOUGH: usize = 8 << 20;

/// How an export is encoded.
#[derive(Debug, Clone)]
pub(super) struct Decided {
    pub(super) charset: &'static Charset,
    decided_by: EncodingSource,
    /// Holds more than ASCII.
    pub(super) beyond_ascii: bool,
}

impl Decided {
    /// Reads a file, and reads it again where it is not UTF-8.
    ///
    /// One that is UTF-8 but for a few bytes stays UTF-8; comments sometimes came in another encoding.
    pub(super) fn of(
        fixed: Option<&'static Charset>,
        open: impl Fn() -> io::Result<Box<dyn Read + Send>>,
    ) -> io::Result<Self> {
        let mut count = Count::default();
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        let mut head = Vec::new();
        pieces(open()?, |piece| {
            if head.len() < 4 {
                head.extend_from_slice(piece.get(..4).unwrap_or(piece));
            }
            count.add(piece);
            true
        })?;
        let beyond_ascii = count.characters + count.invalid > 0;
        let decided = |charset, decided_by| Self { charset, decided_by, beyond_ascii };
        if let Some(charset) = fixed {
            return Ok(decided(charset, EncodingSource::Override));
        }
        if let Some((charset, _)) = Charset::for_bom(&head) {
            return Ok(decided(charset, EncodingSource::Bom));
        }
        if count.characters >= count.invalid.saturating_mul(2) {
            return Ok(decided(UTF_8, EncodingSource::ValidUtf8));
        }
        let mut fed = 0;
        pieces(open()?, |piece| {
            if !piece.is_ascii() {
                detector.feed(piece, false);
                fed += piece.len();
            }
            fed < ENOUGH
        })?;
        detector.feed(b"", true);
        let guess = detector.guess(Some(b"fr"), Utf8Detection::Deny);
        Ok(decided(guess, EncodingSource::Guessed))
    }

    /// Whether nothing but the bytes told.
    pub(super) fn is_guess(&self) -> bool {
        self.decided_by == EncodingSource::Guessed
    }

    /// For the report on a document.
    pub(super) fn told(&self) -> Encoding {
        let used = self.charset.name().to_owned();
        Encoding { used, declared: None, decided_by: self.decided_by }
    }

    /// The text of `file` as UTF-8. What is UTF-8 already is left as it is, faults included.
    pub(super) fn read(&self, file: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        if self.charset == UTF_8 {
            return file;
        }
        let decoder = self.charset.new_decoder_with_bom_removal();
        Box::new(Decoding {
            file,
            decoder,
            raw: Vec::new(),
            text: Vec::new(),
            given: 0,
            done: false,
        })
    }
}

/// Gives each piece of a file to `take`, as long as it wants more.
fn pieces(mut file: impl Read, mut take: impl FnMut(&[u8]) -> bool) -> io::Result<()> {
    let mut buffer = vec![0; PIECE];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) if !take(buffer.get(..read).unwrap_or_default()) => return Ok(()),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Counts what is UTF-8 and what is not.
#[derive(Debug, Default)]
struct Count {
    /// Characters beyond ASCII.
    characters: u64,
    /// Runs of bytes that are none.
    invalid: u64,
    /// Beginning of a character at the end of the last piece.
    rest: Vec<u8>,
}

impl Count {
    fn add(&mut self, piece: &[u8]) {
        let joined;
        let mut bytes = piece;
        if !self.rest.is_empty() {
            joined = [&std::mem::take(&mut self.rest), piece].concat();
            bytes = &joined;
        }
        while let Err(error) = std::str::from_utf8(bytes) {
            let (valid, after) = bytes.split_at(error.valid_up_to());
            self.characters += beyond_ascii(valid);
            let Some(length) = error.error_len() else {
                self.rest = after.to_vec();
                return;
            };
            self.invalid += 1;
            bytes = after.get(length..).unwrap_or_default();
        }
        self.characters += beyond_ascii(bytes);
    }
}

fn beyond_ascii(valid: &[u8]) -> u64 {
    if valid.is_ascii() { 0 } else { valid.iter().filter(|byte| **byte >= 0xC0).count() as u64 }
}

struct Decoding {
    file: Box<dyn Read + Send>,
    decoder: Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    /// How much of `text` has been given out.
    given: usize,
    done: bool,
}

impl Decoding {
    fn fill(&mut self) -> io::Result<()> {
        self.raw.resize(PIECE, 0);
        let read = self.file.read(&mut self.raw)?;
        let source = self.raw.get(..read).unwrap_or_default();
        let room = self.decoder.max_utf8_buffer_length(read).unwrap_or(4 * PIECE);
        self.text.resize(room, 0);
        let last = read == 0;
        let (result, _, written, _) = self.decoder.decode_to_utf8(source, &mut self.text, last);
        self.text.truncate(written);
        self.given = 0;
        self.done = last && result == CoderResult::InputEmpty;
        Ok(())
    }
}

impl Read for Decoding {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.given >= self.text.len() && !self.done {
            self.fill()?;
        }
        let text = self.text.get(self.given..).unwrap_or_default();
        let length = text.len().min(to.len());
        if let (Some(to), Some(text)) = (to.get_mut(..length), text.get(..length)) {
            to.copy_from_slice(text);
        }
        self.given += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &'static [u8]) -> (String, &'static str) {
        let decided = Decided::of(None, || Ok(Box::new(bytes))).unwrap();
        let mut text = Vec::new();
        decided.read(Box::new(bytes)).read_to_end(&mut text).unwrap();
        (String::from_utf8_lossy(&text).into_owned(), decided.charset.name())
    }

    #[test]
    fn the_whole_file_decides() {
        assert_eq!(read("l’été".as_bytes()), ("l’été".into(), "UTF-8"));
        assert_eq!(
            read(b"la soci\xE9t\xE9 f\xEAte No\xEBl"),
            ("la société fête Noël".into(), "windows-1252")
        );
        assert_eq!(read(b"\xFF\xFEA\0\xE9\0"), ("Aé".into(), "UTF-16LE"));
        assert_eq!(read("été, été, caf\u{e9}".as_bytes()).1, "UTF-8");
        assert_eq!(read(b"\xC3\xA9t\xC3\xA9 caf\xE9").1, "UTF-8", "one stray byte");
        assert_eq!(read(b"\xC3\xA9t\xC3").1, "UTF-8", "cut in the middle of a letter");
        assert_eq!(read(b"abc").1, "UTF-8");
    }
}
