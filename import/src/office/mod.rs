//! Reads the files of office suites: DOCX and ODT as real HTML, all others as files with a page of their own.

mod docx;
mod files;
mod flow;
mod links;
mod meta;
mod node;
mod odt;
mod package;
mod page;
mod pdf;
mod picture;
mod reader;
mod words;

use std::io::{self, Cursor, Read};

pub use self::pdf::pdf_text;
pub(crate) use self::reader::OfficeFiles;
use self::{links::Links, meta::Meta, picture::Pictures};
use crate::{
    Asset, Code, Dated, Link, Located, Options, Tree, TreeFile, bounds,
    tidy::{self, Tidied},
};

/// Why a document could not be read.
pub(crate) type Refused = (Code, String);

/// What parts the name of a file from that of a part of it.
const WITHIN: &str = "!/";

/// A document that was read.
#[derive(Debug, Default)]
pub(crate) struct Converted {
    pub(crate) tidied: Tidied,
    /// Its title, if its author gave it one.
    pub(crate) title: Option<String>,
    /// The first heading in it.
    pub(crate) heading: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) created: Option<Dated>,
    pub(crate) updated: Option<Dated>,
    pub(crate) lang: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) excerpt: Option<String>,
    /// Files within it, and pictures elsewhere.
    pub(crate) assets: Vec<Asset>,
    pub(crate) links: Vec<Link>,
    pub(crate) problems: Vec<(Code, String)>,
    /// Remarks in the margin, which are left out.
    pub(crate) remarks: u64,
}

/// What the reader of one format makes of a document.
#[derive(Debug, Default)]
struct Draft {
    html: String,
    heading: Option<String>,
    meta: Meta,
    pictures: Pictures,
    problems: Vec<(Code, String)>,
    remarks: u64,
}

/// Whether a file can be read as HTML, by its name.
pub(crate) fn is_convertible(path: &str) -> bool {
    matches!(
        files::extension(path).as_str(),
        "docx" | "docm" | "dotx" | "dotm" | "odt" | "ott" | "fodt"
    )
}

/// Reads a document.
///
/// # Errors
/// Where nothing of it can be read, with the reason.
pub(crate) fn convert(
    tree: &Tree,
    file: &TreeFile,
    options: &Options,
) -> Result<Converted, Refused> {
    let draft = match files::extension(&file.path).as_str() {
        "odt" | "ott" => odt::read(tree, file, options)?,
        "fodt" => odt::read_flat(tree, file, options)?,
        _ => docx::read(tree, file, options)?,
    };
    if !bounds::is_parsable(&draft.html) {
        return Err((Code::Malformed, "the text would grow without end when parsed".to_owned()));
    }
    let tidied = tidy::tidy_fragment(&draft.html);
    let places = Links::new(tree, options, &file.path);
    let links = tidied.addresses.iter().map(|(raw, usage)| {
        let target = draft.pictures.target(raw).unwrap_or_else(|| places.target(raw, *usage));
        Link { raw: raw.clone(), usage: *usage, target, line: None }
    });
    let links: Vec<Link> = links.collect();
    let mut assets = draft.pictures.assets();
    assets.extend(places.pictures(&tidied.addresses));
    Ok(Converted {
        links,
        assets,
        title: draft.meta.title,
        heading: draft.heading,
        author: draft.meta.author,
        created: draft.meta.created,
        updated: draft.meta.updated,
        lang: draft.meta.lang,
        tags: draft.meta.tags,
        excerpt: draft.meta.excerpt,
        problems: draft.problems,
        remarks: draft.remarks,
        tidied,
    })
}

/// The bytes of an asset: a file of the source, or a part of a document in it.
///
/// # Errors
/// Where it is not there or cannot be read.
pub(crate) fn bytes(
    tree: &Tree,
    asset: &Asset,
    options: &Options,
) -> io::Result<Box<dyn Read + Send>> {
    let Located::Inside(path) = &asset.located else {
        return Err(io::ErrorKind::NotFound.into());
    };
    if let Some(file) = tree.file(path) {
        return tree.read(file);
    }
    for (at, _) in path.match_indices(WITHIN) {
        let (outer, inner) = path.split_at(at);
        let Some(file) = tree.file(outer) else { continue };
        let inner = inner.get(WITHIN.len()..).unwrap_or_default();
        let found = if files::extension(outer) == "fodt" {
            odt::flat_picture(tree, file, options, inner)
        } else {
            package::Package::open(tree, file, options)
                .and_then(|mut package| package.part(inner, options.max_asset_bytes))
        };
        let found = found.map_err(|(_, cause)| io::Error::other(cause))?;
        return Ok(Box::new(Cursor::new(found.ok_or(io::ErrorKind::NotFound)?)));
    }
    Err(io::ErrorKind::NotFound.into())
}
