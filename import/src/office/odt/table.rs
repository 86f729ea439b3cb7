//! Tables with cells that span others.

use super::text::Text;
use crate::office::{
    flow::{Cell, Flow, table},
    node::Node,
};

/// Cells of a table, those that are repeated included.
const MAX_CELLS: u32 = 200_000;

impl Text {
    pub(super) fn table(&mut self, node: &Node) -> String {
        let mut rows = Vec::new();
        let mut cells = 0;
        self.rows(node, false, &mut rows, &mut cells);
        table(&rows)
    }

    fn rows(&mut self, node: &Node, header: bool, rows: &mut Vec<Vec<Cell>>, cells: &mut u32) {
        for child in node.nodes() {
            match &*child.name {
                "table:table-header-rows" => self.rows(child, true, rows, cells),
                "table:table-rows" | "table:table-row-group" => {
                    self.rows(child, header, rows, cells);
                }
                "table:table-row" => {
                    let row = self.row(child, header, cells);
                    for _ in 0..repeated(child, "number-rows-repeated") {
                        *cells =
                            cells.saturating_add(u32::try_from(row.len()).unwrap_or(MAX_CELLS));
                        if *cells > MAX_CELLS {
                            return self.lose("cells beyond the first two hundred thousand");
                        }
                        rows.push(row.clone());
                    }
                }
                _ => {}
            }
        }
    }

    fn row(&mut self, row: &Node, header: bool, cells: &mut u32) -> Vec<Cell> {
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
            for _ in 0..repeated(cell, "number-columns-repeated") {
                *cells = cells.saturating_add(1);
                if *cells > MAX_CELLS || out.len() >= 1_000 {
                    break;
                }
                out.push(read.clone());
            }
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
    node.get(name).and_then(|times| times.parse().ok()).unwrap_or(1).min(MAX_CELLS)
}
