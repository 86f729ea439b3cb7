//! `parvis audit`.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{Common, database};
use crate::error::Result;

/// Check the audit log
#[derive(Debug, Args)]
pub(super) struct Audit {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Follow the chain from its first line, and print its head
    ///
    /// Each line's hash is over the line before: a line that was changed or taken out breaks the chain,
    /// which ends with exit code 1, and so does a line without a place in it. Lines cut off at the end, or a chain
    /// written anew, show only to who has kept an earlier head elsewhere: give it with --expect.
    Verify {
        /// A head printed earlier, which must be a line of the chain
        #[arg(long, value_name = "HASH")]
        expect: Option<String>,
    },
}

impl Audit {
    pub(super) async fn run(self, common: &Common) -> Result<ExitCode> {
        let Act::Verify { expect } = self.act;
        let db = database(&common.config()?, "audit verify").await?;
        let chain = db.operator_verify_audit(expect.as_deref()).await?;
        if let Some(line) = chain.broken_at {
            eprintln!("parvis: the audit log is broken at line {line}");
            return Ok(ExitCode::FAILURE);
        }
        if chain.foreign > 0 {
            eprintln!("parvis: the audit log has lines beside the chain: {}", chain.foreign);
            return Ok(ExitCode::FAILURE);
        }
        if !chain.expected {
            eprintln!("parvis: no line of the audit log has the hash that was expected");
            return Ok(ExitCode::FAILURE);
        }
        println!("lines: {}", chain.lines);
        println!("head: {}", chain.head);
        Ok(ExitCode::SUCCESS)
    }
}
