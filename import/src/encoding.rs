//! Decides the encoding of one file and decodes it.

pub(crate) mod controls;
pub(crate) mod macintosh;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding as Charset, MACINTOSH, UTF_8, WINDOWS_1252};

use crate::{Encoding, EncodingSource};

/// How far into a file a declaration is looked for, in bytes.
const DECLARATION_WINDOW: usize = 4096;

/// A file as text.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) encoding: Encoding,
    pub(crate) replaced: Option<Replaced>,
}

/// Bytes that are no text in the encoding of their file, and characters that nobody writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Replaced {
    pub(crate) times: u64,
    /// Line of the first, from 1.
    pub(crate) line: u32,
    /// The encoding of the file.
    pub(crate) charset: &'static Charset,
}

impl Replaced {
    /// What became of them, as a sentence of the report.
    pub(crate) fn message(&self) -> String {
        let times = self.times;
        if self.charset == UTF_8 {
            return format!("bytes or characters that are no text, read as windows-1252: {times}");
        }
        let name = self.charset.name();
        let hint = if self.charset == WINDOWS_1252 {
            "; where they are letters of an old Macintosh, `--encoding macintosh` reads them"
        } else {
            ""
        };
        format!("bytes that are no text in {name}, replaced or taken out: {times}{hint}")
    }
}

/// Decodes `bytes`: byte order mark, then UTF-8 beyond ASCII, then the declaration, then a guess. The result has LF line
/// ends and no control characters.
///
/// Old pages often declare ISO-8859-1 and are UTF-8, or declare it and use the quotes of windows-1252, which the WHATWG
/// labels take care of. Pages of old Macintoshes declare nothing, or what their editor wrote without looking.
pub(crate) fn decode(bytes: &[u8], fixed: Option<&'static Charset>) -> Decoded {
    let declared = declaration(bytes);
    let (charset, decided_by) = decide(bytes, fixed, declared.as_deref());
    let (text, replaced) = if charset == UTF_8 {
        mended(bytes)
    } else {
        let (text, had_errors) = charset.decode_with_bom_removal(bytes);
        let (text, times, line) = plain(&text, had_errors);
        (text, (times > 0).then_some(Replaced { times, line, charset }))
    };
    let encoding = Encoding { used: charset.name().to_owned(), declared, decided_by };
    Decoded { text, encoding, replaced }
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
    let declared = declared.and_then(|label| Charset::for_label(label.as_bytes()));
    let (mut good, mut bad) = (0_u64, 0_u64);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count() as u64;
        bad += chunk.invalid().len() as u64;
    }
    if is_utf8(good, bad, declared == Some(UTF_8)) {
        return (UTF_8, EncodingSource::ValidUtf8);
    }
    let mut look = macintosh::Macintosh::default();
    look.feed(bytes);
    if declared.is_none_or(|it| it == WINDOWS_1252 || it == UTF_8) && look.is_likely() {
        return (MACINTOSH, EncodingSource::Guessed);
    }
    match declared {
        // Bytes that are not UTF-8 stay so whatever the page says; the declaration itself was readable as ASCII.
        Some(charset)
            if charset.is_ascii_compatible() && (charset != UTF_8 || bytes.is_ascii()) =>
        {
            (charset, EncodingSource::Declared)
        }
        _ => (guess(bytes), EncodingSource::Guessed),
    }
}

/// Whether a file is UTF-8 that has so many characters beyond ASCII and so many bytes that belong to none: a few faults
/// do not make it something else. Two bytes of another encoding are hardly ever a character of UTF-8.
pub(crate) const fn is_utf8(good: u64, bad: u64, declared: bool) -> bool {
    good > bad || (declared && good == bad && good > 0)
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
pub(crate) fn is_mismatch(encoding: &Encoding, text: &str) -> bool {
    let declared =
        encoding.declared.as_deref().and_then(|label| Charset::for_label(label.as_bytes()));
    !text.is_ascii() && declared.is_some_and(|charset| charset.name() != encoding.used)
}

/// Decodes UTF-8; what is none is read as windows-1252, for a single such byte must not spoil all accents.
fn mended(bytes: &[u8]) -> (String, Option<Replaced>) {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut text = String::with_capacity(bytes.len());
    let (mut times, mut first) = (0, None);
    for chunk in bytes.utf8_chunks() {
        let valid = controls::resolved(chunk.valid());
        if let Some(at) = valid.first {
            first.get_or_insert(text.len() + at);
            times += valid.meant + valid.gone;
        }
        text.push_str(&valid.text);
        if !chunk.invalid().is_empty() {
            first.get_or_insert(text.len());
            times += chunk.invalid().len() as u64;
            text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
        }
    }
    let line = first
        .and_then(|first| text.get(..first))
        .map(|before| line_at_end(&plain(before, false).0));
    let replaced = line.map(|line| Replaced { times, line, charset: UTF_8 });
    (plain(&text, false).0, replaced)
}

fn line_at_end(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count() + 1).unwrap_or(u32::MAX)
}

/// The text with LF line ends and without control characters. Tells how many characters stand for bytes that are no
/// text, and the line of the first: control characters of Latin-1, and what a decoder put in (`had_errors`).
fn plain(text: &str, had_errors: bool) -> (String, u64, u32) {
    let mut out = String::with_capacity(text.len());
    let (mut times, mut line) = (0, 0);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if controls::is_one(c) || (had_errors && c == '\u{fffd}') {
            times += 1;
            if times == 1 {
                line = line_at_end(&out);
            }
        }
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.extend(controls::meant(c)),
            c => out.push(c),
        }
    }
    (out, times, line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, &'static str, EncodingSource) {
        let Decoded { text, encoding, .. } = decode(bytes, None);
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
        let Decoded { text, encoding, .. } = decode(b"\x8Et\x8E", Charset::for_label(b"macintosh"));
        assert_eq!((text.as_str(), encoding.decided_by), ("été", EncodingSource::Override));
    }

    #[test]
    fn one_bad_byte_does_not_spoil_the_accents() {
        let faults = |bytes: &[u8]| decode(bytes, None).replaced.map(|it| (it.times, it.line));
        for head in [&b"\xEF\xBB\xBF"[..], b"<meta charset=utf-8>", b"<meta charset=latin1>", b""] {
            let page = [head, b"\r\nd\xC3\xA9j\xC3\xA0\r\r\n\xC3\xA9t\xC3\xA9 caf\xE9"].concat();
            let (text, used, _) = read(&page);
            assert!(text.ends_with("\ndéjà\n\nété café"), "{text}");
            assert_eq!((used, faults(&page)), ("UTF-8", Some((1, 4))));
        }
        assert_eq!(faults("été".as_bytes()), None);
        let declared = b"<meta charset=utf-8>caf\xC3\xA9 th\xE9";
        assert!(read(declared).0.ends_with("café thé"), "{}", read(declared).0);
    }

    #[test]
    fn macintosh_is_told_where_nothing_or_another_is_declared() {
        let page = b"\x82a va tr\x8Fs bien, fran\x8Dais o\x9D \x90tes";
        for head in [&b""[..], b"<meta charset=iso-8859-1>", b"<meta charset=utf-8>"] {
            let (text, used, by) = read(&[head, page].concat());
            assert!(text.ends_with("Ça va très bien, français où êtes"), "{text}");
            assert_eq!((used, by), ("macintosh", EncodingSource::Guessed));
        }
    }

    #[test]
    fn control_characters_of_latin_1_are_what_windows_1252_means_by_them() {
        let found = |bytes: &[u8]| {
            let Decoded { text, replaced, .. } = decode(bytes, None);
            (text, replaced.map(|it| (it.times, it.line)))
        };
        let page = "<p>\r\n\r\nl\u{92}\u{e9}t\u{e9} \u{80}\u{81}".as_bytes();
        assert_eq!(found(page), ("<p>\n\nl’été €".to_owned(), Some((3, 3))));
        let with_bad = [page, b"\r\ncaf\xE9"].concat();
        assert_eq!(found(&with_bad), ("<p>\n\nl’été €\ncafé".to_owned(), Some((4, 3))));
        let declared = b"<meta charset=iso-8859-15>l\x92\xE9t\xE9";
        assert!(found(declared).0.ends_with("l’été"));
        assert_eq!(found(declared).1, Some((1, 1)));
    }

    #[test]
    fn bytes_that_are_no_text_are_counted() {
        let found = decode(b"a\n\x81 caf\xE9 \x8F", None).replaced.unwrap();
        assert_eq!((found.times, found.line, found.charset), (2, 2, WINDOWS_1252));
    }

    #[test]
    fn line_ends_become_lf_and_control_characters_go() {
        assert_eq!(read(b"a\rb\r\nc\nd\0\x0B\x1Ce\t").0, "a\nb\nc\nde\t");
    }
}
