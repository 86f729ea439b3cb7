//! One page as text: read, decoded, and without server code.

use std::io;

use sha2::{Digest, Sha256};

use crate::{
    Code, Encoding, Options, Tree, TreeFile, bounds,
    encoding::{self, Decoded, Replaced},
    rewrite::hex,
};

/// A page that can be parsed.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) text: String,
    pub(super) encoding: Encoding,
    /// Bytes that are no text in it.
    pub(super) replaced: Option<Replaced>,
    pub(super) sha256: String,
    /// Whether PHP, ASP or JSP code was taken out.
    pub(super) had_code: bool,
}

impl Source {
    /// Reads the page in `file`.
    pub(super) fn read(
        tree: &Tree,
        file: &TreeFile,
        options: &Options,
    ) -> Result<Self, (Code, String)> {
        let bytes = tree.bytes(file, options.max_page_bytes).map_err(|cause| {
            let large = cause.kind() == io::ErrorKind::FileTooLarge;
            (if large { Code::TooLarge } else { Code::Unreadable }, cause.to_string())
        })?;
        let Decoded { text, encoding, replaced } = encoding::decode(&bytes, options.encoding);
        let (text, had_code) = without_server_code(text);
        let had_code = had_code || has_server_includes(&text);
        if !bounds::is_parsable(&text) {
            return Err((
                Code::Malformed,
                "the markup would grow without end when parsed".to_owned(),
            ));
        }
        Ok(Self { text, encoding, replaced, sha256: hex(&Sha256::digest(&bytes)), had_code })
    }
}

/// Whether the server put something in the place of a comment: `<!--#include virtual="menu.htm" -->`.
fn has_server_includes(text: &str) -> bool {
    text.match_indices("<!--").any(|(at, _)| {
        let command = text.get(at + 4..).unwrap_or_default().trim_start();
        ["#include", "#exec", "#echo", "#fsize", "#flastmod", "#printenv"]
            .iter()
            .any(|name| command.get(..name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name)))
    })
}

/// Cuts `<?php … ?>` and `<% … %>`, keeping line ends so that line numbers stay true. Code is never run.
fn without_server_code(text: String) -> (String, bool) {
    if !text.contains("<?") && !text.contains("<%") {
        return (text, false);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    let mut had_code = false;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        out.push_str(before);
        let end = match tag.get(1..2) {
            Some("?") if !tag.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("<?xml")) => {
                "?>"
            }
            Some("%") => "%>",
            _ => {
                out.push('<');
                rest = tag.get(1..).unwrap_or_default();
                continue;
            }
        };
        had_code = true;
        let length = tag.find(end).map_or(tag.len(), |at| at + end.len());
        let (code, after) = tag.split_at(length);
        out.extend(code.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    out.push_str(rest);
    (out, had_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_goes_and_lines_stay() {
        let (text, had_code) =
            without_server_code("<p>a<%if x\nthen%>b</p>\n<?php\necho '<p>';\n?>c<?xml v?>".into());
        assert_eq!((text.as_str(), had_code), ("<p>a\nb</p>\n\n\nc<?xml v?>", true));
        assert_eq!(without_server_code("<p>é <? never closed".into()), ("<p>é ".into(), true));
        assert_eq!(without_server_code("1 < 2".into()), ("1 < 2".into(), false));
    }
}
