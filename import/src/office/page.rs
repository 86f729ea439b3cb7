//! The documents that files become.

use super::{
    Converted, Refused,
    files::{self, Role},
    picture,
};
use crate::{
    Asset, Code, DateSource, Dated, Document, Kind, Link, LinkUsage, Located, Options, Reading,
    Target, TitleSource, Tree, TreeFile, address, problem,
};

/// The page of a text that was read.
pub(super) fn of_text(file: &TreeFile, read: Converted) -> Document {
    let mut problems = read.problems;
    let (title, title_from) = match (read.title, read.heading) {
        (Some(title), _) => (title, TitleSource::Title),
        (None, Some(heading)) => (heading, TitleSource::Heading),
        (None, None) => (files::title(&file.path), TitleSource::FileName),
    };
    let tidied = read.tidied.counts.into_iter().map(|(what, times)| (what.to_owned(), times));
    let mut document = Document {
        title_from,
        body_html: read.tidied.html,
        author: read.author,
        created: read.created,
        updated: read.updated,
        lang: read.lang,
        tags: read.tags,
        excerpt: read.excerpt,
        links: read.links,
        reading: Reading { tidied: tidied.collect(), ..reading(file) },
        old_urls: vec![address::of_path(&file.path)],
        ..Document::new(Kind::Page, &file.path, title)
    };
    if document.body_html.trim().is_empty() {
        problems.push((Code::EmptyPage, "no text and no picture".to_owned()));
    }
    dated(&mut document, file, &mut problems);
    problem::attach(&mut document, problems);
    document
}

/// The page of a file that is not read: a link to it. `refused` says why a text is one of them.
pub(super) fn of_file(
    tree: &Tree,
    file: &TreeFile,
    options: &Options,
    refused: Option<Refused>,
) -> Document {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    let address = asset_id(&file.path);
    let mut document = Document {
        title_from: TitleSource::FileName,
        body_html: format!("<p>{}</p>\n", picture::link(&address, name)),
        links: vec![Link {
            raw: address.clone(),
            usage: LinkUsage::Anchor,
            target: Target::entry(Kind::Media, address),
            line: None,
        }],
        reading: reading(file),
        old_urls: vec![address::of_path(&file.path)],
        ..Document::new(Kind::Page, &file.path, files::title(&file.path))
    };
    let mut problems = Vec::new();
    match refused {
        Some((code, cause)) => {
            problems.push((code, format!("kept as a file; its text cannot be read: {cause}")));
        }
        None if files::extension(&file.path) == "pdf" => {
            document.search_text = text(tree, file, options, &mut problems);
        }
        None => {
            let message = "kept as a file; its text is neither shown nor found by search";
            problems.push((Code::ConversionLoss, message.to_owned()));
        }
    }
    dated(&mut document, file, &mut problems);
    problem::attach(&mut document, problems);
    document
}

fn text(
    tree: &Tree,
    file: &TreeFile,
    options: &Options,
    problems: &mut Vec<(Code, String)>,
) -> Option<String> {
    let read = options.pdf_text?;
    let bytes = tree.bytes(file, options.max_asset_bytes).map_err(|cause| cause.to_string());
    match bytes.and_then(|bytes| read(&bytes)) {
        Ok(text) => Some(text),
        Err(cause) => {
            let locked = cause.to_lowercase().contains("encrypted");
            let code = if locked { Code::Encrypted } else { Code::TextNotExtracted };
            problems.push((code, format!("its text cannot be read for search: {cause}")));
            None
        }
    }
}

/// The file itself. Its address is that of its page, if it has one.
pub(super) fn asset(file: &TreeFile) -> Asset {
    let has_page = files::role(&file.path) != Role::Shown;
    let old_urls = if has_page { Vec::new() } else { vec![address::of_path(&file.path)] };
    Asset {
        external_id: asset_id(&file.path),
        name: file.path.rsplit('/').next().unwrap_or(&file.path).to_owned(),
        alt: None,
        located: Located::Inside(file.path.clone()),
        old_urls,
        size: Some(file.size),
        file: file.path.clone(),
        line: None,
    }
}

fn asset_id(path: &str) -> String {
    format!("media:{path}")
}

fn reading(file: &TreeFile) -> Reading {
    Reading { file: file.path.clone(), ..Reading::default() }
}

/// A document without date has that of its file.
fn dated(document: &mut Document, file: &TreeFile, problems: &mut Vec<(Code, String)>) {
    if document.created.is_some() || document.updated.is_some() {
        return;
    }
    let Some(instant) = file.modified else { return };
    let as_written = instant.to_string();
    problems.push((Code::DateGuessed, format!("{as_written}: from the time of the file")));
    let derived_from = DateSource::FileTime;
    document.updated = Some(Dated { instant, as_written, derived_from, shifted: false });
}
