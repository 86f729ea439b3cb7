//! The problems of a report: the first in memory, more in a temporary file, for there may be millions.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead, BufReader, BufWriter, Seek, SeekFrom, Write},
    sync::{Mutex, PoisonError},
};

use serde::{Serialize, Serializer, ser::SerializeSeq};

use crate::{Code, Problem, Severity};

/// Problems that are held in memory, at most.
const IN_MEMORY: usize = 20_000;

/// Problems in the order they were found.
#[derive(Debug, Default)]
pub(super) struct Problems {
    first: Vec<Problem>,
    /// One JSON object a line.
    more: Mutex<Option<BufWriter<File>>>,
    counts: BTreeMap<Code, u64>,
}

impl Problems {
    pub(super) fn push(&mut self, problem: Problem) {
        *self.counts.entry(problem.code).or_default() += 1;
        if self.first.len() < IN_MEMORY {
            self.first.push(problem);
            return;
        }
        let more = self.more.get_mut().unwrap_or_else(PoisonError::into_inner);
        if more.is_none() {
            *more = tempfile::tempfile().ok().map(BufWriter::new);
        }
        let written = more.as_mut().is_some_and(|file| {
            serde_json::to_writer(&mut *file, &problem).is_ok() && file.write_all(b"\n").is_ok()
        });
        if !written {
            // A full disk for temporary files must not lose it.
            self.first.push(problem);
        }
    }

    /// Those in memory: all, unless there are very many.
    pub(super) fn first(&self) -> &[Problem] {
        &self.first
    }

    /// How many of each code.
    pub(super) const fn counts(&self) -> &BTreeMap<Code, u64> {
        &self.counts
    }

    pub(super) fn len(&self) -> u64 {
        self.counts.values().sum()
    }

    pub(super) fn worst(&self) -> Option<Severity> {
        self.counts.keys().map(|code| code.severity()).max()
    }

    /// Gives every problem to `take`, in order.
    pub(super) fn each(&self, mut take: impl FnMut(&Problem)) {
        self.first.iter().for_each(&mut take);
        let mut more = self.more.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(writer) = more.as_mut() else { return };
        if writer.flush().is_err() || writer.get_mut().seek(SeekFrom::Start(0)).is_err() {
            return;
        }
        for line in BufReader::new(writer.get_ref()).lines().map_while(Result::ok) {
            if let Ok(problem) = serde_json::from_str(&line) {
                take(&problem);
            }
        }
        // What is found later goes on at the end, even if reading ended before.
        let _ = writer.get_mut().seek(SeekFrom::End(0));
    }
}

impl Serialize for Problems {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        let mut failed = None;
        self.each(|problem| {
            if failed.is_none() {
                failed = list.serialize_element(problem).err();
            }
        });
        match failed {
            Some(cause) => Err(cause),
            None => list.end(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    #[test]
    fn very_many_are_all_there_and_in_order() {
        let mut problems = Problems::default();
        for number in 0..IN_MEMORY + 1_000 {
            let id = number.to_string();
            problems.push(Problem::new(Code::BrokenLink, Kind::Page, &id, "é\n"));
        }
        assert_eq!(problems.first().len(), IN_MEMORY);
        let json = serde_json::to_value(&problems).unwrap();
        let ids: Vec<&str> =
            json.as_array().unwrap().iter().map(|it| it["external_id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), IN_MEMORY + 1_000);
        assert!(ids.iter().enumerate().all(|(number, id)| **id == number.to_string()));
        problems.push(Problem::new(Code::TooLarge, Kind::Page, "last", "x"));
        let mut last = None;
        problems.each(|problem| last.clone_from(&problem.external_id));
        assert_eq!(last.as_deref(), Some("last"));
        assert_eq!((problems.len(), problems.worst()), (21_001, Some(Severity::Error)));
    }
}
