//! Makes one document ready: links, rendering, dates, labels. Pure: no database, no files.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::Timestamp;
use entity::id::{MediaId, PostId, SpaceId};
use entity::post_body::Format;
use import::{Code, DateSource, Dated, Document, Kind, Outcome, Problem, Resolved, State, normal};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::choice::Choice;
use crate::content::input::{MAX_TAG, MAX_TAGS, MAX_TITLE};
use crate::content::{excerpt, input, render, tag_slug};
use crate::store::{ImportedDocument, Item};

/// Characters of the words to find a document by that its text does not show.
const MAX_SEARCH: usize = 1_000_000;

/// What all documents of a group are made ready with.
pub(super) struct Shared {
    pub(super) space: SpaceId,
    pub(super) source: String,
    pub(super) now: Timestamp,
    pub(super) known: HashMap<String, Item>,
    pub(super) media: HashMap<String, (MediaId, String)>,
    pub(super) choice: Arc<Choice>,
}

/// A document that is ready, or what became of it already.
pub(super) struct Prepared {
    pub(super) kind: Kind,
    pub(super) external_id: String,
    pub(super) target: Option<Uuid>,
    pub(super) problems: Vec<Problem>,
    /// Ids of the documents that it leads to.
    pub(super) leads: Vec<String>,
    pub(super) document: Result<ImportedDocument, Outcome>,
}

pub(super) fn prepared(page: &Document, shared: &Shared) -> Prepared {
    let mut media = Vec::new();
    let mut shown = Vec::new();
    let mut leads = Vec::new();
    let rewritten = import::rewrite(page, |kind, external_id| {
        if kind != Kind::Media {
            leads.push(external_id.to_owned());
            return Resolved::At(post_path(page_id(shared.space, &shared.source, external_id)));
        }
        let Some((id, sha256)) = shared.media.get(external_id) else {
            let taken = shared.choice.takes(Kind::Media);
            return if taken { Resolved::Absent } else { Resolved::LeftOut };
        };
        if !media.contains(id) {
            media.push(*id);
            shown.push(sha256.as_str());
        }
        Resolved::At(format!("/media/{id}"))
    });
    let account = shared.choice.people.account(page.author_id.as_deref(), page.author.as_deref());
    let account_id = account.map(|id| id.to_string()).unwrap_or_default();
    // Another picture under the same name changes the page.
    let mut parts = vec![rewritten.content_hash.as_str(), &account_id];
    parts.extend(shown);
    let content_hash = digest(&parts);
    let id = page_id(shared.space, &shared.source, &page.external_id);
    let mut problems = rewritten.problems;
    let known = shared.known.get(&page.external_id);
    let target = Some(known.map_or(id, |item| item.target));
    let done = |document, problems| Prepared {
        kind: page.kind,
        external_id: page.external_id.clone(),
        target,
        problems,
        leads,
        document,
    };
    if known.is_some_and(|item| item.content_hash == content_hash) {
        return done(Err(Outcome::Unchanged), problems);
    }
    problems.extend(told(page, shared.now));
    let mut rendered = match render(Format::Html, &rewritten.html) {
        Ok(rendered) => rendered,
        Err(cause) => {
            problems.push(problem(page, Code::TooLarge, cause.to_string()));
            return done(Err(Outcome::Failed), problems);
        }
    };
    if let Some(words) = &page.excerpt {
        rendered.excerpt = excerpt(words.trim());
    }
    if let Some(words) = &page.search_text {
        rendered.plain.push('\n');
        rendered
            .plain
            .extend(words.chars().filter(|c| !c.is_control() || *c == '\n').take(MAX_SEARCH));
    }
    let document = ImportedDocument {
        external_id: page.external_id.clone(),
        id: id.into(),
        content_hash,
        title: shortened(&page.title),
        html: rewritten.html,
        rendered,
        lang: page.lang.as_deref().and_then(|tag| input::language("lang", tag).ok()),
        tags: tags(&page.tags),
        author: page.author.clone(),
        author_id: account,
        public: page.state == State::Published,
        published_at: published(page, shared.now),
        sticky: page.sticky,
        media,
        addresses: spelled(&page.old_urls),
        meta: Some(meta(page)),
        file: page.reading.file.clone(),
        line: page.reading.line,
    };
    done(Ok(document), problems)
}

/// What happens to a document that its source does not say.
fn told(page: &Document, now: Timestamp) -> Vec<Problem> {
    let mut told = Vec::new();
    let mut tell = |code, message: String| told.push(problem(page, code, message));
    if page.state == State::Published && published(page, now).is_none() {
        tell(Code::DateGuessed, "without a date: the time of the import stands for it".to_owned());
    }
    let ahead = published(page, now).is_some_and(|at| at > now);
    match page.state {
        State::Published if ahead => {
            tell(Code::Scheduled, "dated ahead: kept as a draft".to_owned());
        }
        State::Published => {}
        State::Scheduled => tell(Code::Scheduled, "was scheduled: kept as a draft".to_owned()),
        State::Draft => tell(Code::KeptPrivate, "was a draft: kept as a draft".to_owned()),
        State::Pending => {
            tell(Code::KeptPrivate, "waited for review: kept as a draft".to_owned());
        }
        State::Private => tell(Code::KeptPrivate, "was private: kept as a draft".to_owned()),
        State::Protected => {
            tell(Code::KeptPrivate, "was protected by a password: kept as a draft".to_owned());
        }
    }
    let length = page.title.chars().count();
    if length > MAX_TITLE {
        let message = format!("its title has {length} characters: the first {MAX_TITLE} stand");
        tell(Code::ConversionLoss, message);
    }
    let usable = page.tags.iter().filter(|name| input::line("tags", name, MAX_TAG).is_ok()).count();
    let kept = tags(&page.tags).len();
    if kept < page.tags.len() {
        let message = format!(
            "{} of {} labels came in: a post has at most {MAX_TAGS}, of at most {MAX_TAG} characters{}",
            kept,
            page.tags.len(),
            if usable < page.tags.len() { "; some are longer or empty" } else { "" }
        );
        tell(Code::ConversionLoss, message);
    }
    told
}

fn problem(page: &Document, code: Code, message: String) -> Problem {
    let problem = Problem::new(code, page.kind, &page.external_id, message);
    problem.in_file(&page.reading.file).at(page.reading.line).titled(&page.title)
}

/// What a post has no place for, so that an export gives it back.
fn meta(page: &Document) -> String {
    json!({
        "kind": page.kind, "title": page.title, "state": page.state, "sticky": page.sticky,
        "author_id": page.author_id, "excerpt": page.excerpt, "slug": page.slug,
        "parent": page.parent, "cover": page.cover, "fields": page.fields,
        "created": page.created, "published": page.published, "updated": page.updated,
        "tags": page.tags, "old_urls": page.old_urls, "search_text": page.search_text,
        "file": page.reading.file, "sha256": page.reading.sha256,
    })
    .to_string()
}

/// The id of a page before it is stored, the same in every run: links to it that were written by a
/// run that was cut off lead there when it comes (UUID version 8, RFC 9562, section 5.8).
pub(super) fn page_id(space: SpaceId, source: &str, external_id: &str) -> Uuid {
    let name = format!("{space}\0{source}\0{external_id}");
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(Sha256::digest(name)).for_each(|(byte, digest)| *byte = digest);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Where a page is: front ends route `/posts/ID`, and the id is known before the post is there.
pub(super) fn post_path(id: Uuid) -> String {
    format!("/posts/{}", PostId::from(id))
}

/// When a page was published. A file's time that lies ahead tells of copying, not of publishing.
fn published(page: &Document, now: Timestamp) -> Option<Timestamp> {
    let date = page.published.as_ref().or(page.updated.as_ref()).or(page.created.as_ref())?;
    let at = instant(date);
    Some(if date.derived_from == DateSource::FileTime { at.min(now) } else { at })
}

/// Host and path of each address, in its one spelling.
pub(super) fn spelled(urls: &[String]) -> Vec<(String, String)> {
    let spelled = |url: &String| {
        let address = normal(url)?;
        // The root is the old site's own and leads to nothing in particular.
        Some((address.host.unwrap_or_default(), address.path)).filter(|(_, path)| path != "/")
    };
    let mut all: Vec<_> = urls.iter().filter_map(spelled).collect();
    all.sort();
    all.dedup();
    all
}

pub(super) fn instant(date: &Dated) -> Timestamp {
    Timestamp::from_micros(date.instant.as_microsecond())
}

/// A title as long as people may write one; the whole is kept with what the source tells.
fn shortened(title: &str) -> String {
    let title: String = title.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if title.chars().count() <= MAX_TITLE {
        return title;
    }
    let start: String = title.chars().take(MAX_TITLE - 1).collect();
    format!("{start}…")
}

fn tags(names: &[String]) -> Vec<String> {
    let mut slugs = std::collections::HashSet::new();
    let usable = names.iter().filter_map(|name| input::line("tags", name, MAX_TAG).ok());
    usable
        .filter(|name| {
            let slug = tag_slug(name);
            !slug.is_empty() && slugs.insert(slug)
        })
        .take(MAX_TAGS)
        .collect()
}

/// A hash over texts, each with its length, so that no two lists read the same.
pub(super) fn digest(texts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    URL_SAFE_NO_PAD.encode(hash.finalize())
}
