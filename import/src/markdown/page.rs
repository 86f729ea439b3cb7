//! Reads one text in full: the second pass.

use std::collections::BTreeMap;

use scraper::Html;

use super::{
    addresses,
    commands::{Expanded, expand},
    links::Base,
    meta::Meta,
    name::{Name, Syntax},
    problems, rst,
    site::{Index, author_id},
    source::Source,
    text,
};
use crate::{
    Asset, Code, DateSource, Dated, Document, Kind, Link, LinkUsage, Problem, Reading, State,
    Target, TitleSource, TreeFile, bounds, dom,
    markup::escape,
    tidy::{Tidied, tidy_fragment},
};

/// A text as HTML.
pub(super) struct Body {
    pub(super) tidied: Tidied,
    pub(super) expanded: Expanded,
    /// Whether it would grow without end when parsed, and was left out.
    pub(super) refused: bool,
}

/// The document in `file`.
pub(super) fn read(
    index: &Index,
    file: &TreeFile,
    syntax: Syntax,
) -> Result<Document, (Code, String)> {
    let source = Source::read(&index.tree, file, syntax, &index.options)?;
    let path = file.path.as_str();
    let meta = source.meta(path, index);
    let old_urls = addresses::of(&index.config, path, &meta, source.front.style);
    let base = Base::new(index, path, old_urls.first().map(String::as_str));
    let mut body = convert(index, &base, &source);
    if body.refused {
        return Err((Code::Malformed, "the markup would grow without end when parsed".to_owned()));
    }
    redirection(&meta, &mut body.tidied);
    let (title, title_from) = title(path, &meta, &mut body.tidied);
    let (links, ambiguous) = links(&base, &body.tidied.addresses, &source.text);
    let cover =
        meta.cover.as_deref().and_then(|raw| match base.target(raw, LinkUsage::Embedded).0 {
            Target::Entry { kind: Kind::Media, external_id, .. } => Some(external_id),
            _ => None,
        });
    let of_file = || {
        let instant = file.modified?;
        let derived_from = DateSource::FileTime;
        Some(Dated { instant, as_written: instant.to_string(), derived_from, shifted: false })
    };
    let created = meta.created.clone().or_else(|| meta.updated.clone()).or_else(of_file);
    let published = meta.published.clone().or_else(|| created.clone());
    let names: Vec<&str> = meta.authors.iter().map(|person| person.name.as_str()).collect();
    let mut tags = meta.categories.clone();
    tags.extend(meta.tags.iter().filter(|tag| !meta.categories.contains(tag)).cloned());
    let mut document = Document {
        title_from,
        excerpt: meta.summary.clone(),
        state: meta.state,
        sticky: meta.sticky,
        author: (!names.is_empty()).then(|| names.join(", ")),
        author_id: names.first().map(|name| author_id(name)),
        updated: meta.updated.clone().or_else(|| created.clone()),
        created,
        published: published.filter(|_| !matches!(meta.state, State::Draft | State::Pending)),
        lang: meta.lang.clone().or_else(|| index.config.site.lang.clone()),
        tags,
        slug: Some(meta.slug.clone().unwrap_or_else(|| Name::of(path).stem.to_owned())),
        cover,
        fields: meta.fields.clone(),
        old_urls,
        links,
        reading: Reading {
            file: path.to_owned(),
            line: None,
            sha256: source.sha256.clone(),
            encoding: Some(source.encoding.clone()),
            tidied: counts(&body),
        },
        body_html: std::mem::take(&mut body.tidied.html),
        ..Document::new(meta.kind, path, title)
    };
    document.problems = problems::of(&document, &source, &meta, &body, &ambiguous);
    Ok(document)
}

/// The assets that a text shows and the source does not hold.
pub(super) fn elsewhere(index: &Index, path: &str, source: &Source) -> Vec<Asset> {
    let meta = source.meta(path, index);
    let base = Base::new(index, path, None);
    let body = convert(index, &base, source);
    let shown = body.tidied.addresses.iter().filter(|(_, usage)| *usage == LinkUsage::Embedded);
    let addresses = shown.map(|(raw, _)| raw.as_str()).chain(meta.cover.as_deref());
    addresses
        .filter_map(|raw| {
            let asset = base.target(raw, LinkUsage::Embedded).1?;
            Some(Asset { file: path.to_owned(), line: line_of(&source.text, raw), ..asset })
        })
        .collect()
}

fn convert(index: &Index, base: &Base<'_>, source: &Source) -> Body {
    let expanded = match source.syntax {
        Syntax::Rst => Expanded { text: source.body().to_owned(), ..Expanded::default() },
        syntax => expand(source.body(), syntax, source.body_line(), base),
    };
    let mut html = match source.syntax {
        Syntax::Markdown => text::markdown(&expanded.text, &index.jumps),
        Syntax::Rst => rst::to_html(&expanded.text),
        Syntax::Html => expanded.text.clone(),
    };
    let mut blank_lines = 0;
    if source.syntax == Syntax::Html
        && let Some(marked) = text::paragraphs(&html)
    {
        (html, blank_lines) = (marked, 1);
    }
    let refused = !bounds::is_parsable(&html);
    let mut tidied = tidy_fragment(&html);
    if blank_lines > 0 {
        tidied.counts.insert("paragraphs_by_blank_lines", blank_lines);
    }
    Body { tidied, expanded, refused }
}

/// A page whose only purpose is to lead elsewhere says where.
fn redirection(meta: &Meta, tidied: &mut Tidied) {
    if let Some(to) = redirects_to(meta).filter(|_| tidied.html.trim().is_empty()) {
        let address = escape(to);
        tidied.html = format!("<p><a href=\"{address}\">{address}</a></p>\n");
        tidied.addresses.push((to.to_owned(), LinkUsage::Anchor));
    }
}

/// Where a page leads whoever comes to it, as a plugin of Jekyll has it.
pub(super) fn redirects_to(meta: &Meta) -> Option<&str> {
    meta.fields.get("redirect_to").and_then(|to| to.first()).map(String::as_str)
}

/// The addresses that a page had.
pub(super) fn old_urls(index: &Index, file: &TreeFile) -> Vec<String> {
    let Some(syntax) = Syntax::of(&file.path) else { return Vec::new() };
    let Ok(source) = Source::read(&index.tree, file, syntax, &index.options) else {
        return Vec::new();
    };
    let meta = source.meta(&file.path, index);
    addresses::of(&index.config, &file.path, &meta, source.front.style)
}

/// The title the text gives, else its first heading, which leaves the body if it stands first, else the file name.
fn title(path: &str, meta: &Meta, tidied: &mut Tidied) -> (String, TitleSource) {
    if let Some(title) = &meta.title {
        return (title.clone(), TitleSource::Title);
    }
    let heading = tidied.html.find("<h1>").and_then(|start| {
        let end = start + tidied.html.get(start..)?.find("</h1>")? + "</h1>".len();
        let words =
            dom::text(Html::parse_fragment(tidied.html.get(start..end)?).root_element(), 300);
        (!words.is_empty()).then_some((start, end, words))
    });
    match heading {
        Some((start, end, words)) => {
            let shows = tidied.html.get(start..end).is_some_and(|it| it.contains("<img"));
            if start == 0 && !shows {
                tidied.html = tidied.html.get(end..).unwrap_or_default().trim_start().to_owned();
                let html = &tidied.html;
                // Links that were only in the heading are gone with it.
                tidied.addresses.retain(|(raw, _)| html.contains(&escape(raw)));
            }
            (words, TitleSource::Heading)
        }
        None => (Name::of(path).words(), TitleSource::FileName),
    }
}

/// The links, and the pictures that several files could be.
fn links(
    base: &Base<'_>,
    addresses: &[(String, LinkUsage)],
    text: &str,
) -> (Vec<Link>, Vec<String>) {
    let mut ambiguous = Vec::new();
    let mut looks = 0;
    let mut link = |(raw, usage): &(String, LinkUsage)| {
        let target = base.target(raw, *usage).0;
        let missing = matches!(target, Target::Missing { .. } | Target::LocalDisk);
        if missing && *usage == LinkUsage::Embedded && base.is_ambiguous(raw) {
            ambiguous.push(raw.clone());
        }
        // Only links that come to nothing need to be found again by a person; each look costs a pass over the text.
        looks += usize::from(missing);
        let line = if missing && looks < 200 { line_of(text, raw) } else { None };
        Link { raw: raw.clone(), usage: *usage, target, line }
    };
    (addresses.iter().map(&mut link).collect(), ambiguous)
}

/// The line, from 1, in which an address first stands, escaped or not.
fn line_of(text: &str, raw: &str) -> Option<u32> {
    let plain = crate::address::decoded(raw);
    let at =
        [raw, &plain, &raw.replace('&', "&amp;")].iter().find_map(|address| text.find(*address))?;
    u32::try_from(text.get(..at)?.matches('\n').count() + 1).ok()
}

fn counts(body: &Body) -> BTreeMap<String, u64> {
    let counts = body.tidied.counts.iter().chain(&body.expanded.counts);
    counts.map(|(what, times)| ((*what).to_owned(), *times)).collect()
}

/// Why the text could not be read, for the account.
pub(super) fn failed(file: &TreeFile, kind: Kind, (code, message): (Code, String)) -> Problem {
    Problem::new(code, kind, &file.path, message)
}
