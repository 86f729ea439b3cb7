//! Tables with cells that span others.

use super::text::{Text, choose};
use crate::office::{
    flow::{Cell, table},
    node::Node,
};

/// Columns of a table.
const MAX_COLUMNS: u32 = 1_000;

impl Text {
    pub(super) fn table(&mut self, node: &Node) -> String {
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        // For each column of the grid the cell that reaches down into the next row.
        let mut open: Vec<Option<(usize, usize)>> = Vec::new();
        let mut header = true;
        for row in all(node, "w:tr") {
            let properties = row.child("w:trPr");
            let says = |name: &str| properties.and_then(|properties| properties.child(name));
            if says("w:del").is_some() {
                continue;
            }
            header &= says("w:tblHeader")
                .is_some_and(|it| !matches!(it.get("val"), Some("0" | "false" | "off")));
            let number = |name: &str| {
                let number = says(name).and_then(|node| node.get("val"));
                number.and_then(|number| number.parse::<u32>().ok()).unwrap_or(0)
            };
            let mut cells = Vec::new();
            let mut column = number("w:gridBefore").min(MAX_COLUMNS);
            if column > 0 {
                cells.push(Cell { columns: column, header, ..Cell::default() });
            }
            for cell in all(row, "w:tc") {
                let (columns, merged) = spans(cell);
                let columns = columns.min(MAX_COLUMNS.saturating_sub(column)).max(1);
                let from = usize::try_from(column).unwrap_or_default();
                let to = from + usize::try_from(columns).unwrap_or_default();
                column = (column + columns).min(MAX_COLUMNS);
                if open.len() < to {
                    open.resize(to, None);
                }
                let above = open.get(from).copied().flatten();
                if let (Merged::Goes, Some((row, position))) = (merged, above) {
                    if let Some(cell) = rows.get_mut(row).and_then(|row| row.get_mut(position)) {
                        cell.rows += 1;
                    }
                    continue;
                }
                let starts = (merged != Merged::No).then_some((rows.len(), cells.len()));
                open.get_mut(from..to).unwrap_or_default().fill(starts);
                cells.push(Cell { html: self.inner(cell), columns, rows: 1, header });
            }
            rows.push(cells);
        }
        table(&rows)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Merged {
    No,
    Starts,
    /// Is a part of the cell above.
    Goes,
}

fn spans(cell: &Node) -> (u32, Merged) {
    let properties = cell.child("w:tcPr");
    let says = |name: &str| properties.and_then(|properties| properties.child(name));
    let columns =
        says("w:gridSpan").and_then(|span| span.get("val")).and_then(|it| it.parse().ok());
    let merged = match says("w:vMerge").map(|merge| merge.get("val")) {
        None => Merged::No,
        Some(Some("restart")) => Merged::Starts,
        Some(_) => Merged::Goes,
    };
    (columns.unwrap_or(1), merged)
}

/// Rows of a table, cells of a row, whatever wraps them.
fn all<'a>(node: &'a Node, name: &str) -> Vec<&'a Node> {
    let mut found = Vec::new();
    for child in node.nodes() {
        match &*child.name {
            known if known == name => found.push(child),
            "w:sdt" => found
                .extend(child.child("w:sdtContent").map(|it| all(it, name)).unwrap_or_default()),
            "w:ins" | "w:moveTo" | "w:customXml" | "w:smartTag" => found.extend(all(child, name)),
            "mc:AlternateContent" => {
                found.extend(choose(child).map(|it| all(it, name)).unwrap_or_default());
            }
            _ => {}
        }
    }
    found
}
