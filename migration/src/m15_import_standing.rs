//! When an import last wrote a post, by which what people have done with it since is known, and how a post
//! stood that it wrote over, by which that is taken back. Of what was imported before, neither is known: nothing of
//! it is published or taken back by importing again.

use crate::Sql;

pub(crate) const MIGRATION: Sql = Sql {
    name: "m15_import_standing",
    up: UP,
    up_sqlite: "",
    up_postgres: "",
    down: DOWN,
    down_sqlite: "",
    down_postgres: "",
};

const UP: &str = "
ALTER TABLE import_item ADD COLUMN stored_at bigint;
ALTER TABLE import_change ADD COLUMN was_standing text;
";

const DOWN: &str = "
ALTER TABLE import_change DROP COLUMN was_standing;
ALTER TABLE import_item DROP COLUMN stored_at;
";
