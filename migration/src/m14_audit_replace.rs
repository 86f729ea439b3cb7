//! SQLite's `INSERT OR REPLACE` takes a row out without asking the trigger that forbids deletion: a line of
//! the audit log is not written over that way either.

use crate::Sql;

pub(crate) const MIGRATION: Sql = Sql {
    name: "m14_audit_replace",
    up: "",
    up_sqlite: UP,
    up_postgres: "",
    down: "",
    down_sqlite: "DROP TRIGGER audit_log_no_replace;",
    down_postgres: "",
};

const UP: &str = "
CREATE TRIGGER audit_log_no_replace BEFORE INSERT ON audit_log
WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.id OR seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
";
