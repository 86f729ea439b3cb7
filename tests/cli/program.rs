//! Runs the built binary with a data folder and a database of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::Cast;
use crate::support::database::{self, Lent};

/// The binary that `tests/run` has built beside the tests.
pub(crate) fn binary() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let binary = tests.parent().unwrap().parent().unwrap().join("parvis");
    assert!(binary.exists(), "{} is absent: cargo build --package parvis", binary.display());
    binary
}

/// A data folder and an empty database.
pub(crate) struct Program {
    pub(crate) data: TempDir,
    pub(crate) database: Option<Lent>,
}

/// What a run said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Program {
    /// On an empty database.
    pub(crate) async fn new() -> Self {
        let database = match database::server() {
            Some(server) => Some(database::create_empty(&server).await),
            None => None,
        };
        Self { data: tempfile::tempdir().unwrap(), database }
    }

    /// On an empty database with the whole schema.
    pub(crate) async fn migrated() -> Self {
        let program = Self::new().await;
        program.ok(&["migrate", "up"]);
        program
    }

    /// A command with nothing of this process's settings.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PARVIS_")) {
            command.env_remove(name);
        }
        command.args(arguments).arg("--data").arg(self.data.path());
        if let Some(database) = &self.database {
            command.args(["--database", &database.url]);
        }
        command.stdin(Stdio::null());
        command
    }

    /// Runs it to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        said(&mut self.command(arguments))
    }

    /// Runs it, which must succeed. What it printed.
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, Some(0), "{arguments:?}: {said:?}");
        said.out
    }

    /// Runs it, which must fail and print nothing but why. Why.
    pub(crate) fn fails(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, Some(1), "{arguments:?}: {said:?}");
        assert!(said.out.is_empty() && !said.err.contains("panicked"), "{arguments:?}: {said:?}");
        said.err
    }

    /// A plain connection to its database.
    pub(crate) async fn rows(&self) -> sea_orm::DatabaseConnection {
        database::connect(&match &self.database {
            Some(database) => database.url.clone(),
            None => format!("sqlite://{}", self.data.path().join("parvis.db").display()),
        })
        .await
    }

    /// A settings file in its data folder.
    pub(crate) fn set(&self, toml: &str) {
        std::fs::write(self.data.path().join("parvis.toml"), toml).unwrap();
    }
}

/// A command on the database of this cast, in English, with nothing of this process's settings.
pub(crate) fn parvis(cast: &Cast, arguments: &[&str]) -> Command {
    let (mut command, config) = (Command::new(binary()), &cast.app.config);
    let ours =
        |name: &str| name.starts_with("PARVIS_") || name.starts_with("LC_") || name == "LANG";
    for (name, _) in std::env::vars().filter(|(name, _)| ours(name)) {
        command.env_remove(name);
    }
    command.args(arguments).arg("--data").arg(&config.data);
    if !config.database.is_empty() {
        command.args(["--database", &config.database]);
    }
    command.stdin(Stdio::null());
    command
}

/// Runs a command to its end.
pub(crate) fn said(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// The path as an argument.
pub(crate) fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}
