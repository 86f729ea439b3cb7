//! Tells French of old Macintoshes from windows-1252, by the bytes of its commonest letters.
//!
//! In Macintosh the letters `é è ê à ç ù` are bytes that windows-1252 has rare signs for, or nothing at all; the accented
//! letters of windows-1252 are quotes and capitals in Macintosh.

/// What the bytes of a text look like.
#[derive(Debug, Default)]
pub(crate) struct Macintosh {
    /// The last two bytes, the later one first.
    last: [u8; 2],
    /// Letters of Macintosh that stand alone.
    letters: u64,
    /// What is neither such a letter nor a mark of Macintosh, ASCII left out.
    others: u64,
}

impl Macintosh {
    /// Looks at some more bytes.
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let [at, before] = self.last;
            let alone = [before, *byte].into_iter().all(|it| it.is_ascii() || is_mark(it));
            if is_letter(at) {
                let count = if alone { &mut self.letters } else { &mut self.others };
                *count += 1;
            }
            self.others += u64::from(!byte.is_ascii() && !is_mark(*byte) && !is_letter(*byte));
            self.last = [*byte, at];
        }
    }

    /// Whether all that was fed is Macintosh: most of what is beyond ASCII is its letters.
    pub(crate) fn is_likely(&mut self) -> bool {
        // The last byte has been looked at only when another follows.
        self.feed(b" ");
        self.letters > self.others
    }
}

/// Whether a byte is one of `é è ê à ç ù` in Macintosh.
const fn is_letter(byte: u8) -> bool {
    matches!(byte, 0x8E | 0x8F | 0x90 | 0x88 | 0x8D | 0x9D)
}

/// Whether a byte is one of `« » … – — “ ” ‘ ’` or the space before a colon in Macintosh: they stand beside letters.
const fn is_mark(byte: u8) -> bool {
    matches!(byte, 0xC7..=0xCA | 0xD0..=0xD5)
}

#[cfg(test)]
mod tests {
    use encoding_rs::{MACINTOSH, WINDOWS_1252};

    use super::*;

    fn is_likely(bytes: &[u8]) -> bool {
        let mut look = Macintosh::default();
        bytes.chunks(3).for_each(|some| look.feed(some));
        look.is_likely()
    }

    #[test]
    fn french_of_either_is_told() {
        let texts = [
            "Ça va très bien, français où êtes",
            "L’été, « déjà » : près de l’hôtel – c’est là…",
            "Un café",
            "Où ?",
            "à",
            "la société fête Noël à l’hôtel",
        ];
        for text in texts {
            // encoding_rs reads Macintosh and does not write it.
            let mac: Vec<u8> = text
                .chars()
                .map(|c| (0..=255).find(|byte| MACINTOSH.decode(&[*byte]).0.starts_with(c)))
                .map(Option::unwrap)
                .collect();
            assert!(is_likely(&mac), "{text}");
            assert!(!is_likely(&WINDOWS_1252.encode(text).0), "{text}");
        }
        for text in
            [&b""[..], b"ete", b"\x82t\x82 \x85 No\x89l fran\x87ais", b"10 \x80 \x95 l\x92air\x99"]
        {
            assert!(!is_likely(text), "{text:?}");
        }
        let (japanese, ..) = encoding_rs::SHIFT_JIS.encode("会議の資料を国立大学で配布します");
        assert!(!is_likely(&japanese));
    }
}
