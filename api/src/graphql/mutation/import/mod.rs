//! Imports documents that scripts bring, and takes imports back.

mod document;
mod result;
mod run;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject, Upload};
use entity::{import_batch, media, space};

use self::document::ImportedDocumentInput;
use self::result::DocumentsImported;
use self::run::{Documents, MAX_ID};
use crate::access::Permit;
use crate::access::policy::ImportInto;
use crate::content::input::{MAX_NAME, line};
use crate::error::{Error, Result};
use crate::fault::{Outcome as Answer, Refused};
use crate::graphql::context::{Request, request};
use crate::graphql::import::ImportBatch;
use crate::graphql::media::Media;
use crate::graphql::payload::{mutate, payloads};
use crate::http::MediaUpload;
use crate::importer::{Target, upload};
use crate::store::Seen;

/// Documents of one call, at most.
const MAX_DOCUMENTS: usize = 500;
/// Old addresses of a file, at most.
const MAX_URLS: usize = 100;
/// Characters of an old address, at most.
const MAX_URL: usize = 2_000;

/// Documents to import.
#[derive(InputObject)]
pub struct DocumentsImportInput {
    /// Into which space.
    space_id: ID,
    /// Name of the source, at most 200 characters: with its id there it is what a document is known by.
    source: String,
    /// 1 to 500 documents.
    documents: Vec<ImportedDocumentInput>,
    /// The run that these go on with, of the same source and space; a new one if none is given.
    batch_id: Option<ID>,
    /// Write nothing, and answer the same.
    #[graphql(default)]
    dry_run: bool,
}

/// A picture or file to import.
#[derive(InputObject)]
pub struct MediaImportInput {
    /// Into which space.
    space_id: ID,
    /// Name of the source.
    source: String,
    /// Its id in the source: at most 1,000 characters.
    external_id: String,
    /// The file, as the GraphQL multipart request specification sends it.
    file: Upload,
    /// Its name; that of the upload if none is given.
    name: Option<String>,
    /// Addresses that it had: whole, or as paths.
    #[graphql(default)]
    old_urls: Vec<String>,
    /// The run that it belongs to, of the same source and space; a new one if none is given.
    batch_id: Option<ID>,
}

/// A run to take back.
#[derive(InputObject)]
pub struct ImportUndoInput {
    /// The run.
    id: ID,
}

/// A thing that was not taken back.
#[derive(SimpleObject)]
pub struct ImportKept {
    /// Of which kind, as `document`.
    kind: String,
    /// Its id in the source.
    external_id: String,
    /// Why, in English.
    reason: String,
}

/// What taking a run back came to.
#[derive(SimpleObject)]
pub struct ImportUndone {
    /// The run.
    batch: ImportBatch,
    /// How many things that it had made are gone.
    removed: i32,
    /// How many things that it had changed are as before.
    restored: i32,
    /// What stays: people have changed it since, or a later run has.
    kept: Vec<ImportKept>,
}

payloads! {
    /// What came of importing documents.
    DocumentsImportPayload, DocumentsImportError {
        /// A result for each document.
        imported: DocumentsImported
    }
    /// What came of importing a file.
    MediaImportPayload, MediaImportError {
        /// The file, seen by whoever reads a document that shows it.
        media: Media
    }
    /// What came of taking a run back.
    ImportUndoPayload, ImportUndoError {
        /// What was taken back.
        undone: ImportUndone
    }
}

/// Writes imports.
#[derive(Default)]
pub struct ImportMutation;

#[Object]
impl ImportMutation {
    /// Imports documents into a space, each for itself: a bad one loses none of the others. The same
    /// again changes nothing; what a person has changed here since is kept. For leaders and deputies, and
    /// their applications with the scope `IMPORT_WRITE`. Nobody is notified.
    #[graphql(complexity = "50 + input.documents.len() + child_complexity")]
    async fn documents_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The documents, and where they come from.")] input: DocumentsImportInput,
    ) -> Option<Result<DocumentsImportPayload>> {
        // Boxed: what an import holds would have room in every mutation.
        let act = Box::pin(async {
            let request = request(ctx)?;
            let count = input.documents.len();
            if !(1..=MAX_DOCUMENTS).contains(&count) {
                let message = format!("From 1 to {MAX_DOCUMENTS} documents.");
                return Err(Refused::invalid("documents", message).into());
            }
            let source = line("source", &input.source, MAX_NAME)?;
            let permit = importer(request, &input.space_id).await?;
            let batch = batch(request, input.batch_id.as_ref(), &permit, &source).await?;
            if let Some(batch) = batch.as_ref().filter(|_| !input.dry_run) {
                request.db.continue_import(&permit, batch, &request.clock).await?;
            }
            let run = Documents { request, permit, source, batch, dry_run: input.dry_run };
            Box::pin(run.import(input.documents)).await
        });
        mutate(ctx, act).await
    }

    /// Imports a picture or file into a space, for documents that show it by its id in the source.
    #[graphql(complexity = "50 + child_complexity")]
    async fn media_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file, and where it comes from.")] input: MediaImportInput,
    ) -> Option<Result<MediaImportPayload>> {
        // Boxed: what an import holds would have room in every mutation.
        let act = Box::pin(async {
            let request = request(ctx)?;
            let file = input.file.value(ctx).map_err(Error::internal)?;
            let sent = MediaUpload {
                space: input.space_id.to_string(),
                source: input.source,
                external_id: input.external_id,
                name: input.name.unwrap_or(file.filename),
                old_urls: input.old_urls,
                file: file.content,
            };
            Ok(Media(Box::pin(import_media(request, sent, input.batch_id.as_ref())).await?))
        });
        mutate(ctx, act).await
    }

    /// Takes a run back as a whole, except what people have since changed. For leaders and deputies, and
    /// their applications with the scope `IMPORT_WRITE`.
    async fn import_undo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The run.")] input: ImportUndoInput,
    ) -> Option<Result<ImportUndoPayload>> {
        // Boxed: what an import holds would have room in every mutation.
        let act = Box::pin(async {
            let request = request(ctx)?;
            let row = request.find::<import_batch::Entity>("id", &input.id).await?;
            let permit = importer(request, &row.space_id.to_string().into()).await?;
            let undone = request.db.undo_import(&permit, &row, &request.clock).await?;
            let count = |number: u64| i32::try_from(number).unwrap_or(i32::MAX);
            let kept = undone.kept.into_iter().map(|one| ImportKept {
                kind: one.kind,
                external_id: one.external_id,
                reason: one.reason.to_owned(),
            });
            let row = request.find::<import_batch::Entity>("id", &input.id).await?;
            Ok(ImportUndone {
                batch: ImportBatch(row),
                removed: count(undone.removed),
                restored: count(undone.restored),
                kept: kept.collect(),
            })
        });
        mutate(ctx, act).await
    }
}

/// Keeps a picture or file of a source, whichever way it was sent.
pub async fn import_media(
    request: &Request,
    sent: MediaUpload,
    batch_id: Option<&ID>,
) -> Answer<Seen<media::Model>> {
    let source = line("source", &sent.source, MAX_NAME)?;
    let external_id = line("externalId", &sent.external_id, MAX_ID)?;
    let name = line("name", &sent.name, MAX_NAME)?;
    if sent.old_urls.len() > MAX_URLS {
        return Err(Refused::too_long("oldUrls", MAX_URLS, "addresses").into());
    }
    for url in &sent.old_urls {
        line("oldUrls", url, MAX_URL)?;
    }
    let permit = importer(request, &sent.space.into()).await?;
    let run = batch(request, batch_id, &permit, &source).await?;
    if let Some(run) = &run {
        request.db.continue_import(&permit, run, &request.clock).await?;
    }
    let target = Target {
        db: &request.db,
        clock: &request.clock,
        data: request.db.data(),
        permit: &permit,
        source: &source,
    };
    let id = upload(&target, run, &external_id, &name, &sent.old_urls, sent.file).await?;
    Ok(request.db.imported_medium(&permit, id).await?)
}

async fn importer(request: &Request, space: &ID) -> Answer<Permit<ImportInto>> {
    let row = request.find::<space::Entity>("spaceId", space).await?;
    request.permit::<ImportInto>(row)
}

/// The run that a call goes on with.
async fn batch(
    request: &Request,
    id: Option<&ID>,
    permit: &Permit<ImportInto>,
    source: &str,
) -> Answer<Option<Seen<import_batch::Model>>> {
    request.db.may_bring(permit, source).await?;
    let Some(id) = id else { return Ok(None) };
    let row = request.find::<import_batch::Entity>("batchId", id).await?;
    if row.space_id != permit.row().id || row.source != source || row.undone_at.is_some() {
        let message = "That run is of another space or source, or was taken back.";
        return Err(Refused::conflict("batchId", message).into());
    }
    Ok(Some(row))
}
