//! One row as a document.

use std::collections::BTreeMap;

use super::{
    body::{self, Body},
    columns::{Column, Dialect},
    csv::Row,
    ricos,
    source::{Cells, Table},
    values,
};
use crate::{
    Asset, Code, Dated, Document, Kind, Link, LinkUsage, Located, Options, Problem, Reading, State,
    Target, TitleSource, Tree, address,
    jsonl::{beside, first_words, note_date},
    known::{Known, picture_elsewhere},
    markup, problem,
};

/// Longest id, in bytes.
const MAX_ID: usize = 1_000;

/// A row that was read, with the files it needs.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) document: Document,
    pub(super) assets: Vec<Asset>,
    /// Remarks of reviewers in its text.
    pub(super) remarks: u64,
}

/// The kind a row is counted as.
pub(super) fn kind(cells: &Cells<'_>) -> Kind {
    match cells.some(Column::Kind).map(str::to_lowercase).as_deref() {
        Some("page") => Kind::Page,
        _ => Kind::Post,
    }
}

/// The document of a row, or why there is none. `known` tells what addresses lead to.
pub(super) fn read(
    table: &Table,
    row: &Row,
    tree: &Tree,
    options: &Options,
    known: &Known,
) -> Result<Read, Problem> {
    let cells = Cells::new(&table.header, row);
    let place = table.file.path.as_str();
    let kind = kind(&cells);
    let id = table.id(&cells).unwrap_or_default();
    let written = title(&cells);
    let refuse = |(code, message): (Code, String)| {
        let problem = Problem::new(code, kind, &id, message);
        let problem =
            if id.is_empty() { Problem { external_id: None, ..problem } } else { problem };
        let problem = written.iter().fold(problem, |problem, title| problem.titled(title));
        problem.in_file(place).at(Some(row.line))
    };
    if id.is_empty() || id.len() > MAX_ID {
        return Err(refuse((
            Code::InvalidRecord,
            match &table.sheet {
                None => "a row without an id, or with one too long".to_owned(),
                Some(sheet) => {
                    format!("a row of sheet `{sheet}` without an id, or with one too long")
                }
            },
        )));
    }
    let body = body::of(&cells, place, tree, options).map_err(refuse)?;
    let mut problems = Vec::new();
    if cells.overflow() {
        let message = "more cells than the header has columns; what is beyond was left out";
        problems.push((Code::ConversionLoss, message.to_owned()));
    }
    let mut title_from = TitleSource::Title;
    let title = written.clone().unwrap_or_else(|| {
        title_from = TitleSource::FirstWords;
        problems.push((Code::Untitled, "without a title; the first words stand for it".to_owned()));
        first_words(&body.tidied.html).unwrap_or_else(|| id.clone())
    });
    let mut document = Document { title_from, ..Document::new(kind, &id, title) };
    document.reading = Reading {
        file: place.to_owned(),
        line: Some(row.line),
        encoding: body.encoding.clone().or_else(|| table.encoding.clone()),
        tidied: body
            .tidied
            .counts
            .iter()
            .map(|(what, times)| ((*what).to_owned(), *times))
            .collect(),
        ..Reading::default()
    };
    describe(&mut document, &cells, options, &mut problems);
    if let Some(sheet) = &table.sheet {
        document.fields.entry("sheet".to_owned()).or_default().push(sheet.clone());
    }
    let remarks = body.remarks;
    if let (Some(replaced), Some(file)) = (&body.replaced, &body.file) {
        let message = replaced.message();
        let problem = Problem::new(Code::CharactersReplaced, kind, &document.external_id, message);
        let problem = problem.titled(&document.title).in_file(file);
        document.problems.push(problem.at(Some(replaced.line)));
    }
    let assets = fill(&mut document, body, &cells, tree, known, &mut problems);
    if document.body_html.trim().is_empty() {
        problems.push((Code::EmptyPage, "no text and no picture".to_owned()));
    }
    problem::attach(&mut document, problems);
    Ok(Read { document, assets, remarks })
}

fn title(cells: &Cells<'_>) -> Option<String> {
    let title = cells.some(Column::Title)?;
    let title =
        if cells.dialect() == Dialect::Substack { unescaped(title) } else { title.to_owned() };
    Some(markup::line(&title)).filter(|title| !title.is_empty())
}

/// Substack writes words as HTML shows them.
fn unescaped(text: &str) -> String {
    crate::dom::text(scraper::Html::parse_fragment(text).root_element(), usize::MAX)
}

/// Everything but the text.
fn describe(
    document: &mut Document,
    cells: &Cells<'_>,
    options: &Options,
    problems: &mut Vec<(Code, String)>,
) {
    let line = |column| cells.some(column).map(markup::line);
    let many = |column| -> Vec<String> {
        values::list(cells.some(column).unwrap_or_default()).map(markup::line).collect()
    };
    let mut date = |column, name: &str| {
        let text = cells.some(column)?;
        let read = values::date(text, &options.time_zone);
        note_date(read.as_ref().map(|(date, _)| date), text, name, problems);
        let (date, guessed) = read?;
        if guessed {
            let message = format!("{name}: `{text}` was read as {}", date.instant);
            problems.push((Code::DateGuessed, message));
        }
        Some::<Dated>(date)
    };
    document.created = date(Column::Created, "created");
    document.updated = date(Column::Updated, "updated");
    document.published = date(Column::Published, "published");
    document.state = state(cells, problems);
    document.lang = line(Column::Lang);
    document.author = line(Column::Author);
    document.slug = line(Column::Slug);
    document.excerpt = match cells.dialect() {
        Dialect::Substack => cells.some(Column::Excerpt).map(unescaped),
        _ => line(Column::Excerpt),
    };
    for tag in many(Column::Tags) {
        if !document.tags.contains(&tag) && document.tags.len() < MAX_ID {
            document.tags.push(tag);
        }
    }
    document.old_urls = many(Column::OldUrl);
    let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, cell) in cells.others().chain(cells.some(Column::Folder).map(|it| ("folder", it))) {
        fields.entry(markup::line(name)).or_default().push(markup::plain(cell));
    }
    document.fields = fields;
}

fn state(cells: &Cells<'_>, problems: &mut Vec<(Code, String)>) -> State {
    match cells.dialect() {
        Dialect::Substack => {
            match (cells.some(Column::IsPublished), cells.some(Column::Audience)) {
                (Some(yes), audience) if values::is_yes(yes) => match audience {
                    None | Some("everyone") => State::Published,
                    Some(_) => State::Private,
                },
                _ => State::Draft,
            }
        }
        Dialect::Wix if cells.some(Column::Published).is_none() => State::Draft,
        Dialect::Wix => State::Published,
        Dialect::Manifest => {
            let word = cells.some(Column::State).unwrap_or_default();
            values::state(word).unwrap_or_else(|| {
                let message =
                    format!("`{}` is no state that is known: a draft", markup::line(word));
                problems.push((Code::KeptPrivate, message));
                State::Draft
            })
        }
    }
}

/// The text with what belongs to it; gives the files it needs.
fn fill(
    document: &mut Document,
    body: Body,
    cells: &Cells<'_>,
    tree: &Tree,
    known: &Known,
    problems: &mut Vec<(Code, String)>,
) -> Vec<Asset> {
    let Body { tidied, file, mut assets, links, problems: found, .. } = body;
    problems.extend(found);
    document.body_html = tidied.html;
    let place = document.reading.file.clone();
    let base = file.unwrap_or_else(|| place.clone());
    let own = |raw: &str| links.iter().find(|link| link.raw == raw).cloned();
    let line = document.reading.line;
    let mut wanted = Vec::new();
    for (raw, usage) in &tidied.addresses {
        let found = own(raw).unwrap_or_else(|| {
            let target = target(raw, *usage, &base, tree, known);
            Link { raw: raw.clone(), usage: *usage, target, line }
        });
        wanted.push(found);
    }
    let attached: Vec<&str> = cells
        .some(Column::Attachments)
        .map(|cell| values::list(cell).collect())
        .unwrap_or_default();
    let mut items = String::new();
    for raw in attached {
        let known_already = wanted.iter().any(|link| link.raw == raw);
        let target = target(raw, LinkUsage::Embedded, &place, tree, known);
        if !known_already {
            let name = raw.rsplit(['/', '\\']).next().unwrap_or(raw);
            let (raw, name) = (markup::escape(raw), markup::escape(name));
            items.extend(["<li><a href=\"", &raw, "\">", &name, "</a></li>"]);
        }
        wanted.push(Link { raw: raw.to_owned(), usage: LinkUsage::Embedded, target, line });
    }
    if !items.is_empty() {
        document.body_html.extend(["<ul>", &items, "</ul>\n"]);
    }
    if let Some(raw) = cells.some(Column::Cover) {
        let address = ricos::picture(raw).unwrap_or_else(|| raw.to_owned());
        if let Target::Entry { kind: Kind::Media, external_id, .. } =
            target(&address, LinkUsage::Embedded, &place, tree, known)
        {
            assets.extend(asset(&address, &external_id, tree, &place, line));
            document.cover = Some(external_id);
        } else {
            let message = format!("its cover `{}` is not in the source", markup::line(raw));
            problems.push((Code::MissingMedia, message));
        }
    }
    for link in &wanted {
        if let Target::Entry { kind: Kind::Media, external_id, .. } = &link.target {
            assets.extend(asset(&link.raw, external_id, tree, &place, line));
        }
    }
    document.links = wanted;
    assets
}

/// What an address in a text leads to: a file beside it, another row, or what `known` tells.
fn target(raw: &str, usage: LinkUsage, base: &str, tree: &Tree, known: &Known) -> Target {
    let path = raw.split(['#', '?']).next().unwrap_or(raw);
    let is_path = !path.is_empty() && !path.contains(':') && !path.starts_with('/');
    if is_path {
        let Some(path) = beside(base, &address::decoded(path)) else {
            return Target::Missing { path: raw.to_owned() };
        };
        let place = raw.split_once('#').map(|(_, place)| format!("#{place}")).unwrap_or_default();
        let target = known.target(&(address::of_path(&path) + &place), usage);
        if matches!(target, Target::Entry { .. }) {
            return target;
        }
        return match tree.file(&path) {
            Some(_) => Target::entry(Kind::Media, format!("media:{path}")),
            None => Target::Missing { path },
        };
    }
    known.target(raw, usage)
}

/// The asset behind a link; nothing for one that another part of the reader already gave.
fn asset(raw: &str, id: &str, tree: &Tree, file: &str, line: Option<u32>) -> Option<Asset> {
    if let Some(found) = id.strip_prefix("media:").and_then(|path| tree.file(path)) {
        return Some(Asset {
            external_id: id.to_owned(),
            name: found.path.rsplit('/').next().unwrap_or(&found.path).to_owned(),
            alt: None,
            located: Located::Inside(found.path.clone()),
            old_urls: Vec::new(),
            size: Some(found.size),
            file: file.to_owned(),
            line,
        });
    }
    picture_elsewhere(raw, file, line).filter(|asset| asset.external_id == id)
}
