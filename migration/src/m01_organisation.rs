//! People, their directory identities and groups, the org chart, and who holds what in it.

use crate::Sql;

pub(crate) const MIGRATION: Sql = Sql {
    name: "m01_organisation",
    up: UP,
    up_sqlite: "",
    up_postgres: "",
    down: DOWN,
    down_sqlite: "",
    down_postgres: "",
};

const UP: &str = "
CREATE TABLE access_version (
    id integer NOT NULL PRIMARY KEY CHECK (id = 1),
    version bigint NOT NULL
);
INSERT INTO access_version (id, version) VALUES (1, 1);

CREATE TABLE person (
    id uuid NOT NULL PRIMARY KEY,
    display_name text NOT NULL,
    -- the name without case, accents and signs: lists have the same order on both engines
    sort_name text NOT NULL,
    email text,
    locale text,
    status text NOT NULL CHECK (status IN ('ACTIVE', 'DEACTIVATED')),
    -- tokens issued before this instant are refused
    tokens_valid_from bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE INDEX person_by_name ON person (sort_name, id);
CREATE INDEX person_by_email ON person (email);

CREATE TABLE identity (
    issuer text NOT NULL,
    subject text NOT NULL,
    person_id uuid NOT NULL REFERENCES person (id),
    -- SHA-256 of the claims last applied, so that an unchanged token costs no write
    claims_hash text NOT NULL,
    -- a token said that its list of groups is not whole: what is known is kept
    groups_incomplete boolean NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX identity_by_person ON identity (person_id);

CREATE TABLE directory_group (
    id uuid NOT NULL PRIMARY KEY,
    issuer text NOT NULL,
    external_key text NOT NULL,
    name text NOT NULL,
    created_at bigint NOT NULL,
    UNIQUE (issuer, external_key)
);

CREATE TABLE group_member (
    person_id uuid NOT NULL REFERENCES person (id),
    group_id uuid NOT NULL REFERENCES directory_group (id),
    source text NOT NULL CHECK (source IN ('DIRECTORY', 'SSO', 'MANUAL')),
    PRIMARY KEY (person_id, group_id)
);
CREATE INDEX group_member_by_group ON group_member (group_id);

CREATE TABLE platform_role (
    id uuid NOT NULL PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person (id),
    role text NOT NULL CHECK (role IN ('ADMIN', 'GUARDIAN', 'AUDITOR', 'EVANGELIST')),
    -- an evangelist's branch; null for the others
    unit_id uuid,
    from_at bigint NOT NULL,
    until_at bigint,
    given_by uuid REFERENCES person (id),
    created_at bigint NOT NULL
);
CREATE INDEX platform_role_by_person ON platform_role (person_id);
CREATE INDEX platform_role_from ON platform_role (from_at);
CREATE INDEX platform_role_until ON platform_role (until_at);

CREATE TABLE unit (
    id uuid NOT NULL PRIMARY KEY,
    parent_id uuid REFERENCES unit (id),
    kind text NOT NULL CHECK (kind IN ('COMPANY', 'DIRECTION', 'SUB_DIRECTION', 'TEAM', 'PROJECT', 'COMMITTEE')),
    name text NOT NULL,
    sort_name text NOT NULL,
    slug text NOT NULL UNIQUE,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE INDEX unit_by_parent ON unit (parent_id, sort_name, id);
CREATE INDEX unit_by_name ON unit (sort_name, id);

CREATE TABLE unit_closure (
    ancestor_id uuid NOT NULL REFERENCES unit (id),
    descendant_id uuid NOT NULL REFERENCES unit (id),
    distance integer NOT NULL,
    PRIMARY KEY (descendant_id, ancestor_id)
);
CREATE INDEX unit_closure_down ON unit_closure (ancestor_id, descendant_id);

CREATE TABLE position (
    id uuid NOT NULL PRIMARY KEY,
    unit_id uuid NOT NULL REFERENCES unit (id),
    person_id uuid NOT NULL REFERENCES person (id),
    office text NOT NULL CHECK (office IN ('LEADER', 'DEPUTY')),
    from_at bigint NOT NULL,
    until_at bigint,
    -- rule R13: until confirmed, a position opens no RESTRICTED or SECRET space
    confirmed_at bigint,
    confirmed_by uuid REFERENCES person (id),
    appointed_by uuid REFERENCES person (id),
    created_at bigint NOT NULL
);
CREATE INDEX position_by_person ON position (person_id);
CREATE INDEX position_by_unit ON position (unit_id, office);
CREATE INDEX position_from ON position (from_at);
CREATE INDEX position_until ON position (until_at);

CREATE TABLE assignment (
    id uuid NOT NULL PRIMARY KEY,
    unit_id uuid NOT NULL REFERENCES unit (id),
    person_id uuid NOT NULL REFERENCES person (id),
    source text NOT NULL CHECK (source IN ('DIRECTORY', 'SSO', 'MANUAL')),
    from_at bigint NOT NULL,
    until_at bigint,
    -- rule R3: confirmed by the unit's leader or a deputy for its RESTRICTED and SECRET spaces
    confirmed_at bigint,
    confirmed_by uuid REFERENCES person (id),
    assigned_by uuid REFERENCES person (id),
    created_at bigint NOT NULL
);
CREATE INDEX assignment_by_person ON assignment (person_id);
CREATE INDEX assignment_by_unit ON assignment (unit_id, person_id);
CREATE INDEX assignment_from ON assignment (from_at);
CREATE INDEX assignment_until ON assignment (until_at);
";

const DOWN: &str = "
DROP TABLE assignment;
DROP TABLE position;
DROP TABLE unit_closure;
DROP TABLE unit;
DROP TABLE platform_role;
DROP TABLE group_member;
DROP TABLE directory_group;
DROP TABLE identity;
DROP TABLE person;
DROP TABLE access_version;
";
