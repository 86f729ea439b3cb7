//! The only place where SQLite and PostgreSQL differ, besides the triggers of the audit log.

use sea_orm::DbBackend;
use sea_orm::sea_query::Expr;

/// Which engine keeps the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite, in the data folder.
    Sqlite,
    /// PostgreSQL, 15 or newer.
    Postgres,
}

impl From<DbBackend> for Dialect {
    fn from(backend: DbBackend) -> Self {
        if backend == DbBackend::Postgres { Self::Postgres } else { Self::Sqlite }
    }
}

impl Dialect {
    /// The engine that a database address names.
    #[must_use]
    pub fn of(url: &str) -> Self {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Self::Postgres
        } else {
            Self::Sqlite
        }
    }

    /// The engine as sea-orm names it.
    #[must_use]
    pub fn backend(self) -> DbBackend {
        match self {
            Self::Sqlite => DbBackend::Sqlite,
            Self::Postgres => DbBackend::Postgres,
        }
    }

    /// A list of numbers as one text parameter, so that a statement is the same for every length.
    #[must_use]
    pub fn list(self, numbers: &[i64]) -> String {
        let (open, close) = match self {
            Self::Sqlite => ('[', ']'),
            Self::Postgres => ('{', '}'),
        };
        let mut text = String::with_capacity(2 + numbers.len() * 20);
        text.push(open);
        for (place, number) in numbers.iter().enumerate() {
            if place > 0 {
                text.push(',');
            }
            text.push_str(&number.to_string());
        }
        text.push(close);
        text
    }

    /// The rows of a list parameter, as a select of one column `key`.
    #[must_use]
    pub fn list_rows(self, parameter: &str) -> String {
        match self {
            Self::Sqlite => format!("SELECT value AS key FROM json_each({parameter})"),
            Self::Postgres => format!("SELECT unnest({parameter}::text::bigint[]) AS key"),
        }
    }

    /// `column` is in a list parameter.
    #[must_use]
    pub fn one_of_list(self, column: &str, parameter: &str) -> String {
        match self {
            Self::Sqlite => format!("{column} IN (SELECT value FROM json_each({parameter}))"),
            // The inner SELECT is evaluated once; without it the text would be read for every row.
            Self::Postgres => {
                format!("{column} = ANY((SELECT {parameter}::text::bigint[])::bigint[])")
            }
        }
    }

    /// `column` is one of the few values that a select finds, which are found first.
    #[must_use]
    pub fn one_of(self, column: &str, select: &str) -> String {
        match self {
            Self::Sqlite => format!("{column} IN ({select})"),
            Self::Postgres => format!("{column} = ANY(ARRAY({select}))"),
        }
    }

    /// A statement whose joins are made in the order in which they are written, and whose common table
    /// expressions `inner` are part of the joins that name them. SQLite takes a common table expression
    /// for a million rows, and begins at the other end.
    #[must_use]
    pub fn in_order(self, sql: &str, inner: &[&str]) -> String {
        if self == Self::Postgres {
            return sql.to_owned();
        }
        let mut ordered = String::with_capacity(sql.len() + 400);
        for line in sql.split_inclusive('\n') {
            let inner = inner.iter().any(|name| line.starts_with(&format!("{name} (")));
            let line = if inner {
                line.replacen(" AS (", " AS NOT MATERIALIZED (", 1)
            } else {
                line.into()
            };
            for (at, part) in line.split(" JOIN ").enumerate() {
                if at > 0 {
                    let told = ordered.ends_with("LEFT") || ordered.ends_with("CROSS");
                    ordered.push_str(if told { " JOIN " } else { " CROSS JOIN " });
                }
                ordered.push_str(part);
            }
        }
        ordered
    }

    /// `column` is in a list made by [`Dialect::list`].
    #[must_use]
    pub fn key_in(self, column: &str, list: String) -> Expr {
        let parameter = match self {
            Self::Sqlite => "?",
            Self::Postgres => "$1",
        };
        Expr::cust_with_values(self.one_of_list(column, parameter), [list])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_are_in_the_order_in_which_they_are_written_on_sqlite_alone() {
        let sql = "WITH\nwho (id) AS (SELECT id FROM a JOIN b ON TRUE),\nother (id) AS (\n    SELECT c.id FROM c\n    JOIN d ON TRUE\nLEFT JOIN e ON TRUE CROSS JOIN f)\nSELECT 1";
        let ordered = "WITH\nwho (id) AS NOT MATERIALIZED (SELECT id FROM a CROSS JOIN b ON TRUE),\nother (id) AS (\n    SELECT c.id FROM c\n    CROSS JOIN d ON TRUE\nLEFT JOIN e ON TRUE CROSS JOIN f)\nSELECT 1";
        assert_eq!(Dialect::Sqlite.in_order(sql, &["who"]), ordered);
        assert_eq!(Dialect::Postgres.in_order(sql, &["who"]), sql);
    }
}
