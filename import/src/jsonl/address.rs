//! Addresses of records within an export: `parvis:document/ID` and `parvis:media/ID`.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::{Kind, Target};

const SCHEME: &str = "parvis:";

/// What cannot stand in an address as it is. A slash can.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'\'')
    .add(b'(')
    .add(b')')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The address under which bodies link to a document of the same export.
#[must_use]
pub fn document_address(external_id: &str) -> String {
    format!("{SCHEME}document/{}", utf8_percent_encode(external_id, ESCAPED))
}

/// The address under which bodies show or link to a file of the same export.
#[must_use]
pub fn media_address(external_id: &str) -> String {
    format!("{SCHEME}media/{}", utf8_percent_encode(external_id, ESCAPED))
}

/// What such an address leads to; nothing for other addresses.
pub(super) fn target(raw: &str) -> Option<Target> {
    let raw = raw.trim();
    let scheme = raw.get(..SCHEME.len())?;
    if !scheme.eq_ignore_ascii_case(SCHEME) {
        return None;
    }
    let rest = raw.get(SCHEME.len()..)?;
    let (path, fragment) = match rest.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (rest, None),
    };
    let missing = Target::Missing { path: raw.to_owned() };
    let Some((kind, id)) = path.split_once('/') else { return Some(missing) };
    let kind = match kind {
        "document" => Kind::Post,
        "media" => Kind::Media,
        _ => return Some(missing),
    };
    let Ok(external_id) = percent_decode_str(id).decode_utf8() else { return Some(missing) };
    let fragment = fragment.filter(|place| !place.is_empty()).map(str::to_owned);
    Some(Target::Entry { kind, external_id: external_id.into_owned(), fragment })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_back_to_their_records() {
        for id in ["a", "rh/congés 2013 (v2)?.htm#x", "100%", "tag:blog-1.post-2", "a\"b'c"] {
            assert_eq!(target(&document_address(id)), Some(Target::entry(Kind::Post, id)));
            assert_eq!(target(&media_address(id)), Some(Target::entry(Kind::Media, id)));
        }
        let found = target("Parvis:document/a%20b#bas");
        let fragment = Some("bas".to_owned());
        let expected = Target::Entry { kind: Kind::Post, external_id: "a b".into(), fragment };
        assert_eq!(found, Some(expected));
        assert!(matches!(target("parvis:documents/a"), Some(Target::Missing { .. })));
        assert!(matches!(target("parvis:document/%FF"), Some(Target::Missing { .. })));
        assert_eq!(target("http://example.org/"), None);
    }
}
