//! The second pass: texts one at a time, each followed by its comments.

use std::collections::VecDeque;

use super::{
    document,
    entry::Entry,
    feed::{Feed, Piece},
    index::Index,
    threads::Parent,
};
use crate::{
    Code, Comment, Kind, Problem, Record, SetAside,
    blog::{notes, words},
    bounds,
    tidy::tidy_fragment,
    when,
};

/// Streams the texts of all feeds, and at the end the comments that belong to none.
pub(super) struct Records<'a> {
    index: &'a Index,
    feeds: std::slice::Iter<'a, u32>,
    open: Option<(u32, Feed)>,
    position: u32,
    /// Comments of the last text, still to be handed over.
    below: std::slice::Iter<'a, (u32, Parent)>,
    /// Id and title of that text; none if it did not come in.
    subject: Option<(String, String)>,
    orphans: std::slice::Iter<'a, u32>,
    ready: VecDeque<Record>,
}

impl<'a> Records<'a> {
    pub(super) fn of(index: &'a Index) -> Self {
        Self {
            index,
            feeds: index.feeds.iter(),
            open: None,
            position: 0,
            below: [].iter(),
            subject: None,
            orphans: index.threads.orphans.iter(),
            ready: VecDeque::new(),
        }
    }

    fn text(&mut self, feed: u32, entry: &Entry) {
        let Some(item) = self.index.items.get(self.position as usize) else { return };
        let path = self.index.path(feed);
        let encoding = self.open.as_ref().map(|(_, feed)| feed.encoding().clone());
        let Some(encoding) = encoding else { return };
        if !item.duplicate {
            self.below = self.index.threads.below(self.position).iter();
        }
        self.position += 1;
        self.ready.push_back(match document::read(self.index, path, entry, item, &encoding) {
            Ok(document) => {
                self.subject = Some((document.external_id.clone(), document.title.clone()));
                Record::Document(Box::new(document))
            }
            Err(problem) => {
                self.subject = None;
                let trashed = problem.code == Code::Trashed;
                let aside =
                    if trashed { SetAside::skipped(problem) } else { SetAside::failed(problem) };
                Record::SetAside(aside)
            }
        });
    }

    fn comment(&mut self, position: u32, parent: Parent, subject: Option<&(String, String)>) {
        let lost = |problem| Record::SetAside(SetAside::failed(problem));
        let remark = self.index.remarks.get(position as usize);
        let spool = self.index.spool.as_ref();
        let kept = remark.zip(spool).map(|(remark, spool)| spool.read(remark.slot));
        let comment = match kept {
            Some(Ok(comment)) => comment,
            other => {
                let cause = other.and_then(Result::err).map(|error| error.to_string());
                let message = cause.unwrap_or_else(|| "is gone".to_owned());
                let problem = Problem::new(Code::Unreadable, Kind::Comment, "", message);
                return self.ready.push_back(lost(problem));
            }
        };
        let file = self.index.path(comment.feed);
        let title = subject.map(|(_, title)| title.as_str()).unwrap_or_default();
        let problem = |code, message: &str| {
            let place = (file, comment.line);
            notes::problem(code, Kind::Comment, &comment.id, place, message).titled(title)
        };
        let Some((document, _)) = subject else {
            let message = "what it was said about did not come in";
            return self.ready.push_back(lost(problem(Code::UnknownParent, message)));
        };
        let html = document::html(&comment.content);
        if comment.cut {
            return self.ready.push_back(lost(problem(Code::TooLarge, "larger than what is read")));
        }
        if !bounds::is_parsable(&html) {
            let message = "its markup would exhaust the machine";
            return self.ready.push_back(lost(problem(Code::Malformed, message)));
        }
        let written = when::written(&comment.published, &self.index.options.time_zone);
        let mut notes = Vec::new();
        let mut note = |code, message| {
            notes.push(Record::SetAside(SetAside {
                count: 0,
                ..SetAside::skipped(problem(code, message))
            }));
        };
        if written.is_none() {
            note(Code::DateInvalid, "no date that can be read");
        }
        if parent == Parent::Unknown {
            note(Code::UnknownParent, "the comment that it answers is not in the source");
        }
        let parent = match parent {
            Parent::Comment(position) => self.index.remarks.get(position as usize),
            Parent::Document | Parent::Unknown => None,
        };
        let parent = parent.zip(spool).and_then(|(parent, spool)| spool.read(parent.slot).ok());
        let author = self.index.author_at(&comment.author.page);
        let tidied = tidy_fragment(&html);
        let lines = notes::Lines::of(&comment.content.text, comment.line);
        self.ready.push_back(Record::Comment(Box::new(Comment {
            external_id: comment.id.clone(),
            document: document.clone(),
            parent: parent.map(|parent| parent.id),
            author: Some(words::title(&comment.author.name)).filter(|name| !name.is_empty()),
            author_id: author.map(|author| author.external_id.clone()),
            links: document::links(self.index, lines, None, &tidied.addresses),
            body_html: tidied.html,
            written,
            file: file.to_owned(),
            line: Some(comment.line),
        })));
        self.ready.extend(notes);
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            if let Some(record) = self.ready.pop_front() {
                return Some(record);
            }
            if let Some((position, parent)) = self.below.next() {
                let subject = self.subject.clone();
                self.comment(*position, *parent, subject.as_ref());
                continue;
            }
            if let Some((position, feed)) = &mut self.open {
                let position = *position;
                match feed.next() {
                    Some(Piece::Entry(entry))
                        if matches!(entry.counted_as(), Kind::Post | Kind::Page) =>
                    {
                        self.text(position, &entry);
                    }
                    Some(_) => {}
                    None => self.open = None,
                }
                continue;
            }
            if let Some(position) = self.feeds.next() {
                // What cannot be opened has been told when the feeds were indexed.
                self.open = self.index.feed(*position).ok().map(|feed| (*position, feed));
                continue;
            }
            let orphan = *self.orphans.next()?;
            self.comment(orphan, Parent::Document, None);
        }
    }
}
