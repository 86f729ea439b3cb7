//! Makes a document of an item.

use sha2::{Digest, Sha256};

use super::{
    dates, fields,
    former::old_addresses,
    index::{Index, Key},
    item::Item,
    links::{Text, attachment_id, document_id},
    people::{self, People, author_id},
    plain,
    text::{self, Converted, Notes, convert_plain},
};
use crate::{
    Code, Dated, Document, Encoding, Kind, Options, Problem, State, TitleSource, rewrite::hex,
};

/// Longest title made of the first words of a text, in characters.
const MAX_TITLE: usize = 80;

/// Pictures of the galleries of one text that are named where they are missing.
const MAX_TOLD: usize = 50;

/// What is known where a document is made.
pub(super) struct Around<'a> {
    pub(super) index: &'a Index,
    pub(super) people: &'a People,
    pub(super) options: &'a Options,
    pub(super) file: &'a str,
    pub(super) lang: Option<&'a str>,
    pub(super) encoding: Option<&'a Encoding>,
}

/// What a text may ask the source for.
pub(super) struct Known<'a> {
    pub(super) index: &'a Index,
    pub(super) id: &'a str,
}

impl text::Source for Known<'_> {
    fn block(&self, id: u64) -> Option<&str> {
        self.index.block_text(id)
    }

    fn attached(&self) -> &[u64] {
        self.index.attached(self.id)
    }

    fn caption(&self, attachment: u64) -> Option<&str> {
        self.index.caption_of(attachment)
    }

    fn alt(&self, attachment: u64) -> Option<&str> {
        self.index.attachment_key(attachment)?;
        Some(self.index.alt_of(attachment).unwrap_or_default())
    }
}

/// Who could read an item.
pub(super) fn state(item: &Item) -> State {
    match item.status.as_str() {
        "publish" if !item.password.is_empty() => State::Protected,
        "publish" => State::Published,
        "private" => State::Private,
        "future" => State::Scheduled,
        "pending" => State::Pending,
        _ => State::Draft,
    }
}

/// The text of an item as HTML; of a text that is too large its beginning.
pub(super) fn convert(item: &Item, index: &Index, options: &Options) -> (Converted, bool) {
    let limit = usize::try_from(options.max_page_bytes).unwrap_or(usize::MAX);
    let end = item.content.floor_char_boundary(limit.min(item.content.len()));
    let content = item.content.get(..end).unwrap_or_default();
    let mut converted = text::convert(content, &Known { index, id: &item.id });
    if converted.notes.footnotes {
        let (html, addresses) = footnotes(item);
        converted.html.push_str(&html);
        for address in addresses {
            if !converted.addresses.contains(&address) {
                converted.addresses.push(address);
            }
        }
    }
    (converted, end < item.content.len())
}

/// The document of an item.
pub(super) fn read(item: &Item, key: Key, kind: Kind, around: &Around<'_>) -> Document {
    let (converted, too_large) = convert(item, around.index, around.options);
    let (title, title_from) = title(item, &converted.html);
    let mut document = Document::new(kind, document_id(key), title);
    document.title_from = title_from;
    let mut telling =
        Telling { item, file: around.file, problems: Vec::new(), kind, id: document_id(key) };
    if too_large || item.cut {
        telling.add(Code::TooLarge, "longer than is read; its beginning was taken");
    }
    if title_from != TitleSource::Title {
        telling.add(Code::Untitled, "without a title");
    }
    telling.notes(&converted.notes);
    if converted.html.trim().is_empty() {
        telling.add(Code::EmptyPage, "no text and no picture");
    }

    document.state = state(item);
    document.sticky = item.sticky;
    author(&mut document, item, around.people);
    dates(&mut document, item, around.options, &mut telling);
    document.excerpt = Some(plain::text(&item.excerpt)).filter(|excerpt| !excerpt.is_empty());
    // Polylang keeps the language of a text as a label.
    let said = item.labels.iter().find(|label| label.domain == "language");
    let said = said.map(|label| label.slug.as_str()).filter(|lang| !lang.is_empty());
    document.lang = said.or(around.lang).map(str::to_owned);
    document.slug = Some(crate::address::decoded(&item.name)).filter(|name| !name.is_empty());
    document.tags = tags(item);
    document.fields = fields::of(item);
    document.parent = parent(item, around.index, &mut telling);
    document.cover = cover(item, around.index, &mut telling);
    document.old_urls = old_addresses(item);
    if let Key::Number(number) = key {
        // Short links of pages have the one or the other.
        let names: &[&str] = if kind == Kind::Page { &["page_id", "p"] } else { &["p"] };
        for name in names {
            let short = format!("/?{name}={number}");
            if !document.old_urls.iter().any(|url| url.ends_with(&short)) {
                document.old_urls.push(short);
            }
        }
    }
    let text = Text {
        index: around.index,
        address: &item.link,
        written: &item.content,
        line: item.content_line.max(item.line),
        said: &converted.attachments,
    };
    document.links = text.links(converted.addresses);
    document.body_html = converted.html;
    document.reading.file = around.file.to_owned();
    document.reading.line = Some(item.line);
    document.reading.sha256 = hex(&Sha256::digest(&item.content));
    document.reading.encoding = around.encoding.cloned();
    let tidied = converted.counts.into_iter();
    document.reading.tidied = tidied.map(|(what, times)| (what.to_owned(), times)).collect();
    let title = document.title.clone();
    document.problems = telling.problems.into_iter().map(|it| it.titled(&title)).collect();
    document
}

/// The title of an item, or what stands for it.
pub(super) fn title(item: &Item, html: &str) -> (String, TitleSource) {
    let written = plain::text(&item.title);
    if !written.is_empty() {
        return (written, TitleSource::Title);
    }
    let words = plain::first_words(html, MAX_TITLE);
    if !words.is_empty() {
        return (words, TitleSource::FirstWords);
    }
    let name = [&item.name, &item.id].into_iter().find(|name| !name.is_empty());
    (
        name.map_or_else(|| "–".to_owned(), |name| crate::address::decoded(name)),
        TitleSource::FileName,
    )
}

/// Problems of one document.
struct Telling<'a> {
    item: &'a Item,
    file: &'a str,
    kind: Kind,
    id: String,
    problems: Vec<Problem>,
}

impl Telling<'_> {
    fn add(&mut self, code: Code, message: impl Into<String>) {
        let problem = Problem::new(code, self.kind, &self.id, message);
        self.problems.push(problem.in_file(self.file).at(Some(self.item.line)));
    }

    fn notes(&mut self, notes: &Notes) {
        for (name, times) in &notes.blocks {
            let message = format!("block `{name}` has no text of its own ({times})");
            self.add(Code::UnknownBlock, message);
        }
        for id in &notes.missing_blocks {
            self.add(Code::UnknownBlock, format!("reusable block {id} is not in the source"));
        }
        for (name, times) in &notes.shortcodes {
            self.add(Code::UnknownShortcode, format!("`[{name}]` stays as written ({times})"));
        }
        if notes.empty_galleries > 0 {
            let message =
                format!("{} galleries without a picture in the source", notes.empty_galleries);
            self.add(Code::MissingMedia, message);
        }
        for id in notes.missing_pictures.iter().take(MAX_TOLD) {
            let message = format!("picture {id} of a gallery is not in the source");
            self.add(Code::MissingMedia, message);
        }
        let more = notes.missing_pictures.len().saturating_sub(MAX_TOLD);
        if more > 0 {
            self.add(Code::MissingMedia, format!("and {more} pictures more of its galleries"));
        }
        if notes.words_only {
            self.add(Code::Malformed, "its markup cannot be read; its words were taken");
        }
    }
}

fn author(document: &mut Document, item: &Item, people: &People) {
    let co_authors: Vec<_> =
        item.labels.iter().filter(|label| label.domain == "author").take(50).collect();
    let mut names: Vec<String> = Vec::new();
    for label in &co_authors {
        let known = people.author_of(people::co_author(label)).map(|author| author.name.clone());
        let name = known.unwrap_or_else(|| plain::text(&label.name));
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    let login = co_authors
        .first()
        .map_or_else(|| people::login(&item.creator), |first| people::co_author(first));
    let known = people.author_of(login);
    document.author_id = known.map(|_| author_id(login));
    document.author = if names.is_empty() {
        known.map(|author| author.name.clone()).or_else(|| Some(login.to_owned()))
    } else {
        Some(names.join(", "))
    };
    document.author = document.author.take().filter(|name| !name.is_empty());
}

fn dates(document: &mut Document, item: &Item, options: &Options, telling: &mut Telling<'_>) {
    let mut read = |local: &str, utc: &str, fallback: &str| -> Option<Dated> {
        let found = dates::read(local, utc, fallback, options);
        if let Some((code, message)) = found.problem {
            telling.add(code, message);
        }
        found.date
    };
    document.created = read(&item.date, &item.date_gmt, &item.pub_date);
    document.updated = read(&item.modified, &item.modified_gmt, "");
    let shown = !matches!(document.state, State::Draft | State::Pending);
    if shown {
        document.published = document.created.clone();
    }
    if shown && document.created.is_none() {
        telling.add(Code::DateGuessed, "no date is given, and none stands for it");
    }
}

/// Tags and categories, each once.
fn tags(item: &Item) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let labels = item.labels.iter();
    let ours = labels.filter(|it| matches!(people::taxonomy(&it.domain), "tag" | "category"));
    let names = ours
        .map(|label| plain::text(if label.name.is_empty() { &label.slug } else { &label.name }));
    names.filter(|name| !name.is_empty() && seen.insert(name.clone())).collect()
}

fn parent(item: &Item, index: &Index, telling: &mut Telling<'_>) -> Option<String> {
    let number = item.parent.parse::<u64>().ok().filter(|number| *number > 0)?;
    let found = index.document_key(number).map(document_id);
    if found.is_none() {
        telling
            .add(Code::UnknownParent, format!("stands below {number}, which is not in the source"));
    }
    found.filter(|found| *found != telling.id)
}

fn cover(item: &Item, index: &Index, telling: &mut Telling<'_>) -> Option<String> {
    let number = item.field("_thumbnail_id")?.parse::<u64>().ok().filter(|number| *number > 0)?;
    let found = index.attachment_key(number).map(attachment_id);
    if found.is_none() {
        let message =
            format!("the picture that stands for it, number {number}, is not in the source");
        telling.add(Code::MissingMedia, message);
    }
    found
}

/// The notes at the foot of a text, which the block editor keeps in a field.
fn footnotes(item: &Item) -> (String, Vec<(String, crate::LinkUsage)>) {
    let notes: Vec<serde_json::Value> = item
        .field("footnotes")
        .and_then(|json| serde_json::from_str(json).ok())
        .unwrap_or_default();
    let (mut html, mut addresses) = (String::new(), Vec::new());
    for note in notes.iter().take(1000) {
        let Some(content) = note.get("content").and_then(serde_json::Value::as_str) else {
            continue;
        };
        let (inner, mut found) = convert_plain(content);
        html.push_str(&format!("<li>{inner}</li>"));
        addresses.append(&mut found);
    }
    if html.is_empty() { (html, addresses) } else { (format!("<ol>{html}</ol>\n"), addresses) }
}
