//! The sheets of an XLSX file with their rows.

use std::{
    io::{self, Cursor, Read},
    panic::{self, AssertUnwindSafe},
};

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx};
use zip::ZipArchive;

use super::csv::Row;

/// Parts of a workbook.
const MAX_PARTS: usize = 10_000;

/// Columns that are read; sheets may claim 16,384.
const MAX_COLUMNS: u32 = 1_000;

/// Rows that are read: more than a sheet can have.
const MAX_ROWS: u32 = 1 << 20;

/// A sheet of a workbook.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) is_hidden: bool,
    /// Those that hold anything, or why they cannot be read.
    pub(super) rows: Result<Vec<Row>, String>,
}

/// The sheets in their order; `limit` bytes of text at most. A file that is no workbook, or one that unpacks to more
/// than is read, says so.
pub(super) fn sheets(bytes: &[u8], limit: u64) -> Result<Vec<Sheet>, String> {
    check(bytes, limit)?;
    // The file is hostile until shown otherwise, and a library that trusts it may stop at a number.
    panic::catch_unwind(AssertUnwindSafe(|| read(bytes, limit)))
        .unwrap_or_else(|_| Err("no workbook that can be read".to_owned()))
}

/// Unpacks all parts to nowhere, to know that they are as large as they say and not too large.
fn check(bytes: &[u8], limit: u64) -> Result<(), String> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|cause| cause.to_string())?;
    if zip.len() > MAX_PARTS {
        return Err(format!("{} parts; the limit is {MAX_PARTS}", zip.len()));
    }
    let mut left = limit;
    for index in 0..zip.len() {
        let part = zip.by_index(index).map_err(|cause| cause.to_string())?;
        let (said, mut part) = (part.size(), part.take(left.saturating_add(1)));
        let size = io::copy(&mut part, &mut io::sink()).map_err(|cause| cause.to_string())?;
        if size > left || size > said {
            return Err(format!("unpacks to more than {limit} bytes, or than it says"));
        }
        left -= size;
    }
    Ok(())
}

fn read(bytes: &[u8], limit: u64) -> Result<Vec<Sheet>, String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|cause| cause.to_string())?;
    let mut left = limit;
    let mut sheets = Vec::new();
    for known in book.sheets_metadata().to_vec() {
        if known.typ != SheetType::WorkSheet {
            continue;
        }
        let rows = rows(&mut book, &known.name, limit, &mut left);
        let is_hidden = known.visible != SheetVisible::Visible;
        sheets.push(Sheet { name: known.name, is_hidden, rows });
    }
    if sheets.is_empty() { Err("a workbook without sheets".to_owned()) } else { Ok(sheets) }
}

fn rows(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    limit: u64,
    left: &mut u64,
) -> Result<Vec<Row>, String> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|cause| cause.to_string())?;
    let mut rows: Vec<Row> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|cause| cause.to_string())? {
        let (line, column) = cell.get_position();
        let text = text_of(cell.get_value());
        if text.is_empty() || column >= MAX_COLUMNS || line >= MAX_ROWS {
            continue;
        }
        let column = usize::try_from(column).unwrap_or_default();
        // A cell far to the right counts for those before it.
        let weight = (text.len() + column) as u64;
        *left =
            left.checked_sub(weight).ok_or_else(|| format!("more than {limit} bytes of text"))?;
        let line = line + 1;
        if rows.last().is_none_or(|row| row.line != line) {
            rows.push(Row { line, cells: Vec::new() });
        }
        if let Some(row) = rows.last_mut() {
            if row.cells.len() <= column {
                row.cells.resize(column + 1, String::new());
            }
            if let Some(cell) = row.cells.get_mut(column) {
                *cell = text;
            }
        }
    }
    Ok(rows)
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        // Whole numbers are written without a fraction, as ids are.
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
        }
        DataRef::DateTime(at) => at.as_f64().to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}
