//! Takes posts out of a space, in the record format that the importer reads: nobody is locked in.
//!
//! Posts, comments and media are named by their ids here. What an import told of a post is told again.

mod linked;

use std::collections::{BTreeMap, HashMap, HashSet};

use entity::Timestamp;
use entity::id::{CommentId, PersonId, PostId, SpaceId};
use entity::post::{self, Audience, State};
use entity::post_body::{self, Format};
use entity::{comment, media, person, post_tag, space};
use import::jsonl::{
    AuthorLine, CommentLine, DocumentLine, Line, Markup, MediaLine, PostOrPage, TermLine,
};
use sea_orm::ColumnTrait;
use serde_json::Value;

use crate::access::policy::ExportSpace;
use crate::access::{Access, Permit};
use crate::error::Result;
use crate::store::{Db, Item, Origins, Seen, SeenPost, in_few_lengths};

/// A post as lines, after those of what it needs.
#[derive(Debug)]
pub struct Exported {
    /// Authors and media, then the document, then its comments.
    pub lines: Vec<Line>,
    /// The media whose bytes the lines name.
    pub media: Vec<Seen<media::Model>>,
}

/// The name under which the bytes of a medium lie in an export.
#[must_use]
pub fn media_file(medium: &media::Model) -> String {
    let extension = medium.name.rsplit_once('.').map(|(_, it)| it.to_lowercase());
    let plain =
        |it: &String| (1..=8).contains(&it.len()) && it.bytes().all(|b| b.is_ascii_alphanumeric());
    match extension.filter(plain) {
        Some(extension) => format!("media/{}.{extension}", medium.id),
        None => format!("media/{}", medium.id),
    }
}

/// These posts, with what the viewer sees of what belongs to them.
///
/// # Errors
/// `UNAVAILABLE` or `INTERNAL`.
pub async fn exported(
    db: &Db,
    access: &Access,
    posts: &[Seen<post::Model>],
) -> Result<Vec<Exported>> {
    let seen: Vec<SeenPost> = posts.iter().map(SeenPost::from).collect();
    if seen.is_empty() {
        return Ok(Vec::new());
    }
    let bodies = db.parts::<post_body::Entity>(&seen).all().await?;
    let bodies: HashMap<PostId, _> = bodies.into_iter().map(|row| (row.post_id, row)).collect();
    let mut tags: HashMap<PostId, Vec<String>> = HashMap::new();
    for tag in db.parts::<post_tag::Entity>(&seen).all().await? {
        tags.entry(tag.post_id).or_default().push(tag.name.clone());
    }
    let ids = in_few_lengths(posts.iter().map(|post| post.id));
    let comments = db.visible::<comment::Entity>(access).filter(comment::Column::PostId.is_in(ids));
    let mut comments = comments.all().await?;
    comments.sort_by_key(|row| row.id);
    let writers =
        posts.iter().map(|row| row.author_id).chain(comments.iter().map(|row| row.author_id));
    let people = db.visible::<person::Entity>(access);
    let people = people.filter(person::Column::Id.is_in(in_few_lengths(writers))).all().await?;
    let names: HashMap<PersonId, String> =
        people.iter().map(|row| (row.id, row.display_name.clone())).collect();
    let origins = db.origins(&seen, &[]).await?;
    let spaces = in_few_lengths(posts.iter().map(|row| row.space_id));
    let spaces = db.visible::<space::Entity>(access).filter(space::Column::Id.is_in(spaces));
    let spaces: HashMap<SpaceId, i64> = spaces
        .all()
        .await?
        .into_iter()
        .map(|row| (row.id, row.audience_key + Audience::Everyone.within(row.visibility) as i64))
        .collect();
    let ids = posts.iter().map(|row| row.id).chain(origins.parents.values().copied());
    let ids = ids.chain(bodies.values().flat_map(|body| linked::posts(&body.source)));
    let ids = ids.chain(comments.iter().flat_map(|comment| linked::posts(&comment.html)));
    let known = linked::known(db, access, ids.collect(), spaces.keys().copied()).await?;
    let comments_there = comments.iter().map(|row| row.id).collect();
    let set = Set { names, origins, known, comments: comments_there, spaces, now: access.now };
    let export = |row: &Seen<post::Model>| {
        let media = set.origins.media.get(&row.id).cloned().unwrap_or_default();
        let mut lines: Vec<Line> =
            media.iter().map(|medium| medium_line(&set.origins, medium)).collect();
        lines.extend(set.author(row));
        let body = bodies.get(&row.id);
        let tags = tags.get(&row.id).cloned().unwrap_or_default();
        lines.push(Line::Document(Box::new(set.document(row, body, tags, &media))));
        // What was said of a draft where it comes from goes with it; what helps one here stays here.
        let goes = |comment: &comment::Model| {
            !comment.on_draft || (comment.imported_by.is_some() && row.state == State::Draft)
        };
        let own = comments.iter().filter(|one| one.post_id == row.id && goes(one));
        lines.extend(own.map(|comment| set.comment(comment)));
        Exported { lines, media }
    };
    Ok(posts.iter().map(export).collect())
}

/// What came into a space and no post has: files that none shows, and the labels that the sources told of.
///
/// # Errors
/// `UNAVAILABLE` or `INTERNAL`.
pub async fn rest(db: &Db, permit: &Permit<ExportSpace>) -> Result<Exported> {
    let media = db.unshown_media(permit.access(), permit.row().id).await?;
    let origins = db.origins(&[], &media).await?;
    let terms = db.told_terms(permit).await?;
    let lines = media.iter().map(|medium| medium_line(&origins, medium));
    let lines = lines.chain(terms.iter().filter_map(term_line)).collect();
    Ok(Exported { lines, media })
}

/// What a set of posts is exported with.
struct Set {
    names: HashMap<PersonId, String>,
    origins: Origins,
    /// The posts that may be named.
    known: HashSet<PostId>,
    /// The comments that are not deleted.
    comments: HashSet<CommentId>,
    /// The audience key of a post for everyone in each space.
    spaces: HashMap<SpaceId, i64>,
    now: Timestamp,
}

impl Set {
    /// Who wrote a post here; of an imported one only the name is known.
    fn author(&self, row: &post::Model) -> Option<Line> {
        let name = self.names.get(&row.author_id).filter(|_| row.imported_by.is_none())?;
        let external_id = row.author_id.to_string();
        Some(Line::Author(AuthorLine { external_id, name: name.clone(), ..AuthorLine::default() }))
    }

    fn document(
        &self,
        row: &post::Model,
        body: Option<&Seen<post_body::Model>>,
        tags: Vec<String>,
        media: &[Seen<media::Model>],
    ) -> DocumentLine {
        let meta = self.origins.meta.get(&row.id);
        let meta: Value = meta.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let text = |name: &str| meta.get(name).and_then(Value::as_str).map(str::to_owned);
        let date = |name: &str| Some(meta.get(name)?.get("instant")?.as_str()?.to_owned());
        let imported = row.imported_by.is_some();
        let written = |at: Timestamp| at.to_string();
        let parent = self.origins.parents.get(&row.id);
        let cover = self.origins.covers.get(&row.id);
        DocumentLine {
            external_id: row.id.to_string(),
            title: text("title").unwrap_or_else(|| row.title.clone()),
            body: body.map(|it| linked::within(&it.source, &self.known, media)).unwrap_or_default(),
            kind: match meta.get("kind").and_then(Value::as_str) {
                Some("page") => PostOrPage::Page,
                _ => PostOrPage::Post,
            },
            format: match body.map(|body| body.format) {
                Some(Format::Markdown) => Markup::Markdown,
                _ => Markup::Html,
            },
            state: Some(self.state(row, &meta)),
            sticky: row.pinned_at.is_some(),
            excerpt: text("excerpt"),
            author: if imported {
                row.imported_author.clone()
            } else {
                self.names.get(&row.author_id).cloned()
            },
            author_id: (!imported).then(|| row.author_id.to_string()),
            created_at: date("created").or_else(|| (!imported).then(|| written(row.created_at))),
            published_at: row.published_at.map(written).or_else(|| date("published")),
            updated_at: date("updated").or_else(|| (!imported).then(|| written(row.updated_at))),
            lang: row.lang.clone(),
            tags,
            slug: text("slug"),
            parent: parent.filter(|id| self.known.contains(id)).map(ToString::to_string),
            cover: cover.filter(|id| media.iter().any(|it| it.id == **id)).map(ToString::to_string),
            fields: fields(&meta),
            old_urls: self.origins.old_urls.get(&row.id.into()).cloned().unwrap_or_default(),
            search_text: text("search_text"),
            ..DocumentLine::default()
        }
    }

    fn comment(&self, row: &comment::Model) -> Line {
        let imported = row.imported_by.is_some();
        Line::Comment(Box::new(CommentLine {
            external_id: row.id.to_string(),
            document: row.post_id.to_string(),
            body: linked::within(&row.html, &self.known, &[]),
            format: Markup::Html,
            parent: row.parent_id.filter(|id| self.comments.contains(id)).map(|id| id.to_string()),
            author: if imported {
                row.imported_author.clone()
            } else {
                self.names.get(&row.author_id).cloned()
            },
            written_at: Some(row.created_at.to_string()),
            ..CommentLine::default()
        }))
    }

    /// Who could read it. A record says neither a narrower audience nor an end: nobody may read more of such a
    /// post elsewhere, so that it is private there.
    fn state(&self, row: &post::Model, meta: &Value) -> import::State {
        let told = meta.get("state").and_then(|it| serde_json::from_value(it.clone()).ok());
        let everyone = self.spaces.get(&row.space_id).is_some_and(|key| row.audience_key <= *key);
        let ahead = row.held_at.is_some() || row.published_at.is_some_and(|at| at > self.now);
        match row.state {
            State::Published if !everyone || row.expires_at.is_some() => import::State::Private,
            State::Published if ahead => import::State::Scheduled,
            State::Published => import::State::Published,
            State::Proposed => import::State::Pending,
            State::Draft => {
                told.filter(|it| *it != import::State::Published).unwrap_or(import::State::Draft)
            }
            State::Withdrawn | State::Deleted => import::State::Draft,
        }
    }
}

fn medium_line(origins: &Origins, medium: &media::Model) -> Line {
    Line::Media(MediaLine {
        external_id: medium.id.to_string(),
        path: Some(media_file(medium)),
        name: Some(medium.name.clone()),
        alt: origins.alts.get(&medium.id).cloned(),
        size: u64::try_from(medium.byte_size).ok(),
        old_urls: origins.old_urls.get(&medium.id.into()).cloned().unwrap_or_default(),
        ..MediaLine::default()
    })
}

/// A label as its source told of it.
fn term_line(term: &Item) -> Option<Line> {
    let meta: Value = serde_json::from_str(term.meta.as_deref()?).ok()?;
    let text = |name: &str| meta.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(Line::Term(TermLine {
        external_id: term.external_id.clone(),
        name: text("name")?,
        taxonomy: text("taxonomy"),
        slug: text("slug"),
        parent: text("parent"),
        description: text("description"),
        ..TermLine::default()
    }))
}

fn fields(meta: &Value) -> BTreeMap<String, Vec<String>> {
    let kept = meta.get("fields").cloned().unwrap_or_default();
    serde_json::from_value(kept).unwrap_or_default()
}
