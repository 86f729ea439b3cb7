//! The command line. Each command is a file; what they share is here.

mod addresses;
mod audit;
mod demo;
mod export;
mod import;
mod migrate;
mod operator;
mod pdf_text;
mod person;
mod progress;
mod schema;
mod serve;
mod token;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};

use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Code, Error, Result};
use crate::meter::Meter;
use crate::store::Db;

/// The content engine of an intranet: spaces, posts and permissions scoped per org unit, over GraphQL.
///
/// Start with `parvis demo`: it makes an organisation with spaces and posts in ./demo-data and serves it.
#[derive(Debug, Parser)]
#[command(version, about, long_about)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Clone, Debug, Args)]
struct Common {
    /// Folder of the SQLite database, the local issuer's key and the media [default: data]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Database address, as `postgres://user:password@host/name` [default: SQLite in the data folder]
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,
    /// Settings file [default: parvis.toml in the data folder, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "there is one")]
enum Command {
    Demo(demo::Demo),
    Serve(serve::Serve),
    Migrate(migrate::Migrate),
    Schema(schema::Schema),
    Token(token::Token),
    Person(person::Person),
    Import(import::Import),
    Export(export::Export),
    Audit(audit::Audit),
    #[command(hide = true)]
    PdfText(pdf_text::PdfText),
}

/// Bytes of a thread's stack: resolvers nest deep, and unoptimised builds keep all of their frames.
const STACK: usize = 8 << 20;

/// Exit code for arguments that cannot be understood (`EX_USAGE` of sysexits.h): 2 says that an import has
/// warnings.
const USAGE: u8 = 64;

/// Runs the command that the arguments name.
#[must_use]
pub fn main() -> ExitCode {
    let Cli { common, command } = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(asked) => {
            // Help and version are asked for; anything else is a mistake. Nobody may be reading either.
            let _ = asked.print();
            return if asked.use_stderr() { USAGE.into() } else { ExitCode::SUCCESS };
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .build()
    {
        Ok(runtime) => runtime,
        Err(cause) => {
            eprintln!("parvis: cannot start: {cause}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(common, command)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("parvis: {}", error.message);
            ExitCode::FAILURE
        }
    }
}

async fn run(common: Common, command: Command) -> Result<ExitCode> {
    if !matches!(command, Command::Serve(_) | Command::Demo(_)) {
        // Their errors say what to do; the log says why, where an error must not.
        let said = tracing_subscriber::fmt().with_max_level(tracing::Level::ERROR);
        let _ = said.without_time().with_writer(std::io::stderr).try_init();
    }
    match command {
        Command::Demo(demo) => demo.run(common).await,
        Command::Serve(serve) => serve.run(&common).await,
        Command::Migrate(migrate) => migrate.run(&common).await,
        Command::Schema(schema) => schema.run(),
        Command::Token(token) => token.run(&common).await,
        Command::Person(person) => person.run(&common).await,
        Command::Import(import) => import.run(&common).await,
        Command::Export(export) => export.run(&common).await,
        Command::Audit(audit) => audit.run(&common).await,
        Command::PdfText(_) => Ok(pdf_text::PdfText::run()),
    }
}

impl Common {
    /// The settings, with the command line's over them.
    fn config(&self) -> Result<Config> {
        let loaded = Config::load(self.config.as_deref(), self.data.as_deref());
        let mut config =
            loaded.map_err(|cause| Error::new(Code::InvalidArgument, cause.to_string()))?;
        if let Some(database) = &self.database {
            config.database.clone_from(database);
        }
        Ok(config)
    }
}

/// The database, with a schema that this program knows, for the command of this name.
async fn database(config: &Config, command: &str) -> Result<Db> {
    let db = match command {
        "import" => Db::connect_to_fill(config).await?,
        _ => Db::connect(config).await?,
    };
    db.check_schema().await?;
    Ok(db.metered(Arc::new(Meter::default().from(format!("parvis {command}")))))
}

fn clock() -> Clock {
    Clock::system()
}

/// A refusal of the store, for the command line.
fn refused(fault: crate::fault::Fault) -> Error {
    match fault {
        crate::fault::Fault::Error(error) => error,
        crate::fault::Fault::Refused(refused) => failed("Refused", refused.message),
    }
}

fn failed(what: &str, cause: impl std::fmt::Display) -> Error {
    Error::new(Code::InvalidArgument, format!("{what}: {cause}"))
}
