//! The audit log: who changed which right. Append-only by trigger, and chained: each line's hash is
//! over the one before, so that a line changed or taken out breaks every line after it.

use std::fmt::Write;

use entity::id::{SpaceId, UnitId};
use entity::{Timestamp, audit_log};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Db;
use super::transaction::Transaction;
use crate::access::Access;
use crate::clock::Clock;
use crate::error::{Error, Result};

/// Lines read at a time when the chain is verified.
const PORTION: u64 = 1000;

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

/// What a check of the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Lines in it.
    pub lines: u64,
    /// The hash of the last line; empty without any.
    pub head: String,
    /// Whether the hash that was expected is in it.
    pub expected: bool,
    /// The number of the first line that does not follow from the one before.
    pub broken_at: Option<i64>,
    /// Lines that are not in it.
    pub foreign: u64,
}

impl Transaction {
    /// Notes an act. `access` is none when the operator acts.
    ///
    /// Only in a transaction of [`Db::begin_change`] or [`Db::begin_noted`]: those come one after the
    /// other, so that the last line is the one that this one follows.
    pub(in crate::store) async fn audited(
        &self,
        clock: &Clock,
        access: Option<&Access>,
        line: Line,
    ) -> Result<()> {
        if !self.is_change() {
            return Err(Error::internal("audited outside of a change"));
        }
        let at: Timestamp = clock.now();
        let last = audit_log::Entity::find()
            .filter(audit_log::Column::Seq.is_not_null())
            .order_by_desc(audit_log::Column::Seq)
            .one(self)
            .await?;
        // Read by id, newest first: lines of one instant keep their order.
        let id = last.as_ref().map_or_else(|| clock.new_id(), |l| clock.new_id_after(l.id.into()));
        let (seq, before) =
            last.map_or((0, None), |last| (last.seq.unwrap_or_default(), last.hash));
        let mut row = audit_log::Model {
            id,
            at,
            actor_id: access.map(Access::me),
            application_id: access.and_then(|a| a.viewer.application.as_ref()).map(|app| app.id),
            act: line.act.to_owned(),
            unit_id: line.unit,
            space_id: line.space,
            subject_id: line.subject,
            before_json: line.before.map(|json| json.to_string()),
            after_json: line.after.map(|json| json.to_string()),
            seq: Some(seq + 1),
            hash: None,
            origin: self.origin().map(ToOwned::to_owned),
        };
        row.hash = Some(hash(before.as_deref().unwrap_or_default(), &row));
        self.insert(row).await
    }
}

impl Db {
    /// Follows the chain from its first line, and looks for the hash of a line in it. For the operator.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn operator_verify_audit(&self, expect: Option<&str>) -> Result<Chain> {
        let mut chain = Chain {
            lines: 0,
            head: String::new(),
            expected: expect.is_none(),
            broken_at: None,
            foreign: self.foreign_lines().await?,
        };
        let mut next = 1;
        loop {
            let lines = audit_log::Entity::find()
                .filter(audit_log::Column::Seq.gte(next))
                .order_by_asc(audit_log::Column::Seq)
                .limit(PORTION)
                .all(&self.reader())
                .await?;
            if lines.is_empty() {
                return Ok(chain);
            }
            for line in &lines {
                let follows = line.seq == Some(next)
                    && line.hash.as_deref() == Some(hash(&chain.head, line).as_str());
                if !follows {
                    chain.broken_at = Some(next);
                    return Ok(chain);
                }
                chain.lines += 1;
                chain.head = line.hash.clone().unwrap_or_default();
                next += 1;
                chain.expected |= expect == line.hash.as_deref();
            }
        }
    }

    /// Lines of the log that stand where following the chain does not come by.
    async fn foreign_lines(&self) -> Result<u64> {
        let seq = audit_log::Column::Seq;
        let foreign = Condition::any().add(seq.is_null()).add(seq.lt(1_i64));
        Ok(audit_log::Entity::find().filter(foreign).count(&self.reader()).await?)
    }

    /// Notes that the operator has issued a token of the local issuer.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn operator_issued_token(
        &self,
        person: entity::id::PersonId,
        seconds: u32,
        clock: &Clock,
    ) -> Result<()> {
        let transaction = self.begin_noted(clock).await?;
        let line = Line {
            act: "TOKEN_ISSUED",
            subject: Some(person.into()),
            after: Some(json!({ "seconds": seconds })),
            ..Line::default()
        };
        transaction.audited(clock, None, line).await?;
        transaction.commit().await
    }
}

/// SHA-256 over the hash before and every column of the line, each with its length before it, so that
/// no two lines read the same.
fn hash(before: &str, line: &audit_log::Model) -> String {
    let mut digest = Sha256::new();
    let mut add = |text: Option<&str>| {
        let (there, text) = text.map_or((0_u8, ""), |text| (1, text));
        digest.update([there]);
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text);
    };
    let text = |id: Option<Uuid>| id.map(|id| id.to_string());
    add(Some(before));
    add(Some(&line.seq.unwrap_or_default().to_string()));
    add(Some(&line.id.to_string()));
    add(Some(&line.at.micros().to_string()));
    add(text(line.actor_id.map(Into::into)).as_deref());
    add(text(line.application_id.map(Into::into)).as_deref());
    add(Some(&line.act));
    add(text(line.unit_id.map(Into::into)).as_deref());
    add(text(line.space_id.map(Into::into)).as_deref());
    add(text(line.subject_id).as_deref());
    add(line.before_json.as_deref());
    add(line.after_json.as_deref());
    add(line.origin.as_deref());
    digest.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
