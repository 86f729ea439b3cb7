//! Turns bytes into text without anything that XML or a database refuses.

use std::io::{self, Read};

use encoding_rs::{DecoderResult, Encoding as Charset, UTF_8, UTF_16BE, UTF_16LE};

use crate::{Encoding, EncodingSource};

/// How much is read at once, in bytes.
const BLOCK: usize = 64 << 10;

/// How far into the document its declaration is looked for, in bytes.
const DECLARATION_WINDOW: usize = 1024;

/// What was taken out of the bytes, or replaced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Cleaned {
    /// Sequences that are no text in the encoding, now U+FFFD.
    pub(crate) replaced: u64,
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
    ended: bool,
    after_return: bool,
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
            ended: false,
            after_return: false,
            cleaned: Cleaned::default(),
        })
    }

    /// Appends some more text to `out`; false at the end.
    pub(super) fn append(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.from == self.to {
            self.from = 0;
            self.to = fill(&mut self.source, &mut self.block)?;
        }
        let last = self.to == 0;
        let start = out.len();
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
                    out.extend_from_slice("\u{FFFD}".as_bytes());
                }
            }
        }
        self.ended = last;
        self.clean(out, start);
        Ok(true)
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
