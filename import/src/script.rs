//! Reads the destination out of the scripts that Dreamweaver wrote into links.

/// Functions whose named argument is an address: `MM_openBrWindow('x.htm','','')`, `MM_goToURL('parent','x.htm')`.
const CALLS: [(&str, usize); 4] =
    [("mm_openbrwindow(", 0), ("window.open(", 0), ("mm_gotourl(", 1), ("location.href=", 0)];

/// The address that a script opens, if it is one of the known calls.
pub(super) fn destination(script: &str) -> Option<String> {
    let lower = script.to_ascii_lowercase();
    CALLS.iter().find_map(|(call, argument)| {
        let rest = script.get(lower.find(call)? + call.len()..)?;
        let address = quoted(rest).nth(*argument)?.trim();
        (!address.is_empty() && address != "#").then(|| address.to_owned())
    })
}

/// Whether the address is a script and not a place.
pub(super) fn is_script(address: &str) -> bool {
    // Browsers read over control characters, as over white space.
    let shown = |c: &char| !c.is_whitespace() && !c.is_control();
    let compact: String = address.chars().filter(shown).take(11).collect();
    compact.eq_ignore_ascii_case("javascript:")
        || compact.to_ascii_lowercase().starts_with("vbscript:")
}

/// The strings in quotes, in order.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(['\'', '"'])?;
        let quote = rest.get(start..)?.chars().next()?;
        let inner = rest.get(start + 1..)?;
        let end = inner.find(quote)?;
        rest = inner.get(end + 1..)?;
        inner.get(..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_in_the_script_is_found() {
        let cases = [
            ("javascript:MM_openBrWindow('plan.htm','plan','width=400')", Some("plan.htm")),
            (
                "MM_goToURL('parent','rh/index.htm');return document.MM_returnValue",
                Some("rh/index.htm"),
            ),
            ("window.open(\"x.htm\")", Some("x.htm")),
            ("MM_swapImage('a','','b.gif',1)", None),
            ("javascript:;", None),
            ("MM_openBrWindow('", None),
        ];
        for (script, address) in cases {
            assert_eq!(destination(script).as_deref(), address, "{script}");
        }
        assert!(is_script(" java\nscript:x()"));
        assert!(is_script("\u{e} java\0script:x()"));
        assert!(!is_script("javascript.htm"));
    }
}
