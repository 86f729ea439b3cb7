//! Gives a document's links their new addresses.

use std::collections::{HashMap, HashSet};

use scraper::node::{Element, Text};
use scraper::{Html, Node};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{
    Asset, Code, Comment, DateSource, Dated, Document, Kind, Link, LinkUsage, Problem, Target,
};

/// How much of an address is shown, in characters, and of one that holds the file itself.
const MAX_SHOWN: usize = 300;
const MAX_SHOWN_DATA: usize = 40;

/// A document ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// The body with new addresses, its cover before it unless it shows it. Not sanitised.
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

/// Where an entry of the source is in its new place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// At this address.
    At(String),
    /// Nowhere: it did not come in.
    Absent,
    /// Nowhere yet: whoever imports has left it out.
    LeftOut,
    /// It came in, and cannot be shown here.
    Unshown,
}

impl From<Option<String>> for Resolved {
    fn from(address: Option<String>) -> Self {
        address.map_or(Self::Absent, Self::At)
    }
}

/// Replaces every link to an entry of the source by the address `resolve` gives for its external id.
///
/// Anchors are kept. Where there is no entry, or `resolve` knows none, a link stays as written and is reported; in place
/// of a picture stands its name, as a link if its address is whole: nothing is loaded from elsewhere.
pub fn rewrite<R: Into<Resolved>>(
    document: &Document,
    mut resolve: impl FnMut(Kind, &str) -> R,
) -> Rewritten {
    let mut addresses: HashMap<&str, String> = HashMap::new();
    let mut absent: HashSet<&str> = HashSet::new();
    let mut problems = Vec::new();
    let mut entries = Vec::new();
    let mut seen = HashSet::new();
    for link in &document.links {
        let lost = match &link.target {
            Target::SamePage => None,
            Target::External if link.usage == LinkUsage::Anchor => None,
            Target::External if is_data(&link.raw) => {
                Some(("bytes that cannot be read", Code::MissingMedia))
            }
            Target::External => Some(("another host", Code::ForeignMedia)),
            Target::Missing { path } => Some((path.as_str(), lost(link))),
            Target::LocalDisk => Some(("a disk of the author's computer", lost(link))),
            Target::Entry { kind, external_id, fragment } => {
                match resolve(*kind, external_id).into() {
                    Resolved::At(address) => {
                        if seen.insert(external_id) {
                            entries.push(external_id.clone());
                        }
                        addresses.insert(&link.raw, with_fragment(address, fragment.as_deref()));
                        None
                    }
                    Resolved::Absent => Some((external_id.as_str(), lost(link))),
                    Resolved::LeftOut => Some((external_id.as_str(), Code::Excluded)),
                    Resolved::Unshown => Some((external_id.as_str(), Code::ConversionLoss)),
                }
            }
        };
        if let Some((to, code)) = lost {
            problems.push(dead(document, link, to, code));
            if link.usage == LinkUsage::Embedded {
                absent.insert(&link.raw);
            }
        }
    }
    let mut html = replace(&document.body_html, &addresses, &absent);
    let cover = document.cover.as_ref().and_then(|cover| {
        let Resolved::At(address) = resolve(Kind::Media, cover).into() else { return None };
        if seen.insert(cover) {
            entries.push(cover.clone());
        }
        Some(address)
    });
    if let Some(address) = &cover
        && !html.contains(&format!("src=\"{address}\""))
    {
        html = format!("<figure><img alt=\"\" src=\"{address}\"></figure>\n{html}");
    }
    let content_hash = content_hash(document, &addresses, cover.is_some());
    Rewritten { html, content_hash, problems, entries }
}

/// As [`rewrite`], of what somebody said about a document. Links to files stay as they were written; comments show no
/// pictures, and the names of theirs stand in their places.
pub fn rewrite_comment<R: Into<Resolved>>(
    comment: &Comment,
    mut resolve: impl FnMut(Kind, &str) -> R,
) -> Rewritten {
    let mut said = Document::new(Kind::Comment, &*comment.external_id, String::new());
    said.body_html.clone_from(&comment.body_html);
    let to_file = |link: &Link| matches!(link.target, Target::Entry { kind: Kind::Media, .. });
    let stays = |link: &&Link| link.usage == LinkUsage::Anchor && to_file(link);
    said.links = comment.links.iter().filter(|link| !stays(link)).cloned().collect();
    for link in said.links.iter_mut().filter(|link| link.usage == LinkUsage::Embedded) {
        if link.target != Target::External || is_data(&link.raw) {
            link.target = Target::entry(Kind::Media, "");
        }
    }
    said.reading.file.clone_from(&comment.file);
    said.reading.line = comment.line;
    let mut rewritten = rewrite(&said, |kind, id| match kind {
        Kind::Media => Resolved::Unshown,
        _ => resolve(kind, id).into(),
    });
    for problem in &mut rewritten.problems {
        problem.title = None;
    }
    rewritten
}

/// A problem of an asset whose bytes were found nowhere.
#[must_use]
pub fn missing(asset: &Asset, message: impl Into<String>) -> Problem {
    let problem = Problem::new(Code::MissingMedia, Kind::Media, &asset.external_id, message);
    problem.in_file(&asset.file).titled(&asset.name).at(asset.line)
}

fn lost(link: &Link) -> Code {
    match link.usage {
        LinkUsage::Anchor => Code::BrokenLink,
        LinkUsage::Embedded => Code::MissingMedia,
    }
}

fn dead(document: &Document, link: &Link, looked_for: &str, code: Code) -> Problem {
    let what = match link.usage {
        LinkUsage::Anchor => "link",
        LinkUsage::Embedded => "picture or file",
    };
    // Some pictures are written into their addresses.
    let written = is_data(&link.raw);
    let most = if written { MAX_SHOWN_DATA } else { MAX_SHOWN };
    let raw: String = link.raw.chars().take(most).collect();
    let message = match code {
        Code::ConversionLoss => {
            let end = if raw.len() < link.raw.len() { "…" } else { "" };
            format!("{what} `{raw}{end}` is not shown in a comment, its name is")
        }
        _ if written => {
            format!("{what} written into the text, `{raw}…`, cannot be read or is too large")
        }
        Code::Excluded => format!("{what} `{raw}` leads to {looked_for}, which was left out"),
        Code::ForeignMedia => format!("{what} `{raw}` is on another host"),
        _ => format!("{what} `{raw}` leads to {looked_for}, which is not in the source"),
    };
    let problem = Problem::new(code, document.kind, &document.external_id, message);
    problem.in_file(&document.reading.file).titled(&document.title).at(link.line)
}

/// Whether an address holds a file instead of leading to one.
fn is_data(address: &str) -> bool {
    address.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

fn with_fragment(address: String, fragment: Option<&str>) -> String {
    match fragment {
        Some(fragment) => format!("{address}#{fragment}"),
        None => address,
    }
}

fn replace(html: &str, addresses: &HashMap<&str, String>, absent: &HashSet<&str>) -> String {
    if addresses.is_empty() && absent.is_empty() {
        return html.to_owned();
    }
    let mut page = Html::parse_fragment(html);
    let mut gone = Vec::new();
    for node in page.tree.nodes() {
        let Node::Element(element) = node.value() else { continue };
        let source = element.attr("src").filter(|src| absent.contains(*src));
        gone.extend(source.map(|src| (node.id(), name_of(element, src), src.to_owned())));
    }
    for (id, name, src) in gone {
        let Some(mut picture) = page.tree.get_mut(id) else { continue };
        if let Node::Element(element) = picture.value() {
            let whole = src.starts_with("http://") || src.starts_with("https://");
            element.name.local = if whole { "a".into() } else { "span".into() };
            element.attrs.retain(|(name, _)| whole && &*name.local == "src");
            for (name, _) in &mut element.attrs {
                name.local = "href".into();
            }
        }
        picture.append(Node::Text(Text { text: format!("[{name}]").into() }));
    }
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

fn name_of(element: &Element, src: &str) -> String {
    if let Some(alt) = element.attr("alt").map(str::trim).filter(|alt| !alt.is_empty()) {
        alt.to_owned()
    } else if is_data(src) {
        src.split([';', ',']).next().and_then(|kind| kind.get(5..)).unwrap_or_default().to_owned()
    } else {
        let path = src.split(['?', '#']).next().unwrap_or(src);
        let name = path.trim_end_matches('/').rsplit(['/', '\\']).next().unwrap_or(path);
        crate::address::decoded(name)
    }
}

fn content_hash(document: &Document, addresses: &HashMap<&str, String>, cover: bool) -> String {
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
        (document.state, document.sticky, &document.excerpt, &document.search_text),
        (&document.slug, &document.parent, document.cover.as_ref().filter(|_| cover)),
        &document.fields,
        &document.old_urls,
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
