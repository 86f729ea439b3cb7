//! Values that PHP has serialised, which fields of `WordPress` often are.

/// Values in values deeper than this are not read.
const MAX_DEPTH: usize = 16;

/// Single values that are read of one.
const MAX_LEAVES: usize = 200;

/// The single values in a serialised one with their paths (`sizes.thumbnail.width`); `None` for what is not serialised.
pub(super) fn leaves(text: &str) -> Option<Vec<(String, String)>> {
    let text = text.trim();
    if !(text.starts_with("a:") || text.starts_with("O:")) || !text.ends_with('}') {
        return None;
    }
    let mut reader = Reader { rest: text.as_bytes(), leaves: Vec::new() };
    // Lengths are often wrong, counted in another encoding or before a search and replace: what was read still counts.
    let whole = reader.value("", 0).is_some();
    (whole || !reader.leaves.is_empty()).then_some(reader.leaves)
}

struct Reader<'a> {
    rest: &'a [u8],
    leaves: Vec<(String, String)>,
}

impl Reader<'_> {
    fn value(&mut self, path: &str, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH || self.leaves.len() >= MAX_LEAVES {
            return None;
        }
        let kind = self.take(2)?.first().copied()?;
        match kind {
            b'a' => {
                let count: usize = self.until(b':')?.parse().ok()?;
                self.take(1)?;
                self.pairs(path, count, depth)
            }
            b'O' => {
                let length: usize = self.until(b':')?.parse().ok()?;
                self.take(length.checked_add(3)?)?;
                let count: usize = self.until(b':')?.parse().ok()?;
                self.take(1)?;
                self.pairs(path, count, depth)
            }
            b's' => {
                let text = self.string()?;
                self.leaf(path, text);
                Some(())
            }
            b'i' | b'd' | b'b' => {
                let text = self.until(b';')?;
                self.leaf(path, text);
                Some(())
            }
            b'N' => Some(()),
            _ => None,
        }
    }

    fn pairs(&mut self, path: &str, count: usize, depth: usize) -> Option<()> {
        for _ in 0..count {
            let key = match self.take(2)?.first()? {
                b'i' => self.until(b';')?,
                b's' => self.string()?,
                _ => return None,
            };
            let path = if path.is_empty() { key } else { format!("{path}.{key}") };
            if path.len() > 500 {
                return None;
            }
            self.value(&path, depth + 1)?;
        }
        (self.take(1)? == b"}").then_some(())
    }

    /// After `s:`.
    fn string(&mut self) -> Option<String> {
        let length: usize = self.until(b':')?.parse().ok()?;
        let quoted = self.take(length.checked_add(3)?)?;
        let inner = quoted.strip_prefix(b"\"")?.strip_suffix(b"\";")?;
        Some(String::from_utf8_lossy(inner).into_owned())
    }

    fn until(&mut self, end: u8) -> Option<String> {
        let at = self.rest.iter().take(64).position(|byte| *byte == end)?;
        let text = String::from_utf8_lossy(self.rest.get(..at)?).into_owned();
        self.take(at + 1)?;
        Some(text)
    }

    fn take(&mut self, count: usize) -> Option<&[u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn leaf(&mut self, path: &str, text: String) {
        self.leaves.push((path.to_owned(), text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_values_are_flattened() {
        let found = leaves(
            "a:3:{s:5:\"width\";i:640;s:4:\"file\";s:10:\"ét\"é.jpg\";s:5:\"sizes\";a:1:{i:0;a:1:{s:1:\"x\";d:1.5;}}}",
        );
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let expected =
            vec![pair("width", "640"), pair("file", "ét\"é.jpg"), pair("sizes.0.x", "1.5")];
        assert_eq!(found, Some(expected));
    }

    #[test]
    fn what_is_broken_or_hostile_ends() {
        assert_eq!(leaves("bonjour"), None);
        assert_eq!(leaves("a:99999999999:{}"), None);
        assert_eq!(leaves("a:1:{s:18446744073709551615:\"x\";}"), None);
        assert_eq!(leaves(&format!("{}{}", "a:1:{i:0;".repeat(10_000), "}".repeat(10_000))), None);
        let wrong = leaves("a:2:{s:1:\"a\";i:1;s:9:\"b\";i:2;}").unwrap();
        assert_eq!(wrong.len(), 1, "what stands before the mistake is read");
    }
}
