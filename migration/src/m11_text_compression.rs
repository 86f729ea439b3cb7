//! PostgreSQL compresses texts with LZ4 where it was built with it: its own way took a fifth of an import's
//! time. What is stored already stays as it is.

use crate::Sql;

pub(crate) const MIGRATION: Sql = Sql {
    name: "m11_text_compression",
    up: "",
    up_sqlite: "",
    up_postgres: UP,
    down: "",
    down_sqlite: "",
    down_postgres: DOWN,
};

const UP: &str = "
DO $$
BEGIN
    ALTER TABLE post_body ALTER COLUMN source SET COMPRESSION lz4,
        ALTER COLUMN html SET COMPRESSION lz4, ALTER COLUMN plain SET COMPRESSION lz4;
    ALTER TABLE revision ALTER COLUMN source SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL; -- built without it
END
$$;
";

const DOWN: &str = "
ALTER TABLE post_body ALTER COLUMN source SET COMPRESSION default,
    ALTER COLUMN html SET COMPRESSION default, ALTER COLUMN plain SET COMPRESSION default;
ALTER TABLE revision ALTER COLUMN source SET COMPRESSION default;
";
