//! Takes a legacy source into a space: every item is accounted for, and a second run changes
//! nothing. Formats are the `import` crate's; what becomes of its records is decided here.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::Timestamp;
use entity::id::{MediaId, PostId, SpaceId};
use import::{
    Asset, Code, DateSource, Document, Kind, Outcome, Problem, Reader, Record, Redirect, Report,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::access::Permit;
use crate::access::policy::ImportInto;
use crate::clock::Clock;
use crate::content::input::{MAX_TAG, MAX_TAGS, MAX_TITLE};
use crate::content::{check_nesting, input, tag_slug};
use crate::error::{Error, Result};
use crate::fault::Fault;
use crate::store::{Db, ImportedPost, Item, ItemState, NewMedia, Seen, keep_bytes};

/// Where a source goes.
#[derive(Debug)]
pub struct Target<'a> {
    /// The database.
    pub db: &'a Db,
    /// The clock.
    pub clock: &'a Clock,
    /// The data folder, for media.
    pub data: &'a Path,
    /// The permit for the space.
    pub permit: &'a Permit<ImportInto>,
    /// The name of the source: (source, external id) is what a second run knows things by.
    pub source: &'a str,
}

/// Imports everything that `reader` gives; with `dry_run` it only says what would happen.
///
/// # Errors
/// When the database cannot be reached. What goes wrong with one item is in the report.
pub async fn import(target: &Target<'_>, reader: &dyn Reader, dry_run: bool) -> Result<Report> {
    let Target { db, clock, permit, source, .. } = *target;
    let mut run = Run {
        known: HashMap::new(),
        ids: HashMap::new(),
        media: HashMap::new(),
        seen: HashSet::new(),
        target,
    };
    for item in db.imported_items(permit, source).await? {
        run.known.insert((item.kind.clone(), item.external_id.clone()), item);
    }
    for entry in reader.entries().filter(|entry| entry.kind == Kind::Page) {
        let known = run.known("page", entry.external_id).map(|item| item.target);
        let id = known.unwrap_or_else(|| page_id(permit.row().id, source, entry.external_id));
        run.ids.insert((Kind::Page, entry.external_id.to_owned()), id);
    }
    let batch = if dry_run {
        None
    } else {
        let format = reader.format().as_str();
        Some(db.begin_import(permit, source, format, clock).await.map_err(error)?)
    };
    let mut report = Report::new(reader, source);
    for record in reader.records() {
        match record {
            Record::Asset(asset) => run.asset(&mut report, asset, batch.as_ref()).await?,
            Record::Document(page) => run.page(&mut report, &page, batch.as_ref()).await?,
            Record::Redirect(redirect) => {
                run.redirect(&mut report, redirect, batch.as_ref()).await?;
            }
            Record::SetAside(aside) => report.set_aside(aside),
        }
    }
    run.vanished(&mut report);
    report.finish();
    if let Some(batch) = &batch {
        let json = serde_json::to_string(&report).map_err(Error::internal)?;
        db.finish_import(batch, json, clock).await.map_err(error)?;
    }
    Ok(report)
}

type Batch = Seen<entity::import_batch::Model>;

struct Run<'a> {
    target: &'a Target<'a>,
    known: HashMap<(String, String), Item>,
    ids: HashMap<(Kind, String), Uuid>,
    /// The content of each medium, as SHA-256.
    media: HashMap<MediaId, String>,
    seen: HashSet<(String, String)>,
}

impl Run<'_> {
    fn known(&self, kind: &str, external_id: &str) -> Option<&Item> {
        self.known.get(&(kind.to_owned(), external_id.to_owned()))
    }

    fn see(&mut self, kind: &str, external_id: &str) {
        self.seen.insert((kind.to_owned(), external_id.to_owned()));
    }

    async fn asset(
        &mut self,
        report: &mut Report,
        asset: Asset,
        batch: Option<&Batch>,
    ) -> Result<()> {
        self.see("media", &asset.external_id);
        let known = self.known("media", &asset.external_id).cloned();
        if let Some(known) = known.as_ref().filter(|known| known.content_hash == asset.sha256) {
            self.know_medium(&asset, known.target);
            report.settle(Kind::Media, Outcome::Unchanged);
            return Ok(());
        }
        let outcome = if known.is_some() { Outcome::Updated } else { Outcome::Imported };
        let Some(batch) = batch else {
            self.know_medium(&asset, self.target.clock.new_id());
            report.settle(Kind::Media, outcome);
            return Ok(());
        };
        let kept = asset.open().and_then(|file| keep_bytes(self.target.data, &asset.sha256, file));
        if let Err(cause) = kept {
            let message = format!("cannot be copied: {cause}");
            report.add(Problem::new(Code::Unreadable, Kind::Media, &asset.external_id, message));
            report.settle(Kind::Media, Outcome::Failed);
            return Ok(());
        }
        let pixels = |side: Option<u32>| side.and_then(|side| i32::try_from(side).ok());
        let new = NewMedia {
            sha256: asset.sha256.clone(),
            content_type: asset.content_type.clone(),
            byte_size: i64::try_from(asset.size).unwrap_or(i64::MAX),
            name: asset.name.clone(),
            width: pixels(asset.width),
            height: pixels(asset.height),
        };
        let Target { db, clock, permit, .. } = *self.target;
        let id = db.add_media(permit, new, clock).await.map_err(error)?;
        let item = item("media", &asset.external_id, id.into(), asset.sha256.clone());
        db.note_imported(permit, batch, item).await.map_err(error)?;
        self.know_medium(&asset, id.into());
        report.settle(Kind::Media, outcome);
        Ok(())
    }

    fn know_medium(&mut self, asset: &Asset, id: Uuid) {
        self.ids.insert((Kind::Media, asset.external_id.clone()), id);
        self.media.insert(id.into(), asset.sha256.clone());
    }

    async fn page(
        &mut self,
        report: &mut Report,
        page: &Document,
        batch: Option<&Batch>,
    ) -> Result<()> {
        self.see("page", &page.external_id);
        report.note(page);
        let mut media = Vec::new();
        let rewritten = import::rewrite(page, |external_id| self.address(external_id, &mut media));
        for problem in &rewritten.problems {
            report.add(problem.clone());
        }
        let content_hash = self.hash_with_media(&rewritten.content_hash, &media);
        let known = self.known("page", &page.external_id).cloned();
        if known.as_ref().is_some_and(|known| known.content_hash == content_hash) {
            report.settle(Kind::Page, Outcome::Unchanged);
            return Ok(());
        }
        let Some(id) = self.ids.get(&(Kind::Page, page.external_id.clone())).copied() else {
            report.settle(Kind::Page, Outcome::Failed);
            return Ok(());
        };
        if let Err(cause) = check_nesting(&rewritten.html) {
            let message = cause.to_string();
            report.add(Problem::new(Code::TooLarge, Kind::Page, &page.external_id, message));
            report.settle(Kind::Page, Outcome::Failed);
            return Ok(());
        }
        let Some(batch) = batch else {
            let outcome = if known.is_some() { Outcome::Updated } else { Outcome::Imported };
            report.settle(Kind::Page, outcome);
            return Ok(());
        };
        let post = ImportedPost {
            external_id: page.external_id.clone(),
            id: id.into(),
            content_hash,
            title: shortened(&page.title),
            html: rewritten.html,
            lang: page.lang.as_deref().and_then(|tag| input::language("lang", tag).ok()),
            tags: tags(&page.tags),
            author: page.author.clone(),
            published_at: dated(page, self.target.clock.now()),
            media,
        };
        let Target { db, clock, permit, .. } = *self.target;
        let stored = db.import_post(permit, batch, post, known.as_ref(), clock).await;
        match stored.map_err(error)? {
            ItemState::Imported => report.settle(Kind::Page, Outcome::Imported),
            ItemState::Updated => report.settle(Kind::Page, Outcome::Updated),
            ItemState::Conflict => {
                let message = "changed or deleted here since it was imported: kept as it is";
                let problem = Problem::new(Code::Conflict, Kind::Page, &page.external_id, message);
                report.add(problem.titled(&page.title));
                report.settle(Kind::Page, Outcome::Skipped);
            }
        }
        Ok(())
    }

    /// The page's hash with what it shows: another picture under the same name changes the page.
    fn hash_with_media(&self, page: &str, media: &[MediaId]) -> String {
        let mut hash = Sha256::new_with_prefix(page);
        for content in media.iter().filter_map(|id| self.media.get(id)) {
            hash.update(content);
        }
        URL_SAFE_NO_PAD.encode(hash.finalize())
    }

    /// Where links to an item lead here. Front ends route `/posts/ID`; `/media/ID` is served.
    fn address(&self, external_id: &str, media: &mut Vec<MediaId>) -> Option<String> {
        if let Some(id) = self.ids.get(&(Kind::Page, external_id.to_owned())) {
            return Some(format!("/posts/{}", PostId::from(*id)));
        }
        let id = MediaId::from(*self.ids.get(&(Kind::Media, external_id.to_owned()))?);
        if !media.contains(&id) {
            media.push(id);
        }
        Some(format!("/media/{id}"))
    }

    async fn redirect(
        &mut self,
        report: &mut Report,
        redirect: Redirect,
        batch: Option<&Batch>,
    ) -> Result<()> {
        self.see("redirect", &redirect.external_id);
        let known =
            self.known("redirect", &redirect.external_id).map(|item| item.content_hash.clone());
        let outcome = match &known {
            Some(to) if *to == redirect.to => Outcome::Unchanged,
            Some(_) => Outcome::Updated,
            None => Outcome::Imported,
        };
        let target = self.ids.get(&(Kind::Page, redirect.to.clone())).copied();
        if let (Some(batch), Some(target)) = (batch, target)
            && outcome != Outcome::Unchanged
        {
            let item = item("redirect", &redirect.external_id, target, redirect.to);
            let Target { db, permit, .. } = *self.target;
            db.note_imported(permit, batch, item).await.map_err(error)?;
        }
        report.settle(Kind::Redirect, outcome);
        Ok(())
    }

    /// Imported before and no longer in the source: said, never deleted.
    fn vanished(&self, report: &mut Report) {
        let mut gone: Vec<_> = self.known.keys().filter(|key| !self.seen.contains(*key)).collect();
        gone.sort();
        for (kind, external_id) in gone {
            let kind = match kind.as_str() {
                "page" => Kind::Page,
                "media" => Kind::Media,
                _ => Kind::Redirect,
            };
            let message = "imported earlier and no longer in the source: it stays here";
            report.add(Problem::new(Code::Vanished, kind, external_id, message));
        }
    }
}

/// The id of a page before it is stored, the same in every run: links to it that were written by a
/// run that was cut off lead there when it comes (UUID version 8, RFC 9562, section 5.8).
fn page_id(space: SpaceId, source: &str, external_id: &str) -> Uuid {
    let name = format!("{space}\0{source}\0{external_id}");
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(Sha256::digest(name)).for_each(|(byte, digest)| *byte = digest);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

fn item(kind: &str, external_id: &str, target: Uuid, content_hash: String) -> Item {
    let (kind, external_id) = (kind.to_owned(), external_id.to_owned());
    Item { kind, external_id, target, content_hash, revision: 0 }
}

/// When a page was published. A file's time that lies ahead tells of copying, not of publishing.
fn dated(page: &Document, now: Timestamp) -> Option<Timestamp> {
    let date = page.published.as_ref().or(page.updated.as_ref()).or(page.created.as_ref())?;
    let at = Timestamp::from_micros(date.instant.as_microsecond());
    Some(if date.derived_from == DateSource::FileTime { at.min(now) } else { at })
}

/// A title as long as people may write one; the whole is in the text.
fn shortened(title: &str) -> String {
    let title: String = title.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if title.chars().count() <= MAX_TITLE {
        return title;
    }
    let start: String = title.chars().take(MAX_TITLE - 1).collect();
    format!("{start}…")
}

fn tags(names: &[String]) -> Vec<String> {
    let usable = names.iter().filter_map(|name| input::line("tags", name, MAX_TAG).ok());
    usable.filter(|name| !tag_slug(name).is_empty()).take(MAX_TAGS).collect()
}

/// The importer writes only what it has checked: a refusal is its own fault.
fn error(fault: Fault) -> Error {
    match fault {
        Fault::Error(error) => error,
        Fault::Refused(refused) => Error::internal(format!("refused: {refused:?}")),
    }
}
