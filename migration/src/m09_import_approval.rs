//! What lets an administrator's application import where its owner holds no role (rule R15).

use crate::Sql;

pub(crate) const MIGRATION: Sql = Sql {
    name: "m09_import_approval",
    up: UP,
    up_sqlite: "",
    up_postgres: "",
    down: DOWN,
    down_sqlite: "",
    down_postgres: "",
};

const UP: &str = "
CREATE TABLE import_approval (
    application_id uuid NOT NULL REFERENCES application (id),
    space_id uuid NOT NULL REFERENCES space (id),
    approved_by uuid NOT NULL REFERENCES person (id),
    approved_at bigint NOT NULL,
    PRIMARY KEY (application_id, space_id)
);
CREATE INDEX import_approval_by_space ON import_approval (space_id);

-- null for those made before this was kept, and for the company
ALTER TABLE unit ADD COLUMN created_by uuid;
CREATE INDEX unit_by_creator ON unit (created_by);
";

const DOWN: &str = "
DROP INDEX unit_by_creator;
ALTER TABLE unit DROP COLUMN created_by;
DROP TABLE import_approval;
";
