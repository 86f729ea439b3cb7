//! Which sheets of a workbook list texts. The first may be any table with ids, as a file of CSV may; further ones are read
//! where their columns leave no doubt, and are named in the report where they are not.

use std::collections::HashSet;

use super::{
    columns::{Column, Header},
    sheet::Sheet,
    source::{Opened, Table},
};
use crate::{Code, Kind, Problem, SetAside, TreeFile, markup};

/// The tables among the sheets; an error where the only sheet cannot be read.
pub(super) fn tables(file: &TreeFile, sheets: Vec<Sheet>) -> Result<Opened, String> {
    let mut opened = Opened::default();
    let mut shapes: HashSet<Vec<Option<Column>>> = HashSet::new();
    let single = sheets.len() == 1;
    for (position, sheet) in sheets.into_iter().enumerate() {
        let name = markup::line(&sheet.name);
        let mut rows = match sheet.rows {
            Ok(rows) if rows.is_empty() => continue,
            Ok(rows) => rows,
            Err(cause) if single => return Err(cause),
            Err(cause) => {
                let message = format!("sheet `{name}`: {cause}");
                let problem = Problem::new(Code::Malformed, Kind::Other, &file.path, message);
                opened.left.push(SetAside::failed(problem));
                continue;
            }
        };
        let first = position == 0;
        let header = rows.first().and_then(|row| Header::of(&row.cells)).filter(|header| {
            let alike = header.is_unmistakable() || shapes.contains(&header.columns);
            first || (alike && !sheet.is_hidden)
        });
        let Some(header) = header else {
            let why = if sheet.is_hidden { "is hidden" } else { "is no list of texts" };
            let message = format!("sheet `{name}` {why}; its rows, {}, were left out", rows.len());
            let problem = Problem::new(Code::SkippedSheet, Kind::Other, &file.path, message);
            opened.left.push(SetAside::skipped(problem.titled(&name)));
            continue;
        };
        rows.remove(0);
        shapes.insert(header.columns.clone());
        let sheet = (!first).then_some(name);
        opened.tables.push(Table::of_sheet(file.clone(), sheet, header, rows));
    }
    Ok(opened)
}
