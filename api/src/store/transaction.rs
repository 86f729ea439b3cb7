//! A transaction and what is written in it, and connections whose statements are counted.

use std::sync::Arc;

use entity::Timestamp;
use entity::id::PersonId;
use sea_orm::sea_query::{FromValueTuple, OnConflict};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    EntityTrait, ExecResult, FromQueryResult, IntoActiveModel, ModelTrait, PrimaryKeyTrait,
    QueryResult, Statement,
};
use tokio::sync::OwnedSemaphorePermit;

use super::many;
use super::scheduled::{Touched, hold_those_touched};
use crate::error::Result;
use crate::fault::{Outcome, Refused};
use crate::meter::Meter;

/// A connection whose statements are counted.
pub(in crate::store) struct Counted<'a> {
    connection: &'a DatabaseConnection,
    meter: &'a Meter,
}

impl<'a> Counted<'a> {
    pub(in crate::store) fn new(connection: &'a DatabaseConnection, meter: &'a Meter) -> Self {
        Self { connection, meter }
    }
}

type KeyOf<M> = <<M as ModelTrait>::Entity as EntityTrait>::PrimaryKey;

/// A transaction whose statements are counted.
pub(in crate::store) struct Transaction {
    inner: DatabaseTransaction,
    meter: Arc<Meter>,
    /// Of a change of rights: whose scheduled posts it touches, and when it is made.
    change: Option<(Touched, Timestamp)>,
    /// Given back when the transaction has ended, for which it stands last.
    turn: Option<OwnedSemaphorePermit>,
}

impl Transaction {
    pub(in crate::store) fn new(inner: DatabaseTransaction, meter: Arc<Meter>) -> Self {
        Self { inner, meter, change: None, turn: None }
    }

    /// Keeps its turn among the changes of this process until it has ended.
    #[must_use]
    pub(in crate::store) fn in_turn(self, turn: OwnedSemaphorePermit) -> Self {
        Self { turn: Some(turn), ..self }
    }

    /// Says that it is a change of rights.
    pub(in crate::store) fn changes(&mut self, touched: Touched, now: Timestamp) {
        self.change = Some((touched, now));
    }

    /// Writes a new row.
    pub(in crate::store) async fn insert<M>(&self, row: M) -> Result<()>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
        <M::Entity as EntityTrait>::ActiveModel: Send,
    {
        let row = row.into_active_model().reset_all();
        // Boxed, like the two below: sea-orm's futures are large, and writes hold several.
        Box::pin(M::Entity::insert(row).exec_without_returning(self)).await?;
        Ok(())
    }

    /// Writes a row unless one with the same key is there. Whether it was written.
    pub(in crate::store) async fn insert_new<M>(&self, row: M) -> Result<bool>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
        <M::Entity as EntityTrait>::ActiveModel: Send,
    {
        let row = row.into_active_model().reset_all();
        let conflict = OnConflict::new().do_nothing().to_owned();
        let written =
            Box::pin(M::Entity::insert(row).on_conflict(conflict).exec_without_returning(self))
                .await?;
        Ok(written > 0)
    }

    /// Writes many new rows; `conflict` says what becomes of those whose key is there.
    pub(in crate::store) async fn insert_all<M>(
        &self,
        rows: Vec<M>,
        conflict: Option<OnConflict>,
    ) -> Result<()>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    {
        self.run(many::inserts(rows, conflict, self.get_database_backend())).await
    }

    /// Runs statements one after the other, and has the next built while the database runs one.
    pub(in crate::store) async fn run(
        &self,
        mut statements: impl Iterator<Item = Result<Statement>>,
    ) -> Result<()> {
        let mut next = statements.next();
        while let Some(statement) = next {
            // Polled in this order: it is with the database before the next is built.
            let (done, built) = tokio::join!(
                biased;
                self.execute_raw(statement?),
                async { statements.next() },
            );
            done?;
            next = built;
        }
        Ok(())
    }

    /// Writes every column of a row that is there.
    pub(in crate::store) async fn update<M>(&self, row: M) -> Result<()>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
        <M::Entity as EntityTrait>::ActiveModel: Send,
    {
        let row = row.into_active_model().reset_all();
        Box::pin(M::Entity::update(row).exec_without_returning(self)).await?;
        Ok(())
    }

    /// Refuses unless the row is still as it was when the permit for this change was given: what is
    /// written next was decided on it. In a transaction of `Db::begin_change`, where no other such
    /// change comes between.
    pub(in crate::store) async fn still<M>(&self, row: &M) -> Outcome<()>
    where
        M: ModelTrait + PartialEq + FromQueryResult,
        M::Entity: EntityTrait<Model = M>,
    {
        let key =
            <KeyOf<M> as PrimaryKeyTrait>::ValueType::from_value_tuple(row.get_primary_key_value());
        let now = Box::pin(M::Entity::find_by_id(key).one(self)).await?;
        if now.as_ref() == Some(row) {
            return Ok(());
        }
        Err(Refused::conflict("", "It has changed meanwhile: read it again.").into())
    }

    /// Keeps rights as they are until this transaction ends: what it decides on them, holds.
    pub(in crate::store) async fn keep_rights(&self) -> Result<()> {
        if self.get_database_backend() == DbBackend::Postgres {
            self.execute_unprepared("SELECT version FROM access_version FOR SHARE").await?;
        }
        Ok(())
    }

    /// What a person's own changes add to the access version.
    pub(in crate::store) async fn person_access(&self, person: PersonId) -> Result<i64> {
        let sql = "SELECT version FROM person_access WHERE person_id = $1";
        let backend = self.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, [person.into()]);
        let row = self.query_one_raw(statement).await?;
        Ok(row.map(|row| row.try_get("", "version")).transpose()?.unwrap_or_default())
    }

    /// Has every process drop what it has resolved of this person.
    pub(in crate::store) async fn advance_person(&self, person: PersonId) -> Result<()> {
        let sql = "INSERT INTO person_access (person_id, version) VALUES ($1, 1)
ON CONFLICT (person_id) DO UPDATE SET version = person_access.version + 1";
        let backend = self.get_database_backend();
        self.execute_raw(Statement::from_sql_and_values(backend, sql, [person.into()])).await?;
        Ok(())
    }

    /// Whether it is one of `Db::begin_change`.
    pub(in crate::store) fn is_change(&self) -> bool {
        self.change.is_some()
    }

    /// Where its request came from.
    pub(in crate::store) fn origin(&self) -> Option<&str> {
        self.meter.origin()
    }

    /// Makes the changes last.
    pub(in crate::store) async fn commit(self) -> Result<()> {
        if let Some((touched, now)) = self.change {
            Box::pin(hold_those_touched(&self, touched, now)).await?;
        }
        self.inner.commit().await?;
        drop(self.turn);
        Ok(())
    }
}

macro_rules! counted {
    ($name:ty, $inner:ident) => {
        #[async_trait::async_trait]
        impl ConnectionTrait for $name {
            fn get_database_backend(&self) -> DbBackend {
                self.$inner.get_database_backend()
            }

            async fn execute_raw(
                &self,
                statement: Statement,
            ) -> std::result::Result<ExecResult, DbErr> {
                self.meter.count_statement();
                self.$inner.execute_raw(statement).await
            }

            async fn execute_unprepared(
                &self,
                sql: &str,
            ) -> std::result::Result<ExecResult, DbErr> {
                self.meter.count_statement();
                self.$inner.execute_unprepared(sql).await
            }

            async fn query_one_raw(
                &self,
                statement: Statement,
            ) -> std::result::Result<Option<QueryResult>, DbErr> {
                self.meter.count_statement();
                self.$inner.query_one_raw(statement).await
            }

            async fn query_all_raw(
                &self,
                statement: Statement,
            ) -> std::result::Result<Vec<QueryResult>, DbErr> {
                self.meter.count_statement();
                self.$inner.query_all_raw(statement).await
            }
        }
    };
}

counted!(Counted<'_>, connection);
counted!(Transaction, inner);
