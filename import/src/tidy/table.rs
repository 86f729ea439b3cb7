//! Tells tables of data, which stay, from tables that only arranged a page, which go.

use scraper::ElementRef;

use super::{
    Tidy, enclose,
    pieces::{Piece, is_blank, line, tight},
};
use crate::dom;

/// A cell with more text than this is a column of a page, in bytes.
const MAX_CELL: usize = 600;

/// Longest cell of a table that is a single line, in bytes.
const MAX_LINE_CELL: usize = 60;

/// Cells spanning more than this are a mistake or an attack.
const MAX_SPAN: u16 = 1000;

impl Tidy<'_> {
    pub(super) fn table(&mut self, table: ElementRef<'_>, out: &mut Vec<Piece>) {
        if self.layout_tables && !is_data(table) {
            self.count("layout_table");
            return self.container(table, out);
        }
        let outside = std::mem::replace(&mut self.in_data, true);
        let mut html = String::from("<table>");
        if let Some(caption) =
            table.child_elements().find(|child| child.value().name() == "caption")
        {
            let (words, _) = line(self.content(caption));
            if !is_blank(&words) {
                html.push_str(&enclose("caption", &words));
            }
        }
        for section in table.child_elements() {
            let name = section.value().name();
            if !matches!(name, "thead" | "tbody" | "tfoot") {
                continue;
            }
            let rows: String = rows(section).map(|row| self.row(row)).collect();
            if !rows.is_empty() {
                html.push_str(&enclose(name, &rows));
            }
        }
        html.push_str("</table>");
        self.in_data = outside;
        out.push(Piece::Block(html));
    }

    fn row(&mut self, row: ElementRef<'_>) -> String {
        let cells: Vec<String> = cells(row).map(|cell| self.cell(cell)).collect();
        enclose("tr", &cells.concat())
    }

    fn cell(&mut self, cell: ElementRef<'_>) -> String {
        let name = cell.value().name();
        let span = |attribute: &str| {
            let times = cell.attr(attribute)?.trim().parse::<u16>().ok()?;
            (2..=MAX_SPAN).contains(&times).then(|| format!(" {attribute}=\"{times}\""))
        };
        let spans: String = ["colspan", "rowspan"].into_iter().filter_map(span).collect();
        format!("<{name}{spans}>{}</{name}>", tight(self.content(cell)))
    }
}

/// A table with header cells or a caption holds data. So does one without, if it has rows and columns of short,
/// mostly filled cells and no structure inside.
fn is_data(table: ElementRef<'_>) -> bool {
    let nested = dom::all(table, "table").next().is_some();
    let rows: Vec<ElementRef<'_>> = table.child_elements().flat_map(rows).collect();
    let cells: Vec<Vec<ElementRef<'_>>> = rows.iter().map(|row| cells(*row).collect()).collect();
    let widest = cells.iter().map(Vec::len).max().unwrap_or_default();
    let caption = table.child_elements().any(|child| child.value().name() == "caption");
    let header = cells.iter().flatten().any(|cell| cell.value().name() == "th");
    if (header && widest > 1) || (caption && !nested) {
        return true;
    }
    let all: Vec<ElementRef<'_>> = cells.into_iter().flatten().collect();
    if nested || widest < 2 || (rows.len() < 2 && !is_line(&all)) {
        return false;
    }
    let filled = all
        .iter()
        .filter(|cell| !dom::text(**cell, MAX_CELL).replace('\u{a0}', "").trim().is_empty())
        .count();
    filled * 2 >= all.len() && !all.iter().any(|cell| is_column(*cell))
}

/// Whether the cells of a single row are a line of data, such as a result, and not a bar of links or two columns.
fn is_line(cells: &[ElementRef<'_>]) -> bool {
    let short = |cell: &ElementRef<'_>| dom::text(*cell, MAX_LINE_CELL).len() <= MAX_LINE_CELL;
    let links = cells.iter().filter(|cell| dom::all(**cell, "a").next().is_some()).count();
    cells.len() >= 3 && links * 2 < cells.len() && cells.iter().all(short)
}

/// Whether a cell is a part of a page and not a datum.
fn is_column(cell: ElementRef<'_>) -> bool {
    let structure = ["h1", "h2", "h3", "h4", "hr", "form", "ul", "script", "object", "iframe"];
    cell.descendent_elements().any(|element| structure.contains(&element.value().name()))
        || dom::text(cell, MAX_CELL).len() > MAX_CELL
}

fn rows(section: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    section.child_elements().filter(|child| child.value().name() == "tr")
}

fn cells(row: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    row.child_elements().filter(|child| matches!(child.value().name(), "td" | "th"))
}
