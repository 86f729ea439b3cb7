//! The second pass: entries and what was said about them, one at a time.

use std::collections::{HashMap, HashSet, VecDeque};

use super::{
    comments::{self, Subject},
    dates, document,
    entry::{Entry, Piece, Reply},
    export::Export,
    index::{Index, Source},
};
use crate::{Code, Kind, Problem, Record, SetAside, blog::notes};

/// Streams the documents of all exports, each followed by its comments; at the end those that came apart from theirs.
pub(super) struct Records<'a> {
    index: &'a Index,
    /// Exports still to be opened.
    sources: std::slice::Iter<'a, Source>,
    open: Option<(&'a Source, Export)>,
    position: usize,
    /// Id and title of what the next replies are about.
    subject: Option<(String, String)>,
    /// The next replies came without their entry.
    apart: bool,
    /// Reading again, for replies that came without their entries.
    again: bool,
    by_date: HashMap<i64, usize>,
    seen: HashSet<u64>,
    ready: VecDeque<Record>,
}

impl<'a> Records<'a> {
    pub(super) fn of(index: &'a Index) -> Self {
        Self {
            index,
            sources: index.exports.iter(),
            open: None,
            position: 0,
            subject: None,
            apart: false,
            again: false,
            by_date: HashMap::new(),
            seen: HashSet::new(),
            ready: VecDeque::new(),
        }
    }

    fn piece(&mut self, source: &'a Source, piece: Piece) {
        match piece {
            Piece::Entry(entry) if entry.is_replies_only() => self.apart(&entry),
            Piece::Entry(entry) => self.entry(source, &entry),
            Piece::Reply(reply) if self.apart == self.again => self.reply(source, &reply),
            Piece::Reply(_) => {}
            Piece::Lost { kind, code, line, title, message } if !self.again => {
                let file = self.index.path(source);
                let problem = notes::problem(code, kind, file, (file, line), message);
                let problem = Problem { title, ..problem };
                self.ready.push_back(Record::SetAside(SetAside::failed(problem)));
                if kind == Kind::Post {
                    (self.subject, self.apart) = (None, false);
                }
            }
            Piece::Lost { .. } => self.apart = false,
        }
    }

    fn entry(&mut self, source: &'a Source, entry: &Entry) {
        self.apart = false;
        if self.again {
            return;
        }
        self.subject = None;
        let Some(item) = self.index.items.get(self.position) else { return };
        self.position += 1;
        let title = document::working_title(entry, item);
        let record = match document::read(self.index, source, entry, item) {
            Ok(document) => {
                self.subject = Some((document.external_id.clone(), document.title.clone()));
                Record::Document(Box::new(document))
            }
            Err(problem) => {
                // What was said about it a second time may be new.
                self.subject = item.duplicate.then(|| (item.id.to_string(), title));
                Record::SetAside(SetAside::failed(problem))
            }
        };
        self.ready.push_back(record);
    }

    fn apart(&mut self, entry: &Entry) {
        self.apart = true;
        let date = entry.get("DATE").and_then(dates::parse);
        let date = date.and_then(|date| jiff::tz::TimeZone::UTC.to_timestamp(date).ok());
        let position = date.and_then(|date| self.by_date.get(&date.as_second()));
        let item = position.and_then(|position| self.index.items.get(*position));
        let title = entry.get("TITLE").unwrap_or_default();
        self.subject = item.map(|item| (item.id.to_string(), title.to_owned()));
    }

    fn reply(&mut self, source: &Source, reply: &Reply) {
        let file = self.index.path(source);
        let subject = self.subject.as_ref().map(|(id, title)| Subject { id, title });
        let records = comments::read(self.index, file, reply, subject.as_ref(), &mut self.seen);
        self.ready.extend(records);
    }

    fn start_again(&mut self) {
        self.again = true;
        self.apart = false;
        self.sources = self.index.exports.iter();
        for (position, item) in self.index.items.iter().enumerate() {
            if let Some(date) = item.date {
                self.by_date.entry(date).or_insert(position);
            }
        }
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            if let Some(record) = self.ready.pop_front() {
                return Some(record);
            }
            if let Some((source, export)) = &mut self.open {
                let source = *source;
                match export.next() {
                    Some(piece) => self.piece(source, piece),
                    None => self.open = None,
                }
                continue;
            }
            let Some(source) = self.sources.next() else {
                if self.again || !self.index.has_late_replies {
                    return None;
                }
                self.start_again();
                continue;
            };
            match self.index.pieces(source) {
                Ok(export) => self.open = Some((source, export)),
                Err(cause) => {
                    let file = self.index.path(source);
                    let problem =
                        Problem::new(Code::Unreadable, Kind::Other, file, cause.to_string());
                    let note = SetAside { count: 0, ..SetAside::failed(problem) };
                    self.ready.push_back(Record::SetAside(note));
                }
            }
        }
    }
}
