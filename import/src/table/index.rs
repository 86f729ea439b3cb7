//! First pass: which rows there are, what they are called, and which files they need.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use super::{
    body,
    columns::Column,
    csv::Row,
    row::{self, Read},
    source::{Cells, Table, may_be},
    values,
};
use crate::{
    Asset, Code, Format, Kind, Located, OpenError, Options, Outcome, Problem, SetAside, Site, Tree,
    address,
    bylines::Bylines,
    known::{Known, hash},
};

/// What a row turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Good,
    Bad,
    /// An earlier row has its id.
    Duplicate,
}

/// What is known of a source.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) tree: Tree,
    pub(super) options: Options,
    pub(super) site: Site,
    pub(super) tables: Vec<(Table, Vec<Verdict>)>,
    pub(super) known: Known,
    pub(super) assets: Vec<Asset>,
    pub(super) bylines: Bylines,
    pub(super) aside: Vec<SetAside>,
    pub(super) expected: BTreeMap<Kind, u64>,
}

impl Index {
    pub(super) fn of(tree: Tree, options: Options) -> Result<Self, OpenError> {
        let mut known = Known::default();
        options.own_hosts.iter().for_each(|host| known.add_host(host));
        let mut index = Self {
            site: Site { hosts: options.own_hosts.clone(), ..Site::default() },
            tables: Vec::new(),
            known,
            assets: Vec::new(),
            bylines: Bylines::default(),
            aside: tree.aside().to_vec(),
            expected: BTreeMap::new(),
            tree,
            options,
        };
        let mut used: HashSet<u64> = HashSet::new();
        for file in index.tree.files().iter().filter(|file| may_be(&file.path)) {
            match Table::open(&index.tree, file, &index.options) {
                // One without any table is told of as a file that no row names.
                Ok(opened) if opened.tables.is_empty() => {}
                Ok(opened) => {
                    used.insert(hash(&file.path));
                    index.tables.extend(opened.tables.into_iter().map(|it| (it, Vec::new())));
                    index.aside.extend(opened.left);
                }
                Err((code, cause)) => {
                    used.insert(hash(&file.path));
                    let problem = Problem::new(code, Kind::Other, &file.path, cause);
                    index.aside.push(SetAside::failed(problem));
                }
            }
        }
        if index.tables.is_empty() {
            let message = "no table with a column `external_id` (or `identifiant`)".to_owned();
            return Err(OpenError::NotThatFormat { format: Format::Table, message });
        }
        let mut tables = std::mem::take(&mut index.tables);
        for (table, _) in &tables {
            // A remark on the table, which is no item itself.
            let remarks = table.remarks().into_iter();
            index.aside.extend(remarks.map(|it| SetAside { count: 0, ..SetAside::skipped(it) }));
        }
        let mut ids = HashSet::new();
        for (table, verdicts) in &mut tables {
            for row in table.rows(&index.tree, &index.options) {
                match row {
                    Ok(row) => verdicts.push(index.name(table, &row, &mut ids, &mut used)),
                    Err(unread) => {
                        let (path, line) = (&table.file.path, Some(unread.line));
                        let problem =
                            Problem::new(unread.code, Kind::Other, path, unread.message).at(line);
                        index.aside.push(SetAside::failed(problem));
                    }
                }
            }
        }
        let mut assets = HashSet::new();
        for (table, verdicts) in &mut tables {
            let rows = table.rows(&index.tree, &index.options).filter_map(Result::ok);
            for (row, verdict) in rows.zip(verdicts) {
                index.weigh(table, &row, verdict, &mut assets);
            }
        }
        index.tables = tables;
        index.set_loose_files_aside(&mut used);
        for aside in &index.aside {
            *index.expected.entry(aside.kind).or_default() += aside.count;
        }
        *index.expected.entry(Kind::Media).or_default() += index.assets.len() as u64;
        *index.expected.entry(Kind::Author).or_default() += index.bylines.count();
        Ok(index)
    }

    /// Takes note of what a row is called.
    fn name(
        &mut self,
        table: &Table,
        row: &Row,
        ids: &mut HashSet<u64>,
        used: &mut HashSet<u64>,
    ) -> Verdict {
        let cells = Cells::new(&table.header, row);
        let kind = row::kind(&cells);
        *self.expected.entry(kind).or_default() += 1;
        let Some(id) = table.id(&cells) else { return Verdict::Bad };
        if !ids.insert(hash(&id)) {
            return Verdict::Duplicate;
        }
        let cell = cells.some(Column::Id).map(crate::markup::line).unwrap_or_default();
        let id: Arc<str> = id.into();
        for url in values::list(cells.some(Column::OldUrl).unwrap_or_default()) {
            self.known.add(url, kind, &id);
        }
        let place = &table.file.path;
        let mut names: Vec<String> =
            cells.some(Column::BodyFile).map(str::to_owned).into_iter().collect();
        if names.is_empty() && cells.dialect() == super::columns::Dialect::Substack {
            names = vec![format!("posts/{cell}.html"), format!("{cell}.html")];
        }
        for name in names {
            if let Ok(Some(file)) = body::file(&name, place, &self.tree) {
                used.insert(hash(&file.path));
                self.known.add(&address::of_path(&file.path), kind, &id);
            }
        }
        Verdict::Good
    }

    /// Reads a row for what it needs, and whether it can be read at all.
    fn weigh(&mut self, table: &Table, row: &Row, verdict: &mut Verdict, seen: &mut HashSet<u64>) {
        if *verdict != Verdict::Good {
            return;
        }
        let read = row::read(table, row, &self.tree, &self.options, &self.known);
        let Ok(Read { document, assets, remarks }) = read else {
            *verdict = Verdict::Bad;
            return;
        };
        self.bylines.of(&document);
        for asset in assets {
            if seen.insert(hash(&asset.external_id)) {
                self.assets.push(asset);
            }
        }
        if remarks > 0 {
            let message = "remarks of reviewers in the margin are not part of the text";
            let id = &document.external_id;
            let problem = Problem::new(Code::UnsupportedType, Kind::Comment, id, message);
            let problem = problem.titled(&document.title).in_file(&table.file.path);
            let problem = problem.at(Some(row.line));
            let (kind, outcome) = (Kind::Comment, Outcome::Skipped);
            self.aside.push(SetAside { kind, outcome, count: remarks, problem });
        }
    }

    fn set_loose_files_aside(&mut self, used: &mut HashSet<u64>) {
        for asset in &self.assets {
            if let Located::Inside(path) = &asset.located {
                used.insert(hash(path));
            }
        }
        for file in self.tree.files() {
            if !used.contains(&hash(&file.path)) {
                let message = "no row tells of this file";
                let problem = Problem::new(Code::SkippedFile, Kind::Other, &file.path, message);
                self.aside.push(SetAside::skipped(problem));
            }
        }
    }
}
