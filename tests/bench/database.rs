//! Where a run's data is: a temporary folder, and for PostgreSQL a throw-away server.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use parvis::store::Dialect;
use sea_orm::sqlx::sqlite::SqliteSynchronous;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use tempfile::TempDir;

use crate::{Result, process};

/// A migrated database with nothing in it yet.
pub(crate) struct Data {
    dialect: Dialect,
    url: String,
    // Before the folder: fields are dropped in order.
    postgres: Option<Postgres>,
    folder: TempDir,
}

impl Data {
    pub(crate) async fn create(dialect: Dialect) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("parvis-bench.").tempdir()?;
        let postgres = match dialect {
            Dialect::Sqlite => None,
            Dialect::Postgres => Some(Postgres::start()?),
        };
        let url = match &postgres {
            None => format!("sqlite://{}", folder.path().join("parvis.db").display()),
            Some(postgres) => postgres.url.clone(),
        };
        let data = Self { dialect, url, postgres, folder };
        process::output(data.parvis()?.args(["migrate", "up"])).await?;
        Ok(data)
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A command of the released program on this data, with its settings as shipped.
    pub(crate) fn parvis(&self) -> Result<Command> {
        let mut command = Command::new(process::parvis()?);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PARVIS_")) {
            command.env_remove(name);
        }
        command.env("PARVIS_DATA", self.folder.path()).env("PARVIS_LOCAL_ISSUER", "true");
        if self.dialect == Dialect::Postgres {
            command.env("PARVIS_DATABASE", &self.url);
        }
        Ok(command)
    }

    /// One connection for filling, that neither waits for the disk nor checks references.
    pub(crate) async fn fill(&self) -> Result<DatabaseConnection> {
        let connection = self.connect(|sqlite| {
            sqlite
                .foreign_keys(false)
                .synchronous(SqliteSynchronous::Off)
                .pragma("cache_size", "-200000")
        });
        let connection = connection.await?;
        if self.dialect == Dialect::Postgres {
            connection.execute_unprepared("SET session_replication_role = replica").await?;
        }
        Ok(connection)
    }

    /// One connection for writing, with the settings that an import uses but for references: what is
    /// inserted alone refers to what is elsewhere.
    pub(crate) async fn insert(&self) -> Result<DatabaseConnection> {
        let connection = self.connect(|sqlite| {
            use sea_orm::sqlx::sqlite::SqliteJournalMode;
            sqlite
                .foreign_keys(false)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
                .pragma("cache_size", "-8192")
                .pragma("temp_store", "memory")
                .pragma("wal_autocheckpoint", "16384")
        });
        let connection = connection.await?;
        if self.dialect == Dialect::Postgres {
            connection.execute_unprepared("SET session_replication_role = replica").await?;
        }
        Ok(connection)
    }

    /// One connection with the settings that the server uses.
    pub(crate) async fn read(&self) -> Result<DatabaseConnection> {
        self.connect(|sqlite| sqlite.pragma("cache_size", "-8192").pragma("temp_store", "memory"))
            .await
    }

    /// Has what was filled settle on disk, gathers the planner's statistics, and turns on again what
    /// filling had turned off.
    pub(crate) async fn settle(&mut self, filled: DatabaseConnection) -> Result<()> {
        filled.execute_unprepared("ANALYZE").await?;
        let checkpoint = match self.dialect {
            Dialect::Sqlite => "PRAGMA wal_checkpoint(TRUNCATE)",
            Dialect::Postgres => "VACUUM",
        };
        filled.execute_unprepared(checkpoint).await?;
        filled.close().await?;
        self.postgres.as_mut().map_or(Ok(()), Postgres::restart)
    }

    async fn connect(
        &self,
        set: impl Fn(
            sea_orm::sqlx::sqlite::SqliteConnectOptions,
        ) -> sea_orm::sqlx::sqlite::SqliteConnectOptions
        + Send
        + Sync
        + 'static,
    ) -> Result<DatabaseConnection> {
        let mut options = ConnectOptions::new(&self.url);
        options.max_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(set);
        Ok(Database::connect(options).await?)
    }
}

/// `postgres.sh` under way; it stops its server when its input ends.
struct Postgres {
    script: Child,
    said: BufReader<ChildStdout>,
    url: String,
}

impl Postgres {
    fn start() -> Result<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/postgres.sh");
        let mut command = Command::new("bash");
        let mut script = command.arg(path).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let said = BufReader::new(script.stdout.take().ok_or("no output")?);
        let mut postgres = Self { script, said, url: String::new() };
        postgres.url = postgres.line()?;
        Ok(postgres)
    }

    fn restart(&mut self) -> Result<()> {
        self.script.stdin.as_mut().ok_or("no input")?.write_all(b"restart\n")?;
        self.line().map(|_| ())
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        self.said.read_line(&mut line)?;
        if line.is_empty() {
            Err("PostgreSQL did not start".into())
        } else {
            Ok(line.trim().into())
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.script.stdin.take());
        let _ = self.script.wait();
    }
}
