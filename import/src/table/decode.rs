//! Reads a table as UTF-8, whatever it is written in.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding as Charset, MACINTOSH, UTF_8, WINDOWS_1252};

use crate::{
    Encoding, EncodingSource,
    encoding::{Replaced, controls, is_utf8, macintosh::Macintosh},
};

/// How much is decoded at a time, in bytes.
const PIECE: usize = 32 << 10;

/// Decides the encoding of a file by reading it to its end, and tells of bytes that are no text in it.
pub(super) fn encoding_of(
    mut source: impl Read,
    fixed: Option<&'static Charset>,
) -> io::Result<(&'static Charset, Encoding, Option<Replaced>)> {
    let mut buffer = vec![0; PIECE];
    let (mut kept, mut first, mut decided) = (0, true, None);
    let mut look = Macintosh::default();
    let mut survey = Survey { line: 1, ..Survey::default() };
    loop {
        let read = match source.read(buffer.get_mut(kept..).unwrap_or_default()) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let bytes = buffer.get(..kept + read).unwrap_or_default();
        if first {
            let bom = Charset::for_bom(bytes).map(|(charset, _)| (charset, EncodingSource::Bom));
            decided = fixed.map(|charset| (charset, EncodingSource::Override)).or(bom);
            first = bytes.len() < 3 && read > 0;
        }
        look.feed(bytes.get(kept..).unwrap_or_default());
        let left = survey.count(bytes, read == 0);
        if read == 0 {
            break;
        }
        let end = bytes.len();
        buffer.copy_within(end - left..end, 0);
        kept = left;
    }
    let (charset, decided_by) = decided.unwrap_or_else(|| {
        if survey.bad == 0 || is_utf8(survey.good, survey.bad, false) {
            (UTF_8, EncodingSource::ValidUtf8)
        } else if look.is_likely() {
            (MACINTOSH, EncodingSource::Guessed)
        } else {
            (WINDOWS_1252, EncodingSource::Guessed)
        }
    });
    let faults = if charset == UTF_8 {
        let lines = [(survey.bad, survey.first_bad), (survey.controls, survey.first_control)];
        let seen = lines.into_iter().filter(|(times, _)| *times > 0).map(|(_, line)| line);
        (survey.bad + survey.controls, seen.min().unwrap_or_default())
    } else if charset == WINDOWS_1252 {
        (survey.undefined, survey.first_undefined)
    } else {
        (0, 0)
    };
    let (times, line) = faults;
    let replaced = (times > 0).then_some(Replaced { times, line, charset });
    let encoding = Encoding { used: charset.name().to_owned(), declared: None, decided_by };
    Ok((charset, encoding, replaced))
}

/// What the bytes of a file are.
#[derive(Debug, Default)]
struct Survey {
    /// Characters of UTF-8 beyond ASCII, and bytes that belong to none.
    good: u64,
    bad: u64,
    /// Bytes that windows-1252 has no character for.
    undefined: u64,
    /// Control characters of Latin-1 in UTF-8.
    controls: u64,
    /// Lines of the first of them.
    first_bad: u32,
    first_undefined: u32,
    first_control: u32,
    line: u32,
    after_return: bool,
}

impl Survey {
    /// Counts; gives how many bytes at the end may begin a character.
    fn count(&mut self, bytes: &[u8], at_end: bool) -> usize {
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            let mut before = 0;
            for byte in chunk.valid().bytes() {
                self.good += u64::from(byte >= 0xC0);
                if before == 0xC2 && byte < 0xA0 {
                    if self.controls == 0 {
                        self.first_control = self.line;
                    }
                    self.controls += 1;
                }
                before = byte;
                self.byte(byte);
            }
            let invalid = chunk.invalid();
            if chunks.peek().is_none() && !at_end && may_go_on(invalid) {
                return invalid.len();
            }
            if !invalid.is_empty() && self.bad == 0 {
                self.first_bad = self.line;
            }
            self.bad += invalid.len() as u64;
            invalid.iter().for_each(|byte| self.byte(*byte));
        }
        0
    }

    fn byte(&mut self, byte: u8) {
        if matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D) {
            if self.undefined == 0 {
                self.first_undefined = self.line;
            }
            self.undefined += 1;
        }
        let ends_line = byte == b'\r' || (byte == b'\n' && !self.after_return);
        self.line = self.line.saturating_add(u32::from(ends_line));
        self.after_return = byte == b'\r';
    }
}

/// A reader that gives UTF-8.
pub(super) struct Utf8<R> {
    source: R,
    /// None for UTF-8, whose faults are read as windows-1252: no decoder does that.
    decoder: Option<Decoder>,
    input: Vec<u8>,
    /// How much of the input is not decoded yet: from where to where.
    waiting: (usize, usize),
    output: Vec<u8>,
    given: usize,
    begun: bool,
    done: bool,
}

impl<R: Read> Utf8<R> {
    pub(super) fn new(source: R, charset: &'static Charset) -> Self {
        Self {
            source,
            decoder: (charset != UTF_8).then(|| charset.new_decoder_with_bom_removal()),
            input: vec![0; PIECE],
            waiting: (0, 0),
            output: Vec::new(),
            given: 0,
            begun: false,
            done: false,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.given = 0;
        let Some(decoder) = &mut self.decoder else { return self.mend() };
        if self.waiting.0 == self.waiting.1 {
            self.waiting = (0, self.source.read(&mut self.input)?);
        }
        let (from, to) = self.waiting;
        let last = to == 0;
        let input = self.input.get(from..to).unwrap_or_default();
        self.output.resize(PIECE * 3, 0);
        let (result, read, written, _) = decoder.decode_to_utf8(input, &mut self.output, last);
        self.output.truncate(written);
        self.waiting.0 += read;
        self.done = last && result == CoderResult::InputEmpty;
        Ok(())
    }

    fn mend(&mut self) -> io::Result<()> {
        let (from, to) = self.waiting;
        self.input.copy_within(from..to, 0);
        let kept = to - from;
        let read = self.source.read(self.input.get_mut(kept..).unwrap_or_default())?;
        self.done = read == 0;
        self.waiting = (kept + read, kept + read);
        self.output.clear();
        let input = self.input.get(..kept + read).unwrap_or_default();
        let mut chunks = input.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            self.output.extend_from_slice(controls::resolved(chunk.valid()).text.as_bytes());
            let invalid = chunk.invalid();
            if chunks.peek().is_none() && !self.done && may_go_on(invalid) {
                self.waiting.0 -= invalid.len();
                break;
            }
            let text = WINDOWS_1252.decode_without_bom_handling(invalid).0;
            self.output.extend_from_slice(text.as_bytes());
        }
        if !self.begun && !self.output.is_empty() {
            self.begun = true;
            self.given = if self.output.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
        }
        Ok(())
    }
}

/// Whether bytes begin a character of UTF-8 that is cut off.
fn may_go_on(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
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
        let (charset, encoding, _) = encoding_of(bytes, None).unwrap();
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
        assert_eq!(read(b"\x8Et\x8E; tr\x8Fs"), is("été; très", "macintosh"));
        assert_eq!(read(b""), is("", "UTF-8"));
    }

    #[test]
    fn a_fault_in_a_text_is_a_fault() {
        let mut bytes = "éà".repeat(40_000).into_bytes();
        // It is where two pieces meet, and a character is cut off at the end.
        bytes.splice(PIECE..PIECE, *b"\xE9");
        bytes.push(0xC3);
        let (text, used) = read(&bytes);
        assert_eq!(used, "UTF-8");
        assert_eq!((text.matches('é').count(), text.matches('à').count()), (40_001, 40_000));
        assert!(text.ends_with('Ã') && !text.contains('\u{fffd}'));
        let short = b"\xEF\xBB\xBFa\r\nd\xC3\xA9j\xC3\xA0\r\ncaf\xE9";
        assert_eq!(read(short), ("a\r\ndéjà\r\ncafé".to_owned(), "UTF-8".to_owned()));
        let found = |bytes| encoding_of(bytes, None).unwrap().2.map(|it| (it.times, it.line));
        assert_eq!(found(&short[..]), Some((1, 3)));
        assert_eq!(found(&short[3..]), Some((1, 3)));
        assert_eq!(found(b"caf\xE9\n\x81"), Some((1, 2)));
        assert_eq!(found("été".as_bytes()), None);
        let latin = "a\r\nl\u{92}été\r\n\u{80}".as_bytes();
        assert_eq!(read(latin).0, "a\r\nl’été\r\n€");
        assert_eq!(found(latin), Some((2, 2)));
    }
}
