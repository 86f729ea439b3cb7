//! Why somebody has a role, and who has one: the rules' own statement, asked for its reasons.

use entity::id::{PersonId, SpaceId};
use entity::{Timestamp, person, space};
use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult, Statement};
use uuid::Uuid;

use super::{Db, Seen};
use crate::access::policy::ExplainAccess;
use crate::access::rights::{Of, REASONS, ROSTER, Within, statement};
use crate::access::{Permit, Role};
use crate::error::{Error, Result};

/// One reason for which somebody has a role in a space.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Reason {
    /// Who.
    pub person_id: PersonId,
    rank: i32,
    /// The rule, as `R4`.
    pub rule: String,
    /// What it rests on: `POSITION`, `ASSIGNMENT`, `SPACE_GRANT`, `UNIT_GRANT`, `BREAK_GLASS` or
    /// `VISIBILITY`.
    pub kind: String,
    /// Its id.
    pub source_id: Option<Uuid>,
    /// From when it holds.
    pub from_at: Option<Timestamp>,
    /// Until when, exclusive.
    pub until_at: Option<Timestamp>,
    /// When a deputy lapses.
    pub lapse_at: Option<Timestamp>,
    /// Who gave it.
    pub given_by: Option<PersonId>,
}

impl Reason {
    /// The role that it gives.
    ///
    /// # Errors
    /// `INTERNAL` if the rules answered with a rank that is none.
    pub fn role(&self) -> Result<Role> {
        let unknown = || Error::internal(format!("no role of rank {}", self.rank));
        Role::of_rank(self.rank.into()).ok_or_else(unknown)
    }
}

impl Db {
    /// Why a person has their role in a space, the reasons for the highest first; empty for none.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn reasons(&self, permit: &Permit<ExplainAccess>) -> Result<Vec<Reason>> {
        let (space, person) = permit.row();
        let sql = statement(self.dialect(), Of::Person, Within::Space, REASONS);
        let now = permit.access().now;
        let values = [person.id.into(), now.into(), space.id.into()];
        self.ask_for_reasons(sql, values.to_vec()).await
    }

    /// A page of the roster: the reasons of at most `first` people, in the order of their ids after
    /// `after`. Everyone with a role by R2 to R5, and who reads by break-glass.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn roster(
        &self,
        permit: &Permit<crate::access::policy::SeeRoster>,
        after: Option<Uuid>,
        first: usize,
    ) -> Result<Vec<Reason>> {
        let _turn = self.turn().await?;
        let sql = statement(self.dialect(), Of::Everyone, Within::Space, &ROSTER);
        let values = vec![
            person::Status::Active.to_value().into(),
            permit.access().now.into(),
            permit.row().id.into(),
            after.unwrap_or_default().into(),
            i64::try_from(first).unwrap_or(i64::MAX).into(),
        ];
        self.ask_for_reasons(sql, values).await
    }

    /// How many people are on the roster, as [`Db::roster`] lists them.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn roster_size(&self, space: SpaceId, now: Timestamp) -> Result<u64> {
        let _turn = self.turn().await?;
        let count = "SELECT COUNT(DISTINCT person_id) AS size FROM role WHERE rule <> 'R6'";
        let sql = statement(self.dialect(), Of::Everyone, Within::Space, count);
        let values = [person::Status::Active.to_value().into(), now.into(), space.into()];
        let backend = self.dialect().backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let row = self.reader().query_one_raw(statement).await?;
        let size: i64 = row.ok_or_else(|| Error::internal("no count"))?.try_get("", "size")?;
        Ok(u64::try_from(size).unwrap_or_default())
    }

    async fn ask_for_reasons(
        &self,
        sql: String,
        values: Vec<sea_orm::Value>,
    ) -> Result<Vec<Reason>> {
        let statement = Statement::from_sql_and_values(self.dialect().backend(), sql, values);
        let rows = self.reader().query_all_raw(statement).await?;
        Ok(rows.iter().map(|row| Reason::from_query_result(row, "")).collect::<Result<_, _>>()?)
    }

    /// The space, if its access may be explained to the viewer: they know of it, or are auditor and its
    /// existence is admitted.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn explained_space(
        &self,
        access: &crate::access::Access,
        id: SpaceId,
    ) -> Result<Option<Seen<space::Model>>> {
        use sea_orm::ColumnTrait;
        self.explained(access).filter(space::Column::Id.eq(id)).looked_up().await
    }
}
