//! Tables with cells that span others.

use super::text::Text;
use crate::office::{
    flow::{Cell, Flow, table},
    node::Node,
};

/// Copies of cells in a document, at most: a cell and a row say how often they are repeated.
const MAX_COPIES: usize = 200_000;

/// Bytes of HTML in those copies, at most.
const MAX_BYTES: usize = 32 << 20;

/// Copies of cells that a document may still ask for.
#[derive(Debug)]
pub(super) struct Copies {
    cells: usize,
    bytes: usize,
}

impl Default for Copies {
    fn default() -> Self {
        Self { cells: MAX_COPIES, bytes: MAX_BYTES }
    }
}

impl Copies {
    /// Takes a copy of these cells, if there is room for it.
    fn take(&mut self, of: &[Cell]) -> bool {
        let bytes: usize = of.iter().map(|cell| cell.html.len()).sum();
        // A row without cells is not for nothing.
        let left = self.cells.checked_sub(of.len().max(1)).zip(self.bytes.checked_sub(bytes));
        if let Some((cells, bytes)) = left {
            *self = Self { cells, bytes };
        }
        left.is_some()
    }
}

impl Text {
    pub(super) fn table(&mut self, node: &Node) -> String {
        let mut rows = Vec::new();
        self.rows(node, false, &mut rows);
        table(&rows)
    }

    fn rows(&mut self, node: &Node, header: bool, rows: &mut Vec<Vec<Cell>>) {
        for child in node.nodes() {
            match &*child.name {
                "table:table-header-rows" => self.rows(child, true, rows),
                "table:table-rows" | "table:table-row-group" => self.rows(child, header, rows),
                "table:table-row" => {
                    let row = self.row(child, header);
                    for _ in 1..repeated(child, "number-rows-repeated") {
                        if !self.copies.take(&row) {
                            self.lose("repeated cells beyond two hundred thousand, or 32 MiB");
                            break;
                        }
                        rows.push(row.clone());
                    }
                    rows.push(row);
                }
                _ => {}
            }
        }
    }

    fn row(&mut self, row: &Node, header: bool) -> Vec<Cell> {
        let mut out = Vec::new();
        for cell in row.nodes().filter(|cell| &*cell.name == "table:table-cell") {
            let span =
                |name: &str| cell.get(name).and_then(|it| it.parse::<u32>().ok()).unwrap_or(1);
            let read = Cell {
                html: self.cell(cell),
                columns: span("number-columns-spanned").min(1_000),
                rows: span("number-rows-spanned").min(1_000),
                header,
            };
            for _ in 1..repeated(cell, "number-columns-repeated") {
                if out.len() >= 1_000 || !self.copies.take(std::slice::from_ref(&read)) {
                    break;
                }
                out.push(read.clone());
            }
            out.push(read);
        }
        out
    }

    fn cell(&mut self, cell: &Node) -> String {
        let hoisted = std::mem::take(&mut self.hoisted);
        let mut flow = Flow::default();
        self.blocks(cell, &mut flow);
        // A table in a table that only parts its cells.
        for inner in cell.nodes().filter(|node| &*node.name == "table:sub-table") {
            let table = self.table(inner);
            flow.block(&table);
        }
        self.hoisted = hoisted;
        flow.finish()
    }
}

fn repeated(node: &Node, name: &str) -> u32 {
    node.get(name).and_then(|times| times.parse().ok()).unwrap_or(1)
}
