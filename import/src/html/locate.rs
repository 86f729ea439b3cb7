//! Finds the line of an address in the source, which the parser does not keep.

use std::collections::HashMap;

/// Looking up costs a pass over the page, so a page with thousands of links gets lines for its first ones only.
const MAX_LOOKUPS: usize = 500;

/// The lines of one page.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    source: &'a str,
    found: HashMap<String, Option<u32>>,
}

impl<'a> Lines<'a> {
    /// The lines of `source`.
    pub(super) fn of(source: &'a str) -> Self {
        Self { source, found: HashMap::new() }
    }

    /// The line, from 1, of the first attribute with this value.
    pub(super) fn line(&mut self, value: &str) -> Option<u32> {
        if let Some(known) = self.found.get(value) {
            return *known;
        }
        if self.found.len() >= MAX_LOOKUPS || value.is_empty() {
            return None;
        }
        let at = self.position(value).or_else(|| self.position(&value.replace('&', "&amp;")));
        let line =
            at.and_then(|at| self.source.get(..at)).map(|before| before.matches('\n').count() + 1);
        let line = line.and_then(|line| u32::try_from(line).ok());
        self.found.insert(value.to_owned(), line);
        line
    }

    fn position(&self, value: &str) -> Option<usize> {
        let starts_value = |at: usize| {
            let before =
                self.source.get(..at).and_then(|before| before.trim_end().chars().next_back());
            before.is_some_and(|c| matches!(c, '"' | '\'' | '='))
        };
        self.source.match_indices(value).map(|(at, _)| at).find(|at| starts_value(*at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_that_of_the_attribute() {
        let source = "<p>a.htm\n<a href=\"ba.htm\">\n<a href='a.htm'>\n<a href= x?a=1&amp;b=2>";
        let mut lines = Lines::of(source);
        assert_eq!(lines.line("a.htm"), Some(3));
        assert_eq!(lines.line("x?a=1&b=2"), Some(4));
        assert_eq!(lines.line("c.htm"), None);
    }
}
