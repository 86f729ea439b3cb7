//! References: the five of XML, and characters by their numbers. No others stand for anything.

use crate::encoding::controls;

/// Longest reference in an attribute, in bytes.
const MAX_REFERENCE: usize = 12;

/// The characters that a reference, without its signs, stands for; `lost` counts those that stand for none.
pub(super) fn resolve(reference: &str, lost: &mut u64) -> String {
    if let Some(character) = quick_xml::escape::resolve_xml_entity(reference) {
        return character.to_owned();
    }
    let Some(number) = reference.strip_prefix('#') else {
        return format!("&{reference};");
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    match code.map(char::from_u32) {
        Ok(Some('\r')) => String::new(),
        Ok(Some(c)) if controls::is_one(c) => {
            let meant = controls::meant(c);
            *lost += u64::from(meant.is_none());
            meant.map(String::from).unwrap_or_default()
        }
        Ok(Some(c)) if matches!(c, '\t' | '\n') || c >= ' ' => c.to_string(),
        Ok(_) => {
            *lost += 1;
            String::new()
        }
        Err(_) => format!("&{reference};"),
    }
}

/// The text with all its references resolved.
pub(super) fn resolved(value: &str, lost: &mut u64) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let end = after.bytes().take(MAX_REFERENCE).position(|byte| byte == b';');
        let named = end.and_then(|end| Some((after.get(..end)?, after.get(end + 1..)?)));
        match named {
            Some((name, after)) if !name.contains('&') => {
                out.push_str(&resolve(name, lost));
                rest = after;
            }
            _ => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
