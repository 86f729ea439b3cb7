//! Spaces, whose unit they are, and what has been granted on them.

use crate::Sql;

pub(crate) const MIGRATION: Sql = Sql {
    name: "m02_space",
    up: UP,
    up_sqlite: "",
    up_postgres: "",
    down: DOWN,
    down_sqlite: "",
    down_postgres: "",
};

const UP: &str = "
CREATE TABLE space (
    id uuid NOT NULL PRIMARY KEY,
    unit_id uuid NOT NULL REFERENCES unit (id),
    -- unique in the unit only: who may open a space there sees all of its spaces, so that a
    -- clash betrays nothing
    slug text NOT NULL,
    name text NOT NULL,
    sort_name text NOT NULL,
    description text NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('OPEN', 'UNIT', 'RESTRICTED', 'SECRET')),
    member_role text NOT NULL CHECK (member_role IN ('READER', 'CONTRIBUTOR', 'AUTHOR')),
    comment_policy text NOT NULL CHECK (comment_policy IN ('READERS', 'CONTRIBUTORS', 'NOBODY')),
    inherits boolean NOT NULL,
    is_home boolean NOT NULL,
    -- a multiple of 4; a post's key adds its audience (0 EVERYONE, 1 UNIT, 2 ROSTER, 3 SEALED)
    audience_key bigint NOT NULL UNIQUE,
    closed_at bigint,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    UNIQUE (unit_id, slug)
);
CREATE INDEX space_by_visibility ON space (visibility, audience_key);
CREATE INDEX space_by_name ON space (sort_name, id);

-- rule R3: narrowing a space confirms those who are members then, for that space alone
CREATE TABLE space_confirmation (
    space_id uuid NOT NULL REFERENCES space (id),
    assignment_id uuid NOT NULL REFERENCES assignment (id),
    confirmed_by uuid NOT NULL REFERENCES person (id),
    confirmed_at bigint NOT NULL,
    PRIMARY KEY (assignment_id, space_id)
);

CREATE TABLE space_grant (
    id uuid NOT NULL PRIMARY KEY,
    space_id uuid NOT NULL REFERENCES space (id),
    role text NOT NULL CHECK (role IN ('READER', 'CONTRIBUTOR', 'AUTHOR', 'EDITOR')),
    grantee_kind text NOT NULL CHECK (grantee_kind IN ('PERSON', 'MEMBERS', 'BRANCH', 'GROUP')),
    -- a person, a unit or a directory group, as grantee_kind says
    grantee_id uuid NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    granted_by uuid NOT NULL REFERENCES person (id),
    created_at bigint NOT NULL
);
CREATE INDEX space_grant_by_grantee ON space_grant (grantee_id, grantee_kind);
CREATE INDEX space_grant_by_space ON space_grant (space_id);
CREATE INDEX space_grant_from ON space_grant (from_at);
CREATE INDEX space_grant_until ON space_grant (until_at);

CREATE TABLE unit_grant (
    id uuid NOT NULL PRIMARY KEY,
    unit_id uuid NOT NULL REFERENCES unit (id),
    role text NOT NULL CHECK (role IN ('READER', 'CONTRIBUTOR', 'AUTHOR', 'EDITOR')),
    subtree boolean NOT NULL,
    grantee_kind text NOT NULL CHECK (grantee_kind IN ('PERSON', 'MEMBERS', 'BRANCH', 'GROUP')),
    grantee_id uuid NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    granted_by uuid NOT NULL REFERENCES person (id),
    created_at bigint NOT NULL
);
CREATE INDEX unit_grant_by_grantee ON unit_grant (grantee_id, grantee_kind);
CREATE INDEX unit_grant_by_unit ON unit_grant (unit_id);
CREATE INDEX unit_grant_from ON unit_grant (from_at);
CREATE INDEX unit_grant_until ON unit_grant (until_at);
CREATE INDEX space_by_unit ON space (unit_id, visibility);
";

const DOWN: &str = "
DROP TABLE unit_grant;
DROP TABLE space_grant;
DROP TABLE space_confirmation;
DROP TABLE space;
";
