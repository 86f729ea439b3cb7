//! Decides the encoding of one file and decodes it.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding as Charset, UTF_8};

use crate::{Encoding, EncodingSource};

/// How far into a file a declaration is looked for, in bytes.
const DECLARATION_WINDOW: usize = 4096;

/// Decodes `bytes`: byte order mark, then valid UTF-8 beyond ASCII, then the declaration, then a guess. The result has
/// LF line ends and no control characters.
///
/// Old pages often declare ISO-8859-1 and are UTF-8, or declare it and use the quotes of windows-1252, which the WHATWG
/// labels take care of. Only an override can give Macintosh, which cannot be told from windows-1252.
pub(super) fn decode(bytes: &[u8], fixed: Option<&'static Charset>) -> (String, Encoding) {
    let declared = declaration(bytes);
    let (charset, decided_by) = decide(bytes, fixed, declared.as_deref());
    let (text, _) = charset.decode_with_bom_removal(bytes);
    (plain(&text), Encoding { used: charset.name().to_owned(), declared, decided_by })
}

fn decide(
    bytes: &[u8],
    fixed: Option<&'static Charset>,
    declared: Option<&str>,
) -> (&'static Charset, EncodingSource) {
    if let Some(charset) = fixed {
        return (charset, EncodingSource::Override);
    }
    if let Some((charset, _)) = Charset::for_bom(bytes) {
        return (charset, EncodingSource::Bom);
    }
    if !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok() {
        return (UTF_8, EncodingSource::ValidUtf8);
    }
    match declared.and_then(|label| Charset::for_label(label.as_bytes())) {
        // Bytes that are not UTF-8 stay so whatever the page says; the declaration itself was readable as ASCII.
        Some(charset)
            if charset.is_ascii_compatible() && (charset != UTF_8 || bytes.is_ascii()) =>
        {
            (charset, EncodingSource::Declared)
        }
        _ => (guess(bytes), EncodingSource::Guessed),
    }
}

fn guess(bytes: &[u8]) -> &'static Charset {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(Some(b"fr"), Utf8Detection::Deny)
}

/// The first `charset=` (or `encoding=` of an XML declaration) near the start.
fn declaration(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..DECLARATION_WINDOW).unwrap_or(bytes))
        .to_ascii_lowercase();
    let xml = head.trim_start().starts_with("<?xml").then_some("encoding");
    ["charset"].into_iter().chain(xml).find_map(|name| {
        head.match_indices(name).find_map(|(at, _)| {
            let value = head.get(at + name.len()..)?.trim_start().strip_prefix('=')?;
            let value =
                value.trim_start_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
            let label: String = value
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c))
                .collect();
            (!label.is_empty()).then_some(label)
        })
    })
}

/// Whether the page is written in another encoding than it declares. ASCII suits every declaration.
pub(super) fn is_mismatch(encoding: &Encoding, text: &str) -> bool {
    let declared =
        encoding.declared.as_deref().and_then(|label| Charset::for_label(label.as_bytes()));
    !text.is_ascii() && declared.is_some_and(|charset| charset.name() != encoding.used)
}

/// Decodes text that is UTF-8 but for a few bytes, and tells how many they were: they are read as windows-1252, for a
/// single one of them must not spoil all accents. Nothing where the text is whole, or is something else.
pub(crate) fn mended(bytes: &[u8]) -> Option<(String, u64)> {
    let (mut good, mut bad) = (0_u64, 0_u64);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count() as u64;
        bad += chunk.invalid().len() as u64;
    }
    if bad == 0 || good < bad.saturating_mul(4) {
        return None;
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    Some((plain(text.trim_start_matches('\u{feff}')), bad))
}

fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, &'static str, EncodingSource) {
        let (text, encoding) = decode(bytes, None);
        let charset = Charset::for_label(encoding.used.as_bytes()).unwrap();
        (text, charset.name(), encoding.decided_by)
    }

    #[test]
    fn each_rule_decides_in_its_turn() {
        let bom = b"\xEF\xBB\xBF<meta charset=windows-1252>\xC3\xA9";
        assert_eq!(
            read(bom),
            ("<meta charset=windows-1252>é".into(), "UTF-8", EncodingSource::Bom)
        );

        let utf8 = "<meta content='text/html; charset=iso-8859-1'>été".as_bytes();
        assert_eq!(read(utf8).1, "UTF-8");
        assert!(read(utf8).0.ends_with("été"));

        let latin = b"<META content=\"text/html; charset=ISO-8859-1\">l\x92\xE9t\xE9 \x80";
        let (text, used, by) = read(latin);
        assert!(text.ends_with("l’été €"), "{text}");
        assert_eq!((used, by), ("windows-1252", EncodingSource::Declared));

        let silent = b"<p>la soci\xE9t\xE9 f\xEAte No\xEBl \xE0 l\x92h\xF4tel</p>";
        assert_eq!(
            read(silent),
            (
                "<p>la société fête Noël à l’hôtel</p>".into(),
                "windows-1252",
                EncodingSource::Guessed
            )
        );
    }

    #[test]
    fn a_page_that_wrongly_says_utf8_has_no_replacement_character() {
        let (text, used, by) = read(b"<meta charset=\"utf-8\">caf\xE9 pr\xE9par\xE9");
        assert!(text.ends_with("café préparé"), "{text}");
        assert_eq!((used, by), ("windows-1252", EncodingSource::Guessed));
    }

    #[test]
    fn the_override_reads_macintosh() {
        let (text, encoding) = decode(b"\x8Et\x8E", Charset::for_label(b"macintosh"));
        assert_eq!((text.as_str(), encoding.decided_by), ("été", EncodingSource::Override));
    }

    #[test]
    fn one_bad_byte_does_not_spoil_the_accents() {
        let text = b"\xEF\xBB\xBFd\xC3\xA9j\xC3\xA0 \xC3\xA9t\xC3\xA9 caf\xE9".to_vec();
        assert_eq!(mended(&text), Some(("déjà été café".into(), 1)));
        assert_eq!(mended("été".as_bytes()), None);
        assert_eq!(mended(b"caf\xE9 pr\xE9par\xE9"), None, "it is windows-1252 throughout");
    }

    #[test]
    fn line_ends_become_lf_and_control_characters_go() {
        assert_eq!(read(b"a\rb\r\nc\nd\0\x0B\x1Ce\t").0, "a\nb\nc\nde\t");
    }
}
