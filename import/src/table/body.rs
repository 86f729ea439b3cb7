//! The text of a row: in the row itself, or in a file beside the table.

use std::io;

use super::{
    columns::{Column, Dialect},
    ricos,
    source::Cells,
};
use crate::{
    Asset, Code, Encoding, Link, Options, Tree, TreeFile, bounds,
    encoding::{self, Decoded, Replaced},
    jsonl::Markup,
    office::{self, Converted},
    tidy::{self, Tidied},
};

/// A text that was read.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) tidied: Tidied,
    /// The file it was read from.
    pub(super) file: Option<String>,
    pub(super) encoding: Option<Encoding>,
    /// Bytes of that file that are no text.
    pub(super) replaced: Option<Replaced>,
    /// Pictures within that file, and the links to them.
    pub(super) assets: Vec<Asset>,
    pub(super) links: Vec<Link>,
    pub(super) problems: Vec<(Code, String)>,
    /// Remarks of reviewers that were left out.
    pub(super) remarks: u64,
}

/// Why there is no text.
pub(super) type Refused = (Code, String);

/// The text of a row of the table at `table`.
pub(super) fn of(
    cells: &Cells<'_>,
    table: &str,
    tree: &Tree,
    options: &Options,
) -> Result<Body, Refused> {
    if let Some(named) = cells.some(Column::BodyFile) {
        return match file(named, table, tree)? {
            Some(file) => from_file(file, tree, options),
            None => Err((Code::Unreadable, format!("its text `{named}` is not in the source"))),
        };
    }
    if cells.dialect() == Dialect::Substack {
        return substack(cells, table, tree, options);
    }
    let mut body = Body::default();
    if let Some(json) = cells.some(Column::Ricos)
        && let Some((html, unknown)) = ricos::to_html(json)
    {
        if unknown > 0 {
            let message = format!("{unknown} parts of the text have no form here");
            body.problems.push((Code::UnknownBlock, message));
        }
        body.tidied = tidied(&html)?;
        return Ok(body);
    }
    let text = cells.some(Column::Body).or_else(|| cells.some(Column::PlainBody));
    let Some(text) = text else { return Ok(body) };
    let markup = match cells.some(Column::Format).map(str::to_lowercase).as_deref() {
        None if cells.some(Column::Body).is_some() && looks_like_html(text) => Markup::Html,
        Some("html" | "htm" | "xhtml") => Markup::Html,
        Some("markdown" | "md") => Markup::Markdown,
        None | Some("text" | "texte" | "txt" | "plain") => Markup::Text,
        Some(other) => {
            return Err((
                Code::InvalidRecord,
                format!("`{other}` is no format: html, markdown or text"),
            ));
        }
    };
    body.tidied = tidied(&markup.to_html(&crate::markup::plain(text)))?;
    Ok(body)
}

/// Substack puts texts in a folder beside the table, named after the posts.
fn substack(
    cells: &Cells<'_>,
    table: &str,
    tree: &Tree,
    options: &Options,
) -> Result<Body, Refused> {
    let id = cells.some(Column::Id).unwrap_or_default();
    for name in [format!("posts/{id}.html"), format!("{id}.html")] {
        if let Ok(Some(file)) = file(&name, table, tree) {
            return from_file(file, tree, options);
        }
    }
    let message = format!("its text `posts/{id}.html` is not beside the table");
    Ok(Body { problems: vec![(Code::ConversionLoss, message)], ..Body::default() })
}

/// The file that a cell names; never one outside of the source.
pub(super) fn file<'a>(
    named: &str,
    table: &str,
    tree: &'a Tree,
) -> Result<Option<&'a TreeFile>, Refused> {
    let Some(path) = crate::jsonl::beside(table, named) else {
        return Err((Code::UnsafePath, format!("`{named}` leads out of the source")));
    };
    Ok(tree.file(&path))
}

fn from_file(file: &TreeFile, tree: &Tree, options: &Options) -> Result<Body, Refused> {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or(String::new(), |(_, it)| it.to_lowercase());
    let path = Some(file.path.clone());
    if office::is_convertible(&file.path) {
        let read = office::convert(tree, file, options)?;
        let Converted { tidied, assets, links, problems, remarks, .. } = read;
        let file = path;
        return Ok(Body { tidied, file, assets, links, problems, remarks, ..Body::default() });
    }
    let Some(markup) = Markup::of_extension(&extension) else {
        let message =
            format!("`{}` is no text that can be read: html, md, txt, docx, odt", file.path);
        return Err((Code::InvalidRecord, message));
    };
    let bytes = tree.bytes(file, options.max_page_bytes).map_err(|cause| {
        let large = cause.kind() == io::ErrorKind::FileTooLarge;
        (if large { Code::TooLarge } else { Code::Unreadable }, format!("{}: {cause}", file.path))
    })?;
    let Decoded { text, encoding, replaced } = encoding::decode(&bytes, options.encoding);
    let tidied = tidied(&markup.to_html(&text))?;
    Ok(Body { tidied, file: path, encoding: Some(encoding), replaced, ..Body::default() })
}

fn tidied(html: &str) -> Result<Tidied, Refused> {
    if !bounds::is_parsable(html) {
        return Err((Code::Malformed, "the markup would grow without end when parsed".to_owned()));
    }
    Ok(tidy::tidy_fragment(html))
}

fn looks_like_html(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or_default().trim_start_matches('/');
        rest.starts_with(|c: char| c.is_ascii_alphabetic()) && rest.contains('>')
    })
}
