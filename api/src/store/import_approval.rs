//! Writes a space leader's approvals of an administrator's importer (rule R15).

use entity::{application, import_approval, space};
use sea_orm::EntityTrait;
use serde_json::json;

use super::audit::Line;
use super::{Db, Seen, Touched};
use crate::access::Permit;
use crate::access::policy::{ApproveImporter, RevokeImportApproval};
use crate::clock::Clock;
use crate::fault::{Outcome, Refused};

impl Db {
    /// Lets an administrator's application import into a space of which its owner may have no role.
    pub async fn approve_importer(
        &self,
        permit: Permit<ApproveImporter>,
        application: &Seen<application::Model>,
        clock: &Clock,
    ) -> Outcome<Seen<import_approval::Model>> {
        let space: &space::Model = permit.row();
        let row = import_approval::Model {
            application_id: application.id,
            space_id: space.id,
            approved_by: permit.access().me(),
            approved_at: clock.now(),
        };
        let touched = Touched::Space(space.id);
        let transaction = self.begin_change(touched, permit.access(), clock).await?;
        if !transaction.insert_new(row.clone()).await? {
            return Err(Refused::conflict("applicationId", "It is approved already.").into());
        }
        let line = of("IMPORT_APPROVED", &row);
        transaction.audited(clock, Some(permit.access()), line).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Takes an approval back: the application imports nothing more into the space.
    pub async fn revoke_import_approval(
        &self,
        permit: Permit<RevokeImportApproval>,
        clock: &Clock,
    ) -> Outcome<Seen<import_approval::Model>> {
        let row = permit.row().clone();
        let touched = Touched::Space(row.space_id);
        let transaction = self.begin_change(touched, permit.access(), clock).await?;
        transaction.still(&row).await?;
        import_approval::Entity::delete_by_id((row.application_id, row.space_id))
            .exec(&transaction)
            .await?;
        let before = Some(json!({
            "approvedBy": row.approved_by.to_string(),
            "approved": row.approved_at.to_string(),
        }));
        let line = Line { before, ..of("IMPORT_APPROVAL_REVOKED", &row) };
        transaction.audited(clock, Some(permit.access()), line).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }
}

fn of(act: &'static str, row: &import_approval::Model) -> Line {
    Line {
        act,
        space: Some(row.space_id),
        subject: Some(row.application_id.into()),
        ..Line::default()
    }
}
