//! How many take part: figures, never names (rule R12).

use entity::Timestamp;
use entity::id::{SpaceId, UnitId};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use super::Db;
use crate::access::Permit;
use crate::access::policy::{ManageSpace, SeeParticipation};
use crate::error::{Error, Result};

/// Figures of a period.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Participation {
    /// Posts that went live and are.
    pub posts: i64,
    /// Who wrote them.
    pub authors: i64,
    /// Comments on them.
    pub comments: i64,
    /// Who wrote those.
    pub commenters: i64,
}

impl Db {
    /// Of a space, since an instant.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn space_participation(
        &self,
        permit: &Permit<ManageSpace>,
        since: Timestamp,
    ) -> Result<Participation> {
        let space: SpaceId = permit.row().id;
        self.participation("s.id = $1", space.into(), since, permit.access().now).await
    }

    /// Of a unit's OPEN and UNIT spaces together, since an instant.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn unit_participation(
        &self,
        permit: &Permit<SeeParticipation>,
        since: Timestamp,
    ) -> Result<Participation> {
        let unit: UnitId = permit.row().0.id;
        let which = "s.unit_id = $1 AND s.visibility IN ('OPEN', 'UNIT')";
        self.participation(which, unit.into(), since, permit.access().now).await
    }

    async fn participation(
        &self,
        which: &str,
        id: Value,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Participation> {
        // Posts of closed days stay out of what a widened space counts, as they do for its readers.
        let sql = format!(
            "WITH live (id, author_id) AS (
    SELECT p.id, p.author_id FROM space s JOIN post p ON p.space_id = s.id
    WHERE {which} AND p.state = 'PUBLISHED' AND p.feed_key IS NOT NULL
        AND p.published_at >= $2 AND p.published_at <= $3
        AND (p.expires_at IS NULL OR p.expires_at > $3)
        AND (s.visibility IN ('RESTRICTED', 'SECRET') OR p.audience_key - s.audience_key < 3)),
said (author_id) AS (
    SELECT c.author_id FROM live l JOIN comment c ON c.post_id = l.id
    WHERE c.deleted_at IS NULL AND NOT c.on_draft)
SELECT (SELECT COUNT(*) FROM live) AS posts, (SELECT COUNT(DISTINCT author_id) FROM live) AS authors,
    (SELECT COUNT(*) FROM said) AS comments, (SELECT COUNT(DISTINCT author_id) FROM said) AS commenters"
        );
        let values = [id, since.into(), now.into()];
        let statement = Statement::from_sql_and_values(self.dialect().backend(), sql, values);
        let row = self.reader().query_one_raw(statement).await?;
        let row = row.ok_or_else(|| Error::internal("no figures"))?;
        Ok(Participation::from_query_result(&row, "")?)
    }
}
