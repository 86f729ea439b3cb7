//! Brings the schema up or down, one process at a time, and refuses to work on one it does not know.

use std::fs::File;

use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, Statement, TransactionTrait,
};

use super::{Db, Dialect};
use crate::error::{Code, Error, Result};

/// A migration and whether it has been applied.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MigrationState {
    /// Its name.
    pub name: String,
    /// Whether it has been applied.
    pub applied: bool,
}

/// The number of the advisory lock that migrations hold: "parvis" on a telephone's keys.
const LOCK: i64 = 727_847;

impl Db {
    /// Applies what is missing. When two processes start at once the second waits, then finds
    /// nothing to do.
    ///
    /// # Errors
    /// `UNAVAILABLE`, or `INTERNAL` when a statement fails.
    pub async fn migrate_up(&self) -> Result<()> {
        let guard = self.lock_schema().await?;
        self.migration_status().await?;
        let done = Migrator::up(self.owner(), None).await;
        release(guard).await?;
        Ok(done?)
    }

    /// Takes back the last `steps` migrations, with what is in their tables.
    ///
    /// # Errors
    /// `UNAVAILABLE`, or `INTERNAL` when a statement fails.
    pub async fn migrate_down(&self, steps: u32) -> Result<()> {
        let guard = self.lock_schema().await?;
        self.migration_status().await?;
        let done = Migrator::down(self.owner(), Some(steps)).await;
        release(guard).await?;
        Ok(done?)
    }

    /// All migrations that this program knows.
    ///
    /// # Errors
    /// `UNAVAILABLE`, or a message naming migrations that the database has and this program does
    /// not know.
    pub async fn migration_status(&self) -> Result<Vec<MigrationState>> {
        let applied = self.applied().await?;
        let known: Vec<String> =
            Migrator::migrations().iter().map(|m| m.name().to_owned()).collect();
        if let Some(unknown) = applied.iter().find(|name| !known.contains(name)) {
            let message = format!(
                "The database has the migration {unknown}, which this version of Parvis does not \
                 know: run the newer version, or restore a backup of before the upgrade."
            );
            return Err(Error::new(Code::Unavailable, message));
        }
        Ok(known
            .into_iter()
            .map(|name| MigrationState { applied: applied.contains(&name), name })
            .collect())
    }

    /// That the schema is exactly this program's.
    ///
    /// # Errors
    /// `UNAVAILABLE`, with what to run.
    pub async fn check_schema(&self) -> Result<()> {
        let missing = self.migration_status().await?.iter().filter(|m| !m.applied).count();
        if missing == 0 {
            return Ok(());
        }
        let message = format!("{missing} migrations are missing: run `parvis migrate up` first.");
        Err(Error::new(Code::Unavailable, message))
    }

    async fn applied(&self) -> Result<Vec<String>> {
        let exists = match self.dialect() {
            Dialect::Sqlite => {
                "SELECT COUNT(*) AS n FROM sqlite_master WHERE name = 'seaql_migrations'"
            }
            Dialect::Postgres => {
                "SELECT COUNT(*) AS n FROM information_schema.tables
                 WHERE table_name = 'seaql_migrations' AND table_schema = current_schema()"
            }
        };
        let backend = self.dialect().backend();
        let reader = self.reader();
        let found = reader.query_one_raw(Statement::from_string(backend, exists)).await?;
        if found.map(|row| row.try_get::<i64>("", "n")).transpose()?.unwrap_or(0) == 0 {
            return Ok(Vec::new());
        }
        let names = "SELECT version FROM seaql_migrations ORDER BY version";
        let rows = reader.query_all_raw(Statement::from_string(backend, names)).await?;
        rows.iter().map(|row| Ok(row.try_get("", "version")?)).collect()
    }

    /// A lock that ends with this process, even if it is killed: on a file beside the SQLite
    /// database, or of a transaction on PostgreSQL.
    async fn lock_schema(&self) -> Result<SchemaLock> {
        if self.dialect() == Dialect::Sqlite {
            let path = self.data().join("migrate.lock");
            let locked = tokio::task::spawn_blocking(move || {
                let file = File::create(path)?;
                file.lock()?;
                Ok::<_, std::io::Error>(file)
            });
            let file = locked.await.map_err(Error::internal)?.map_err(Error::internal)?;
            return Ok(SchemaLock::File(file));
        }
        let owner: &DatabaseConnection = self.owner();
        let transaction = owner.begin().await?;
        let lock = format!("SELECT pg_advisory_xact_lock({LOCK})");
        transaction.execute_unprepared(&lock).await?;
        Ok(SchemaLock::Transaction(transaction))
    }
}

/// What holds others back from the schema.
enum SchemaLock {
    File(File),
    Transaction(DatabaseTransaction),
}

async fn release(lock: SchemaLock) -> Result<()> {
    match lock {
        SchemaLock::File(file) => file.unlock().map_err(Error::internal),
        SchemaLock::Transaction(transaction) => Ok(transaction.commit().await?),
    }
}
