//! What a `data:` address says: a media type, and bytes in base64 or as escapes.

use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use percent_encoding::percent_decode_str;

use crate::LinkUsage;

/// Programs leave out the signs at the end, or write bits there that count for nothing.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Whether an address holds a file that a text shows, or one to take away that is no text.
pub(super) fn is_picture(raw: &str, usage: LinkUsage) -> bool {
    let Some(rest) = data(raw) else { return false };
    let kind = media_type(rest);
    usage == LinkUsage::Embedded || kind.starts_with("image/") || kind == "application/pdf"
}

/// The bytes that an address holds, and the ending that a name for them has.
pub(super) fn bytes(raw: &str, limit: u64) -> Option<(Vec<u8>, &'static str)> {
    let rest = data(raw)?;
    let (head, written) = rest.split_once(',')?;
    // Four signs are three bytes; escapes only make them more.
    if written.len() as u64 / 4 > limit {
        return None;
    }
    let in_base64 =
        head.rsplit(';').next().is_some_and(|it| it.trim().eq_ignore_ascii_case("base64"));
    let plain: Vec<u8> = percent_decode_str(written).collect();
    let bytes = if in_base64 {
        let signs: Vec<u8> = plain
            .into_iter()
            .filter(|byte| !byte.is_ascii_whitespace())
            .map(|byte| match byte {
                b'-' => b'+',
                b'_' => b'/',
                other => other,
            })
            .collect();
        LENIENT.decode(signs).ok()?
    } else {
        plain
    };
    (!bytes.is_empty() && bytes.len() as u64 <= limit).then(|| (bytes, ending(&media_type(rest))))
}

fn data(raw: &str) -> Option<&str> {
    let raw = raw.trim_start();
    raw.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("data:")).and_then(|_| raw.get(5..))
}

fn media_type(rest: &str) -> String {
    let end = rest.find([';', ',']).unwrap_or_default();
    rest.get(..end).unwrap_or_default().trim().to_ascii_lowercase()
}

fn ending(media_type: &str) -> &'static str {
    match media_type {
        "image/png" | "image/x-png" => "png",
        "image/jpeg" | "image/jpg" | "image/pjpeg" => "jpg",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "image/avif" => "avif",
        "image/bmp" | "image/x-ms-bmp" => "bmp",
        "image/svg+xml" => "svg",
        "audio/mpeg" | "audio/mp3" => "mp3",
        "video/mp4" => "mp4",
        "application/pdf" => "pdf",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_however_they_are_written() {
        let gif = || Some((b"GIF89a\x01".to_vec(), "gif"));
        for written in [
            "data:image/gif;base64,R0lGODlhAQ==",
            "DATA:image/gif;base64,R0lGODlhAQ",
            " data:image/gif;name=x.gif;BASE64,R0lG\n ODlh%41Q%3D%3D",
            "data:image/gif,GIF89a%01",
        ] {
            assert_eq!(bytes(written, 100), gif(), "{written}");
        }
        assert_eq!(bytes("data:image/x;base64,_-8=", 9), Some((vec![0xFF, 0xEF], "bin")));
        for wrong in ["data:image/gif;base64,é", "data:image/gif;base64,", "data:", "http://x/a,b"]
        {
            assert_eq!(bytes(wrong, 100), None, "{wrong}");
        }
        assert_eq!(bytes("data:,aaaa", 3), None);
    }

    #[test]
    fn texts_to_take_away_are_no_pictures() {
        let is = |raw, usage| is_picture(raw, usage);
        assert!(is("data:image/png;base64,x", LinkUsage::Anchor));
        assert!(is("data:;base64,x", LinkUsage::Embedded));
        assert!(!is("data:text/html,x", LinkUsage::Anchor));
        assert!(!is("données:x", LinkUsage::Embedded) && !is("/data:x", LinkUsage::Embedded));
    }
}
