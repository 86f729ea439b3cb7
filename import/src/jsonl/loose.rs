//! What a first pass notes by the way: keys without meaning, dates that are none, bytes that are no text.

use std::collections::BTreeMap;

use crate::{Code, Kind, Outcome, Problem, SetAside};

/// Distinct things that are noted; a file that is full of others is not worth more lines.
const MAX_NOTES: usize = 500;

/// Things that occur again and again, each with its first place.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    found: BTreeMap<(Code, Kind, String), Note>,
}

#[derive(Debug)]
struct Note {
    times: u64,
    file: String,
    line: Option<u32>,
}

impl Notes {
    /// Notes that `what` was seen.
    pub(crate) fn add(
        &mut self,
        code: Code,
        kind: Kind,
        what: impl Into<String>,
        (file, line): (&str, Option<u32>),
    ) {
        let key = (code, kind, what.into());
        if self.found.len() >= MAX_NOTES && !self.found.contains_key(&key) {
            return;
        }
        let note =
            self.found.entry(key).or_insert_with(|| Note { times: 0, file: file.to_owned(), line });
        note.times += 1;
    }

    /// The notes as lines of the report that count for no item.
    pub(crate) fn records(&self) -> impl Iterator<Item = SetAside> + '_ {
        self.found.iter().map(|((code, kind, what), note)| {
            let more = match note.times {
                1 => String::new(),
                times => format!(" ({times} times; here first)"),
            };
            let problem = Problem::new(*code, *kind, "", format!("{what}{more}"));
            let problem =
                Problem { external_id: None, ..problem }.in_file(&note.file).at(note.line);
            SetAside { kind: *kind, outcome: Outcome::Skipped, count: 0, problem }
        })
    }
}
