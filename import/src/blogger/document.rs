//! Makes a document of an entry.

use super::{
    entry::{Entry, Words},
    index::{Index, Item},
};
use crate::{
    Code, Dated, Document, Encoding, Kind, Link, LinkUsage, Problem, State, Target, TitleSource,
    blog::{
        fingerprint,
        notes::{self, Lines},
        places::Meaning,
        words,
    },
    bounds,
    tidy::{Tidied, tidy_fragment},
    when,
};

/// Identity of an entry: its own, which is the same in both formats.
pub(super) fn id(entry: &Entry) -> String {
    if !entry.id.is_empty() {
        return entry.id.clone();
    }
    let told = [&*entry.published, &*entry.author.name, &*entry.title.text, &*entry.content.text];
    format!("entry:{}", fingerprint(&told))
}

/// Identity of the author called `name`.
pub(super) fn author_id(name: &str) -> String {
    format!("author:{name}")
}

/// Identity of the comment that an address of Blogger's own means; it begins as that of its neighbour does.
pub(super) fn comment_id(address: &str, neighbour: &str) -> Option<String> {
    let (_, number) = address.rsplit_once("/comments/default/")?;
    let (blog, _) = neighbour.rsplit_once(".post-")?;
    Some(format!("{blog}.post-{}", number.trim()))
}

/// Whether the entry was in the trash.
pub(super) fn is_trashed(entry: &Entry) -> bool {
    entry.trashed || entry.status.contains("TRASH")
}

/// A text as HTML.
pub(super) fn html(content: &Words) -> String {
    if content.form != "text" {
        return content.text.clone();
    }
    let escaped = content.text.replace('&', "&amp;").replace('<', "&lt;");
    format!("<p>{}</p>", escaped.replace("\n\n", "</p><p>").replace('\n', "<br>"))
}

/// The text of an entry as it will be stored, or why it cannot be taken.
pub(super) fn text(entry: &Entry) -> Result<Tidied, (Code, String)> {
    if entry.cut {
        return Err((Code::TooLarge, "its text is larger than what is read".to_owned()));
    }
    let html = html(&entry.content);
    if !bounds::is_parsable(&html) {
        return Err((Code::Malformed, "its markup would exhaust the machine".to_owned()));
    }
    Ok(tidy_fragment(&html))
}

/// The title as words: plain ones may hold `<`, and references in it are resolved once more than XML does.
fn given_title(title: &Words) -> Option<String> {
    let text =
        if title.form == "text" { title.text.replace('<', "&lt;") } else { title.text.clone() };
    Some(words::title(&text)).filter(|title| !title.is_empty())
}

/// The document of an entry, or why there is none, with what became of it.
pub(super) fn read(
    index: &Index,
    path: &str,
    entry: &Entry,
    item: &Item,
    encoding: &Encoding,
) -> Result<Document, Problem> {
    let problem = |code, line, message: String| {
        notes::problem(code, item.kind, &item.id, (path, line), message)
    };
    let working = given_title(&entry.title).unwrap_or_else(|| item.id.to_string());
    let lost = |(code, message)| problem(code, entry.line, message).titled(&working);
    if item.duplicate {
        let message = "the same entry stands further up in the source".to_owned();
        return Err(lost((Code::DuplicateId, message)));
    }
    if is_trashed(entry) {
        return Err(lost((Code::Trashed, "was in the trash".to_owned())));
    }
    let tidied = text(entry).map_err(lost)?;
    let (title, title_from) = match (given_title(&entry.title), words::first(&tidied.html)) {
        (Some(title), _) => (title, TitleSource::Title),
        (None, Some(words)) => (words, TitleSource::FirstWords),
        (None, None) => {
            let name = slug(entry).unwrap_or_else(|| entry.published.trim().to_owned());
            (if name.is_empty() { item.id.to_string() } else { name }, TitleSource::FileName)
        }
    };
    let mut document = Document::new(item.kind, &*item.id, title);
    document.title_from = title_from;
    let lines = Lines::of(&entry.content.text, entry.line);
    document.links = links(index, lines, entry.address(), &tidied.addresses);
    document.body_html = tidied.html;
    let description = words::title(&entry.description);
    document.excerpt = (!description.is_empty()).then_some(description);
    document.author = Some(entry.author.name.clone()).filter(|name| !name.is_empty());
    document.author_id = document.author.as_deref().map(author_id);
    for label in &entry.labels {
        if !document.tags.contains(label) {
            document.tags.push(label.clone());
        }
    }
    document.lang.clone_from(&index.site.lang);
    document.slug = slug(entry);
    document.old_urls = old_urls(index, entry);
    fields(entry, &mut document);
    document.reading.file = path.to_owned();
    document.reading.line = Some(entry.line);
    document.reading.sha256 =
        fingerprint(&[&entry.id, &entry.title.text, &entry.content.text, &entry.updated]);
    document.reading.encoding = Some(encoding.clone());
    document.reading.tidied =
        tidied.counts.into_iter().map(|(what, times)| (what.to_owned(), times)).collect();

    let mut found: Vec<(Code, u32, String)> = Vec::new();
    if title_from != TitleSource::Title {
        found.push((Code::Untitled, entry.line, format!("called `{}`", document.title)));
    }
    set_state(entry, &mut document, &mut found);
    set_dates(index, entry, &mut document, &mut found);
    if document.body_html.trim().is_empty() {
        found.push((Code::EmptyPage, entry.line, "no text and no picture".to_owned()));
    }
    if let Some((code, message)) = notes::active_content(&document) {
        found.push((code, entry.line, message));
    }
    for link in &document.links {
        if let Target::Entry { kind: Kind::Media, external_id, .. } = &link.target
            && index.media.get(external_id).is_some_and(|medium| medium.ambiguous)
        {
            let message = format!("several files could be `{}`; none was taken", link.raw);
            found.push((Code::AmbiguousMedia, link.line.unwrap_or(entry.line), message));
        }
    }
    document.problems = found
        .into_iter()
        .map(|(code, line, message)| problem(code, line, message).titled(&document.title))
        .collect();
    Ok(document)
}

/// The last part of its address, without the end.
fn slug(entry: &Entry) -> Option<String> {
    let address = Some(entry.filename.as_str())
        .filter(|name| !name.is_empty())
        .or_else(|| entry.address())?;
    let path = crate::normal(address)?.path;
    let name = path.split('?').next()?.rsplit('/').next()?;
    let name = name.strip_suffix(".html").unwrap_or(name);
    (!name.is_empty()).then(|| name.to_owned())
}

fn old_urls(index: &Index, entry: &Entry) -> Vec<String> {
    let mut urls: Vec<String> = entry.address().map(str::to_owned).into_iter().collect();
    let file = entry.filename.as_str();
    if file.is_empty() {
        return urls;
    }
    let path = format!("/{}", file.trim_start_matches('/'));
    urls.extend(index.places.hosts().map(|host| format!("https://{host}{path}")));
    if urls.is_empty() {
        urls.push(path);
    }
    urls
}

fn fields(entry: &Entry, document: &mut Document) {
    for (name, value) in &entry.location {
        let values = document.fields.entry("location".to_owned()).or_default();
        values.push(if name == "name" { value.clone() } else { format!("{name} {value}") });
    }
    for (_, address) in entry.links.iter().filter(|(relation, _)| relation == "enclosure") {
        document.fields.entry("enclosure".to_owned()).or_default().push(address.clone());
    }
}

fn set_state(entry: &Entry, document: &mut Document, found: &mut Vec<(Code, u32, String)>) {
    document.state = match entry.status.as_str() {
        _ if entry.draft => State::Draft,
        "" | "LIVE" | "PUBLISHED" => State::Published,
        "SCHEDULED" => State::Scheduled,
        "DRAFT" => State::Draft,
        other => {
            let message = format!("its status is `{other}`: kept as a draft");
            found.push((Code::KeptPrivate, entry.line, message));
            State::Draft
        }
    };
}

fn set_dates(
    index: &Index,
    entry: &Entry,
    document: &mut Document,
    found: &mut Vec<(Code, u32, String)>,
) {
    let mut read = |written: &str, name: &str| -> Option<Dated> {
        let date = when::written(written, &index.options.time_zone);
        if date.is_none() && !written.trim().is_empty() {
            found.push((Code::DateInvalid, entry.line, format!("{name}: `{written}` is no date")));
        }
        if date.as_ref().is_some_and(|date| date.shifted) {
            let message = format!("{written}: the clocks left this time out");
            found.push((Code::DateShifted, entry.line, message));
        }
        date
    };
    let published = read(&entry.published, "published");
    document.updated = read(&entry.updated, "updated");
    document.created = read(&entry.created, "created").or_else(|| published.clone());
    if published.is_none() && entry.published.trim().is_empty() {
        found.push((Code::DateInvalid, entry.line, "no date".to_owned()));
    }
    if matches!(document.state, State::Published | State::Scheduled) {
        document.published = published;
    }
}

/// A link for each address of a text that was at `base`.
pub(super) fn links(
    index: &Index,
    mut lines: Lines<'_>,
    base: Option<&str>,
    addresses: &[(String, LinkUsage)],
) -> Vec<Link> {
    let link = |(raw, usage): &(String, LinkUsage)| {
        let target = match index.places.meaning(raw, *usage, base) {
            Meaning::SamePage => Target::SamePage,
            Meaning::External => Target::External,
            Meaning::LocalDisk => Target::LocalDisk,
            Meaning::Document(position, fragment) => {
                let item = index.items.get(position as usize);
                let kind = item.map_or(Kind::Post, |item| item.kind);
                let external_id = item.map(|item| item.id.to_string()).unwrap_or_default();
                Target::Entry { kind, external_id, fragment }
            }
            Meaning::Medium { id, .. } if index.media.get(&id).is_some() => {
                Target::entry(Kind::Media, id)
            }
            Meaning::Medium { own: false, .. } => Target::External,
            Meaning::Medium { address, .. } => Target::Missing { path: address },
            Meaning::Missing(address) => {
                let host = address.host.as_deref().unwrap_or_default();
                Target::Missing { path: format!("{host}{}", address.path) }
            }
        };
        let line = match target {
            Target::External | Target::SamePage => None,
            _ => Some(lines.line(raw)),
        };
        Link { raw: raw.clone(), usage: *usage, target, line }
    };
    addresses.iter().map(link).collect()
}
