//! Reads one page in full: the second pass.

use std::collections::{BTreeMap, HashSet};

use scraper::Html;

use super::{
    dates,
    links::{Base, Meaning},
    locate::Lines,
    regions,
    site::{PageFile, Site},
    source::Source,
};
use crate::{
    Code, DateSource, Document, EncodingSource, Kind, Link, LinkUsage, Problem, Reading, State,
    Target, dom, encoding, markup,
    tidy::{Tidied, tidy},
};

/// More keywords than this are no labels but bait for search engines.
const MAX_KEYWORDS: usize = 30;

/// What is taken out of pages because it does not work elsewhere.
const ACTIVE: [&str; 5] = ["object", "form", "form_field", "script_link_dropped", "drawing"];

/// The page `file` of `site`, or why it could not be read.
pub(super) fn read(site: &Site, file: &PageFile) -> Result<Document, (Code, String)> {
    let source = Source::read(&site.tree, &file.file, &site.options)?;
    let page = Html::parse_document(&source.text);
    let (tidied, left_out) = body(&source.text, &page, site);
    let lang = lang(&page);
    let text = dom::text(page.root_element(), usize::MAX);
    let month_first = lang.as_deref().is_some_and(|lang| lang.to_lowercase().starts_with("en"));
    let zone = &site.options.time_zone;
    let written = dates::written(&source.text, &text, month_first, zone);
    let said = dates::published(&page, zone);
    let changed = written.or_else(|| dates::modified(&page, zone)).or_else(|| said.clone());
    let changed = changed.or_else(|| dates::of_file(&file.file));
    let closed = site.closed(&file.id);
    let mut document = Document {
        title_from: file.title_from,
        links: links(&tidied.addresses, &source.text, &page, site, &file.id),
        body_html: tidied.html,
        old_urls: site.catalogue.old_paths(&file.id),
        author: author(&page),
        excerpt: dom::meta(&page, "description").map(str::to_owned),
        tags: dom::meta(&page, "keywords").map(keywords).unwrap_or_default(),
        published: said.or_else(|| changed.clone()),
        updated: changed,
        lang,
        state: closed.map_or(State::Published, |closed| closed.state),
        reading: Reading {
            file: file.id.clone(),
            line: None,
            sha256: source.sha256.clone(),
            encoding: Some(source.encoding.clone()),
            tidied: tidied
                .counts
                .into_iter()
                .map(|(what, times)| (what.to_owned(), times))
                .collect(),
        },
        ..Document::new(Kind::Page, &file.id, &file.title)
    };
    document.problems = problems(&document, &source);
    if !left_out.is_empty() {
        let message = format!("only links, or as on other pages: {}", left_out.join(", "));
        let problem = Problem::new(Code::FurnitureRemoved, Kind::Page, &file.id, message);
        document.problems.push(problem.titled(&file.title));
    }
    if let Some(closed) = closed {
        let problem = Problem::new(Code::KeptPrivate, Kind::Page, &file.id, closed.message());
        document.problems.push(problem.titled(&file.title));
    }
    Ok(document)
}

/// What the author wrote: the editable regions, else the body without what most pages repeat. A page that is nothing
/// but repeated blocks keeps them. With it come the names of regions that were left out.
fn body(source: &str, page: &Html, site: &Site) -> (Tidied, Vec<String>) {
    if let Some(editable) = regions::editable(source, |it| site.repeated_regions.contains(&it)) {
        let text =
            regions::without_library_items(&editable.text, |name| site.shared_items.contains(name));
        let tidied = tidy(&Html::parse_fragment(&text), &HashSet::new());
        if !tidied.html.is_empty() {
            return (tidied, editable.left_out);
        }
    }
    let shared =
        regions::library_items(source).iter().any(|(name, _, _)| site.shared_items.contains(name));
    let tidied = if shared {
        let text = regions::without_library_items(source, |name| site.shared_items.contains(name));
        tidy(&Html::parse_document(&text), &site.repeated)
    } else {
        tidy(page, &site.repeated)
    };
    let tidied = if tidied.html.is_empty() { tidy(page, &HashSet::new()) } else { tidied };
    (tidied, Vec::new())
}

/// Who wrote a page, as its head says.
pub(super) fn author(page: &Html) -> Option<String> {
    dom::meta(page, "author").map(markup::line).filter(|name| !name.is_empty())
}

/// Labels as they were written for search engines, each once.
fn keywords(list: &str) -> Vec<String> {
    let mut known = HashSet::new();
    let words =
        list.split([',', ';', '\n']).map(|word| word.split_whitespace().collect::<Vec<_>>());
    let words = words.map(|word| word.join(" ")).filter(|word| !word.is_empty());
    words.filter(|word| known.insert(word.to_lowercase())).take(MAX_KEYWORDS).collect()
}

fn lang(page: &Html) -> Option<String> {
    let root = page.root_element();
    let declared = root
        .attr("lang")
        .or_else(|| root.attr("xml:lang"))
        .or_else(|| dom::meta(page, "content-language"));
    let first = declared?.split(',').next()?.trim();
    let is_tag = !first.is_empty()
        && first.len() <= 35
        && first.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    is_tag.then(|| first.to_owned())
}

fn links(
    addresses: &[(String, LinkUsage)],
    source: &str,
    page: &Html,
    site: &Site,
    id: &str,
) -> Vec<Link> {
    let base_href = dom::first(page, "base").and_then(|base| base.attr("href"));
    let base = Base::new(&site.catalogue, id, &site.options.own_hosts, base_href);
    let mut lines = Lines::of(source);
    let link = |(raw, usage): &(String, LinkUsage)| {
        let target = target(site, id, base.meaning(raw));
        // Only links that come to nothing need to be found again by a person.
        let line = if target == Target::External { None } else { lines.line(raw) };
        Link { raw: raw.clone(), usage: *usage, target, line }
    };
    addresses.iter().map(link).collect()
}

/// What an address of the page `from` leads to. A public page does not open a file that was closed.
fn target(site: &Site, from: &str, meaning: Meaning) -> Target {
    match meaning {
        Meaning::SamePage => Target::SamePage,
        Meaning::External => Target::External,
        Meaning::LocalDisk => Target::LocalDisk,
        Meaning::Missing { path } => Target::Missing { path },
        Meaning::File { position, fragment } => match site.destination(position) {
            Some((Kind::Media, id)) if site.closed(from).is_none() && site.closed(id).is_some() => {
                Target::Missing { path: id.to_owned() }
            }
            Some((kind, id)) => Target::Entry { kind, external_id: id.to_owned(), fragment },
            None => Target::Missing { path: site.id(position).to_owned() },
        },
    }
}

fn problems(document: &Document, source: &Source) -> Vec<Problem> {
    let problem = |code, message: String| {
        Problem::new(code, Kind::Page, &document.external_id, message).titled(&document.title)
    };
    let mut problems = Vec::new();
    if encoding::is_mismatch(&source.encoding, &source.text) {
        let declared = source.encoding.declared.as_deref().unwrap_or_default();
        let message = format!("declares {declared} and is written in {}", source.encoding.used);
        problems.push(problem(Code::EncodingMismatch, message));
    }
    if source.encoding.decided_by == EncodingSource::Guessed && !source.text.is_ascii() {
        let message = format!("read as {}, which no declaration says", source.encoding.used);
        problems.push(problem(Code::EncodingGuessed, message));
    }
    if let Some(replaced) = &source.replaced {
        let problem = problem(Code::CharactersReplaced, replaced.message());
        problems.push(problem.at(Some(replaced.line)));
    }
    if let Some(date) = &document.updated
        && !matches!(date.derived_from, DateSource::Field | DateSource::LocalField)
    {
        let from = match date.derived_from {
            DateSource::FileTime => "the time of the file",
            _ => "words in the page",
        };
        problems.push(problem(Code::DateGuessed, format!("{}: from {from}", date.as_written)));
    }
    if source.had_code {
        problems.push(problem(
            Code::DynamicCodeRemoved,
            "server code was taken out; its output is missing".into(),
        ));
    }
    let active: BTreeMap<_, _> = document
        .reading
        .tidied
        .iter()
        .filter(|(what, _)| ACTIVE.contains(&what.as_str()))
        .collect();
    if !active.is_empty() {
        let list: Vec<String> =
            active.iter().map(|(what, times)| format!("{times} {what}")).collect();
        problems
            .push(problem(Code::ActiveContentRemoved, format!("taken out: {}", list.join(", "))));
    }
    if document.body_html.trim().is_empty() {
        problems.push(problem(Code::EmptyPage, "no text and no picture".into()));
    }
    problems
}
