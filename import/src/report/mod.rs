//! The account of an import: every item that came in has exactly one outcome.

mod page;
mod problems;
mod summary;
mod words;

use std::collections::BTreeMap;

use serde::Serialize;

use self::problems::Problems;
pub use self::{summary::Summary, words::Language};

use crate::{Code, Document, Format, Kind, Outcome, Problem, Reader, SetAside, Severity};

/// Counts of one kind. The total is the sum of the outcomes: there is no way to count an item without one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(into = "TotalsJson")]
pub struct Totals {
    imported: u64,
    updated: u64,
    unchanged: u64,
    skipped: u64,
    failed: u64,
}

impl Totals {
    /// Items with an outcome.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.imported + self.updated + self.unchanged + self.skipped + self.failed
    }

    /// Items with this outcome.
    #[must_use]
    pub const fn count(&self, outcome: Outcome) -> u64 {
        match outcome {
            Outcome::Imported => self.imported,
            Outcome::Updated => self.updated,
            Outcome::Unchanged => self.unchanged,
            Outcome::Skipped => self.skipped,
            Outcome::Failed => self.failed,
        }
    }

    fn add(&mut self, outcome: Outcome, items: u64) {
        *match outcome {
            Outcome::Imported => &mut self.imported,
            Outcome::Updated => &mut self.updated,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::Skipped => &mut self.skipped,
            Outcome::Failed => &mut self.failed,
        } += items;
    }
}

/// Problems that are kept with a run, at most.
const BRIEF: usize = 1_000;

/// What happened to a whole source.
#[derive(Debug, Serialize)]
pub struct Report {
    format: Format,
    source: String,
    totals: BTreeMap<Kind, Totals>,
    notes: BTreeMap<String, u64>,
    problems: Problems,
    #[serde(skip)]
    expected: BTreeMap<Kind, u64>,
}

impl Report {
    /// An empty report on `reader`, whose source goes by the name `source`.
    #[must_use]
    pub fn new(reader: &dyn Reader, source: impl Into<String>) -> Self {
        let expected = reader.expected();
        Self {
            format: reader.format(),
            source: source.into(),
            totals: Kind::ALL
                .iter()
                .chain(expected.keys())
                .map(|kind| (*kind, Totals::default()))
                .collect(),
            notes: BTreeMap::new(),
            problems: Problems::default(),
            expected,
        }
    }

    /// Counts one item.
    pub fn settle(&mut self, kind: Kind, outcome: Outcome) {
        self.totals.entry(kind).or_default().add(outcome, 1);
    }

    /// Counts what the reader set aside, with its reason.
    pub fn set_aside(&mut self, aside: SetAside) {
        self.totals.entry(aside.kind).or_default().add(aside.outcome, aside.count);
        self.problems.push(aside.problem);
    }

    /// Takes over how a document was read: encoding, date, title, tidying and its problems. Does not count it.
    pub fn note(&mut self, document: &Document) {
        let mut add = |what: String, times: u64| *self.notes.entry(what).or_default() += times;
        if let Some(encoding) = &document.reading.encoding {
            add(format!("encoding.{}", encoding.used), 1);
        }
        add(format!("title.{}", name(document.title_from)), 1);
        let date =
            document.updated.as_ref().or(document.published.as_ref()).or(document.created.as_ref());
        add(
            date.map_or_else(
                || "date.none".to_owned(),
                |date| format!("date.{}", name(date.derived_from)),
            ),
            1,
        );
        for (what, times) in &document.reading.tidied {
            add(format!("tidied.{what}"), *times);
        }
        document.problems.iter().cloned().for_each(|problem| self.problems.push(problem));
    }

    /// Whether parts of the source could not be read: what did not come may be in them.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        let unread = [
            Code::ArchiveLimit,
            Code::Encrypted,
            Code::InvalidRecord,
            Code::Malformed,
            Code::TooLarge,
            Code::Truncated,
            Code::UnsafePath,
            Code::Unreadable,
        ];
        unread.iter().any(|code| self.problems.counts().contains_key(code))
    }

    /// Adds a problem.
    pub fn add(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Closes the account: whatever the reader announced and nobody settled counts as failed, with a problem.
    pub fn finish(&mut self) {
        for (kind, expected) in &self.expected {
            let totals = self.totals.entry(*kind).or_default();
            let lost = expected.saturating_sub(totals.total());
            if lost > 0 {
                totals.add(Outcome::Failed, lost);
                self.problems.push(Problem {
                    external_id: None,
                    file: None,
                    ..Problem::new(
                        Code::NotProcessed,
                        *kind,
                        "",
                        format!("{lost} items were not processed"),
                    )
                });
            }
        }
    }

    /// Counts of a kind.
    #[must_use]
    pub fn totals(&self, kind: Kind) -> Totals {
        self.totals.get(&kind).copied().unwrap_or_default()
    }

    /// The problems in the order they were found: all, or the first 20,000. In JSON and on the page are all.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        self.problems.first()
    }

    /// How the documents were read, with how often (`encoding.windows-1252`, `date.file_time`, `tidied.font`).
    #[must_use]
    pub const fn notes(&self) -> &BTreeMap<String, u64> {
        &self.notes
    }

    /// The worst problem, if there is any.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.problems.worst()
    }

    /// The report without most of its problems, as it is kept with a run: those of the first thousand lines, and how
    /// many there are.
    #[must_use]
    pub fn brief(&self) -> serde_json::Value {
        let shown: Vec<&Problem> = self.problems.first().iter().take(BRIEF).collect();
        serde_json::json!({
            "format": self.format,
            "source": self.source,
            "totals": self.totals,
            "notes": self.notes,
            "problem_count": self.problems.len(),
            "problems": shown,
        })
    }

    /// Exit code for a command: 0 clean, 2 with warnings, 3 with errors.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self.worst() {
            Some(Severity::Error) => 3,
            Some(Severity::Warning) => 2,
            Some(Severity::Info) | None => 0,
        }
    }
}

/// The name a unit variant has in JSON.
fn name(value: impl Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|json| json.as_str().map(str::to_owned))
        .unwrap_or_default()
}

#[derive(Serialize)]
struct TotalsJson {
    #[serde(rename = "in")]
    total: u64,
    imported: u64,
    updated: u64,
    unchanged: u64,
    skipped: u64,
    failed: u64,
}

impl From<Totals> for TotalsJson {
    fn from(t: Totals) -> Self {
        Self {
            total: t.total(),
            imported: t.imported,
            updated: t.updated,
            unchanged: t.unchanged,
            skipped: t.skipped,
            failed: t.failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};
    use std::iter;

    use serde_json::json;

    use super::*;
    use crate::{Asset, Record, Site};

    #[derive(Debug)]
    struct Two;

    impl Reader for Two {
        fn format(&self) -> Format {
            Format::Html
        }

        fn expected(&self) -> BTreeMap<Kind, u64> {
            BTreeMap::from([(Kind::Page, 3), (Kind::Media, 0)])
        }

        fn site(&self) -> &Site {
            panic!("nobody asks")
        }

        fn records(&self) -> Box<dyn Iterator<Item = Record> + Send + '_> {
            Box::new(iter::empty())
        }

        fn bytes(&self, _: &Asset) -> io::Result<Box<dyn Read + Send>> {
            Err(io::ErrorKind::NotFound.into())
        }
    }

    #[test]
    fn what_nobody_settled_is_a_failure() {
        let mut report = Report::new(&Two, "essai");
        report.settle(Kind::Page, Outcome::Updated);
        let problem = Problem::new(Code::TooLarge, Kind::Page, "a.htm", "too large");
        report.set_aside(SetAside {
            kind: Kind::Page,
            outcome: Outcome::Failed,
            count: 1,
            problem,
        });
        report.finish();
        let zero = json!({"in": 0, "imported": 0, "updated": 0, "unchanged": 0, "skipped": 0, "failed": 0});
        let line = |code: &str, id: Option<&str>, message: &str| {
            json!({"code": code, "severity": "error", "kind": "page", "external_id": id, "title": null, "file": id,
                "line": null, "message": message})
        };
        let expected = json!({
            "format": "html",
            "source": "essai",
            "totals": {
                "post": zero,
                "page": {"in": 3, "imported": 0, "updated": 1, "unchanged": 0, "skipped": 0, "failed": 2},
                "comment": zero,
                "media": zero,
                "author": zero,
                "term": zero,
                "redirect": zero,
                "other": zero,
            },
            "notes": {},
            "problems": [
                line("TOO_LARGE", Some("a.htm"), "too large"),
                line("NOT_PROCESSED", None, "1 items were not processed"),
            ],
        });
        assert_eq!(serde_json::to_value(&report).unwrap(), expected);
        assert_eq!(report.exit_code(), 3);
        let summary = report.summary(Language::English).to_string();
        assert!(summary.contains("3 = 0 imported + 1 updated + 0 unchanged"), "{summary}");
        assert!(summary.contains("1 TOO_LARGE: larger than the limit"), "{summary}");
        let french = report.summary(Language::French).to_string();
        assert!(french.contains("0 importés + 1 mis à jour"), "{french}");
        assert!(french.contains("Certains éléments n’ont pas été importés"), "{french}");
        let page = report.page(Language::of_locale("fr_FR.UTF-8"));
        assert!(
            page.contains("<html lang=\"fr\">") && page.contains("<code>a.htm</code>"),
            "{page}"
        );
    }
}
