//! The audit log: who changed which right.

use entity::id::{SpaceId, UnitId};
use entity::{Timestamp, audit_log};
use serde_json::Value;
use uuid::Uuid;

use super::db::Transaction;
use crate::access::Access;
use crate::clock::Clock;
use crate::error::Result;

/// What was done to which row: a line of the audit log.
#[derive(Debug, Default)]
pub(in crate::store) struct Line {
    pub(in crate::store) act: &'static str,
    pub(in crate::store) unit: Option<UnitId>,
    pub(in crate::store) space: Option<SpaceId>,
    pub(in crate::store) subject: Option<Uuid>,
    pub(in crate::store) before: Option<Value>,
    pub(in crate::store) after: Option<Value>,
}

impl Transaction {
    /// Notes an act. `access` is none when the operator acts.
    pub(in crate::store) async fn audited(
        &self,
        clock: &Clock,
        access: Option<&Access>,
        line: Line,
    ) -> Result<()> {
        let at: Timestamp = clock.now();
        self.insert(audit_log::Model {
            id: clock.new_id(),
            at,
            actor_id: access.map(Access::me),
            application_id: access.and_then(|a| a.viewer.application.as_ref()).map(|app| app.id),
            act: line.act.to_owned(),
            unit_id: line.unit,
            space_id: line.space,
            subject_id: line.subject,
            before_json: line.before.map(|json| json.to_string()),
            after_json: line.after.map(|json| json.to_string()),
        })
        .await
    }
}
