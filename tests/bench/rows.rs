//! Writes rows quickly: many a statement, as literals.

use std::fmt::Write;

use parvis::store::Dialect;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use uuid::Uuid;

use crate::Result;

/// Text of a statement, in bytes, from which on it is run.
const STATEMENT: usize = 500_000;

/// A value of a column.
#[derive(Clone, Copy)]
pub(crate) enum Cell<'a> {
    Null,
    Id(Uuid),
    Text(&'a str),
    Number(i64),
    Flag(bool),
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl From<Uuid> for Cell<'_> {
    fn from(value: Uuid) -> Self {
        Self::Id(value)
    }
}

impl From<i64> for Cell<'_> {
    fn from(value: i64) -> Self {
        Self::Number(value)
    }
}

/// New rows of one table.
pub(crate) struct Rows<'a> {
    connection: &'a DatabaseConnection,
    dialect: Dialect,
    head: String,
    text: String,
}

impl<'a> Rows<'a> {
    pub(crate) fn of(connection: &'a DatabaseConnection, table: &str, columns: &str) -> Self {
        let dialect = match connection.get_database_backend() {
            sea_orm::DbBackend::Sqlite => Dialect::Sqlite,
            _ => Dialect::Postgres,
        };
        let head = format!("INSERT INTO {table} ({columns}) VALUES ");
        Self { connection, dialect, head, text: String::new() }
    }

    pub(crate) async fn push(&mut self, row: &[Cell<'_>]) -> Result<()> {
        let start = if self.text.is_empty() { self.head.as_str() } else { ",\n" };
        self.text.push_str(start);
        for (place, cell) in row.iter().enumerate() {
            self.text.push(if place == 0 { '(' } else { ',' });
            self.cell(*cell)?;
        }
        self.text.push(')');
        if self.text.len() > STATEMENT { self.run().await } else { Ok(()) }
    }

    /// Writes what is left.
    pub(crate) async fn end(mut self) -> Result<()> {
        if self.text.is_empty() { Ok(()) } else { self.run().await }
    }

    async fn run(&mut self) -> Result<()> {
        self.connection.execute_unprepared(&self.text).await?;
        self.text.clear();
        Ok(())
    }

    fn cell(&mut self, cell: Cell<'_>) -> std::fmt::Result {
        match (cell, self.dialect) {
            (Cell::Null, _) => self.text.write_str("NULL"),
            (Cell::Id(id), Dialect::Sqlite) => write!(self.text, "x'{}'", id.simple()),
            (Cell::Id(id), Dialect::Postgres) => write!(self.text, "'{}'", id.simple()),
            (Cell::Text(text), _) => write!(self.text, "'{}'", text.replace('\'', "''")),
            (Cell::Number(number), _) => write!(self.text, "{number}"),
            (Cell::Flag(flag), _) => write!(self.text, "{flag}"),
        }
    }
}
