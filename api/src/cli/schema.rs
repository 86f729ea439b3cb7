//! `parvis schema`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::failed;
use crate::error::Result;
use crate::graphql;

/// Print the GraphQL schema
///
/// It is what this program serves, sorted: for code generators and for comparing versions.
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Print nothing; fail unless FILE is this schema
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,
}

impl Schema {
    pub(super) fn run(self) -> Result<ExitCode> {
        let schema = graphql::sdl();
        let Some(file) = self.check else {
            print!("{schema}");
            return Ok(ExitCode::SUCCESS);
        };
        let name = file.display().to_string();
        let kept = std::fs::read_to_string(&file).map_err(|cause| failed(&name, cause))?;
        if kept == schema {
            return Ok(ExitCode::SUCCESS);
        }
        Err(failed(&name, "stale: run `parvis schema > schema.graphql`"))
    }
}
