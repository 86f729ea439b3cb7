//! The summary at the end of an import, for whoever waited for it.

use std::{collections::BTreeMap, fmt};

use super::{Language, Report, words};
use crate::{Code, Outcome, Severity};

/// A report in a few lines.
#[derive(Debug)]
pub struct Summary<'a> {
    report: &'a Report,
    language: Language,
}

impl Report {
    /// A short summary for a terminal: a line a kind, then how often each problem occurred and what it means.
    #[must_use]
    pub const fn summary(&self, language: Language) -> Summary<'_> {
        Summary { report: self, language }
    }
}

/// The summary in English.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.summary(Language::English).fmt(f)
    }
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { report, language } = self;
        writeln!(f, "{} ({})", report.source, report.format.as_str())?;
        for (kind, totals) in report.totals.iter().filter(|(_, totals)| totals.total() > 0) {
            let parts = Outcome::ALL.map(|outcome| {
                format!("{} {}", totals.count(outcome), words::outcome(outcome, *language))
            });
            let name = words::kind(*kind, *language);
            writeln!(f, "  {name:<28}{:>8} = {}", totals.total(), parts.join(" + "))?;
        }
        let mut by_severity: BTreeMap<Severity, Vec<(Code, u64)>> = BTreeMap::new();
        for (code, times) in report.problems.counts() {
            by_severity.entry(code.severity()).or_default().push((*code, *times));
        }
        for (severity, codes) in by_severity.iter().rev() {
            writeln!(f, "{}:", words::severity(*severity, *language))?;
            for (code, times) in codes {
                writeln!(f, "  {times:>8} {}: {}", code, words::code(*code, *language))?;
            }
        }
        let last = match report.worst() {
            Some(Severity::Error) => language.of(
                "Some items did not come in: the report (--report) names each.",
                "Certains éléments n’ont pas été importés : le rapport (--report) les nomme un à un.",
            ),
            Some(Severity::Warning) => language.of(
                "Something is incomplete: the report (--report) names each.",
                "Quelque chose est incomplet : le rapport (--report) les nomme un à un.",
            ),
            Some(Severity::Info) | None => {
                language.of("Everything came in.", "Tout est importé.")
            }
        };
        writeln!(f, "{last}")
    }
}
