//! One table: how it is read, and its rows.

use std::io::{self, Read};

use super::{
    book,
    columns::{Column, Dialect, Header},
    csv::{self, Row, Rows, Unread},
    decode::{Utf8, encoding_of},
    sheet,
};
use crate::{
    Code, Encoding, EncodingSource, Kind, Options, Problem, SetAside, Tree, TreeFile,
    encoding::Replaced, markup,
};

/// How much of a file is read to find its header, in bytes.
const HEAD: u64 = 256 << 10;

/// Largest workbook, in bytes.
const MAX_WORKBOOK: u64 = 32 << 20;

/// A table that can be read.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) file: TreeFile,
    pub(super) header: Header,
    pub(super) encoding: Option<Encoding>,
    /// Bytes that are no text in it.
    pub(super) replaced: Option<Replaced>,
    /// The name of its sheet, where that is not the first of a workbook.
    pub(super) sheet: Option<String>,
    source: Source,
}

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct Opened {
    pub(super) tables: Vec<Table>,
    /// Sheets that are none.
    pub(super) left: Vec<SetAside>,
}

#[derive(Debug)]
enum Source {
    Csv {
        charset: &'static encoding_rs::Encoding,
        delimiter: u8,
        has_sep_line: bool,
    },
    /// The rows of a sheet, which cannot be read one at a time.
    Sheet(Vec<Row>),
}

/// Whether a file may be a table, by its name.
pub(super) fn may_be(path: &str) -> bool {
    let path = path.to_lowercase();
    let name = path.rsplit('/').next().unwrap_or(&path);
    let ends = [".csv", ".tsv", ".xlsx", ".xlsm"].iter().any(|end| name.ends_with(end));
    ends && !name.starts_with("~$") && !name.starts_with('.')
}

impl Table {
    /// A table that is a sheet of a workbook.
    pub(super) const fn of_sheet(
        file: TreeFile,
        sheet: Option<String>,
        header: Header,
        rows: Vec<Row>,
    ) -> Self {
        Self { file, header, encoding: None, replaced: None, sheet, source: Source::Sheet(rows) }
    }

    /// The id of a row, which within a further sheet is written as Excel names its cells: `2014!12`.
    pub(super) fn id(&self, cells: &Cells<'_>) -> Option<String> {
        let id = cells.some(Column::Id).map(markup::line)?;
        Some(self.sheet.as_ref().map_or_else(|| id.clone(), |sheet| format!("{sheet}!{id}")))
    }

    /// Opens a file as a table, or as those in the sheets of a workbook; none if it has no column of ids.
    pub(super) fn open(
        tree: &Tree,
        file: &TreeFile,
        options: &Options,
    ) -> Result<Opened, (Code, String)> {
        let failed = |cause: io::Error| {
            let large = cause.kind() == io::ErrorKind::FileTooLarge;
            (if large { Code::TooLarge } else { Code::Unreadable }, cause.to_string())
        };
        let name = file.path.to_lowercase();
        if [".xlsx", ".xlsm"].iter().any(|end| name.ends_with(end)) {
            let bytes = tree.bytes(file, MAX_WORKBOOK).map_err(failed)?;
            let sheets = sheet::sheets(&bytes, options.max_text_bytes)
                .map_err(|cause| (Code::Malformed, cause))?;
            return book::tables(file, sheets).map_err(|cause| (Code::Malformed, cause));
        }
        let source = tree.read(file).map_err(failed)?;
        let (charset, encoding, replaced) =
            encoding_of(source, options.encoding).map_err(failed)?;
        let mut head = Vec::new();
        let text = Utf8::new(tree.read(file).map_err(failed)?, charset);
        text.take(HEAD).read_to_end(&mut head).map_err(failed)?;
        let head = String::from_utf8_lossy(&head);
        let Some((names, delimiter)) = csv::sniff(&head) else { return Ok(Opened::default()) };
        let has_sep_line = head.trim_start_matches('\u{feff}').starts_with("sep=");
        let source = Source::Csv { charset, delimiter, has_sep_line };
        let (file, encoding) = (file.clone(), Some(encoding));
        let table = |header| Self { file, header, encoding, replaced, sheet: None, source };
        let tables = Header::of(&names).map(table).into_iter().collect();
        Ok(Opened { tables, left: Vec::new() })
    }

    /// What is worth knowing about how its bytes were read.
    pub(super) fn remarks(&self) -> Vec<Problem> {
        let remark = |code, message: String| {
            let problem = Problem::new(code, Kind::Other, &self.file.path, message);
            Problem { external_id: None, ..problem }
        };
        let replaced = self
            .replaced
            .as_ref()
            .map(|it| remark(Code::CharactersReplaced, it.message()).at(Some(it.line)));
        let is_macintosh = |it: &&Encoding| it.used == encoding_rs::MACINTOSH.name();
        let guessed = self.encoding.as_ref().filter(is_macintosh);
        let guessed = guessed.filter(|it| it.decided_by == EncodingSource::Guessed).map(|it| {
            remark(Code::EncodingGuessed, format!("read as {}, by its letters", it.used))
        });
        replaced.into_iter().chain(guessed).collect()
    }

    /// The rows below the header.
    pub(super) fn rows<'a>(
        &'a self,
        tree: &Tree,
        options: &Options,
    ) -> Box<dyn Iterator<Item = Result<Row, Unread>> + Send + 'a> {
        match &self.source {
            Source::Sheet(rows) => Box::new(rows.iter().cloned().map(Ok)),
            Source::Csv { charset, delimiter, has_sep_line } => match tree.read(&self.file) {
                Ok(source) => {
                    let text = Utf8::new(source, charset);
                    let limit = options.max_text_bytes;
                    Box::new(Rows::new(text, *delimiter, *has_sep_line, limit))
                }
                Err(cause) => {
                    let message = format!("cannot be read: {cause}");
                    let unread = Unread { code: Code::Truncated, line: 1, message };
                    Box::new(std::iter::once(Err(unread)))
                }
            },
        }
    }
}

/// The cells of a row by what they mean.
pub(super) struct Cells<'a> {
    header: &'a Header,
    row: &'a Row,
}

impl<'a> Cells<'a> {
    pub(super) const fn new(header: &'a Header, row: &'a Row) -> Self {
        Self { header, row }
    }

    pub(super) const fn dialect(&self) -> Dialect {
        self.header.dialect
    }

    /// What stands in a column, if anything does.
    pub(super) fn some(&self, column: Column) -> Option<&'a str> {
        let position = self.header.columns.iter().position(|known| *known == Some(column))?;
        self.row.cells.get(position).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    /// What stands in columns without meaning, by their names.
    pub(super) fn others(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let named = self.header.names.iter().zip(&self.header.columns).zip(&self.row.cells);
        named.filter_map(|((name, column), cell)| {
            let cell = cell.trim();
            (column.is_none() && !cell.is_empty() && !name.trim().is_empty())
                .then(|| (name.trim(), cell))
        })
    }

    /// Whether more cells are filled than the header has columns.
    pub(super) fn overflow(&self) -> bool {
        let beyond = self.row.cells.get(self.header.columns.len()..).unwrap_or_default();
        beyond.iter().any(|cell| !cell.trim().is_empty())
    }
}
