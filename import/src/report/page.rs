//! The whole report as a page for people: one file, without script, to be sent by mail or printed.

use std::fmt::{self, Write as _};

use super::{Language, Report, words};
use crate::{Code, Outcome, Problem, Severity};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1b1b;background:#fff}\
table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{border:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top}\
td.n{text-align:right;font-variant-numeric:tabular-nums}th{background:#f2f2f2}summary{cursor:pointer;font-weight:600;margin:.6rem 0}\
.Error{border-left:.4rem solid #b00020}.Warning{border-left:.4rem solid #b36b00}.Info{border-left:.4rem solid #2b6cb0}\
details{padding-left:.8rem;margin:.8rem 0}code{overflow-wrap:anywhere}@media print{details{break-inside:avoid}}";

impl Report {
    /// The whole report as an HTML page without script.
    #[must_use]
    pub fn page(&self, language: Language) -> String {
        let mut page = String::new();
        // Writing to a String cannot fail.
        let _ = self.write_page(&mut page, language);
        page
    }

    fn write_page(&self, out: &mut String, language: Language) -> fmt::Result {
        let title =
            format!("{} : {}", language.of("Import report", "Rapport d’import"), self.source);
        let title = escape(&title.replace(" : ", language.of(": ", " : ")));
        writeln!(
            out,
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>",
            language.tag()
        )?;
        writeln!(out, "<p>{}: <code>{}</code></p>", language.of("Format", "Format"), self.format)?;
        self.write_totals(out, language)?;
        self.write_problems(out, language)?;
        writeln!(out, "</body>\n</html>")
    }

    fn write_totals(&self, out: &mut String, language: Language) -> fmt::Result {
        let total = language.of("in the source", "dans la source");
        write!(out, "<table>\n<tr><th></th><th>{total}</th>")?;
        for outcome in Outcome::ALL {
            write!(out, "<th>{}</th>", words::outcome(outcome, language))?;
        }
        writeln!(out, "</tr>")?;
        for (kind, totals) in self.totals.iter().filter(|(_, totals)| totals.total() > 0) {
            let name = words::kind(*kind, language);
            write!(out, "<tr><th>{name}</th><td class=\"n\">{}</td>", totals.total())?;
            for outcome in Outcome::ALL {
                write!(out, "<td class=\"n\">{}</td>", totals.count(outcome))?;
            }
            writeln!(out, "</tr>")?;
        }
        writeln!(out, "</table>")
    }

    fn write_problems(&self, out: &mut String, language: Language) -> fmt::Result {
        let mut codes: Vec<(Code, u64)> =
            self.problems.counts().iter().map(|(code, times)| (*code, *times)).collect();
        codes.sort_by_key(|(code, _)| (std::cmp::Reverse(code.severity()), *code));
        let mut last: Option<Severity> = None;
        for (code, times) in codes {
            let severity = code.severity();
            if last != Some(severity) {
                writeln!(out, "<h2>{}</h2>", words::severity(severity, language))?;
                last = Some(severity);
            }
            writeln!(
                out,
                "<details class=\"{severity:?}\"{}>\n<summary>{times} – {} <code>{code}</code></summary>\n<table>",
                if severity == Severity::Error { " open" } else { "" },
                escape(words::code(code, language))
            )?;
            let mut written = Ok(());
            self.problems.each(|problem| {
                if problem.code == code && written.is_ok() {
                    written = write_row(out, problem);
                }
            });
            written?;
            writeln!(out, "</table>\n</details>")?;
        }
        Ok(())
    }
}

fn write_row(out: &mut String, problem: &Problem) -> fmt::Result {
    let name = problem.title.as_ref().or(problem.external_id.as_ref());
    let place = match (&problem.file, problem.line) {
        (Some(file), Some(line)) => format!("{file}:{line}"),
        (Some(file), None) => file.clone(),
        (None, _) => String::new(),
    };
    writeln!(
        out,
        "<tr><td>{}</td><td><code>{}</code></td><td>{}</td></tr>",
        escape(name.map(String::as_str).unwrap_or_default()),
        escape(&place),
        escape(&problem.message)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
