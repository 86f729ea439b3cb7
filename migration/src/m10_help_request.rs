//! What people ask the evangelists of their branch (rule R12).

use crate::Sql;

pub(crate) const MIGRATION: Sql = Sql {
    name: "m10_help_request",
    up: UP,
    up_sqlite: "",
    up_postgres: "",
    down: DOWN,
    down_sqlite: "",
    down_postgres: "",
};

const UP: &str = "
CREATE TABLE help_request (
    id uuid NOT NULL PRIMARY KEY,
    unit_id uuid NOT NULL REFERENCES unit (id),
    asked_by uuid NOT NULL REFERENCES person (id),
    question text NOT NULL,
    asked_at bigint NOT NULL,
    -- nothing more is answered
    closed_at bigint
);
CREATE INDEX help_request_by_unit ON help_request (unit_id, id);
CREATE INDEX help_request_by_person ON help_request (asked_by, id);

CREATE TABLE help_answer (
    id uuid NOT NULL PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES help_request (id),
    written_by uuid NOT NULL REFERENCES person (id),
    body text NOT NULL,
    written_at bigint NOT NULL
);
CREATE INDEX help_answer_by_request ON help_answer (request_id, id);
";

const DOWN: &str = "
DROP TABLE help_answer;
DROP TABLE help_request;
";
