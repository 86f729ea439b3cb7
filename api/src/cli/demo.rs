//! `parvis demo`.

use std::process::ExitCode;

use clap::Args;

use super::Common;
use crate::error::Result;

/// Make a believable organisation with posts and an imported site, serve it, and print how to query it
#[derive(Debug, Args)]
pub(super) struct Demo {}

impl Demo {
    pub(super) async fn run(self, _common: Common) -> Result<ExitCode> {
        Ok(ExitCode::SUCCESS)
    }
}
