//! Imports the documents of one call.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use entity::id::PostId;
use entity::{import_batch, post};
use import::Problem;
use import::jsonl::{Line, Place, PostOrPage};
use jiff::tz::TimeZone;
use sea_orm::ColumnTrait;

use super::document::ImportedDocumentInput;
use super::result::{DocumentImportResult, DocumentsImported, ImportOutcome, ImportProblem};
use crate::access::Permit;
use crate::access::policy::ImportInto;
use crate::content::input::MAX_BODY;
use crate::fault::Outcome as Answer;
use crate::graphql::context::Request;
use crate::graphql::import::ImportBatch;
use crate::graphql::post::Post;
use crate::importer::{Choice, Given, Settled, Target, import};
use crate::store::Seen;

/// Characters of an id in its source, at most.
pub(super) const MAX_ID: usize = 1_000;
/// Entries of the lists of a document, at most.
const MAX_LIST: usize = 1_000;

/// One call of `documentsImport`.
pub(super) struct Documents<'a> {
    pub(super) request: &'a Request,
    pub(super) permit: Permit<ImportInto>,
    pub(super) source: String,
    pub(super) batch: Option<Seen<import_batch::Model>>,
    pub(super) dry_run: bool,
}

impl Documents<'_> {
    pub(super) async fn import(
        self,
        documents: Vec<ImportedDocumentInput>,
    ) -> Answer<DocumentsImported> {
        let Self { request, permit, source, batch, dry_run } = self;
        let mut ids = Vec::with_capacity(documents.len());
        let mut records = Vec::with_capacity(documents.len());
        let mut first = HashSet::new();
        for (number, document) in (1..).zip(documents) {
            let id = document.external_id.clone();
            let record = if first.insert(id.clone()) {
                read(document, number)
            } else {
                Err(twice(&document, number))
            };
            let (record, refused) = match record {
                Ok(record) => (record, None),
                Err(problem) => {
                    let told = ImportProblem::from(&problem);
                    (import::Record::SetAside(import::SetAside::failed(problem)), Some(told))
                }
            };
            ids.push((id, refused));
            records.push(record);
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
        let mut results = Vec::with_capacity(ids.len());
        for (id, refused) in ids {
            if let Some(problem) = refused {
                results.push(DocumentImportResult {
                    outcome: ImportOutcome::Failed,
                    post: None,
                    problems: vec![problem],
                    external_id: id,
                });
                continue;
            }
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

/// The document as a record, or why it is refused.
fn read(document: ImportedDocumentInput, number: u32) -> Result<import::Record, Problem> {
    if let Some(problem) = too_long(&document) {
        return Err(problem);
    }
    let place = Place { file: "documents", line: Some(number), time_zone: &TimeZone::UTC };
    let malformed = Problem::new(
        import::Code::InvalidRecord,
        PostOrPage::from(document.kind).into(),
        &document.external_id,
        "it is no document",
    );
    Line::Document(Box::new(document.into())).into_record(&place)?.ok_or(malformed)
}

/// Why a document is refused whose id another one of the call has. Not by its id: that is the other's.
fn twice(document: &ImportedDocumentInput, number: u32) -> Problem {
    let id = &document.external_id;
    let message =
        format!("an earlier document of the call has the id {id} too; that one was taken");
    let kind = PostOrPage::from(document.kind).into();
    let problem = Problem::new(import::Code::DuplicateId, kind, id, message);
    let problem = problem.in_file("documents").at(Some(number)).titled(&document.title);
    Problem { external_id: None, ..problem }
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
