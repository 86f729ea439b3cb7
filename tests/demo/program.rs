//! Runs `parvis demo` with a folder and a database of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::Value;
use tempfile::TempDir;

use crate::cli::binary;
use crate::support::database::{self, Lent};

/// Where a demo is made: a folder whose name a shell must have quoted, and an empty database.
pub(super) struct Place {
    folder: TempDir,
    pub(super) database: Option<Lent>,
}

/// What a run said.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) done: bool,
    pub(super) out: String,
    pub(super) err: String,
}

/// A demo that serves; ended when the test is.
pub(super) struct Serving(pub(super) Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Place {
    pub(super) async fn new() -> Self {
        let database = match database::server() {
            Some(server) => Some(database::create_empty(&server).await),
            None => None,
        };
        Self { folder: tempfile::tempdir().unwrap(), database }
    }

    /// The data folder, which the program makes.
    pub(super) fn data(&self) -> PathBuf {
        self.folder.path().join("l'été $HOME")
    }

    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PARVIS_")) {
            command.env_remove(name);
        }
        command.args(arguments).arg("--data").arg(self.data()).stdin(Stdio::null());
        // On a busy machine warnings tell of waiting.
        command.env("PARVIS_LOG", "error");
        if let Some(database) = &self.database {
            command.args(["--database", &database.url]);
        }
        command
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Said {
        said(&mut self.command(arguments))
    }

    /// The facts of a demo that is made or found.
    pub(super) fn made(&self, arguments: &[&str]) -> Value {
        let said = self.run(&[&["demo", "--json", "--no-serve"], arguments].concat());
        assert!(said.done, "{said:?}");
        serde_json::from_str(&said.out).unwrap()
    }

    pub(super) async fn rows(&self) -> DatabaseConnection {
        database::connect(&match &self.database {
            Some(database) => database.url.clone(),
            None => format!("sqlite://{}", self.data().join("parvis.db").display()),
        })
        .await
    }

    /// Every table with how many rows it has, the access version, and the stored files.
    pub(super) async fn contents(&self) -> Vec<(String, i64)> {
        let rows = self.rows().await;
        let tables = if self.database.is_some() {
            "SELECT table_name AS n FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
        } else {
            "SELECT name AS n FROM sqlite_master WHERE type = 'table' ORDER BY 1"
        };
        let mut contents = Vec::new();
        let tables = rows.query_all_raw(statement(&rows, tables)).await.unwrap();
        for table in tables {
            let table: String = table.try_get("", "n").unwrap();
            // Each run issues tokens anew, and says so: that is counted by itself.
            let but = if table == "audit_log" { "WHERE act <> 'TOKEN_ISSUED'" } else { "" };
            let count = number(&rows, &format!("SELECT COUNT(*) AS n FROM {table} {but}")).await;
            contents.push((table, count));
        }
        let version = number(&rows, "SELECT version AS n FROM access_version").await;
        contents.push(("access version".into(), version));
        contents.push(("media files".into(), files(&self.data().join("media"))));
        rows.close().await.unwrap();
        contents
    }

    /// Lines of the audit log that tell of a token.
    pub(super) async fn tokens(&self) -> i64 {
        let rows = self.rows().await;
        let told = "SELECT COUNT(*) AS n FROM audit_log WHERE act = 'TOKEN_ISSUED'";
        let count = number(&rows, told).await;
        rows.close().await.unwrap();
        count
    }
}

pub(super) fn said(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { done: output.status.success(), out: text(output.stdout), err: text(output.stderr) }
}

async fn number(rows: &DatabaseConnection, sql: &str) -> i64 {
    let row = rows.query_one_raw(statement(rows, sql)).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

fn statement(rows: &DatabaseConnection, sql: &str) -> Statement {
    Statement::from_string(rows.get_database_backend(), sql)
}

fn files(folder: &Path) -> i64 {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}
