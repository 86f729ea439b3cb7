//! Characters of fonts that draw symbols where others have letters.

const CAPITALS: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
const SMALL: &str = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";

/// What the character `code` of a font of symbols means, if there is a character for it.
pub(super) fn symbol(font: &str, code: u32) -> Option<char> {
    // Fonts of symbols have theirs where no other font has any.
    let is_private = (0xE000..=0xF8FF).contains(&code);
    if code > 0xFF && !is_private {
        return char::from_u32(code).filter(|c| !c.is_control());
    }
    let code = code & 0xFF;
    if font.eq_ignore_ascii_case("symbol") { greek(code) } else { dingbat(code) }
}

fn greek(code: u32) -> Option<char> {
    let letter = |letters: &str, first: u32| {
        let position = usize::try_from(code.checked_sub(first)?).ok()?;
        letters.chars().nth(position)
    };
    match code {
        0x41..=0x5A => letter(CAPITALS, 0x41),
        0x61..=0x7A => letter(SMALL, 0x61),
        0x20..=0x7E => char::from_u32(code),
        0xA2 => Some('′'),
        0xA3 => Some('≤'),
        0xA5 => Some('∞'),
        0xAC => Some('←'),
        0xAE => Some('→'),
        0xB0 => Some('°'),
        0xB1 => Some('±'),
        0xB3 => Some('≥'),
        0xB4 => Some('×'),
        0xB7 => Some('•'),
        0xB8 => Some('÷'),
        0xB9 => Some('≠'),
        0xBB => Some('≈'),
        0xCE => Some('∈'),
        0xD6 => Some('√'),
        0xD9 => Some('∧'),
        0xDA => Some('∨'),
        0xDE => Some('⇒'),
        0xE5 => Some('∑'),
        0xF2 => Some('∫'),
        _ => None,
    }
}

/// Wingdings, as far as people use it.
fn dingbat(code: u32) -> Option<char> {
    Some(match code {
        0xB7 | 0x6C | 0x6E | 0xA7 | 0x9F => '•',
        0xE0 | 0xE8 | 0xF0 => '→',
        0xDF => '←',
        0xFC | 0x50 => '✓',
        0xFB | 0x4F => '✗',
        0xFE | 0x52 => '☑',
        0x6F | 0xA8 | 0x71 => '☐',
        0x28 => '☎',
        0x2A => '✉',
        0x4A => '☺',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_have_characters() {
        let cases = [
            ("Symbol", 0xF061, Some('α')),
            ("Symbol", 0xDA, Some('∨')),
            ("Wingdings", 0xF0E0, Some('→')),
        ];
        for (font, code, c) in cases {
            assert_eq!(symbol(font, code), c);
        }
        assert_eq!(symbol("Arial", 0x20AC), Some('€'));
        assert_eq!((symbol("Webdings", 0xF0FF), symbol("x", 0x110_000)), (None, None));
    }
}
