//! Imports documents that scripts bring, and takes imports back.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject, Upload};
use entity::id::PostId;
use entity::{import_batch, media, post, space};
use import::jsonl::{DocumentLine, Line, Markup, Place, PostOrPage};
use import::{Outcome, Problem, Severity, State};
use jiff::tz::TimeZone;
use sea_orm::ColumnTrait;

use crate::access::Permit;
use crate::access::policy::ImportInto;
use crate::content::input::{MAX_BODY, MAX_NAME, line};
use crate::error::{Error, Result};
use crate::fault::{Outcome as Answer, Refused};
use crate::graphql::context::{Request, request};
use crate::graphql::import::ImportBatch;
use crate::graphql::media::Media;
use crate::graphql::payload::{mutate, payloads};
use crate::graphql::post::Post;
use crate::graphql::time::DateTime;
use crate::http::MediaUpload;
use crate::importer::{Choice, Given, Settled, Target, import, upload};
use crate::store::Seen;

/// Documents of one call, at most.
const MAX_DOCUMENTS: usize = 500;
/// Characters of an id in its source, at most.
const MAX_ID: usize = 1_000;
/// Entries of the lists of a document, at most.
const MAX_LIST: usize = 1_000;

/// What a body is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ImportFormat {
    /// HTML: kept as far as it is safe.
    Html,
    /// CommonMark with tables.
    Markdown,
    /// Plain text: an empty line ends a paragraph.
    Text,
}

/// Who could read a document where it comes from. Only what was public is published here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "State")]
pub enum ImportedState {
    /// Everybody.
    Published,
    /// Nobody before its date.
    Scheduled,
    /// Who wrote it.
    Draft,
    /// Who wrote it and who was to review it.
    Pending,
    /// Members of the old site alone.
    Private,
    /// Whoever knew a password.
    Protected,
}

/// What a document was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ImportedKind {
    /// A dated text, one of a series.
    Post,
    /// A page of text.
    Page,
}

/// A document to import, known by its source and its id there.
#[derive(InputObject)]
pub struct ImportedDocumentInput {
    /// Its id in the source: at most 1,000 characters.
    external_id: String,
    /// Title; what is longer than 300 characters is shortened.
    title: String,
    /// The text, at most 400,000 characters. `parvis:document/ID` and `parvis:media/ID` link to what else
    /// the source holds, each with its id there.
    body: String,
    /// What the body is written in.
    #[graphql(default_with = "ImportFormat::Html")]
    format: ImportFormat,
    /// What it was.
    #[graphql(default_with = "ImportedKind::Post")]
    kind: ImportedKind,
    /// Who could read it.
    #[graphql(default_with = "ImportedState::Published")]
    state: ImportedState,
    /// Name of who wrote it. It stands on the post for good, with yours as who imported it.
    author: Option<String>,
    /// When it was published.
    published_at: Option<DateTime>,
    /// When it was written.
    created_at: Option<DateTime>,
    /// When it was last changed.
    updated_at: Option<DateTime>,
    /// BCP 47 tag of its language.
    lang: Option<String>,
    /// Labels.
    #[graphql(default)]
    tags: Vec<String>,
    /// Summary, as plain text.
    excerpt: Option<String>,
    /// Its name in addresses.
    slug: Option<String>,
    /// Id of the document above it.
    parent_id: Option<String>,
    /// Id of the picture that stands for it in lists.
    cover_id: Option<String>,
    /// Addresses that it had: whole, or as paths.
    #[graphql(default)]
    old_urls: Vec<String>,
    /// Whether it stood before all others: then it is pinned.
    #[graphql(default)]
    sticky: bool,
}

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

/// What became of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ImportOutcome {
    /// New here.
    Imported,
    /// Was here and has been changed.
    Updated,
    /// Was here, the same.
    Unchanged,
    /// Left as it is: a person has changed it here since it was imported.
    Skipped,
    /// Did not come in: `problems` says why.
    Failed,
}

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Severity")]
pub enum ImportSeverity {
    /// Worth knowing; nothing is lost.
    Info,
    /// Something in the result is incomplete.
    Warning,
    /// The item did not come in.
    Error,
}

/// Something about an item that its sender should know.
#[derive(Clone, SimpleObject)]
pub struct ImportProblem {
    /// For programs, as `MISSING_MEDIA`; the README lists them.
    code: String,
    /// How much it matters.
    severity: ImportSeverity,
    /// For people, in English.
    message: String,
}

/// What became of one document.
#[derive(SimpleObject)]
pub struct DocumentImportResult {
    /// Its id in the source.
    external_id: String,
    /// What became of it.
    outcome: ImportOutcome,
    /// The post that it is here; null where there is none, or for a dry run.
    post: Option<Post>,
    /// What there is to know about it.
    problems: Vec<ImportProblem>,
}

/// What became of the documents.
#[derive(SimpleObject)]
pub struct DocumentsImported {
    /// One result for each document, in their order.
    results: Vec<DocumentImportResult>,
    /// The run; null for a dry one.
    batch: Option<ImportBatch>,
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
    /// their applications with the scope IMPORT_WRITE. Nobody is notified.
    #[graphql(complexity = "50 + input.documents.len() + child_complexity")]
    async fn documents_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The documents, and where they come from.")] input: DocumentsImportInput,
    ) -> Option<Result<DocumentsImportPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let count = input.documents.len();
            if !(1..=MAX_DOCUMENTS).contains(&count) {
                let message = format!("From 1 to {MAX_DOCUMENTS} documents.");
                return Err(Refused::invalid("documents", message).into());
            }
            let source = line("source", &input.source, MAX_NAME)?;
            let permit = importer(request, &input.space_id).await?;
            let batch = batch(request, input.batch_id.as_ref(), &permit, &source).await?;
            let run = Documents { request, permit, source, batch, dry_run: input.dry_run };
            Box::pin(run.import(input.documents)).await
        })
        .await
    }

    /// Imports a picture or file into a space, for documents that show it by its id in the source.
    #[graphql(complexity = "50 + child_complexity")]
    async fn media_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file, and where it comes from.")] input: MediaImportInput,
    ) -> Option<Result<MediaImportPayload>> {
        mutate(ctx, async {
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
        })
        .await
    }

    /// Takes a run back as a whole, except what people have since changed. For leaders and deputies, and
    /// their applications with the scope IMPORT_WRITE.
    async fn import_undo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The run.")] input: ImportUndoInput,
    ) -> Option<Result<ImportUndoPayload>> {
        mutate(ctx, async {
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
        })
        .await
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
    let permit = importer(request, &sent.space.into()).await?;
    let run = batch(request, batch_id, &permit, &source).await?;
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
    let Some(id) = id else { return Ok(None) };
    let row = request.find::<import_batch::Entity>("batchId", id).await?;
    if row.space_id != permit.row().id || row.source != source || row.undone_at.is_some() {
        let message = "That run is of another space or source, or was taken back.";
        return Err(Refused::conflict("batchId", message).into());
    }
    Ok(Some(row))
}

/// One call of `documentsImport`.
struct Documents<'a> {
    request: &'a Request,
    permit: Permit<ImportInto>,
    source: String,
    batch: Option<Seen<import_batch::Model>>,
    dry_run: bool,
}

impl Documents<'_> {
    async fn import(self, documents: Vec<ImportedDocumentInput>) -> Answer<DocumentsImported> {
        let Self { request, permit, source, batch, dry_run } = self;
        let mut ids = Vec::with_capacity(documents.len());
        let mut records = Vec::with_capacity(documents.len());
        for (number, document) in (1..).zip(documents) {
            ids.push(document.external_id.clone());
            let place =
                Place { file: "documents", line: Some(number), time_zone: &TimeZone::UTC };
            records.push(match too_long(&document) {
                Some(problem) => import::Record::SetAside(import::SetAside::failed(problem)),
                None => match Line::Document(Box::new(document.into())).into_record(&place) {
                    Ok(Some(record)) => record,
                    Ok(None) => continue,
                    Err(problem) => import::Record::SetAside(import::SetAside::failed(problem)),
                },
            });
        }
        let mut settled: HashMap<String, Vec<Settled>> = HashMap::new();
        let mut hear = |one: &Settled| {
            let id = one.external_id.clone().unwrap_or_default();
            settled.entry(id).or_default().push(one.clone());
        };
        let choice = Choice { dry_run, batch, partial: true, gentle: true, ..Choice::default() };
        let target = Target {
            db: &request.db,
            clock: &request.clock,
            data: request.db.data(),
            permit: &permit,
            source: &source,
        };
        let given = Arc::new(Given::new(records));
        let done = import(&target, given, Arc::new(choice), &mut hear).await?;
        let mut problems: HashMap<&str, Vec<ImportProblem>> = HashMap::new();
        for problem in done.report.problems() {
            let id = problem.external_id.as_deref().unwrap_or_default();
            problems.entry(id).or_default().push(problem.into());
        }
        let made = settled.values().flatten().filter_map(|one| one.target).map(PostId::from);
        let access = request.access();
        let seen = request.db.visible::<post::Entity>(&access);
        let seen = seen.filter(post::Column::Id.is_in(made)).all().await?;
        let posts: HashMap<PostId, _> = seen.into_iter().map(|row| (row.id, row)).collect();
        // A second of the same id is settled after the first.
        let mut results = Vec::with_capacity(ids.len());
        for id in ids {
            let one = settled.get_mut(&id).filter(|all| !all.is_empty()).map(|all| all.remove(0));
            let target = one.as_ref().and_then(|one| one.target).filter(|_| !dry_run);
            let post = target.and_then(|target| posts.get(&target.into()).cloned());
            results.push(DocumentImportResult {
                outcome: one.map_or(ImportOutcome::Failed, |one| one.outcome.into()),
                post: post.map(Post),
                problems: problems.get(id.as_str()).cloned().unwrap_or_default(),
                external_id: id,
            });
        }
        Ok(DocumentsImported { results, batch: done.batch.map(ImportBatch) })
    }
}

/// Why a document is refused before it is read.
fn too_long(document: &ImportedDocumentInput) -> Option<Problem> {
    let lists = [document.tags.len(), document.old_urls.len()];
    let message = if document.body.chars().count() > MAX_BODY {
        format!("its body has more than {MAX_BODY} characters")
    } else if document.external_id.chars().count() > MAX_ID {
        format!("its id has more than {MAX_ID} characters")
    } else if lists.into_iter().any(|length| length > MAX_LIST) {
        format!("it has more than {MAX_LIST} tags or old addresses")
    } else {
        return None;
    };
    let kind = PostOrPage::from(document.kind).into();
    let problem = Problem::new(import::Code::TooLarge, kind, &document.external_id, message);
    Some(Problem { file: None, ..problem })
}

impl From<ImportedDocumentInput> for DocumentLine {
    fn from(input: ImportedDocumentInput) -> Self {
        let written = |at: Option<DateTime>| at.map(|at| at.0.to_string());
        Self {
            external_id: input.external_id,
            title: input.title,
            body: input.body,
            kind: input.kind.into(),
            format: match input.format {
                ImportFormat::Html => Markup::Html,
                ImportFormat::Markdown => Markup::Markdown,
                ImportFormat::Text => Markup::Text,
            },
            state: Some(input.state.into()),
            sticky: input.sticky,
            excerpt: input.excerpt,
            author: input.author,
            created_at: written(input.created_at),
            published_at: written(input.published_at),
            updated_at: written(input.updated_at),
            lang: input.lang,
            tags: input.tags,
            slug: input.slug,
            parent: input.parent_id,
            cover: input.cover_id,
            old_urls: input.old_urls,
            ..Self::default()
        }
    }
}

impl From<ImportedKind> for PostOrPage {
    fn from(kind: ImportedKind) -> Self {
        match kind {
            ImportedKind::Post => Self::Post,
            ImportedKind::Page => Self::Page,
        }
    }
}

impl From<Outcome> for ImportOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Imported => Self::Imported,
            Outcome::Updated => Self::Updated,
            Outcome::Unchanged => Self::Unchanged,
            Outcome::Skipped => Self::Skipped,
            Outcome::Failed => Self::Failed,
        }
    }
}

impl From<&Problem> for ImportProblem {
    fn from(problem: &Problem) -> Self {
        Self {
            code: problem.code.to_string(),
            severity: problem.severity.into(),
            message: problem.message.clone(),
        }
    }
}
