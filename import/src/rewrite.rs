//! Gives a document's links their new addresses.

use std::collections::{HashMap, HashSet};

use scraper::{Html, Node};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{Code, DateSource, Dated, Document, Kind, Link, LinkUsage, Problem, Target};

/// A document ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// The body with new addresses. Not sanitised.
    pub html: String,
    /// SHA-256 over what would be stored, lower-case hexadecimal. It depends on which links were resolved and not on
    /// the new addresses, so that a file found later counts as a change and another address does not; a date that is
    /// only the file's time does not count either.
    pub content_hash: String,
    /// Links within the source that lead nowhere.
    pub problems: Vec<Problem>,
    /// Ids of the entries the document leads to, each once, in order.
    pub entries: Vec<String>,
}

/// Replaces every link to an entry of the source by the address `resolve` gives for its external id.
///
/// Anchors are kept. Where there is no entry, or `resolve` knows none, the link stays as written and is reported.
pub fn rewrite(
    document: &Document,
    mut resolve: impl FnMut(Kind, &str) -> Option<String>,
) -> Rewritten {
    let mut addresses: HashMap<&str, String> = HashMap::new();
    let mut problems = Vec::new();
    let mut entries = Vec::new();
    let mut seen = HashSet::new();
    for link in &document.links {
        match &link.target {
            Target::External | Target::SamePage => {}
            Target::Missing { path } => problems.push(dead(document, link, path)),
            Target::LocalDisk => {
                problems.push(dead(document, link, "a disk of the author's computer"));
            }
            Target::Entry { kind, external_id, fragment } => match resolve(*kind, external_id) {
                Some(address) => {
                    if seen.insert(external_id) {
                        entries.push(external_id.clone());
                    }
                    addresses.insert(&link.raw, with_fragment(address, fragment.as_deref()));
                }
                None => problems.push(dead(document, link, external_id)),
            },
        }
    }
    Rewritten {
        html: replace(&document.body_html, &addresses),
        content_hash: content_hash(document, &addresses),
        problems,
        entries,
    }
}

fn dead(document: &Document, link: &Link, looked_for: &str) -> Problem {
    let (code, what) = match link.usage {
        LinkUsage::Anchor => (Code::BrokenLink, "link"),
        LinkUsage::Embedded => (Code::MissingMedia, "picture or file"),
    };
    let message =
        format!("{what} `{}` leads to {looked_for}, which is not in the source", link.raw);
    let problem = Problem::new(code, document.kind, &document.external_id, message);
    problem.in_file(&document.reading.file).titled(&document.title).at(link.line)
}

fn with_fragment(address: String, fragment: Option<&str>) -> String {
    match fragment {
        Some(fragment) => format!("{address}#{fragment}"),
        None => address,
    }
}

fn replace(html: &str, addresses: &HashMap<&str, String>) -> String {
    let mut page = Html::parse_fragment(html);
    for node in page.tree.values_mut() {
        let Node::Element(element) = node else { continue };
        for (name, value) in &mut element.attrs {
            if !matches!(&*name.local, "href" | "src") {
                continue;
            }
            if let Some(address) = addresses.get(&**value) {
                *value = address.as_str().into();
            }
        }
    }
    page.root_element().inner_html()
}

fn content_hash(document: &Document, addresses: &HashMap<&str, String>) -> String {
    let lasting = |date: &Option<Dated>| {
        date.as_ref()
            .filter(|date| date.derived_from != DateSource::FileTime)
            .map(|date| date.instant.as_second())
    };
    let resolved: Vec<_> =
        document.links.iter().filter(|link| addresses.contains_key(link.raw.as_str())).collect();
    let stored = json!([
        document.title,
        document.body_html,
        document.author,
        document.lang,
        document.tags,
        lasting(&document.created),
        lasting(&document.published),
        lasting(&document.updated),
        resolved.iter().map(|link| (&link.raw, &link.target)).collect::<Vec<_>>(),
    ]);
    hex(&Sha256::digest(stored.to_string()))
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
