//! What changes one person's rights alone: what was resolved of everybody else stays.

use crate::Sql;

pub(crate) const MIGRATION: Sql = Sql {
    name: "m12_person_access",
    up: UP,
    up_sqlite: "",
    up_postgres: "",
    down: DOWN,
    down_sqlite: "",
    down_postgres: "",
};

const UP: &str = "
-- added to access_version; no row is 0
CREATE TABLE person_access (
    person_id uuid NOT NULL PRIMARY KEY REFERENCES person (id),
    version bigint NOT NULL
);
";

// Counted on for everybody, for the sums must not come again.
const DOWN: &str = "
UPDATE access_version SET version = version + (SELECT COALESCE(MAX(version), 0) FROM person_access) + 1;
DROP TABLE person_access;
";
