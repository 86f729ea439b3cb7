//! Importing a legacy site with the command line.

use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::Value;

use crate::database::Data;
use crate::organisation::Organisation;
use crate::{Result, legacy, process};

/// Pages imported and how long it took, once in full and once again with nothing changed.
pub(crate) struct Import {
    pages: u32,
    first: Duration,
    again: Duration,
}

impl Import {
    pub(crate) async fn run(
        data: &Data,
        organisation: &Organisation,
        pages: u32,
        rng: &mut Rng,
    ) -> Result<Self> {
        legacy::write(&data.path("site"), pages, rng)?;
        let first = once(data, organisation, pages, "imported").await?;
        let again = once(data, organisation, pages, "unchanged").await?;
        Ok(Self { pages, first, again })
    }

    /// Pages a second.
    pub(crate) fn first(&self) -> f64 {
        f64::from(self.pages) / self.first.as_secs_f64()
    }

    /// Pages a second of the second run.
    pub(crate) fn again(&self) -> f64 {
        f64::from(self.pages) / self.again.as_secs_f64()
    }
}

/// Fails unless every page became what is said.
async fn once(
    data: &Data,
    organisation: &Organisation,
    pages: u32,
    what: &str,
) -> Result<Duration> {
    let mut command = data.parvis()?;
    command.arg("import").arg(data.path("site"));
    command.args(["--space", &organisation.unit(1)?.slug, "--json"]);
    let begun = Instant::now();
    let printed = process::output(&mut command).await?;
    let took = begun.elapsed();
    let report: Value = serde_json::from_str(&printed)?;
    let count = report.pointer(&format!("/totals/page/{what}")).and_then(Value::as_u64);
    if count == Some(pages.into()) {
        Ok(took)
    } else {
        Err(format!("import: {}", report.pointer("/totals").unwrap_or(&report)).into())
    }
}
