//! Takes an export apart: entries, and what was said about each of them.
//!
//! `TypePad` does not mark lines of a text that look like separators, so a line is one only where what follows makes sense.

use std::{collections::VecDeque, io::Read};

use sha2::{Digest, Sha256};

use super::{
    entry::{Entry, Piece, Reply, Text},
    grammar::{self, Section},
    lines::{Ahead, Line, Lines},
};
use crate::{Code, Kind, blog::words};

/// Longest header that is taken, in bytes.
const MAX_HEADER: usize = 1 << 20;

/// The pieces of one export, in order.
pub(super) struct Export {
    lines: Lines,
    limit: usize,
    /// Pieces that are ready to be handed out.
    ready: VecDeque<Piece>,
    at: At,
    /// The entry being read; none once it is handed out.
    entry: Option<Entry>,
    digest: Sha256,
    header_size: usize,
    reply: Option<Reply>,
    /// Text of a part that comes too late to be joined to its entry.
    late: Text,
    done: bool,
}

/// Where in an entry the reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Between two entries.
    Outside,
    Header,
    /// After the end of a part.
    Between,
    Part(Section),
}

/// What a line separates.
#[derive(Debug, PartialEq, Eq)]
enum Separator {
    Entries,
    Sections,
}

impl Export {
    /// The pieces of a file in UTF-8; of texts longer than `limit` bytes only the beginning.
    pub(super) fn of(file: Box<dyn Read + Send>, limit: u64) -> Self {
        Self {
            lines: Lines::of(file, limit),
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            ready: VecDeque::new(),
            at: At::Outside,
            entry: None,
            digest: Sha256::new(),
            header_size: 0,
            reply: None,
            late: Text::default(),
            done: false,
        }
    }

    fn take(&mut self, line: Line) {
        if self.entry.is_some() {
            self.digest.update(&line.text);
            self.digest.update(b"\n");
        }
        match (self.separator(&line.text), self.at) {
            (Some(Separator::Entries), _) => {
                self.close_part(true);
                self.close_entry(true);
                self.at = At::Outside;
            }
            (Some(Separator::Sections), _) => {
                self.close_part(true);
                self.at = At::Between;
            }
            (None, At::Outside | At::Header) => self.header(&line),
            (None, At::Between) => self.begin(line),
            (None, At::Part(section)) => self.text(section, line),
        }
    }

    fn separator(&mut self, line: &str) -> Option<Separator> {
        if grammar::is_entry_end(line) && self.ends_entry(0) {
            return Some(Separator::Entries);
        }
        if !grammar::is_section_end(line) {
            return None;
        }
        let ends = match self.at {
            At::Outside => false,
            At::Header | At::Between => true,
            At::Part(_) => match self.lines.filled(0) {
                Ahead::End => true,
                Ahead::Far => false,
                Ahead::Line(at) => {
                    let next = self.lines.ahead(at);
                    grammar::section(next).is_some()
                        || (grammar::is_entry_end(next) && self.begins_entry(at + 1, true))
                }
            },
        };
        ends.then_some(Separator::Sections)
    }

    /// Whether the long separator before what is `start` lines ahead is one. In the middle of a text the next line must
    /// be one that entries usually begin with.
    fn ends_entry(&mut self, start: usize) -> bool {
        let after_part = !matches!(self.at, At::Part(_));
        self.begins_entry(start, after_part)
    }

    fn begins_entry(&mut self, start: usize, after_part: bool) -> bool {
        match self.lines.filled(start) {
            Ahead::End => true,
            Ahead::Far => false,
            Ahead::Line(at) => {
                let next = self.lines.ahead(at);
                let begins = grammar::is_first(next) || (after_part && grammar::is_header(next));
                // A file that was cut takes nothing from the entry before the cut.
                let may_be_cut = !begins && after_part && grammar::begins_header(next);
                begins || (may_be_cut && self.lines.filled(at + 1) == Ahead::End)
            }
        }
    }

    fn header(&mut self, line: &Line) {
        if line.is_blank() {
            return;
        }
        if self.at == At::Outside {
            self.at = At::Header;
            self.header_size = 0;
            self.digest = Sha256::new_with_prefix(&line.text);
            self.entry = Some(Entry { line: line.number, ..Entry::default() });
        }
        let Some(entry) = &mut self.entry else { return };
        if line.mended {
            let message = "a line whose bytes are no text was mended";
            entry.problem(Code::CharactersReplaced, line.number, message);
        }
        let before = self.header_size;
        self.header_size = before.saturating_add(line.text.len());
        if line.cut || self.header_size > MAX_HEADER {
            if before <= MAX_HEADER {
                let message = format!("the header is larger than {MAX_HEADER} bytes");
                entry.problem(Code::TooLarge, line.number, message);
            }
            return;
        }
        match grammar::pair(&line.text) {
            // Old exports: what follows is the text, to the end of the header.
            Some(("START BODY", text)) => {
                let first = Line { number: line.number, text: text.to_owned(), ..Line::default() };
                self.open(Section::Body, first);
            }
            Some((key, value)) => entry.header.push((key.to_owned(), value.to_owned())),
            None => {
                let message = "a line of the header that is no key and value was left out";
                entry.problem(Code::ConversionLoss, line.number, message);
            }
        }
    }

    /// A line after the end of a part: it begins another one.
    fn begin(&mut self, mut line: Line) {
        match grammar::section(&line.text) {
            _ if line.is_blank() => {}
            Some((section, rest)) => {
                line.text = rest.trim_start().to_owned();
                self.open(section, line);
            }
            // Only right after a header: a text without a name.
            None => self.open(Section::Body, line),
        }
    }

    /// Begins a part; what stands behind its name is `first`.
    fn open(&mut self, section: Section, first: Line) {
        self.at = At::Part(section);
        let is_reply = matches!(section, Section::Comment | Section::Ping);
        if is_reply {
            self.hand_out(true);
            let is_ping = section == Section::Ping;
            self.reply = Some(Reply { line: first.number, is_ping, ..Reply::default() });
        } else if let Some(entry) = &mut self.entry {
            entry.has_sections = true;
        }
        if !first.is_blank() {
            self.text(section, first);
        }
    }

    fn text(&mut self, section: Section, line: Line) {
        if let Some(reply) = &mut self.reply {
            if reply.text.is_blank() {
                let pair = grammar::reply_pair(&line.text, reply.is_ping);
                // Whatever else happens, addresses of people never become part of a text.
                let fresh = |key| {
                    matches!(key, "EMAIL" | "IP")
                        || !reply.header.iter().any(|(known, _)| *known == key)
                };
                if let Some((key, value)) = pair.filter(|(key, _)| fresh(key)) {
                    return reply.header.push((key, value.to_owned()));
                }
            }
            return add(&mut reply.text, &line, self.limit);
        }
        let part = self.entry.as_mut().and_then(|entry| entry.part(section));
        add(part.unwrap_or(&mut self.late), &line, self.limit);
    }

    fn close_part(&mut self, whole: bool) {
        if let Some(reply) = self.reply.take() {
            self.ready.push_back(Piece::Reply(Box::new(Reply { whole, ..reply })));
        }
        let late = std::mem::take(&mut self.late);
        if !late.is_blank() {
            let message = "a part of an entry behind what was said about it".to_owned();
            let (kind, code) = (Kind::Other, Code::InvalidRecord);
            let (line, title) = (late.line, None);
            self.ready.push_back(Piece::Lost { kind, code, line, title, message });
        }
    }

    fn close_entry(&mut self, whole: bool) {
        self.hand_out(whole);
    }

    fn hand_out(&mut self, whole: bool) {
        let Some(mut entry) = self.entry.take() else { return };
        if whole && !entry.has_sections && !entry.is_replies_only() {
            let message = "an entry without text".to_owned();
            let (kind, code) = (Kind::Post, Code::InvalidRecord);
            let (line, title) = (entry.line, entry.get("TITLE").map(words::title));
            return self.ready.push_back(Piece::Lost { kind, code, line, title, message });
        }
        entry.whole = whole;
        entry.sha256 = self.digest.finalize_reset().to_vec();
        self.ready.push_back(Piece::Entry(Box::new(entry)));
    }

    /// The end of the file, which is not always the end of an entry.
    fn finish(&mut self) {
        self.done = true;
        let line = self.lines.last_number();
        let in_text = matches!(self.at, At::Part(Section::Body | Section::Extended));
        let lost = |code, message: String| {
            let (kind, title) = (Kind::Other, None);
            Piece::Lost { kind, code, line, title, message }
        };
        if let At::Part(Section::Excerpt | Section::Keywords) = self.at
            && let Some(entry) = &mut self.entry
        {
            entry.problem(Code::Truncated, line, "the file ends in the middle of it");
        }
        let at = std::mem::replace(&mut self.at, At::Outside);
        self.close_part(false);
        self.close_entry(!in_text && at != At::Header);
        if let Some(error) = self.lines.failure.take() {
            self.ready.push_back(lost(Code::Unreadable, format!("reading stopped: {error}")));
        } else if at == At::Between {
            let message =
                "the file ends without the line of dashes behind the last entry".to_owned();
            self.ready.push_back(lost(Code::Truncated, message));
        }
    }
}

impl Iterator for Export {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            if let Some(piece) = self.ready.pop_front() {
                return Some(piece);
            }
            if self.done {
                return None;
            }
            match self.lines.next() {
                Some(line) => self.take(line),
                None => self.finish(),
            }
        }
    }
}

/// Adds a line to a text, unless that becomes too long.
fn add(text: &mut Text, line: &Line, limit: usize) {
    if text.cut {
        return;
    }
    if text.line == 0 {
        if line.is_blank() {
            return;
        }
        text.line = line.number;
    } else {
        text.text.push('\n');
    }
    if line.mended && text.mended.is_none() {
        text.mended = Some(line.number);
    }
    let words = grammar::unescaped(&line.text);
    text.cut |= line.cut || text.text.len() + words.len() > limit;
    if !text.cut {
        text.text.push_str(words);
    }
}
