//! The audit log, append-only by trigger, and break-glass requests (rule R14).

use crate::Sql;

pub(crate) const MIGRATION: Sql = Sql {
    name: "m06_audit",
    up: UP,
    up_sqlite: APPEND_ONLY_SQLITE,
    up_postgres: APPEND_ONLY_POSTGRES,
    down: DOWN,
    down_sqlite: "",
    down_postgres: "DROP FUNCTION audit_append_only;",
};

const UP: &str = "
CREATE TABLE audit_log (
    id uuid NOT NULL PRIMARY KEY,
    at bigint NOT NULL,
    actor_id uuid REFERENCES person (id),
    application_id uuid REFERENCES application (id),
    act text NOT NULL,
    unit_id uuid,
    space_id uuid,
    subject_id uuid,
    -- JSON: what was, and what is from then on
    before_json text,
    after_json text
);
CREATE INDEX audit_log_by_space ON audit_log (space_id, id);

CREATE TABLE break_glass (
    id uuid NOT NULL PRIMARY KEY,
    space_id uuid NOT NULL REFERENCES space (id),
    reason text NOT NULL CHECK (reason IN ('SECURITY_INCIDENT', 'MISCONDUCT_REPORT', 'LEGAL_ORDER', 'LOST_ACCESS')),
    explanation text NOT NULL,
    asked_by uuid NOT NULL REFERENCES person (id),
    asked_at bigint NOT NULL,
    approved_by uuid REFERENCES person (id),
    from_at bigint,
    until_at bigint
);
";

const APPEND_ONLY_SQLITE: &str = "
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
";

const APPEND_ONLY_POSTGRES: &str = "
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
";

const DOWN: &str = "
DROP TABLE break_glass;
DROP TABLE audit_log;
";
