//! Finds the bytes of pictures and files: in the source, in folders at hand, at their old address.

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use entity::id::MediaId;
use entity::import_batch;
use futures_util::StreamExt;
use import::{
    Asset, Code, Kind, Located, Measured, Outcome, Problem, Reader, measure, missing, normal,
    of_any_size,
};
use uuid::Uuid;

use super::choice::Choice;
use super::document::spelled;
use super::folder::Found;
use super::prepare::Preparer;
use super::run::{Target, error};
use crate::access::Permit;
use crate::access::policy::ImportInto;
use crate::error::{Error, Result};
use crate::fault::Refused;
use crate::store::{ImportedMedium, ItemKind, ItemState, Keeping, NewMedia, Seen};

/// Files that are read or fetched at the same time.
const AT_ONCE: usize = 6;

/// Largest file that is taken, in bytes.
const MAX_BYTES: u64 = 1 << 30;

/// What was found of an asset.
enum Bytes {
    Kept(Measured),
    Lost(Problem),
}

impl Preparer<'_, '_> {
    /// Finds and keeps the bytes of assets, and notes them.
    pub(super) async fn assets(
        &mut self,
        permit: &Permit<ImportInto>,
        batch: Option<&Seen<import_batch::Model>>,
        assets: Vec<Asset>,
    ) -> Result<()> {
        if assets.is_empty() {
            return Ok(());
        }
        let Target { db, clock, source, data, .. } = *self.target;
        let names = assets.iter().map(|asset| asset.external_id.as_str());
        let known = db.imported(permit, source, ItemKind::Media, names).await?;
        let work = assets.into_iter().map(|asset| {
            let (reader, choice) = (self.reader.clone(), self.choice.clone());
            async move {
                let bytes = bytes(&asset, reader, choice, data).await;
                (asset, bytes)
            }
        });
        let mut work = futures_util::stream::iter(work).buffered(AT_ONCE);
        let mut media = Vec::new();
        while let Some((asset, bytes)) = work.next().await {
            match bytes? {
                Bytes::Kept(measured) => media.push(medium(&asset, measured)),
                Bytes::Lost(_) if known.contains_key(&asset.external_id) => {
                    // Found by an earlier run: a folder that is no longer given takes nothing away.
                    let id = &asset.external_id;
                    let target = known.get(id).map(|item| item.target);
                    self.tally.settle(Kind::Media, id, Outcome::Unchanged, target);
                }
                Bytes::Lost(problem) => self.tally.lose(Outcome::Failed, problem),
            }
        }
        drop(work);
        let Some(batch) = batch else {
            for one in media {
                let outcome = match known.get(&one.external_id) {
                    Some(item) if item.content_hash == one.medium.sha256 => Outcome::Unchanged,
                    Some(_) => Outcome::Updated,
                    None => Outcome::Imported,
                };
                let item = known.get(&one.external_id);
                let target = item.map_or_else(|| clock.new_id::<Uuid>(), |item| item.target);
                self.tally.settle(Kind::Media, &one.external_id, outcome, None);
                self.found.insert(one.external_id, (target.into(), one.medium.sha256));
            }
            return Ok(());
        };
        let states = db.import_media(permit, batch, &media, clock).await.map_err(error)?;
        for (one, (state, id)) in media.iter().zip(states) {
            let outcome = match state {
                ItemState::Imported => Outcome::Imported,
                ItemState::Updated => Outcome::Updated,
                _ => Outcome::Unchanged,
            };
            self.tally.settle(Kind::Media, &one.external_id, outcome, Some(id.into()));
        }
        Ok(())
    }
}

async fn bytes(
    asset: &Asset,
    reader: Arc<dyn Reader>,
    choice: Arc<Choice>,
    data: &Path,
) -> Result<Bytes> {
    let (wanted, folder) = (asset.clone(), data.to_owned());
    let chosen = choice.clone();
    let local = tokio::task::spawn_blocking(move || {
        let folder = (!chosen.dry_run).then_some(folder.as_path());
        local(&wanted, &*reader, &chosen, folder)
    });
    let lost = match local.await.map_err(Error::internal)? {
        Ok(Some(measured)) => return Ok(Bytes::Kept(measured)),
        Ok(None) => None,
        Err(problem) => Some(problem),
    };
    if let (None, Some(fetcher)) = (&lost, &choice.fetcher) {
        return Ok(match fetcher.fetch(asset, (!choice.dry_run).then_some(data)).await {
            Ok(measured) => Bytes::Kept(measured),
            Err(cause) => {
                let problem = missing(asset, cause.to_string());
                Bytes::Lost(Problem { code: Code::FetchFailed, ..problem })
            }
        });
    }
    let message = "neither in the source nor in a folder that was given";
    Ok(Bytes::Lost(lost.unwrap_or_else(|| missing(asset, message))))
}

/// Looks in the source, then in the folders.
fn local(
    asset: &Asset,
    reader: &dyn Reader,
    choice: &Choice,
    data: Option<&Path>,
) -> std::result::Result<Option<Measured>, Problem> {
    let broken = |cause: io::Error| {
        let code = match cause.kind() {
            io::ErrorKind::FileTooLarge => Code::TooLarge,
            _ => Code::Unreadable,
        };
        Problem::new(code, Kind::Media, &asset.external_id, format!("cannot be read: {cause}"))
            .in_file(&asset.file)
            .titled(&asset.name)
            .at(asset.line)
    };
    if let Located::Inside(_) = asset.located {
        let found = reader.bytes(asset).and_then(|file| keep(&asset.name, file, data));
        return found.map(Some).map_err(broken);
    }
    match choice.media.find(asset) {
        Found::Nothing => Ok(None),
        Found::Several(count) => {
            let message = format!("{count} files in the folders given could be it");
            Err(Problem { code: Code::AmbiguousMedia, ..missing(asset, message) })
        }
        found @ Found::One(..) => {
            let found = found.bytes().and_then(|file| keep(&asset.name, file, data));
            found.map(Some).map_err(broken)
        }
    }
}

/// Copies bytes into the media folder, if one is given, and tells what they are.
fn keep(name: &str, file: impl Read, data: Option<&Path>) -> io::Result<Measured> {
    let Some(data) = data else { return measure(name, file, MAX_BYTES, |_| Ok(())) };
    let mut keeping = Keeping::begin(data)?;
    let measured = measure(name, file, MAX_BYTES, |piece| keeping.add(piece))?;
    if measured.size == 0 {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file is empty"));
    }
    keeping.keep(&measured.sha256)?;
    Ok(measured)
}

/// Those that it had, and the one of all its sizes.
fn addresses(urls: &[String]) -> Vec<(String, String)> {
    let mut all = spelled(urls);
    all.extend(urls.iter().filter_map(|url| {
        let address = normal(url)?;
        Some((address.host.clone().unwrap_or_default(), of_any_size(&address)?))
    }));
    all.sort();
    all.dedup();
    all
}

fn medium(asset: &Asset, measured: Measured) -> ImportedMedium {
    let pixels = |side: Option<u32>| side.and_then(|side| i32::try_from(side).ok());
    ImportedMedium {
        external_id: asset.external_id.clone(),
        addresses: addresses(&asset.old_urls),
        meta: Some(
            serde_json::json!({ "alt": asset.alt, "old_urls": asset.old_urls, "name": asset.name })
                .to_string(),
        ),
        medium: NewMedia {
            byte_size: i64::try_from(measured.size).unwrap_or(i64::MAX),
            content_type: measured.content_type.to_owned(),
            name: asset.name.clone(),
            width: pixels(measured.width),
            height: pixels(measured.height),
            sha256: measured.sha256,
        },
    }
}

/// Keeps one file that was sent, as a thing of the target's source, in a run of its own unless it belongs
/// to one.
///
/// # Errors
/// `INVALID` as a refusal where the file is empty or too large; otherwise when it cannot be kept.
pub async fn upload(
    target: &Target<'_>,
    batch: Option<Seen<import_batch::Model>>,
    external_id: &str,
    name: &str,
    old_urls: &[String],
    file: std::fs::File,
) -> crate::fault::Outcome<MediaId> {
    let Target { db, clock, permit, source, data } = *target;
    let (named, folder) = (name.to_owned(), data.to_owned());
    let kept = tokio::task::spawn_blocking(move || keep(&named, file, Some(&folder)));
    let measured = match kept.await.map_err(Error::internal)? {
        Ok(measured) => measured,
        Err(cause)
            if matches!(
                cause.kind(),
                io::ErrorKind::UnexpectedEof | io::ErrorKind::FileTooLarge
            ) =>
        {
            return Err(Refused::invalid("file", cause.to_string()).into());
        }
        Err(cause) => return Err(Error::internal(cause).into()),
    };
    let asset = Asset {
        external_id: external_id.to_owned(),
        name: name.to_owned(),
        alt: None,
        located: Located::Elsewhere,
        old_urls: old_urls.to_vec(),
        size: None,
        file: String::new(),
        line: None,
    };
    let own = batch.is_none();
    let batch = match batch {
        Some(batch) => batch,
        None => db.begin_import(permit, source, "upload", clock).await?,
    };
    let states = db.import_media(permit, &batch, &[medium(&asset, measured)], clock).await?;
    if own {
        db.finish_import(&batch, "{}".to_owned(), clock).await?;
    }
    let made = states.first().map(|(_, id)| *id);
    made.ok_or_else(|| Error::internal("a medium was not noted").into())
}
