//! PostgreSQL keeps a text in its row as long as the row fits a page: to move most texts out into a table
//! of their own took half of the time in which they are written. What is stored already stays as it is.

use crate::Sql;

pub(crate) const MIGRATION: Sql = Sql {
    name: "m13_text_in_rows",
    up: "",
    up_sqlite: "",
    up_postgres: UP,
    down: "",
    down_sqlite: "",
    down_postgres: DOWN,
};

/// Bytes: what a page holds, the most that PostgreSQL takes.
const UP: &str = "
ALTER TABLE post_body SET (toast_tuple_target = 8160);
ALTER TABLE revision SET (toast_tuple_target = 8160);
";

const DOWN: &str = "
ALTER TABLE post_body RESET (toast_tuple_target);
ALTER TABLE revision RESET (toast_tuple_target);
";
