//! The rows of a CSV file, one at a time, each bounded.

use std::io::{self, BufRead as _, BufReader, Read};

use csv::{ReaderBuilder, StringRecord};
use csv_core::ReadRecordResult;

use super::columns::Header;
use crate::{Code, markup};

/// What separates cells, the likeliest first.
const DELIMITERS: [u8; 4] = *b";,\t|";

/// Longest header, in bytes.
const MAX_HEADER: usize = 64 << 10;

/// Cells of a row, at most; a sheet has a quarter of that.
const MAX_CELLS: usize = 1 << 16;

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
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).has_headers(false).flexible(true);
    let mut reader = builder.from_reader(head.as_bytes());
    let mut record = StringRecord::new();
    reader.read_record(&mut record).ok()?.then(|| record.iter().map(str::to_owned).collect())
}

/// Why a row, or all from there on, is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unread {
    pub(super) code: Code,
    /// Where it begins, from 1.
    pub(super) line: u32,
    pub(super) message: String,
}

/// The rows below the header.
pub(super) struct Rows<R> {
    source: BufReader<LineEnds<R>>,
    parser: csv_core::Reader,
    /// Bytes of a row, at most.
    limit: usize,
    /// The text of the row, and where in it each cell ends.
    text: Vec<u8>,
    ends: Vec<usize>,
    to_skip: usize,
    done: bool,
}

/// How large the row is that was read.
enum Size {
    Bytes {
        cells: usize,
    },
    TooLarge,
    /// Too large, and the file ends in it.
    Endless,
    /// There is none.
    End,
}

impl<R: Read> Rows<R> {
    /// Reads rows; of those that are larger than `limit` bytes only tells that they are there.
    pub(super) fn new(source: R, delimiter: u8, has_sep_line: bool, limit: u64) -> Self {
        Self {
            source: BufReader::new(LineEnds { source, after_return: false }),
            parser: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            text: vec![0; 1 << 10],
            ends: vec![0; 1 << 5],
            to_skip: 1 + usize::from(has_sep_line),
            done: false,
        }
    }

    /// Reads the next row. Of one that is too large nothing is kept, but it is followed to its end: a quote that is never
    /// closed would else fill the memory with the rest of the file.
    fn record(&mut self) -> io::Result<Size> {
        let (mut written, mut cells, mut whole) = (0, 0, true);
        loop {
            let input = self.source.fill_buf()?;
            let at_end = input.is_empty();
            let text = self.text.get_mut(written..).unwrap_or_default();
            let ends = self.ends.get_mut(cells..).unwrap_or_default();
            let (result, read, more_text, more_cells) = self.parser.read_record(input, text, ends);
            self.source.consume(read);
            (written, cells) = (written + more_text, cells + more_cells);
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if whole && self.text.len() < self.limit => {
                    self.text.resize((self.text.len() * 2).min(self.limit), 0);
                }
                ReadRecordResult::OutputEndsFull if whole && self.ends.len() < MAX_CELLS => {
                    self.ends.resize(self.ends.len() * 2, 0);
                }
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    (written, cells, whole) = (0, 0, false);
                }
                ReadRecordResult::Record if whole => return Ok(Size::Bytes { cells }),
                ReadRecordResult::Record if at_end => return Ok(Size::Endless),
                ReadRecordResult::Record => return Ok(Size::TooLarge),
                ReadRecordResult::End => return Ok(Size::End),
            }
        }
    }

    /// The cells of the row that was read.
    fn cells(&self, count: usize) -> Vec<String> {
        let mut start = 0;
        let cells = self.ends.iter().take(count).map(|end| {
            let cell = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            markup::plain(&String::from_utf8_lossy(cell))
        });
        cells.collect()
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Row, Unread>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            let line = u32::try_from(self.parser.line()).unwrap_or(u32::MAX);
            match self.record() {
                Ok(Size::End) => self.done = true,
                Ok(_) if self.to_skip > 0 => self.to_skip -= 1,
                Ok(Size::Bytes { cells }) => {
                    let cells = self.cells(cells);
                    if cells.iter().any(|cell| !cell.trim().is_empty()) {
                        return Some(Ok(Row { line, cells }));
                    }
                }
                Ok(Size::TooLarge) => {
                    let message = "a row is larger than what is read".to_owned();
                    return Some(Err(Unread { code: Code::TooLarge, line, message }));
                }
                Ok(Size::Endless) => {
                    let message = "a row without end; a quotation mark may be missing".to_owned();
                    return Some(Err(Unread { code: Code::Truncated, line, message }));
                }
                Err(error) => {
                    self.done = true;
                    let message = format!("cannot be read from line {line} on: {error}");
                    return Some(Err(Unread { code: Code::Truncated, line, message }));
                }
            }
        }
        None
    }
}

/// Gives line ends as LF, for lines are not counted rightly otherwise.
struct LineEnds<R> {
    source: R,
    after_return: bool,
}

impl<R: Read> Read for LineEnds<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
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
        let mut rows = Rows::new(text.as_bytes(), b';', false, 20_000);
        let read: Vec<_> = rows.by_ref().collect();
        assert_eq!(read.len(), 2);
        assert_eq!(read[1].as_ref().unwrap_err().line, 3, "{read:?}");
        assert!(rows.text.len() <= 20_000);
    }

    #[test]
    fn a_row_that_is_too_large_takes_no_other_with_it() {
        for large in [format!("\"{}\"", "b;\n\"\"".repeat(9_000)), ";".repeat(100_000)] {
            let text = format!("id;t\n1;a\n2;{large}\n3;c\n");
            let rows: Vec<_> = Rows::new(text.as_bytes(), b';', false, 20_000).collect();
            assert_eq!(rows.len(), 3, "{rows:?}");
            assert_eq!(rows[0].as_ref().unwrap().cells, ["1", "a"]);
            assert_eq!(rows[1].as_ref().unwrap_err().code, Code::TooLarge);
            assert_eq!(rows[2].as_ref().unwrap().cells, ["3", "c"]);
        }
    }
}
