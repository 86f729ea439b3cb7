//! Control characters of Latin-1 (U+0080 to U+009F) in texts. Nobody writes them: they are what becomes of the quotes,
//! dashes and euros of windows-1252 when a program takes it for Latin-1.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

/// A text without such characters.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Resolved<'a> {
    pub(crate) text: Cow<'a, str>,
    /// How many became what was meant.
    pub(crate) meant: u64,
    /// How many windows-1252 has nothing for; they are gone.
    pub(crate) gone: u64,
    /// Where the first was, in bytes.
    pub(crate) first: Option<usize>,
}

/// What was meant by a control character of Latin-1; none for any other, and where nothing is known to be meant.
pub(crate) fn meant(c: char) -> Option<char> {
    let byte = u8::try_from(u32::from(c)).ok().filter(|byte| matches!(byte, 0x80..0xA0))?;
    let read = WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte)).0;
    read.chars().next().filter(|read| !read.is_control())
}

/// The text with what was meant. Nearly all texts have nothing of the kind and are left alone.
pub(crate) fn resolved(text: &str) -> Resolved<'_> {
    let mut found = Resolved { text: Cow::Borrowed(text), meant: 0, gone: 0, first: None };
    if count(text.as_bytes()) == 0 {
        return found;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, c) in text.char_indices() {
        if !is_one(c) {
            out.push(c);
            continue;
        }
        found.first.get_or_insert(at);
        match meant(c) {
            Some(c) => {
                found.meant += 1;
                out.push(c);
            }
            None => found.gone += 1,
        }
    }
    found.text = Cow::Owned(out);
    found
}

/// Whether a character is one of them.
pub(crate) const fn is_one(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}')
}

/// How many there are in bytes of UTF-8. Each is a byte 0xC2 and one below 0xA0: two rows of bytes are compared fast, where
/// looking at characters is not.
pub(crate) fn count(bytes: &[u8]) -> usize {
    let next = bytes.get(1..).unwrap_or_default();
    bytes.iter().zip(next).filter(|(a, b)| **a == 0xC2 && **b < 0xA0).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_stands_in_their_place() {
        let found = resolved("l\u{92}été\u{85} \u{93}«\u{a0}à\u{a0}»\u{94} 3\u{a0}\u{80}\u{81}");
        assert_eq!(found.text, "l’été… “«\u{a0}à\u{a0}»” 3\u{a0}€");
        assert_eq!((found.meant, found.gone, found.first), (5, 1, Some(1)));
        let plain = "l’été «\u{a0}à\u{a0}» \t\r\n";
        let left = Resolved { text: Cow::Borrowed(plain), meant: 0, gone: 0, first: None };
        assert_eq!(resolved(plain), left);
        assert!(matches!(resolved(plain).text, Cow::Borrowed(_)));
        assert_eq!(
            (meant('\u{99}'), meant('\u{9d}'), meant('a'), meant('\n')),
            (Some('™'), None, None, None)
        );
    }
}
