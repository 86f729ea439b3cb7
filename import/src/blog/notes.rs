//! Lines of texts, and problems that are reported of many formats in the same words.

use crate::{Code, Document, Kind, Problem};

/// Text that is searched for the lines of addresses, in bytes altogether: each search may read a whole text.
const BUDGET: usize = 64 << 20;

/// What is taken out of texts because it does not work elsewhere.
const ACTIVE: [&str; 5] = ["object", "form", "form_field", "script_link_dropped", "drawing"];

/// Finds the lines of addresses in a text again.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    text: &'a str,
    first: u32,
    budget: usize,
}

impl<'a> Lines<'a> {
    /// The lines of `text`, which begins at line `first` of its file.
    pub(crate) fn of(text: &'a str, first: u32) -> Self {
        Self { text, first, budget: BUDGET }
    }

    /// The line of the first mention of `address`; that of the text where it is not found.
    pub(crate) fn line(&mut self, address: &str) -> u32 {
        self.budget = self.budget.saturating_sub(self.text.len());
        if self.budget == 0 || address.is_empty() {
            return self.first;
        }
        let at = self.text.find(address).or_else(|| self.text.find(&address.replace('&', "&amp;")));
        let before = at.and_then(|at| self.text.get(..at)).unwrap_or_default();
        let lines = before.bytes().filter(|byte| *byte == b'\n').count();
        self.first.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX))
    }
}

/// What taking things out of a document came to.
pub(crate) fn active_content(document: &Document) -> Option<(Code, String)> {
    let tidied = document.reading.tidied.iter();
    let active = tidied.filter(|(what, _)| ACTIVE.contains(&what.as_str()));
    let list: Vec<String> = active.map(|(what, times)| format!("{times} {what}")).collect();
    let message = || format!("taken out: {}", list.join(", "));
    (!list.is_empty()).then(|| (Code::ActiveContentRemoved, message()))
}

/// A problem of an item in a file.
pub(crate) fn problem(
    code: Code,
    kind: Kind,
    id: &str,
    place: (&str, u32),
    message: impl Into<String>,
) -> Problem {
    Problem::new(code, kind, id, message).in_file(place.0).at(Some(place.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_by_line() {
        let mut lines = Lines::of("<p>\n<a href='x?a=1&amp;b=2'>\n<img src=y>", 10);
        assert_eq!(
            ["x?a=1&b=2", "y", "z", ""].map(|address| lines.line(address)),
            [11, 12, 10, 10]
        );
    }
}
