//! A look at a query's bytes before it is parsed: how deep it nests, how many tokens it has, and
//! whether its texts hold what no text may hold.
//!
//! The parser's grammar recurses for every open bracket before its own limit of 64 selection sets
//! is checked, and it builds a pair for every token: both are bounded here, in one cheap pass.

use crate::error::{Code, Error, Result};

/// Deepest nesting of brackets of any kind. Far above what a useful query has.
const MAX_NESTING: usize = 64;

/// Refuses a query that nests deeper than 64 brackets (`TooDeep`) or has more than `max_tokens`
/// names, numbers and signs (`TooLarge`); text in strings and comments does not count. The
/// character U+0000, plain or escaped, is a `BadRequest`.
pub(super) fn check(query: &str, max_tokens: usize) -> Result<()> {
    if query.contains('\0') {
        return Err(nul());
    }
    let mut rest = query.as_bytes();
    let (mut nesting, mut tokens) = (0_usize, 0_usize);
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => continue,
            b'#' => {
                rest = after(rest, |byte| byte != b'\n');
                continue;
            }
            b'"' => rest = after_string(rest)?,
            b'(' | b'[' | b'{' => nesting += 1,
            b')' | b']' | b'}' => nesting = nesting.saturating_sub(1),
            _ if is_word(*byte) => rest = after(rest, is_word),
            _ => {}
        }
        tokens += 1;
        if nesting > MAX_NESTING {
            return Err(Error::new(Code::TooDeep, "The query nests too deep."));
        }
        if tokens > max_tokens {
            return Err(Error::new(Code::TooLarge, "The query has too many parts."));
        }
    }
    Ok(())
}

/// The refusal of U+0000: PostgreSQL cannot store it, and C libraries end a text at it.
pub(super) fn nul() -> Error {
    Error::new(Code::BadRequest, "Text must not hold the character U+0000.")
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// What follows the bytes that `skip` holds for.
fn after(bytes: &[u8], skip: impl Fn(u8) -> bool) -> &[u8] {
    let length = bytes.iter().take_while(|byte| skip(**byte)).count();
    bytes.get(length..).unwrap_or_default()
}

/// What follows a string whose first quote is read.
fn after_string(bytes: &[u8]) -> Result<&[u8]> {
    match bytes.strip_prefix(b"\"\"") {
        Some(block) => Ok(after_block(block)),
        None => after_plain(bytes),
    }
}

/// A block string ends at three quotes; `\"""` is no end, and the only escape.
fn after_block(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    while !rest.is_empty() {
        if let Some(tail) = rest.strip_prefix(b"\"\"\"") {
            return tail;
        }
        let escape = rest.starts_with(b"\\\"\"\"");
        rest = rest.get(if escape { 4 } else { 1 }..).unwrap_or_default();
    }
    rest
}

/// A plain string ends at a quote that is not escaped. At its line's end it is broken: the parser
/// will say so.
fn after_plain(bytes: &[u8]) -> Result<&[u8]> {
    let mut rest = bytes;
    loop {
        match rest {
            [] | [b'\n', ..] => return Ok(rest),
            [b'"', tail @ ..] => return Ok(tail),
            [b'\\', b'u', b'0', b'0', b'0', b'0', ..] => return Err(nul()),
            [b'\\', _, tail @ ..] | [_, tail @ ..] => rest = tail,
        }
    }
}
