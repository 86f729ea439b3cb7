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
