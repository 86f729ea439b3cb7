//! The runs of the importer, and where and by whom the operator's command imports.

use entity::id::{ImportBatchId, PersonId, SpaceId};
use entity::{Timestamp, audit_log, import_batch, position, space, unit};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use crate::access::policy::ImportInto;
use crate::access::{Permit, by_approval};
use crate::clock::Clock;
use crate::error::Result;
use crate::fault::{Outcome, Refused};
use crate::store::audit::Line;
use crate::store::{Db, Seen};

const CONTINUED: &str = "IMPORT_CONTINUED";

impl Db {
    /// The spaces at an address: `unit-slug` for a unit's home, or `unit-slug/space-slug`. For the
    /// operator's commands.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn operator_find_space(&self, address: &str) -> Result<Option<SpaceId>> {
        let (unit_slug, slug) = address.split_once('/').unwrap_or((address, "home"));
        let unit = unit::Entity::find().filter(unit::Column::Slug.eq(unit_slug));
        let Some(unit) = unit.one(&self.reader()).await? else { return Ok(None) };
        let found = space::Entity::find()
            .filter(space::Column::UnitId.eq(unit.id))
            .filter(space::Column::Slug.eq(slug))
            .one(&self.reader())
            .await?;
        Ok(found.map(|space| space.id))
    }

    /// Who leads the unit of a space now. For the operator's commands.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn operator_leader_of(
        &self,
        space: SpaceId,
        now: Timestamp,
    ) -> Result<Option<PersonId>> {
        let reader = self.reader();
        let Some(space) = space::Entity::find_by_id(space).one(&reader).await? else {
            return Ok(None);
        };
        let lasting = sea_orm::Condition::any()
            .add(position::Column::UntilAt.is_null())
            .add(position::Column::UntilAt.gt(now));
        let leader = position::Entity::find()
            .filter(position::Column::UnitId.eq(space.unit_id))
            .filter(position::Column::Office.eq(position::Office::Leader))
            .filter(position::Column::FromAt.lte(now))
            .filter(lasting)
            .one(&reader)
            .await?;
        Ok(leader.map(|held| held.person_id))
    }

    /// A run of the importer, for the operator's commands.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn operator_find_batch(
        &self,
        id: ImportBatchId,
    ) -> Result<Option<import_batch::Model>> {
        Ok(import_batch::Entity::find_by_id(id).one(&self.reader()).await?)
    }

    /// Whether a run of this source has come to its end, for the operator's commands.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn operator_has_imported(&self, source: &str) -> Result<bool> {
        let finished = import_batch::Entity::find()
            .filter(import_batch::Column::Source.eq(source))
            .filter(import_batch::Column::FinishedAt.is_not_null())
            .one(&self.reader())
            .await?;
        Ok(finished.is_some())
    }

    /// Whether the permit is for a source of this name: whom the space's leader lets in brings none that
    /// another has imported there, for it would write over what that other one brought (rule R15). Asked
    /// again when a run is gone on with: another may have brought it since.
    pub async fn may_bring(&self, permit: &Permit<ImportInto>, source: &str) -> Outcome<()> {
        may_bring(&self.reader(), permit, source).await
    }

    /// Begins a run of the importer, where it may bring the source.
    pub async fn begin_import(
        &self,
        permit: &Permit<ImportInto>,
        source: &str,
        format: &str,
        clock: &Clock,
    ) -> Outcome<Seen<import_batch::Model>> {
        let row = import_batch::Model {
            id: clock.new_id(),
            space_id: permit.row().id,
            source: source.to_owned(),
            format: format.to_owned(),
            started_by: permit.access().me(),
            started_at: clock.now(),
            finished_at: None,
            report: None,
            undone_at: None,
            undone_by: None,
        };
        let transaction = self.begin_noted(clock).await?;
        may_bring(&transaction, permit, source).await?;
        transaction.insert(row.clone()).await?;
        let line = Line {
            act: "IMPORT_STARTED",
            space: Some(row.space_id),
            subject: Some(row.id.into()),
            after: Some(json!({ "source": source, "format": format })),
            ..Line::default()
        };
        transaction.audited(clock, Some(permit.access()), line).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Notes in the audit log, once, that somebody goes on with a run that another has begun.
    pub async fn continue_import(
        &self,
        permit: &Permit<ImportInto>,
        batch: &import_batch::Model,
        clock: &Clock,
    ) -> Outcome<()> {
        let me = permit.access().me();
        if batch.started_by == me {
            return Ok(());
        }
        let noted = audit_log::Entity::find()
            .filter(audit_log::Column::SpaceId.eq(batch.space_id))
            .filter(audit_log::Column::Act.eq(CONTINUED))
            .filter(audit_log::Column::SubjectId.eq(Uuid::from(batch.id)))
            .filter(audit_log::Column::ActorId.eq(me));
        if noted.one(&self.reader()).await?.is_some() {
            return Ok(());
        }
        let transaction = self.begin_noted(clock).await?;
        let line = Line {
            act: CONTINUED,
            space: Some(batch.space_id),
            subject: Some(batch.id.into()),
            after: Some(json!({ "source": batch.source, "format": batch.format })),
            ..Line::default()
        };
        transaction.audited(clock, Some(permit.access()), line).await?;
        Ok(transaction.commit().await?)
    }

    /// Ends a run of the importer with its report.
    pub async fn finish_import(
        &self,
        batch: &Seen<import_batch::Model>,
        report: String,
        clock: &Clock,
    ) -> Outcome<Seen<import_batch::Model>> {
        let mut row = (**batch).clone();
        row.finished_at = Some(clock.now());
        row.report = Some(report);
        let transaction = self.begin().await?;
        transaction.update(row.clone()).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }
}

async fn may_bring(
    connection: &impl ConnectionTrait,
    permit: &Permit<ImportInto>,
    source: &str,
) -> Outcome<()> {
    if !by_approval(permit.access(), permit.row()) {
        return Ok(());
    }
    let others = import_batch::Entity::find()
        .filter(import_batch::Column::SpaceId.eq(permit.row().id))
        .filter(import_batch::Column::Source.eq(source))
        .filter(import_batch::Column::StartedBy.ne(permit.access().me()));
    if others.one(connection).await?.is_none() {
        return Ok(());
    }
    let taken = "Another has imported a source of this name into the space: name yours otherwise.";
    Err(Refused::conflict("source", taken).by("R15").into())
}
