//! Makes a document of an entry.

use super::{
    breaks::Breaks,
    dates,
    entry::{Entry, Text},
    grammar,
    index::{Index, Item, Source},
    links,
};
use crate::{
    Code, DateSource, Dated, Document, Kind, Problem, State, TitleSource,
    blog::{notes, words},
    bounds,
    rewrite::hex,
    tidy::{Tidied, tidy_fragment},
    when,
};

/// Keys that have a place of their own in a document, or say nothing about it.
const KNOWN: [&str; 14] = [
    "AUTHOR",
    "AUTHOR EMAIL",
    "TITLE",
    "STATUS",
    "ALLOW COMMENTS",
    "ALLOW PINGS",
    "CONVERT BREAKS",
    "BASENAME",
    "CATEGORY",
    "DATE",
    "TAGS",
    "UNIQUE URL",
    "NO ENTRY",
    "START BODY",
];

/// The text of an entry as it will be stored, but for its links.
pub(super) struct Converted {
    pub(super) tidied: Tidied,
    loss: Option<&'static str>,
}

/// The text of an entry, or why it cannot be taken.
pub(super) fn text(entry: &Entry) -> Result<Converted, (Code, String)> {
    if !entry.whole {
        return Err((Code::Truncated, "the file ends in the middle of it".to_owned()));
    }
    if entry.body.cut || entry.extended.cut {
        return Err((Code::TooLarge, "its text is larger than what is read".to_owned()));
    }
    let breaks = Breaks::of(entry.get("CONVERT BREAKS"));
    let (mut html, mut loss) = breaks.convert(&entry.body.text);
    if !entry.extended.is_blank() {
        let (more, lost) = breaks.convert(&entry.extended.text);
        html.push_str("\n<a name=\"more\"></a>");
        html.push_str(&more);
        loss = loss.or(lost);
    }
    if !bounds::is_parsable(&html) {
        return Err((Code::Malformed, "its markup would exhaust the machine".to_owned()));
    }
    Ok(Converted { tidied: tidy_fragment(&html), loss })
}

/// Identity of the author called `name`.
pub(super) fn author_id(name: &str) -> String {
    format!("author:{name}")
}

/// A date of the blog, in the time zone of whoever imports.
pub(super) fn dated(written: &str, index: &Index) -> Option<Dated> {
    let zone = &index.options.time_zone;
    when::local(dates::parse(written)?, zone, written, DateSource::LocalField)
}

/// The title of an entry for a problem, whatever becomes of it.
pub(super) fn working_title(entry: &Entry, item: &Item) -> String {
    entry
        .get("TITLE")
        .map(words::title)
        .filter(|title| !title.is_empty())
        .unwrap_or_else(|| item.id.to_string())
}

/// The document of an entry, or why there is none.
pub(super) fn read(
    index: &Index,
    source: &Source,
    entry: &Entry,
    item: &Item,
) -> Result<Document, Problem> {
    let path = index.path(source);
    let problem = |code, line, message: String| {
        notes::problem(code, Kind::Post, &item.id, (path, line), message)
    };
    let lost =
        |(code, message)| problem(code, entry.line, message).titled(&working_title(entry, item));
    if item.duplicate {
        return Err(lost((
            Code::DuplicateId,
            "the same entry stands further up in the source".to_owned(),
        )));
    }
    let Converted { tidied, loss } = text(entry).map_err(lost)?;
    let (title, title_from) = title(entry, item, &tidied.html);
    let mut document = Document::new(Kind::Post, &*item.id, title);
    document.title_from = title_from;
    document.links = links::of(index, entry, &tidied.addresses);
    document.body_html = tidied.html;
    let excerpt = words::plain(&entry.excerpt.text);
    document.excerpt = (!excerpt.is_empty()).then_some(excerpt);
    document.author = entry.get("AUTHOR").map(str::to_owned);
    document.author_id = entry.get("AUTHOR").map(author_id);
    document.tags = labels(entry);
    document.slug = entry.get("BASENAME").map(str::to_owned);
    document.old_urls = entry.get("UNIQUE URL").map(str::to_owned).into_iter().collect();
    document.reading.file = path.to_owned();
    document.reading.line = Some(entry.line);
    document.reading.sha256 = hex(&entry.sha256);
    document.reading.encoding = Some(source.decided.told());
    document.reading.tidied =
        tidied.counts.into_iter().map(|(what, times)| (what.to_owned(), times)).collect();
    fields(entry, &mut document);

    let mut found: Vec<(Code, u32, String)> = entry.problems.clone();
    let body = entry.body.line.max(entry.line);
    let mut add = |code, line, message: &str| found.push((code, line, message.to_owned()));
    for text in [&entry.body, &entry.extended, &entry.excerpt, &entry.keywords] {
        if let Some(line) = text.mended {
            add(Code::CharactersReplaced, line, "bytes that are no text were mended");
        }
        if text.cut {
            add(
                Code::TooLarge,
                text.line,
                "only the beginning of the excerpt or the keywords was read",
            );
        }
    }
    if title_from != TitleSource::Title {
        add(Code::Untitled, entry.line, &format!("called `{}`", document.title));
    }
    if let Some(loss) = loss {
        add(Code::ConversionLoss, body, loss);
    }
    set_state(entry, &mut document, &mut add);
    set_dates(index, entry, &mut document, &mut add);
    if document.body_html.trim().is_empty() {
        add(Code::EmptyPage, entry.line, "no text and no picture");
    }
    if let Some((code, message)) = notes::active_content(&document) {
        add(code, body, &message);
    }
    links::ambiguous(index, &document, &mut add);
    document.problems = found
        .into_iter()
        .map(|(code, line, message)| problem(code, line, message).titled(&document.title))
        .collect();
    Ok(document)
}

fn title(entry: &Entry, item: &Item, html: &str) -> (String, TitleSource) {
    let given = entry.get("TITLE").map(words::title).filter(|title| !title.is_empty());
    match (given, words::first(html)) {
        (Some(title), _) => (title, TitleSource::Title),
        (None, Some(words)) => (words, TitleSource::FirstWords),
        // Nothing but pictures.
        (None, None) => {
            let name = entry.get("BASENAME").or_else(|| entry.get("DATE")).unwrap_or(&item.id);
            (name.to_owned(), TitleSource::FileName)
        }
    }
}

fn labels(entry: &Entry) -> Vec<String> {
    let categories = entry.all("PRIMARY CATEGORY").chain(entry.all("CATEGORY")).map(str::to_owned);
    let mut labels: Vec<String> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for label in categories.chain(entry.all("TAGS").flat_map(grammar::tags)) {
        if known.insert(label.clone()) {
            labels.push(label);
        }
    }
    labels
}

fn fields(entry: &Entry, document: &mut Document) {
    for (key, value) in &entry.header {
        if !KNOWN.contains(&key.as_str()) && !value.is_empty() {
            let name = key.to_lowercase().replace(' ', "_");
            document.fields.entry(name).or_default().push(value.clone());
        }
    }
    // 0: there were none; 2: no more were taken.
    if matches!(entry.get("ALLOW COMMENTS"), Some("0" | "2")) {
        document.fields.insert("comments".to_owned(), vec!["closed".to_owned()]);
    }
    let Text { text: keywords, .. } = &entry.keywords;
    if !keywords.trim().is_empty() {
        document.fields.insert("keywords".to_owned(), vec![keywords.trim().to_owned()]);
    }
}

fn set_state(entry: &Entry, document: &mut Document, add: &mut impl FnMut(Code, u32, &str)) {
    let status = entry.get("STATUS").unwrap_or_default();
    document.state = match status.to_ascii_lowercase().as_str() {
        "publish" | "published" => State::Published,
        "future" | "scheduled" => State::Scheduled,
        "review" | "pending" => State::Pending,
        "draft" => State::Draft,
        _ => {
            let message = format!("its status is `{status}`: kept as a draft");
            add(Code::KeptPrivate, entry.line, &message);
            State::Draft
        }
    };
}

fn set_dates(
    index: &Index,
    entry: &Entry,
    document: &mut Document,
    add: &mut impl FnMut(Code, u32, &str),
) {
    let written = entry.get("DATE");
    let date = written.and_then(|written| dated(written, index));
    match (&date, written) {
        (None, Some(written)) => {
            add(Code::DateInvalid, entry.line, &format!("`{written}` is no date"));
        }
        (None, None) => add(Code::DateInvalid, entry.line, "no date"),
        (Some(date), _) if date.shifted => {
            let message = format!("{}: the clocks left this time out", date.as_written);
            add(Code::DateShifted, entry.line, &message);
        }
        _ => {}
    }
    if matches!(document.state, State::Published | State::Scheduled) {
        document.published.clone_from(&date);
    }
    document.created = date;
}
