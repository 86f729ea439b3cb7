//! Turns bytes into text without anything that XML or a database refuses.

use std::io::{self, Read};

use encoding_rs::{DecoderResult, Encoding as Charset, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::{Encoding, EncodingSource, encoding::controls};

/// How much is read at once, in bytes.
const BLOCK: usize = 64 << 10;

/// How far into the document its declaration is looked for, in bytes.
const DECLARATION_WINDOW: usize = 1024;

/// What was taken out of the bytes, or replaced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Cleaned {
    /// Sequences that are no text in the encoding, now U+FFFD.
    pub(crate) replaced: u64,
    /// Bytes that are not UTF-8, and control characters of Latin-1, read as windows-1252: what else they would have
    /// been is not told by anything.
    pub(crate) mended: u64,
    /// The line, from 1, where the first of either stands.
    pub(crate) line: Option<u32>,
    /// Control characters.
    pub(crate) control: u64,
}

/// Text that is being decoded, with LF line ends.
pub(super) struct Decode<R> {
    source: R,
    decoder: encoding_rs::Decoder,
    encoding: Encoding,
    block: Vec<u8>,
    /// Where characters are decoded to.
    decoded: Vec<u8>,
    /// Bytes of the block that are still to be decoded.
    from: usize,
    to: usize,
    /// Whether nothing has been decoded, so that a byte order mark may come.
    at_start: bool,
    ended: bool,
    after_return: bool,
    /// Line ends before the text that is decoded next.
    lines: usize,
    cleaned: Cleaned,
}

impl<R: Read> Decode<R> {
    pub(super) fn new(mut source: R, fixed: Option<&'static Charset>) -> io::Result<Self> {
        let mut block = vec![0; BLOCK];
        let to = fill(&mut source, &mut block)?;
        let head = block.get(..to).unwrap_or_default();
        let (charset, encoding) = decide(head, fixed);
        Ok(Self {
            source,
            decoder: charset.new_decoder_with_bom_removal(),
            encoding,
            block,
            decoded: vec![0; BLOCK],
            from: 0,
            to,
            at_start: true,
            ended: false,
            after_return: false,
            lines: 0,
            cleaned: Cleaned::default(),
        })
    }

    /// Appends some more text to `out`; false at the end.
    pub(super) fn append(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        // What was left is a character that the end of the block cut.
        self.block.copy_within(self.from..self.to, 0);
        let left = self.to - self.from;
        self.from = 0;
        self.to = left + fill(&mut self.source, self.block.get_mut(left..).unwrap_or_default())?;
        let last = self.to < self.block.len();
        let start = out.len();
        if self.decoder.encoding() == UTF_8 {
            self.utf8(out, start, last);
        } else {
            self.other(out, start, last);
        }
        self.ended = last;
        self.resolve(out, start);
        self.clean(out, start);
        if self.cleaned.line.is_none() {
            self.lines += newlines(out.get(start..).unwrap_or_default());
        }
        Ok(true)
    }

    /// Decodes UTF-8; a byte that is none is read as windows-1252, as readers of other formats do.
    fn utf8(&mut self, out: &mut Vec<u8>, start: usize, last: bool) {
        let mut bytes = self.block.get(self.from..self.to).unwrap_or_default();
        if self.at_start {
            self.at_start = false;
            let bare = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            self.from += bytes.len() - bare.len();
            bytes = bare;
        }
        for chunk in bytes.utf8_chunks() {
            out.extend_from_slice(chunk.valid().as_bytes());
            self.from += chunk.valid().len();
            let odd = chunk.invalid();
            let is_cut = self.from + odd.len() == self.to
                && std::str::from_utf8(odd).is_err_and(|error| error.error_len().is_none());
            if odd.is_empty() || (is_cut && !last) {
                continue;
            }
            self.from += odd.len();
            self.cleaned.mended += odd.len() as u64;
            if self.cleaned.line.is_none() {
                self.cleaned.line = line(self.lines, out.get(start..).unwrap_or_default());
            }
            out.extend_from_slice(WINDOWS_1252.decode_without_bom_handling(odd).0.as_bytes());
        }
    }

    fn other(&mut self, out: &mut Vec<u8>, start: usize, last: bool) {
        loop {
            let bytes = self.block.get(self.from..self.to).unwrap_or_default();
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(bytes, &mut self.decoded, last);
            out.extend_from_slice(self.decoded.get(..written).unwrap_or_default());
            self.from += read;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    self.cleaned.replaced += 1;
                    if self.cleaned.line.is_none() {
                        self.cleaned.line = line(self.lines, out.get(start..).unwrap_or_default());
                    }
                    out.extend_from_slice("\u{FFFD}".as_bytes());
                }
            }
        }
    }

    /// Puts what was meant in the place of control characters of Latin-1. No character is cut at `start` or the end.
    fn resolve(&mut self, out: &mut Vec<u8>, start: usize) {
        let fresh = out.get(start..).unwrap_or_default();
        if controls::count(fresh) == 0 {
            return;
        }
        let found = controls::resolved(std::str::from_utf8(fresh).unwrap_or_default());
        let Some(first) = found.first else { return };
        let text = found.text.into_owned();
        self.cleaned.mended += found.meant;
        self.cleaned.control += found.gone;
        if self.cleaned.line.is_none() {
            self.cleaned.line = line(self.lines, out.get(start..start + first).unwrap_or_default());
        }
        out.truncate(start);
        out.extend_from_slice(text.as_bytes());
    }

    pub(super) const fn cleaned(&self) -> Cleaned {
        self.cleaned
    }

    pub(super) const fn encoding(&self) -> &Encoding {
        &self.encoding
    }

    fn clean(&mut self, out: &mut Vec<u8>, start: usize) {
        let fresh = out.get(start..).unwrap_or_default();
        let odd = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n');
        if !self.after_return && !fresh.iter().any(odd) {
            return;
        }
        let mut to = start;
        for from in start..out.len() {
            let Some(byte) = out.get(from).copied() else { break };
            let after_return = std::mem::replace(&mut self.after_return, byte == b'\r');
            let kept = match byte {
                b'\n' if after_return => continue,
                b'\r' => b'\n',
                byte if odd(&byte) => {
                    self.cleaned.control += 1;
                    continue;
                }
                byte => byte,
            };
            if let Some(place) = out.get_mut(to) {
                *place = kept;
            }
            to += 1;
        }
        out.truncate(to);
    }
}

impl<R> std::fmt::Debug for Decode<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decode").field("encoding", &self.encoding).finish_non_exhaustive()
    }
}

fn newlines(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte == b'\n').count()
}

/// The line, from 1, that `text` ends in, which is as it was read; `before` lines end before it.
fn line(before: usize, text: &[u8]) -> Option<u32> {
    let returns = text.windows(2).filter(|pair| matches!(pair, [b'\r', after] if *after != b'\n'));
    u32::try_from(before + newlines(text) + returns.count() + 1).ok()
}

/// Reads until the block is full or the source at its end.
fn fill(source: &mut impl Read, block: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(free) = block.get_mut(filled..).filter(|free| !free.is_empty()) {
        match source.read(free) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// The encoding: what is fixed, the byte order mark, the pattern of UTF-16, the declaration unless the first bytes show
/// that it is wrong, else UTF-8.
fn decide(head: &[u8], fixed: Option<&'static Charset>) -> (&'static Charset, Encoding) {
    let declared = declaration(head);
    let label = declared.as_deref().and_then(|label| Charset::for_label(label.as_bytes()));
    let wide = match head {
        [b'<', 0, ..] => Some(UTF_16LE),
        [0, b'<', ..] => Some(UTF_16BE),
        _ => None,
    };
    let (charset, decided_by) = if let Some(charset) = fixed {
        (charset, EncodingSource::Override)
    } else if let Some((charset, _)) = Charset::for_bom(head) {
        (charset, EncodingSource::Bom)
    } else if let Some(charset) = wide {
        (charset, EncodingSource::Guessed)
    } else if !head.is_ascii() && is_utf8(head) {
        (UTF_8, EncodingSource::ValidUtf8)
    } else {
        // Whoever declares UTF-16 in bytes that read as ASCII is wrong.
        match label.filter(|charset| charset.is_ascii_compatible()) {
            Some(charset) => (charset, EncodingSource::Declared),
            None => (UTF_8, EncodingSource::Guessed),
        }
    };
    (charset, Encoding { used: charset.name().to_owned(), declared, decided_by })
}

/// Whether the bytes are UTF-8 but for a character that the end of the block cuts.
fn is_utf8(head: &[u8]) -> bool {
    match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && error.valid_up_to() > 0,
    }
}

/// The label in the XML declaration.
fn declaration(head: &[u8]) -> Option<String> {
    let head = head.get(..DECLARATION_WINDOW).unwrap_or(head);
    let text: String =
        head.iter().filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect();
    let start = text.find("<?xml")?;
    let declaration = text.get(start..)?.split("?>").next()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value.get(1..)?.split(quote).next()?.trim();
    (!label.is_empty()).then(|| label.to_owned())
}
