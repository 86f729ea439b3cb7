//! One run of the importer, from its beginning to its report.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use entity::id::PostId;
use entity::{import_batch, space};
use import::{Code, Kind, Outcome, Problem, Reader, Record, Report};
use sea_orm::ColumnTrait;

use super::choice::{Choice, Settled};
use super::group::groups;
use super::prepare::{Preparer, Ready};
use crate::access::Permit;
use crate::access::policy::ImportInto;
use crate::clock::Clock;
use crate::error::{self, Error, Result};
use crate::fault::{Fault, Outcome as Answer};
use crate::store::{Db, Seen};

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

/// What a run came to.
#[derive(Debug)]
pub struct Done {
    /// Every item has an outcome in it.
    pub report: Report,
    /// The run, unless it was a dry one.
    pub batch: Option<Seen<import_batch::Model>>,
}

/// Imports everything that `reader` gives and `choice` takes; `watch` hears of every item.
///
/// # Errors
/// When the database cannot be reached, or the right to import has ended meanwhile; a refusal where the
/// permit is for no source of this name. What goes wrong with one item is in the report.
pub async fn import(
    target: &Target<'_>,
    reader: Arc<dyn Reader>,
    choice: Arc<Choice>,
    watch: &mut (dyn FnMut(&Settled) + Send),
) -> Answer<Done> {
    let Target { db, clock, permit, source, .. } = *target;
    let batch = if choice.dry_run {
        None
    } else if let Some(batch) = choice.batch.clone() {
        Some(batch)
    } else {
        let format = reader.format().as_str();
        Some(db.begin_import(permit, source, format, clock).await?)
    };
    let tally =
        Tally { report: Mutex::new(Report::new(&*reader, source)), watch: Mutex::new(watch) };
    let foretold = HashSet::new();
    let mut run = Run { target, choice: &choice, batch: batch.as_ref(), tally: &tally, foretold };
    let mut preparer = Preparer::new(target, reader.clone(), choice.clone(), &tally);
    let mut groups = groups(reader);
    let mut ready: Option<Ready> = None;
    loop {
        // Whoever imports for hours may lose the right to meanwhile (rule R16).
        let permit = renewed(target).await?;
        let begun = std::time::Instant::now();
        let store = async {
            match ready.take() {
                Some(ready) => run.store(&permit, ready).await,
                None => Ok(()),
            }
        };
        let prepare = async {
            match groups.recv().await {
                Some(group) => preparer.prepare(&permit, batch.as_ref(), group).await.map(Some),
                None => Ok(None),
            }
        };
        let (stored, next) = tokio::join!(store, prepare);
        stored?;
        ready = next?;
        if ready.is_none() {
            break;
        }
        if choice.gentle {
            tokio::time::sleep(begun.elapsed()).await;
        }
    }
    preparer.tell_unmapped();
    preparer.selection.finish(&tally);
    let permit = renewed(target).await?;
    preparer.selection.tell_leads(target, &permit, &tally).await?;
    if !choice.partial {
        if !tally.report().is_incomplete() {
            run.vanished(&permit, &preparer).await?;
        } else if choice.prune {
            let message = "parts of the source could not be read: nothing was taken out";
            let problem = Problem::new(Code::NotPruned, Kind::Other, "", message);
            tally.tell(Problem { external_id: None, file: None, ..problem });
        }
        run.unshown(&permit, &preparer).await?;
    }
    drop((run, preparer));
    let mut report = tally.report.into_inner().unwrap_or_else(PoisonError::into_inner);
    report.finish();
    let batch = match batch {
        Some(batch) => {
            let json = report.brief().to_string();
            Some(db.finish_import(&batch, json, clock).await?)
        }
        None => None,
    };
    Ok(Done { report, batch })
}

/// What both stages of a run share: the report, and who watches.
pub(super) struct Tally<'w> {
    report: Mutex<Report>,
    watch: Mutex<&'w mut (dyn FnMut(&Settled) + Send)>,
}

impl Tally<'_> {
    /// The report, for what is told in it.
    pub(super) fn report(&self) -> MutexGuard<'_, Report> {
        self.report.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a problem.
    pub(super) fn tell(&self, problem: Problem) {
        self.report().add(problem);
    }

    /// Counts what became of an item.
    pub(super) fn settle(
        &self,
        kind: Kind,
        external_id: &str,
        outcome: Outcome,
        target: Option<uuid::Uuid>,
    ) {
        self.report().settle(kind, outcome);
        let external_id = Some(external_id.to_owned());
        self.heard(&Settled { kind, external_id, outcome, count: 1, target });
    }

    /// Counts an item that does not come in, and says why.
    pub(super) fn lose(&self, outcome: Outcome, problem: Problem) {
        let id = problem.external_id.clone().unwrap_or_default();
        let kind = problem.kind;
        self.tell(problem);
        self.settle(kind, &id, outcome, None);
    }

    /// Counts what the reader set aside.
    pub(super) fn set_aside(&self, aside: import::SetAside) {
        let settled = Settled {
            kind: aside.kind,
            external_id: aside.problem.external_id.clone(),
            outcome: aside.outcome,
            count: aside.count,
            target: None,
        };
        self.report().set_aside(aside);
        self.heard(&settled);
    }

    fn heard(&self, settled: &Settled) {
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        (*watch)(settled);
    }
}

/// The storing stage of a run.
pub(super) struct Run<'a, 'w> {
    pub(super) target: &'a Target<'a>,
    pub(super) choice: &'a Choice,
    pub(super) batch: Option<&'a Seen<import_batch::Model>>,
    pub(super) tally: &'a Tally<'w>,
    /// Posts that a trial would take out.
    pub(super) foretold: HashSet<PostId>,
}

/// The permit, if the rules still give it.
async fn renewed(target: &Target<'_>) -> Result<Permit<ImportInto>> {
    let Target { db, clock, permit, .. } = *target;
    let access = db.access_now(permit.access(), clock.now()).await?;
    let row = db
        .visible::<space::Entity>(&access)
        .filter(space::Column::Id.eq(permit.row().id))
        .one()
        .await?;
    let ended =
        || Error::new(error::Code::Forbidden, "The right to import into the space has ended.");
    access.permit::<ImportInto>(row.ok_or_else(ended)?).map_err(|_| ended())
}

/// The importer writes only what it has checked: a refusal is its own fault.
pub(super) fn error(fault: Fault) -> Error {
    match fault {
        Fault::Error(error) => error,
        Fault::Refused(refused) => Error::internal(format!("refused: {refused:?}")),
    }
}

/// The kind that a record is counted as.
pub(super) fn kind_of(record: &Record) -> Kind {
    match record {
        Record::Author(_) => Kind::Author,
        Record::Term(_) => Kind::Term,
        Record::Asset(_) => Kind::Media,
        Record::Document(document) => document.kind,
        Record::Comment(_) => Kind::Comment,
        Record::Redirect(_) => Kind::Redirect,
        Record::SetAside(aside) => aside.kind,
    }
}
