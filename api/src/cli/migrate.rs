//! `parvis migrate`.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{Common, failed};
use crate::error::Result;
use crate::store::Db;

/// Bring the database's schema up or down, or show where it stands
///
/// The schema goes with the program: `serve` refuses to start on one that it does not know. Processes
/// that migrate at the same time take turns.
#[derive(Debug, Args)]
pub(super) struct Migrate {
    #[command(subcommand)]
    direction: Direction,
}

#[derive(Debug, Subcommand)]
enum Direction {
    /// Apply what is missing
    Up,
    /// Take back the last migrations, with everything in their tables
    Down {
        /// How many
        #[arg(long, default_value_t = 1)]
        steps: u32,
        /// Needed, because what is in the tables is lost
        #[arg(long)]
        yes: bool,
    },
    /// Show which are applied
    Status {
        /// As JSON, for scripts
        #[arg(long)]
        json: bool,
    },
}

impl Migrate {
    pub(super) async fn run(self, common: &Common) -> Result<ExitCode> {
        let config = common.config()?;
        let db = match self.direction {
            Direction::Up => Db::create(&config).await?,
            Direction::Down { .. } | Direction::Status { .. } => Db::connect(&config).await?,
        };
        match self.direction {
            Direction::Up => {
                db.migrate_up().await?;
                db.check_schema().await?;
                println!("The schema is up to date.");
            }
            Direction::Down { steps, yes } => {
                if !yes {
                    return Err(failed("migrate down", "say --yes: what is in the tables is lost"));
                }
                db.migrate_down(steps).await?;
                println!("Took back {steps}.");
            }
            Direction::Status { json } => status(&db, json).await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn status(db: &Db, json: bool) -> Result<()> {
    let states = db.migration_status().await?;
    if json {
        println!("{}", serde_json::to_string(&states).map_err(crate::error::Error::internal)?);
        return Ok(());
    }
    for state in states {
        println!("{:<8} {}", if state.applied { "applied" } else { "missing" }, state.name);
    }
    Ok(())
}
