//! Reads tables that list texts: CSV as Excel writes it in France, XLSX, and the exports of Substack and Wix.
//!
//! A row is a text. `external_id` is the only column that must be there; `docs/import-records.md` names the others. Texts
//! and files that the rows name lie beside the table.

mod body;
mod book;
mod columns;
mod csv;
mod decode;
mod index;
mod ricos;
mod row;
mod sheet;
mod source;
mod values;

use std::{
    collections::BTreeMap,
    io::{self, Read},
};

use self::{
    columns::{Column, Header},
    csv::Row,
    index::{Index, Verdict},
    source::{Cells, Table},
};
use crate::{
    Asset, Code, Format, Kind, OpenError, Options, Problem, Reader, Record, SetAside, Site, Tree,
    markup, office,
};

/// Workbooks that are opened to see whether they are tables of texts.
const MAX_LOOKED_AT: usize = 3;

/// Larger workbooks are not looked into, in bytes.
const MAX_WORKBOOK: u64 = 4 << 20;

/// Tables, indexed.
#[derive(Debug)]
pub(crate) struct Tables {
    index: Index,
}

impl Tables {
    /// Whether a table near the root has the columns of a list of texts.
    pub(crate) fn recognises(tree: &Tree) -> bool {
        let near = |path: &str| path.matches('/').count() <= 1;
        let files =
            tree.files().iter().filter(|file| source::may_be(&file.path) && near(&file.path));
        let (books, texts): (Vec<_>, Vec<_>) = files
            .partition(|file| file.path.to_lowercase().ends_with('x') || file.path.ends_with('m'));
        let is_list =
            |header: Option<Header>| header.is_some_and(|header| header.is_unmistakable());
        texts.iter().take(100).any(|file| {
            let head = crate::encoding::decode(&tree.head(file), None);
            is_list(csv::sniff(&head.text).and_then(|(names, _)| Header::of(&names)))
        }) || books.iter().filter(|file| file.size < MAX_WORKBOOK).take(MAX_LOOKED_AT).any(|file| {
            let table = Table::open(tree, file, &Options::default());
            table.is_ok_and(|opened| {
                opened.tables.iter().any(|table| table.header.is_unmistakable())
            })
        })
    }

    /// Indexes the tables of a source.
    pub(crate) fn open(tree: Tree, options: Options) -> Result<Self, OpenError> {
        Ok(Self { index: Index::of(tree, options)? })
    }

    /// The rows that are one of `wanted`.
    fn rows<'a>(
        &'a self,
        wanted: &'static [Verdict],
    ) -> impl Iterator<Item = (&'a Table, Row, Verdict)> + Send + 'a {
        let Index { tree, options, tables, .. } = &self.index;
        tables.iter().flat_map(move |(table, verdicts)| {
            let rows = table.rows(tree, options).filter_map(Result::ok);
            let judged = rows.zip(verdicts).filter(|(_, verdict)| wanted.contains(verdict));
            judged.map(move |(row, verdict)| (table, row, *verdict))
        })
    }

    fn record(&self, table: &Table, row: &Row, verdict: Verdict) -> Record {
        if verdict == Verdict::Duplicate {
            let cells = Cells::new(&table.header, row);
            let id = table.id(&cells).unwrap_or_default();
            let message = format!("`{id}` is the id of an earlier row");
            let problem = Problem::new(Code::DuplicateId, row::kind(&cells), &id, message);
            let problem = match cells.some(Column::Title) {
                Some(title) => problem.titled(&markup::line(title)),
                None => problem,
            };
            let problem = problem.in_file(&table.file.path).at(Some(row.line));
            return Record::SetAside(SetAside::failed(problem));
        }
        let Index { tree, options, known, .. } = &self.index;
        match row::read(table, row, tree, options, known) {
            Ok(read) => Record::Document(Box::new(read.document)),
            Err(problem) => Record::SetAside(SetAside::failed(problem)),
        }
    }
}

impl Reader for Tables {
    fn format(&self) -> Format {
        Format::Table
    }

    fn expected(&self) -> BTreeMap<Kind, u64> {
        self.index.expected.clone()
    }

    fn site(&self) -> &Site {
        &self.index.site
    }

    fn records(&self) -> Box<dyn Iterator<Item = Record> + Send + '_> {
        let of = |wanted| {
            self.rows(wanted).map(|(table, row, verdict)| self.record(table, &row, verdict))
        };
        let assets = self.index.assets.iter().cloned().map(Record::Asset);
        let aside = self.index.aside.iter().cloned().map(Record::SetAside);
        let bad = of(&[Verdict::Bad, Verdict::Duplicate]);
        let authors = self.index.bylines.records();
        Box::new(authors.chain(assets).chain(of(&[Verdict::Good])).chain(bad).chain(aside))
    }

    fn bytes(&self, asset: &Asset) -> io::Result<Box<dyn Read + Send>> {
        office::bytes(&self.index.tree, asset, &self.index.options)
    }
}
