//! ODT, in its zip file and flat, as `LibreOffice` and others write it.

mod frame;
mod list;
mod paragraph;
mod styles;
mod table;
mod text;

use std::collections::HashSet;

use self::{
    styles::Styles,
    text::{Place, Text},
};
use super::{
    Draft, Refused,
    meta::Meta,
    node::{Node, Parsed, parse},
    package::Package,
};
use crate::{Code, Options, Tree, TreeFile, xml::Space};

/// The namespaces of ODF.
const SPACES: &[Space] = &[
    Space { name: "office", is: |uri| is(uri, "office") },
    Space { name: "text", is: |uri| is(uri, "text") },
    Space { name: "table", is: |uri| is(uri, "table") },
    Space { name: "draw", is: |uri| is(uri, "drawing") },
    Space { name: "style", is: |uri| is(uri, "style") },
    Space { name: "meta", is: |uri| is(uri, "meta") },
    Space { name: "svg", is: |uri| is(uri, "svg-compatible") },
    Space { name: "fo", is: |uri| is(uri, "xsl-fo-compatible") },
    Space { name: "number", is: |uri| is(uri, "datastyle") },
    Space { name: "manifest", is: |uri| is(uri, "manifest") },
    Space { name: "xlink", is: |uri| uri == "http://www.w3.org/1999/xlink" },
    Space { name: "dc", is: |uri| uri == "http://purl.org/dc/elements/1.1/" },
    Space { name: "math", is: |uri| uri == "http://www.w3.org/1998/Math/MathML" },
];

/// Whether an address is that of a namespace: `urn:oasis:names:tc:opendocument:xmlns:text:1.0`.
fn is(uri: &str, name: &str) -> bool {
    let rest = uri.strip_prefix("urn:oasis:names:tc:opendocument:xmlns:");
    rest.and_then(|rest| rest.split(':').next()) == Some(name)
}

/// Elements that only say how pages look.
const IDLE: &[&str] = &[
    "style:page-layout",
    "style:master-page",
    "style:header",
    "style:footer",
    "style:font-face",
    "office:font-face-decls",
    "office:scripts",
    "office:settings",
    "office:master-styles",
    "text:soft-page-break",
    "style:default-style",
    "office:forms",
    "text:sequence-decls",
];

/// Reads a document in its zip file.
pub(super) fn read(tree: &Tree, file: &TreeFile, options: &Options) -> Result<Draft, Refused> {
    let mut package = Package::open(tree, file, options)?;
    let limit = options.max_text_bytes;
    let mut problems = Vec::new();
    let mut part = |package: &mut Package, name: &str| -> Result<Option<Node>, Refused> {
        let Some(bytes) = package.part(name, limit)? else { return Ok(None) };
        let parsed = parse(&*bytes, limit, SPACES, IDLE)?;
        problems.extend(parsed.problems(name));
        Ok(Some(parsed.root))
    };
    let manifest = part(&mut package, "META-INF/manifest.xml").ok().flatten();
    if manifest.is_some_and(|manifest| manifest.has(&["manifest:encryption-data"])) {
        return Err((Code::Encrypted, "locked with a password".to_owned()));
    }
    let missing = || (Code::Malformed, "content.xml is missing".to_owned());
    let content = part(&mut package, "content.xml")?.ok_or_else(missing)?;
    // The text can be read without them.
    let styles = part(&mut package, "styles.xml").ok().flatten();
    let meta = part(&mut package, "meta.xml").ok().flatten();
    let meta = meta.map(|meta| Meta::of(&meta, options, &mut problems)).unwrap_or_default();
    let styles = Styles::of(styles.iter().chain([&content]));
    let place = Place::Package(Box::new(package), limit);
    Ok(draft(&content, Text::new(&file.path, place, styles), meta, problems))
}

/// Reads a flat document: one file of XML.
pub(super) fn read_flat(tree: &Tree, file: &TreeFile, options: &Options) -> Result<Draft, Refused> {
    let parsed = flat(tree, file, options)?;
    let mut problems = parsed.problems("the document");
    let root = parsed.root;
    let named = root.path(&["office:document", "office:meta"]);
    let meta = named.map(|meta| Meta::of(meta, options, &mut problems)).unwrap_or_default();
    let styles = Styles::of([&root]);
    Ok(draft(&root, Text::new(&file.path, Place::Flat, styles), meta, problems))
}

/// The bytes of a picture that is written into a flat document as text: `name` is its number.
pub(super) fn flat_picture(
    tree: &Tree,
    file: &TreeFile,
    options: &Options,
    name: &str,
) -> Result<Option<Vec<u8>>, Refused> {
    let number = name.split('.').next().and_then(|number| number.parse::<usize>().ok());
    let Some(number) = number else { return Ok(None) };
    let Parsed { root, .. } = flat(tree, file, options)?;
    let found = frame::written(&root).nth(number);
    Ok(found.map(|node| frame::decode(&node.text())))
}

fn flat(tree: &Tree, file: &TreeFile, options: &Options) -> Result<Parsed, Refused> {
    let limit = options.max_text_bytes;
    if file.size > limit {
        return Err((Code::TooLarge, format!("{} bytes; the limit is {limit}", file.size)));
    }
    let source = tree.read(file).map_err(|cause| (Code::Unreadable, cause.to_string()))?;
    let parsed = parse(source, limit, SPACES, IDLE)?;
    if parsed.root.child("office:document").is_none() {
        return Err((Code::Malformed, "no flat document".to_owned()));
    }
    Ok(parsed)
}

fn draft(root: &Node, mut text: Text, meta: Meta, problems: Vec<(Code, String)>) -> Draft {
    let body = root.descendants().find(|node| &*node.name == "office:text");
    if let Some(body) = body {
        text.places = places(body);
        text.number_pictures(root);
    }
    let (html, heading) = body.map(|body| text.whole(body)).unwrap_or_default();
    let Text { pictures, losses, remarks, .. } = text;
    let lost = losses.into_iter();
    let lost = lost.map(|(what, times)| (Code::ConversionLoss, format!("{what}: {times}")));
    let problems = problems.into_iter().chain(lost).collect();
    Draft { html, heading, meta, pictures, problems, remarks }
}

/// The names that links within the document lead to.
fn places(body: &Node) -> HashSet<String> {
    let links = body.descendants().filter(|node| &*node.name == "text:a");
    links.filter_map(|link| Some(link.get("href")?.strip_prefix('#')?.to_owned())).collect()
}
