//! How far an import is: a bar for people, JSON lines for scripts.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use import::Kind;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use crate::importer::Settled;

/// JSON lines are this far apart, at least.
const EVERY: Duration = Duration::from_millis(500);

/// How progress is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Shown {
    /// A bar on a terminal, nothing elsewhere
    #[default]
    Auto,
    /// A JSON line on standard error, at most twice a second and at the end
    Json,
    /// Not at all
    None,
}

/// Counts what is done of what was announced.
pub(super) struct Progress {
    total: u64,
    done: u64,
    begun: Instant,
    told: Instant,
    to: To,
}

enum To {
    Bar(ProgressBar),
    Json,
    Nobody,
}

impl Progress {
    pub(super) fn new(shown: Shown, expected: &BTreeMap<Kind, u64>) -> Self {
        let total = expected.values().sum();
        let now = Instant::now();
        let to = match shown {
            Shown::Auto if io::stderr().is_terminal() => To::Bar(bar(total)),
            Shown::Json => To::Json,
            Shown::Auto | Shown::None => To::Nobody,
        };
        Self { total, done: 0, begun: now, told: now, to }
    }

    /// Counts.
    pub(super) fn heard(&mut self, settled: &Settled) {
        self.done += settled.count;
        match &self.to {
            To::Bar(bar) => bar.set_position(self.done),
            To::Json if self.told.elapsed() >= EVERY => {
                self.told = Instant::now();
                self.tell(settled.kind.as_str());
            }
            To::Json | To::Nobody => {}
        }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        match &self.to {
            To::Bar(bar) => bar.finish_and_clear(),
            To::Json => self.tell("end"),
            To::Nobody => {}
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "rates for people")]
    fn tell(&self, kind: &str) {
        let seconds = self.begun.elapsed().as_secs_f64();
        let rate = if seconds > 0.0 { self.done as f64 / seconds } else { 0.0 };
        let left = (self.total.saturating_sub(self.done)) as f64 / rate.max(f64::MIN_POSITIVE);
        let line = json!({
            "done": self.done,
            "total": self.total,
            "kind": kind,
            "per_second": rate.round(),
            "seconds_left": if self.done == 0 { None } else { Some(left.round()) },
        });
        // A script that no longer listens has no use for progress.
        let _ = writeln!(io::stderr(), "{line}");
    }
}

fn bar(total: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(4));
    let style = ProgressStyle::with_template(
        "{wide_bar} {human_pos}/{human_len}  {per_sec}  {eta_precise}",
    );
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
