//! The chain of the audit log, and `parvis audit verify`, on a database of the program's own.

use sea_orm::{ConnectionTrait, Statement};

use crate::cli::program::Program;

/// A program with some lines in its audit log.
async fn with_lines() -> Program {
    let program = Program::migrated().await;
    for (name, role) in [("A", "admin"), ("B", "guardian"), ("C", "auditor")] {
        let email = format!("{name}@acme.example");
        let add = [
            "person",
            "add",
            "--company",
            "Acme",
            "--name",
            name,
            "--email",
            &email,
            "--role",
            role,
        ];
        program.ok(&add);
    }
    program
}

async fn forge(program: &Program, sql: &str) {
    let rows = program.rows().await;
    let backend = rows.get_database_backend();
    // Whoever holds the database can take the triggers away: the chain is for them.
    let (off, on) = match backend {
        sea_orm::DbBackend::Sqlite => {
            ("DROP TRIGGER audit_log_no_update; DROP TRIGGER audit_log_no_delete;", "SELECT 1")
        }
        _ => (
            "ALTER TABLE audit_log DISABLE TRIGGER USER",
            "ALTER TABLE audit_log ENABLE TRIGGER USER",
        ),
    };
    let refused = rows.execute_raw(Statement::from_string(backend, sql)).await;
    assert!(refused.unwrap_err().to_string().contains("append-only"));
    rows.execute_unprepared(off).await.unwrap();
    rows.execute_raw(Statement::from_string(backend, sql)).await.unwrap();
    rows.execute_unprepared(on).await.unwrap();
}

fn head(text: &str) -> String {
    text.lines().find_map(|line| line.strip_prefix("head: ")).unwrap().to_owned()
}

#[tokio::test]
async fn a_whole_chain_is_told_with_its_head() {
    let program = with_lines().await;
    let told = program.ok(&["audit", "verify"]);
    assert!(told.starts_with("lines: 4\n"), "the company and three people: {told}");
    let first = head(&told);
    program.ok(&["person", "add", "--name", "D", "--email", "d@acme.example"]);
    let told = program.ok(&["audit", "verify", "--expect", &first]);
    assert!(told.starts_with("lines: 5\n") && head(&told) != first);
    let refused = program.fails(&["audit", "verify", "--expect", &"0".repeat(64)]);
    assert!(refused.contains("expected"), "{refused}");
}

#[tokio::test]
async fn a_line_changed_or_taken_out_breaks_it() {
    for (sql, line) in [
        ("UPDATE audit_log SET act = 'NOTHING' WHERE seq = 2", 2),
        ("UPDATE audit_log SET at = at + 1 WHERE seq = 3", 3),
        ("UPDATE audit_log SET origin = 'elsewhere' WHERE seq = 1", 1),
        ("UPDATE audit_log SET after_json = NULL WHERE seq = 4", 4),
        ("DELETE FROM audit_log WHERE seq = 2", 2),
    ] {
        let program = with_lines().await;
        forge(&program, sql).await;
        let refused = program.fails(&["audit", "verify"]);
        assert!(refused.contains(&format!("broken at line {line}")), "{sql}: {refused}");
    }
}

#[tokio::test]
async fn a_line_put_beside_it_is_found() {
    let columns = "at, act, unit_id, before_json, origin";
    for (seq, at) in [("0", "at"), ("-5", "at"), ("NULL", "at + 1"), ("NULL", "at - 1")] {
        let program = with_lines().await;
        let rows = program.rows().await;
        let id = match rows.get_database_backend() {
            sea_orm::DbBackend::Sqlite => "randomblob(16)",
            _ => "gen_random_uuid()",
        };
        let forged = columns.replacen("at", at, 1);
        let sql = format!(
            "INSERT INTO audit_log (id, seq, {columns}) SELECT {id}, {seq}, {forged} FROM audit_log WHERE seq = 1"
        );
        rows.execute_unprepared(&sql).await.unwrap();
        let refused = program.fails(&["audit", "verify"]);
        assert!(refused.contains("beside the chain: 1"), "{seq}: {refused}");
    }
}

#[tokio::test]
async fn lines_cut_off_show_to_who_kept_the_head() {
    let program = with_lines().await;
    let kept = head(&program.ok(&["audit", "verify"]));
    forge(&program, "DELETE FROM audit_log WHERE seq = 4").await;
    assert!(program.ok(&["audit", "verify"]).starts_with("lines: 3\n"));
    program.fails(&["audit", "verify", "--expect", &kept]);
}
