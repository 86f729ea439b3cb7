//! Lines as neutral records.

use jiff::tz::TimeZone;

use super::{
    address,
    line::{AuthorLine, CommentLine, DocumentLine, Line, MediaLine, RedirectLine, TermLine},
};
use crate::{
    Asset, Author, Code, Comment, Dated, Document, Kind, Link, LinkUsage, Located, Problem,
    Reading, Record, Redirect, State, Target, Term, TitleSource, bounds, known,
    markup::{self, Markup},
    problem,
    tidy::{self, Tidied},
    when,
};

/// Longest id, in bytes.
pub(super) const MAX_ID: usize = 1_000;

/// Longest title that is made of the first words, in characters.
const MAX_TITLE: usize = 80;

/// Where a line stands, and what its dates mean.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// File, relative to the root of the source.
    pub file: &'a str,
    /// Line there, from 1.
    pub line: Option<u32>,
    /// Where dates without offset were written.
    pub time_zone: &'a TimeZone,
}

impl Line {
    /// The line as a record; nothing for what a source tells of itself. A link to another record
    /// (`parvis:document/ID`) is taken to lead there: whoever knows all records checks it. Dates that cannot be read,
    /// and a title that is missing, become problems of the document.
    ///
    /// # Errors
    /// A problem that says why it is no record.
    pub fn into_record(self, place: &Place<'_>) -> Result<Option<Record>, Problem> {
        if let Some(id) = self.external_id() {
            let why = match id.trim() {
                "" => Some("its `external_id` is empty"),
                _ if id.len() > MAX_ID => Some("its `external_id` is too long"),
                _ if id.chars().any(char::is_control) => {
                    Some("its `external_id` holds control characters")
                }
                _ => None,
            };
            if let Some(why) = why {
                return Err(refuse(&self, place, Code::InvalidRecord, why.to_owned()));
            }
        }
        Ok(Some(match self {
            Self::Site(_) => return Ok(None),
            Self::Author(line) => Record::Author(author(line)),
            Self::Term(line) => Record::Term(term(line)),
            Self::Media(line) => Record::Asset(media(line, place)?),
            Self::Document(line) => Record::Document(Box::new(document(*line, place)?)),
            Self::Comment(line) => Record::Comment(Box::new(comment(*line, place)?)),
            Self::Redirect(line) => Record::Redirect(redirect(line)),
        }))
    }

    /// The line without its text, unless that embeds something or would be refused.
    pub(super) fn without_words(mut self) -> Self {
        let (body, format) = match &mut self {
            Self::Document(line) => (&mut line.body, line.format),
            Self::Comment(line) => (&mut line.body, line.format),
            _ => return self,
        };
        let html = format.to_html(&markup::plain(body));
        if bounds::is_parsable(&html) && !tidy::may_embed(&html) {
            body.clear();
        }
        self
    }

    /// What its item is counted as.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Site(_) => Kind::Other,
            Self::Author(_) => Kind::Author,
            Self::Term(_) => Kind::Term,
            Self::Media(_) => Kind::Media,
            Self::Document(line) => line.kind.into(),
            Self::Comment(_) => Kind::Comment,
            Self::Redirect(_) => Kind::Redirect,
        }
    }
}

/// A problem that keeps a line from being a record.
pub(super) fn refuse(line: &Line, place: &Place<'_>, code: Code, why: String) -> Problem {
    let id = line.external_id().unwrap_or_default();
    let problem = Problem::new(code, line.kind(), &markup::line(id), why);
    let title = match line {
        Line::Document(line) => Some(&line.title),
        Line::Author(AuthorLine { name, .. }) | Line::Term(TermLine { name, .. }) => Some(name),
        Line::Media(line) => line.name.as_ref(),
        Line::Site(_) | Line::Comment(_) | Line::Redirect(_) => None,
    };
    let problem = title.iter().fold(problem, |problem, title| problem.titled(&markup::line(title)));
    // An empty id is none.
    let external_id = problem.external_id.clone().filter(|id| !id.is_empty());
    Problem { external_id, ..problem }.in_file(place.file).at(place.line)
}

fn author(line: AuthorLine) -> Author {
    Author {
        name: markup::line(&line.name),
        email: line.email.map(|email| markup::line(&email)).filter(|email| !email.is_empty()),
        external_id: line.external_id,
    }
}

fn term(line: TermLine) -> Term {
    Term {
        taxonomy: some_line(line.taxonomy).unwrap_or_else(|| "tag".to_owned()),
        name: markup::line(&line.name),
        slug: some_line(line.slug),
        parent: line.parent,
        description: some_line(line.description),
        external_id: line.external_id,
    }
}

fn redirect(line: RedirectLine) -> Redirect {
    Redirect { external_id: line.external_id, old_urls: lines(line.old_urls), to: line.to }
}

fn media(line: MediaLine, place: &Place<'_>) -> Result<Asset, Problem> {
    let described = Line::Media(line.clone());
    let located = match &line.path {
        Some(path) => {
            let Some(path) = beside(place.file, path) else {
                let why = format!("its path `{}` leads out of the source", markup::line(path));
                return Err(refuse(&described, place, Code::UnsafePath, why));
            };
            Located::Inside(path)
        }
        None => Located::Elsewhere,
    };
    let old_urls: Vec<String> = lines(line.url.into_iter().chain(line.old_urls).collect());
    if located == Located::Elsewhere && old_urls.is_empty() {
        let why = "it has neither `path` nor `url`".to_owned();
        return Err(refuse(&described, place, Code::InvalidRecord, why));
    }
    let written = some_line(line.name).or_else(|| {
        let whole = line.path.as_deref().or(old_urls.first().map(String::as_str))?;
        let path = whole.split(['?', '#']).next().unwrap_or(whole);
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        Some(crate::address::decoded(name)).filter(|name| !name.is_empty())
    });
    Ok(Asset {
        name: written.unwrap_or_else(|| line.external_id.clone()),
        alt: some_line(line.alt),
        located,
        old_urls,
        size: line.size,
        file: place.file.to_owned(),
        line: place.line,
        external_id: line.external_id,
    })
}

/// The path, relative to the root, of what lies at `path` seen from `file`. Nothing if it would lie outside.
pub(crate) fn beside(file: &str, path: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization as _;
    let path = path.replace('\\', "/");
    let drive = matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    if path.starts_with('/') || drive || path.chars().any(char::is_control) {
        return None;
    }
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    let path: String = parts.join("/").nfc().collect();
    (!path.is_empty()).then_some(path)
}

fn document(line: DocumentLine, place: &Place<'_>) -> Result<Document, Problem> {
    let tidied = match tidied(&line.body, line.format) {
        Ok(tidied) => tidied,
        Err(why) => {
            let line = Line::Document(Box::new(line));
            return Err(refuse(&line, place, Code::Malformed, why.to_owned()));
        }
    };
    let mut title = markup::line(&line.title);
    let mut title_from = TitleSource::Title;
    let mut problems = Vec::new();
    if title.is_empty() {
        title_from = TitleSource::FirstWords;
        title = first_words(&tidied.html).unwrap_or_else(|| line.external_id.clone());
        problems.push((Code::Untitled, "without a title; the first words stand for it".to_owned()));
    }
    let mut date = |text: Option<String>, name: &str| {
        let text = text.filter(|text| !text.trim().is_empty())?;
        read_date(&text, name, place.time_zone, &mut problems)
    };
    let created = date(line.created_at, "created_at");
    let published = date(line.published_at, "published_at");
    let updated = date(line.updated_at, "updated_at");
    if tidied.html.trim().is_empty() {
        problems.push((Code::EmptyPage, "no text and no picture".to_owned()));
    }
    let mut tags = Vec::new();
    for tag in lines(line.tags) {
        if !tags.contains(&tag) && tags.len() < MAX_ID {
            tags.push(tag);
        }
    }
    let mut document = Document {
        title_from,
        links: links(&tidied),
        search_text: line.search_text.map(|text| markup::plain(&text)),
        excerpt: some_line(line.excerpt),
        state: line.state.unwrap_or(State::Published),
        sticky: line.sticky,
        author: some_line(line.author),
        author_id: line.author_id,
        created,
        published,
        updated,
        lang: some_line(line.lang),
        tags,
        slug: some_line(line.slug),
        parent: line.parent,
        cover: line.cover.filter(|id| !id.chars().any(char::is_control)),
        fields: line.fields.into_iter().map(|(name, values)| (name, plain_all(values))).collect(),
        old_urls: lines(line.old_urls),
        reading: Reading {
            file: place.file.to_owned(),
            line: place.line,
            tidied: tidied
                .counts
                .iter()
                .map(|(what, times)| ((*what).to_owned(), *times))
                .collect(),
            ..Reading::default()
        },
        body_html: tidied.html,
        ..Document::new(line.kind.into(), line.external_id, title)
    };
    problem::attach(&mut document, problems);
    Ok(document)
}

/// The date in a field; what is wrong with it is added to the problems.
pub(crate) fn read_date(
    text: &str,
    name: &str,
    zone: &TimeZone,
    problems: &mut Vec<(Code, String)>,
) -> Option<Dated> {
    let date = when::written(text, zone);
    note_date(date.as_ref(), text, name, problems);
    date
}

/// Adds what is wrong with a date that was read from `text`.
pub(crate) fn note_date(
    date: Option<&Dated>,
    text: &str,
    name: &str,
    problems: &mut Vec<(Code, String)>,
) {
    let text: String = markup::line(text).chars().take(MAX_TITLE).collect();
    match date {
        None => problems.push((Code::DateInvalid, format!("{name}: `{text}` is no date"))),
        Some(date) if date.shifted => {
            problems.push((Code::DateShifted, format!("{name}: `{text}` is an hour later")));
        }
        Some(_) => {}
    }
}

fn comment(line: CommentLine, place: &Place<'_>) -> Result<Comment, Problem> {
    let tidied = match tidied(&line.body, line.format) {
        Ok(tidied) => tidied,
        Err(why) => {
            let line = Line::Comment(Box::new(line));
            return Err(refuse(&line, place, Code::Malformed, why.to_owned()));
        }
    };
    let written = line.written_at.and_then(|text| when::written(&text, place.time_zone));
    Ok(Comment {
        external_id: line.external_id,
        document: line.document,
        parent: line.parent,
        author: some_line(line.author),
        author_id: line.author_id,
        links: links(&tidied),
        body_html: tidied.html,
        written,
        file: place.file.to_owned(),
        line: place.line,
    })
}

/// A body as tidy HTML.
pub(crate) fn tidied(body: &str, format: Markup) -> Result<Tidied, &'static str> {
    let html = format.to_html(&markup::plain(body));
    if !bounds::is_parsable(&html) {
        return Err("the markup would grow without end when parsed");
    }
    Ok(tidy::tidy_fragment(&html))
}

/// The links of a body, as far as the body alone tells where they lead.
fn links(tidied: &Tidied) -> Vec<Link> {
    let link = |(raw, usage): &(String, LinkUsage)| {
        let target = address::target(raw).unwrap_or_else(|| match raw {
            raw if raw.starts_with('#') => Target::SamePage,
            raw if known::is_on_disk(raw) => Target::LocalDisk,
            _ => Target::External,
        });
        Link { raw: raw.clone(), usage: *usage, target, line: None }
    };
    tidied.addresses.iter().map(link).collect()
}

/// The first words of a body, to stand for a title.
pub(crate) fn first_words(html: &str) -> Option<String> {
    let page = scraper::Html::parse_fragment(html);
    let text = crate::dom::text(page.root_element(), MAX_TITLE * 4);
    let mut title = String::new();
    for word in text.split(' ') {
        if title.chars().count() + word.chars().count() >= MAX_TITLE {
            if title.is_empty() {
                title = word.chars().take(MAX_TITLE).collect();
            }
            title.push('…');
            break;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(word);
    }
    (!title.is_empty()).then_some(title)
}

fn some_line(text: Option<String>) -> Option<String> {
    text.map(|text| markup::line(&text)).filter(|text| !text.is_empty())
}

fn lines(texts: Vec<String>) -> Vec<String> {
    texts.into_iter().map(|text| markup::line(&text)).filter(|text| !text.is_empty()).collect()
}

fn plain_all(texts: Vec<String>) -> Vec<String> {
    texts.into_iter().map(|text| markup::plain(&text)).collect()
}
