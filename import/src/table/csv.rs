//! The rows of a CSV file, one at a time, each bounded.

use std::{
    io::{self, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use csv::{Reader, ReaderBuilder, StringRecord};

use super::columns::Header;

/// What separates cells, the likeliest first.
const DELIMITERS: [u8; 4] = *b";,\t|";

/// Longest header, in bytes.
const MAX_HEADER: usize = 64 << 10;

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Line of the file, or row of the sheet, from 1.
    pub(super) line: u32,
    pub(super) cells: Vec<String>,
}

/// The header of a table whose text begins with `head`, and what separates its cells. Only the header decides: texts
/// are full of commas.
pub(super) fn sniff(head: &str) -> Option<(Vec<String>, u8)> {
    let head = head.trim_start_matches('\u{feff}');
    let end = (0..=head.len().min(MAX_HEADER)).rev().find(|at| head.is_char_boundary(*at))?;
    let head = head.get(..end)?;
    let (first, rest) = head.split_once('\n').unwrap_or((head, ""));
    // Excel's own way to say what separates the cells.
    if let Some(said) = first.trim().strip_prefix("sep=")
        && let [delimiter] = said.as_bytes()
    {
        return Some((cells(rest, *delimiter)?, *delimiter));
    }
    let read =
        DELIMITERS.into_iter().filter_map(|delimiter| Some((cells(head, delimiter)?, delimiter)));
    let worth =
        |names: &Vec<String>| (Header::of(names).map_or(0, |header| header.known()), names.len());
    // Of equals the first wins.
    read.rev().max_by_key(|(names, _)| worth(names))
}

fn cells(head: &str, delimiter: u8) -> Option<Vec<String>> {
    let mut reader = builder(delimiter).from_reader(head.as_bytes());
    let mut record = StringRecord::new();
    reader.read_record(&mut record).ok()?.then(|| record.iter().map(str::to_owned).collect())
}

fn builder(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).has_headers(false).flexible(true);
    builder
}

/// The rows below the header.
pub(super) struct Rows<R> {
    reader: Reader<Guard<R>>,
    left: Arc<AtomicU64>,
    limit: u64,
    record: StringRecord,
    to_skip: usize,
    done: bool,
}

impl<R: Read> Rows<R> {
    /// Reads rows of at most `limit` bytes.
    pub(super) fn new(source: R, delimiter: u8, has_sep_line: bool, limit: u64) -> Self {
        let left = Arc::new(AtomicU64::new(limit));
        let guard = Guard { source, left: Arc::clone(&left), after_return: false };
        Self {
            reader: builder(delimiter).from_reader(guard),
            left,
            limit,
            record: StringRecord::new(),
            to_skip: 1 + usize::from(has_sep_line),
            done: false,
        }
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Row, String>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            self.left.store(self.limit, Ordering::Relaxed);
            let line = u32::try_from(self.reader.position().line()).unwrap_or(u32::MAX);
            match self.reader.read_record(&mut self.record) {
                Ok(true) if self.to_skip > 0 => self.to_skip -= 1,
                Ok(true) if self.record.iter().all(|cell| cell.trim().is_empty()) => {}
                Ok(true) => {
                    let line = self.record.position().map_or(line, |position| {
                        u32::try_from(position.line()).unwrap_or(u32::MAX)
                    });
                    let cells = self.record.iter().map(str::to_owned).collect();
                    return Some(Ok(Row { line, cells }));
                }
                Ok(false) => self.done = true,
                Err(error) => {
                    self.done = true;
                    return Some(Err(format!("from line {line} on: {error}")));
                }
            }
        }
        None
    }
}

/// Gives line ends as LF, for lines are not counted rightly otherwise, and no more than is left to a row: a quote that is never closed would read the whole file as one cell.
struct Guard<R> {
    source: R,
    left: Arc<AtomicU64>,
    after_return: bool,
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.lines(into)?;
        let left = self.left.load(Ordering::Relaxed);
        self.left.store(left.saturating_sub(read as u64), Ordering::Relaxed);
        if read > 0 && left == 0 {
            let message = "a row without end; a quotation mark may be missing";
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        Ok(read)
    }
}

impl<R: Read> Guard<R> {
    fn lines(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.source.read(into)?;
            let mut kept = 0;
            for at in 0..read {
                let byte = into.get(at).copied().unwrap_or_default();
                let second = self.after_return && byte == b'\n';
                self.after_return = byte == b'\r';
                if second {
                    continue;
                }
                if let Some(place) = into.get_mut(kept) {
                    *place = if byte == b'\r' { b'\n' } else { byte };
                }
                kept += 1;
            }
            if kept > 0 || read == 0 {
                return Ok(kept);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_header_tells_what_separates_cells() {
        let found =
            |head: &str| sniff(head).map(|(names, delimiter)| (names.join("/"), delimiter as char));
        let is = |names: &str, delimiter| Some((names.to_owned(), delimiter));
        assert_eq!(found("external_id;title\na;b, c, d, e\n"), is("external_id/title", ';'));
        assert_eq!(
            found("external_id,\"title, long; very\"\r\n"),
            is("external_id/title, long; very", ',')
        );
        assert_eq!(found("identifiant\ttitre"), is("identifiant/titre", '\t'));
        assert_eq!(found("sep=|\nid|titre\n"), is("id/titre", '|'));
        assert_eq!(found("external_id"), is("external_id", ';'));
        assert_eq!(found(""), None);
    }

    #[test]
    fn rows_have_lines_and_line_ends_in_quotes() {
        let text = "id;t\r\n1;\"a\r\nb \"\"c\"\"\"\r\n\n;;\n2;d;e;f\r";
        let rows: Vec<_> =
            Rows::new(text.as_bytes(), b';', false, 1000).map(Result::unwrap).collect();
        let row = |line, cells: &[&str]| Row {
            line,
            cells: cells.iter().map(|it| (*it).to_owned()).collect(),
        };
        assert_eq!(rows, [row(2, &["1", "a\nb \"c\""]), row(6, &["2", "d", "e", "f"])]);
    }

    #[test]
    fn a_quote_that_is_never_closed_does_not_fill_the_memory() {
        let text = format!("id;t\n1;a\n2;\"{}", "b\n".repeat(200_000));
        let rows: Vec<_> = Rows::new(text.as_bytes(), b';', false, 20_000).collect();
        assert_eq!(rows.len(), 2);
        assert!(rows[1].as_ref().unwrap_err().contains("line 3"), "{rows:?}");
    }
}
