//! The connections and transactions. Nothing outside `store` reaches them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use entity::Timestamp;
use sea_orm::sea_query::{FromValueTuple, OnConflict};
use sea_orm::{
    ActiveModelTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection,
    DatabaseTransaction, DbBackend, DbErr, EntityTrait, ExecResult, FromQueryResult,
    IntoActiveModel, Iterable, ModelTrait, PrimaryKeyTrait, QueryResult, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait,
};

use super::Dialect;
use super::rights::RightsCache;
use super::scheduled::{Touched, hold_those_touched};
use crate::access::Access;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Code, Error, Result};
use crate::fault::{Outcome, Refused};
use crate::meter::Meter;
use tokio::sync::Semaphore;

/// Values bound to a statement, at most: SQLite's limit of 32,766 is the lower.
const MAX_BOUND: usize = 32_000;

/// The database. A clone shares the connections and the request's meter.
#[derive(Clone, Debug)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
    dialect: Dialect,
    data: PathBuf,
    rights: Arc<RightsCache>,
    meter: Arc<Meter>,
    turns: Arc<Semaphore>,
}

impl Db {
    /// Connects as the settings say.
    ///
    /// # Errors
    /// `UNAVAILABLE` when the database cannot be reached, or the SQLite file is not there.
    pub async fn connect(config: &Config) -> Result<Self> {
        if config.database.is_empty() && !config.sqlite_file().exists() {
            let file = config.sqlite_file();
            let message = format!(
                "there is no database at {}: run `parvis migrate up` first, or name another with \
                 --data or --database",
                file.display()
            );
            return Err(Error::new(Code::Unavailable, message));
        }
        let limit = Duration::from_secs(config.request_timeout_seconds.into());
        Self::open(config, Use { limit: Some(limit), plans_anew: false }).await
    }

    /// As [`Db::connect`], for a command that fills tables: PostgreSQL plans each statement anew, for a plan
    /// made when a table was empty reads all of it ever after.
    ///
    /// # Errors
    /// As [`Db::connect`].
    pub async fn connect_to_fill(config: &Config) -> Result<Self> {
        let db = Self::connect(config).await?;
        if db.dialect == Dialect::Sqlite {
            return Ok(db);
        }
        db.close().await?;
        Self::open(config, Use { limit: None, plans_anew: true }).await
    }

    /// As [`Db::connect`], but makes an empty SQLite file if there is none.
    ///
    /// # Errors
    /// `UNAVAILABLE` when the database cannot be reached.
    pub async fn create(config: &Config) -> Result<Self> {
        // A migration may take as long as it needs.
        Self::open(config, Use { limit: None, plans_anew: false }).await
    }

    async fn open(config: &Config, how: Use) -> Result<Self> {
        let url = config.database_url();
        let dialect = Dialect::of(&url);
        let (read, write) = match dialect {
            Dialect::Sqlite => {
                make_folder(&config.data)?;
                // One writer: SQLite has one, and waiting in line here beats busy errors there.
                let write = open(&url, 1, how).await?;
                (open(&url, config.database_connections, how).await?, write)
            }
            Dialect::Postgres => {
                let both = open(&url, config.database_connections, how).await?;
                (both.clone(), both)
            }
        };
        Ok(Self {
            read,
            write,
            dialect,
            data: config.data.clone(),
            rights: Arc::default(),
            meter: Arc::default(),
            turns: Arc::new(Semaphore::new(1)),
        })
    }

    /// Closes the connections, after which a SQLite file can be moved.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn close(self) -> Result<()> {
        self.read.close().await?;
        Ok(self.write.close().await?)
    }

    /// The same database, its statements counted by `meter`.
    #[must_use]
    pub fn metered(&self, meter: Arc<Meter>) -> Self {
        Self { meter, ..self.clone() }
    }

    /// Which engine it is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// What counts the statements and the look-ups of the request.
    pub(in crate::store) fn meter(&self) -> &Meter {
        &self.meter
    }

    /// A connection for reading, for the store's own statements.
    pub(in crate::store) fn reader(&self) -> Counted<'_> {
        Counted { connection: &self.read, meter: &self.meter }
    }

    /// A transaction for writing. It is rolled back unless committed.
    pub(in crate::store) async fn begin(&self) -> Result<Transaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let inner = self.write.begin_with_options(options).await?;
        Ok(Transaction { inner, meter: self.meter.clone(), change: None })
    }

    /// A transaction that changes rights. The new access version, by which every process drops what
    /// it has resolved, is its first write: so that such changes come one after the other, and each
    /// sees the one before. With it, scheduled posts that it touches are looked at again.
    ///
    /// # Errors
    /// `CONFLICT` as a refusal when the rights of `access`, by which the change was permitted, are no
    /// longer what they were.
    pub(in crate::store) async fn begin_change(
        &self,
        touched: Touched,
        access: &Access,
        clock: &Clock,
    ) -> Outcome<Transaction> {
        let (transaction, version) = self.advance(touched, clock).await?;
        if access.viewer.access_version + 1 != version
            && !transaction.still_holds(access, clock.now()).await?
        {
            return Err(Refused::conflict("", "Your rights have changed meanwhile.").into());
        }
        Ok(transaction)
    }

    /// As [`Db::begin_change`], by the operator or the identity provider.
    pub(in crate::store) async fn begin_operator_change(
        &self,
        touched: Touched,
        clock: &Clock,
    ) -> Result<Transaction> {
        Ok(self.advance(touched, clock).await?.0)
    }

    async fn advance(&self, touched: Touched, clock: &Clock) -> Result<(Transaction, i64)> {
        let mut transaction = self.begin().await?;
        let advance = "UPDATE access_version SET version = version + 1 RETURNING version";
        let advance = Statement::from_string(self.dialect.backend(), advance);
        let row = transaction.query_one_raw(advance).await?;
        let row = row.ok_or_else(|| Error::internal("no access version"))?;
        transaction.change = Some((touched, clock.now()));
        Ok((transaction, row.try_get("", "version")?))
    }

    /// One at a time, in this process, of the questions that are about everybody.
    pub(in crate::store) async fn turn(&self) -> Result<tokio::sync::SemaphorePermit<'_>> {
        self.turns.acquire().await.map_err(Error::internal)
    }

    /// A transaction that only notes something in the audit log: it takes its turn with the changes of
    /// rights, and what has been resolved stays.
    pub(in crate::store) async fn begin_noted(&self, clock: &Clock) -> Result<Transaction> {
        let mut transaction = self.begin().await?;
        transaction.execute_unprepared("UPDATE access_version SET version = version").await?;
        transaction.change = Some((Touched::Nothing, clock.now()));
        Ok(transaction)
    }

    /// The data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The connection that may change the schema.
    pub(in crate::store) fn owner(&self) -> &DatabaseConnection {
        &self.write
    }

    pub(in crate::store) fn rights_cache(&self) -> &RightsCache {
        &self.rights
    }
}

fn make_folder(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|cause| {
        let message = format!("cannot create the data folder {}: {cause}", folder.display());
        Error::new(Code::Unavailable, message)
    })
}

/// What connections are for.
#[derive(Clone, Copy, Debug)]
struct Use {
    /// Bounds a statement on PostgreSQL, so that one whose request is gone frees its connection.
    limit: Option<Duration>,
    /// Whether PostgreSQL plans each statement for the tables as they are by then.
    plans_anew: bool,
}

async fn open(url: &str, connections: u32, how: Use) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections.max(1))
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
                .pragma("cache_size", "-8192")
                .pragma("temp_store", "memory")
        });
    if let Some(limit) = how.limit {
        options.statement_timeout(limit);
    }
    if how.plans_anew {
        options.map_sqlx_postgres_opts(|postgres| {
            postgres.options([("plan_cache_mode", "force_custom_plan")])
        });
    }
    let begun = std::time::Instant::now();
    loop {
        match Database::connect(options.clone()).await {
            // Turning on the write-ahead log does not wait for another process that does the same.
            Err(cause) if is_locked(&cause) && begun.elapsed() < PATIENCE => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            connected => return connected,
        }
    }
}

/// How long a new connection waits for other processes, as each statement does.
const PATIENCE: Duration = Duration::from_secs(10);

fn is_locked(cause: &DbErr) -> bool {
    cause.to_string().contains("database is locked")
}

/// A connection whose statements are counted.
pub(in crate::store) struct Counted<'a> {
    connection: &'a DatabaseConnection,
    meter: &'a Meter,
}

type KeyOf<M> = <<M as ModelTrait>::Entity as EntityTrait>::PrimaryKey;

/// A transaction whose statements are counted.
pub(in crate::store) struct Transaction {
    inner: DatabaseTransaction,
    meter: Arc<Meter>,
    /// Of a change of rights: whose scheduled posts it touches, and when it is made.
    change: Option<(Touched, Timestamp)>,
}

impl Transaction {
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

    /// Writes many new rows, in as few statements as the engines' limits of bound values allow; `conflict`
    /// says what becomes of those whose key is there.
    pub(in crate::store) async fn insert_all<M>(
        &self,
        rows: Vec<M>,
        conflict: Option<OnConflict>,
    ) -> Result<()>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
        <M::Entity as EntityTrait>::ActiveModel: Send,
    {
        let columns = <M::Entity as EntityTrait>::Column::iter().count().max(1);
        let mut rows = rows.into_iter().map(|row| row.into_active_model().reset_all()).peekable();
        while rows.peek().is_some() {
            let some: Vec<_> = rows.by_ref().take(MAX_BOUND / columns).collect();
            let mut insert = M::Entity::insert_many(some);
            if let Some(conflict) = &conflict {
                insert = insert.on_conflict(conflict.clone());
            }
            Box::pin(insert.exec_without_returning(self)).await?;
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
    /// written next was decided on it. In a transaction of [`Db::begin_change`], where no other such
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

    /// Whether it is one of [`Db::begin_change`].
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
        Ok(self.inner.commit().await?)
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
