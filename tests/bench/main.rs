//! The benchmark: an organisation of a given size, the released server on both engines, a public
//! load generator, and the same SQL alone for comparison. Prints Markdown tables.
//!
//! ```text
//! cargo bench -p parvis-tests -- [--posts N] [--spaces S] [--people P] [--engine sqlite|postgres|both]
//!                                [--seconds T] [--connections C] [--scaling] [--silence] [--access] [--imports] [--hold] [--built]
//! ```
//!
//! Needs `wrk`, and for PostgreSQL its server and `pgbench` (Debian packages `wrk`, `postgresql`).
//! Everything happens in temporary folders and on loopback; on failure, ctrl-c and SIGTERM too, what
//! was started is ended and removed.

mod access;
mod alone;
mod database;
mod import;
mod imports;
mod legacy;
mod load;
mod machine;
mod measure;
mod operations;
mod options;
mod organisation;
mod posts;
mod process;
mod random;
mod readers;
mod report;
mod rights;
mod rows;
mod samples;
mod scaling;
mod server;
mod silence;
mod statements;

use std::process::ExitCode;

use clap::Parser;
use options::Options;
use tokio::signal::unix::{SignalKind, signal};

type Error = Box<dyn std::error::Error + Send + Sync>;
type Result<T> = std::result::Result<T, Error>;

fn main() -> ExitCode {
    match start(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            eprintln!("bench: {cause}");
            ExitCode::FAILURE
        }
    }
}

fn start(options: &Options) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        // Leaving drops what is under way, and with it every process and folder of this run.
        tokio::select! {
            done = run(options) => done,
            _ = interrupt.recv() => Err("interrupted".into()),
            _ = terminate.recv() => Err("terminated".into()),
        }
    })
}

async fn run(options: &Options) -> Result<()> {
    if !options.built {
        process::build_release().await?;
    }
    if options.scaling {
        return scaling::run(options).await;
    }
    if options.silence {
        return silence::run(options).await;
    }
    if options.access {
        return access::run(options).await;
    }
    if options.imports {
        return imports::run(options).await;
    }
    let mut results = Vec::new();
    for dialect in options.engine.dialects() {
        results.push(measure::engine(*dialect, options).await?);
    }
    print!("{}", report::tables(options, &results));
    Ok(())
}
