//! The connections, and how transactions begin. Nothing outside `store` reaches them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait,
};
use tokio::sync::Semaphore;

use entity::id::PersonId;

use super::Dialect;
use super::rights::RightsCache;
use super::scheduled::Touched;
use super::transaction::{Counted, Transaction};
use crate::access::Access;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Code, Error, Result};
use crate::fault::{Outcome, Refused};
use crate::meter::Meter;

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
    changes: Arc<Semaphore>,
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
        Self::open(config, Use { limited: true, ..Use::of(config) }).await
    }

    /// As [`Db::connect`], for a command that fills tables. PostgreSQL plans with indexes however small the
    /// tables are, for a plan made when one was empty reads all of it ever after. To have it plan each time
    /// would do too, but foreign keys are then planned for each row: half of its time. SQLite moves what was
    /// written from its log to the file, and waits for the disk, each 64 MiB and not each 4: pages of indexes
    /// are written again and again meanwhile.
    ///
    /// # Errors
    /// As [`Db::connect`].
    pub async fn connect_to_fill(config: &Config) -> Result<Self> {
        Self::connect(config).await?.close().await?;
        Self::open(config, Use { fills: true, ..Use::of(config) }).await
    }

    /// As [`Db::connect`], but makes an empty SQLite file if there is none.
    ///
    /// # Errors
    /// `UNAVAILABLE` when the database cannot be reached.
    pub async fn create(config: &Config) -> Result<Self> {
        // A migration may take as long as it needs.
        Self::open(config, Use::of(config)).await
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
            changes: Arc::new(Semaphore::new(1)),
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
        Counted::new(&self.read, &self.meter)
    }

    /// A transaction for writing. It is rolled back unless committed.
    pub(in crate::store) async fn begin(&self) -> Result<Transaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let inner = self.write.begin_with_options(options).await?;
        Ok(Transaction::new(inner, self.meter.clone()))
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
        self.begin_change_for(None, touched, access, clock).await
    }

    /// As [`Db::begin_change`]; if it is of one person's rights alone, what was resolved of the others
    /// stays.
    ///
    /// # Errors
    /// As [`Db::begin_change`].
    pub(in crate::store) async fn begin_change_for(
        &self,
        whose: Option<PersonId>,
        touched: Touched,
        access: &Access,
        clock: &Clock,
    ) -> Outcome<Transaction> {
        let (transaction, before) = self.advance(whose, touched, clock).await?;
        // Read once no other change can come between.
        let mine = transaction.person_access(access.me()).await?;
        if access.viewer.access_version != before + mine
            && !transaction.still_holds(access, touched, clock.now()).await?
        {
            return Err(Refused::conflict("", "Your rights have changed meanwhile.").into());
        }
        if let Some(person) = whose {
            transaction.advance_person(person).await?;
        }
        Ok(transaction)
    }

    /// As [`Db::begin_change`], by the operator or the identity provider.
    pub(in crate::store) async fn begin_operator_change(
        &self,
        touched: Touched,
        clock: &Clock,
    ) -> Result<Transaction> {
        Ok(self.advance(None, touched, clock).await?.0)
    }

    /// A transaction that waits for its turn here before it takes a connection: changes of rights come one
    /// after the other anyway, and those that wait in the database would keep readers from theirs.
    async fn begin_in_turn(&self) -> Result<Transaction> {
        let turn = self.changes.clone().acquire_owned().await.map_err(Error::internal)?;
        Ok(self.begin().await?.in_turn(turn))
    }

    /// A new access version for all, or the same kept from others until the transaction ends; and the one
    /// before it.
    async fn advance(
        &self,
        whose: Option<PersonId>,
        touched: Touched,
        clock: &Clock,
    ) -> Result<(Transaction, i64)> {
        let mut transaction = self.begin_in_turn().await?;
        let step = i64::from(whose.is_none());
        let advance = "UPDATE access_version SET version = version + $1 RETURNING version";
        let backend = self.dialect.backend();
        let advance = Statement::from_sql_and_values(backend, advance, [step.into()]);
        let row = transaction.query_one_raw(advance).await?;
        let row = row.ok_or_else(|| Error::internal("no access version"))?;
        transaction.changes(touched, clock.now());
        Ok((transaction, row.try_get::<i64>("", "version")? - step))
    }

    /// One at a time, in this process, of the questions that are about everybody.
    pub(in crate::store) async fn turn(&self) -> Result<tokio::sync::SemaphorePermit<'_>> {
        self.turns.acquire().await.map_err(Error::internal)
    }

    /// A transaction that only notes something in the audit log: it takes its turn with the changes of
    /// rights, and what has been resolved stays.
    pub(in crate::store) async fn begin_noted(&self, clock: &Clock) -> Result<Transaction> {
        let mut transaction = self.begin_in_turn().await?;
        transaction.execute_unprepared("UPDATE access_version SET version = version").await?;
        transaction.changes(Touched::Nothing, clock.now());
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
    /// How long a request may take. It waits for a connection as long.
    request: Duration,
    /// Bounds a statement on PostgreSQL alike, so that one whose request is gone frees its connection.
    limited: bool,
    /// Whether tables grow by it from nothing.
    fills: bool,
}

impl Use {
    fn of(config: &Config) -> Self {
        let request = Duration::from_secs(config.request_timeout_seconds.into());
        Self { request, limited: false, fills: false }
    }
}

async fn open(url: &str, connections: u32, how: Use) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    let fills = how.fills;
    options
        .max_connections(connections.max(1))
        .acquire_timeout(how.request.max(PATIENCE))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
                .pragma("cache_size", "-8192")
                .pragma("temp_store", "memory")
                .pragma("wal_autocheckpoint", if fills { "16384" } else { "1000" })
        });
    if how.limited {
        options.statement_timeout(how.request);
    }
    options.map_sqlx_postgres_opts(move |postgres| {
        // Statements here take milliseconds, and compiling one takes tens.
        let postgres = postgres.options([("jit", "off")]);
        if fills { postgres.options([("enable_seqscan", "off")]) } else { postgres }
    });
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
