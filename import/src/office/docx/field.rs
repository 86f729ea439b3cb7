//! Fields: words that Word computes. What it computed last is the text.

use std::rc::Rc;

/// A field that has begun.
#[derive(Debug, Default)]
pub(super) struct Field {
    pub(super) instruction: String,
    /// Whether its result is being read.
    pub(super) in_result: bool,
    pub(super) link: Option<Rc<str>>,
    /// Whether its result means nothing on a page: numbers of pages.
    pub(super) idle: bool,
}

impl Field {
    /// Its result follows.
    pub(super) fn separate(&mut self) {
        let Meaning { link, idle } = meaning(&self.instruction);
        self.link = link.map(Into::into);
        self.idle = idle;
        self.in_result = true;
    }
}

/// What an instruction means for its result.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) link: Option<String>,
    pub(super) idle: bool,
}

/// What an instruction means.
pub(super) fn meaning(instruction: &str) -> Meaning {
    let parts = parts(instruction);
    let mut parts = parts.iter();
    let name = parts.next().map(|name| name.to_uppercase()).unwrap_or_default();
    match name.as_str() {
        "PAGEREF" | "PAGE" | "NUMPAGES" => Meaning { link: None, idle: true },
        "HYPERLINK" => {
            let mut address = String::new();
            let mut place = None;
            while let Some(part) = parts.next() {
                match part.as_str() {
                    "\\l" => place = parts.next(),
                    // What to show when the pointer is above it, and which window to open.
                    "\\o" | "\\t" => drop(parts.next()),
                    part if part.starts_with('\\') => {}
                    part => part.clone_into(&mut address),
                }
            }
            if let Some(place) = place {
                address = format!("{address}#{place}");
            }
            Meaning { link: Some(address).filter(|address| !address.is_empty()), idle: false }
        }
        _ => Meaning::default(),
    }
}

/// Words, and texts in quotation marks.
fn parts(instruction: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut quoted = false;
    let mut chars = instruction.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' | '“' | '”' => {
                if quoted || !part.is_empty() {
                    parts.push(std::mem::take(&mut part));
                }
                quoted = !quoted;
            }
            '\\' if quoted && chars.peek() == Some(&'\\') => {
                chars.next();
                part.push('\\');
            }
            c if c.is_whitespace() && !quoted => {
                if !part.is_empty() {
                    parts.push(std::mem::take(&mut part));
                }
            }
            c => part.push(c),
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_tell_where_words_lead() {
        let link = |instruction| meaning(instruction).link;
        let is = |address: &str| Some(address.to_owned());
        assert_eq!(
            link(" HYPERLINK \"http://x.example/a b\" \\o \"Info\" "),
            is("http://x.example/a b")
        );
        assert_eq!(link("hyperlink http://x.example"), is("http://x.example"));
        assert_eq!(link("HYPERLINK \\l \"_Toc1\" \\h"), is("#_Toc1"));
        assert_eq!(link("HYPERLINK \"C:\\\\Plans\\\\a.doc\" \\l \"p\""), is("C:\\Plans\\a.doc#p"));
        assert_eq!(link("HYPERLINK"), None);
        assert_eq!(link("DATE \\@ \"d\""), None);
        assert!(meaning("PAGEREF _Toc1 \\h").idle);
    }
}
