//! Service accounts, their tokens and limits (rule R15).

use crate::Sql;

pub(crate) const MIGRATION: Sql = Sql {
    name: "m05_application",
    up: UP,
    up_sqlite: "",
    up_postgres: "",
    down: DOWN,
    down_sqlite: "",
    down_postgres: "",
};

const UP: &str = "
CREATE TABLE application (
    id uuid NOT NULL PRIMARY KEY,
    name text NOT NULL,
    owner_id uuid NOT NULL REFERENCES person (id),
    created_at bigint NOT NULL,
    revoked_at bigint
);
CREATE INDEX application_by_owner ON application (owner_id);

CREATE TABLE application_token (
    id uuid NOT NULL PRIMARY KEY,
    application_id uuid NOT NULL REFERENCES application (id),
    secret_hash text NOT NULL,
    -- scopes separated by spaces, as in OAuth
    scopes text NOT NULL,
    created_by uuid NOT NULL REFERENCES person (id),
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint
);
CREATE INDEX application_token_by_application ON application_token (application_id);

-- the spaces that an application reaches; none means those of its owner
CREATE TABLE application_limit (
    application_id uuid NOT NULL REFERENCES application (id),
    space_id uuid NOT NULL REFERENCES space (id),
    PRIMARY KEY (application_id, space_id)
);
";

const DOWN: &str = "
DROP TABLE application_limit;
DROP TABLE application_token;
DROP TABLE application;
";
