//! `parvis migrate`, on both engines, alone and two at a time.

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde_json::{Value, json};

use super::program::Program;

fn names() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

/// What `status --json` says: which are applied.
fn applied(program: &Program) -> Vec<bool> {
    let status: Value =
        serde_json::from_str(&program.ok(&["migrate", "status", "--json"])).unwrap();
    let rows = status.as_array().unwrap();
    let listed: Vec<&Value> = rows.iter().map(|row| &row["name"]).collect();
    assert_eq!(json!(listed), json!(names()));
    rows.iter().map(|row| row["applied"].as_bool().unwrap()).collect()
}

/// Tables, columns, indexes, checks and triggers, as the engine itself describes them.
async fn described(rows: &DatabaseConnection) -> Vec<String> {
    let backend = rows.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => "SELECT sql AS line FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'seaql%'",
        _ => "SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default, collation_name) AS line
              FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'seaql_migrations'
              UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'seaql_migrations'
              UNION ALL SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
              WHERE connamespace = 'public'::regnamespace AND conrelid <> 'seaql_migrations'::regclass
              UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
              UNION ALL SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    };
    let found = rows.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    let mut lines: Vec<String> = found.iter().map(|row| row.try_get("", "line").unwrap()).collect();
    lines.sort();
    lines
}

#[tokio::test]
async fn up_down_and_up_again_is_the_same_schema() {
    let program = Program::new().await;
    let all = names().len();
    program.ok(&["migrate", "up"]);
    assert_eq!(applied(&program), vec![true; all]);
    let rows = program.rows().await;
    let whole = described(&rows).await;
    assert!(whole.len() > 30, "{whole:#?}");
    program.ok(&["migrate", "up"]);
    assert_eq!(described(&rows).await, whole, "nothing to do the second time");
    let refused = program.fails(&["migrate", "down", "--steps", "2"]);
    assert!(refused.contains("--yes"), "{refused}");
    assert_eq!(applied(&program), vec![true; all]);
    program.ok(&["migrate", "down", "--steps", "2", "--yes"]);
    let mut left = vec![true; all];
    left[all - 2..].fill(false);
    assert_eq!(applied(&program), left);
    let people = program.ok(&["migrate", "status"]);
    assert_eq!(people.lines().filter(|line| line.starts_with("missing")).count(), 2, "{people}");
    program.ok(&["migrate", "down", "--steps", "100", "--yes"]);
    assert_eq!(applied(&program), vec![false; all]);
    assert_eq!(described(&rows).await, Vec::<String>::new(), "nothing is left behind");
    program.ok(&["migrate", "up"]);
    assert_eq!(described(&rows).await, whole);
}

#[tokio::test]
async fn two_at_the_same_instant_both_succeed_and_the_schema_is_whole() {
    let alone = Program::migrated().await;
    let whole = described(&alone.rows().await).await;
    for round in 0..4 {
        let program = Program::new().await;
        let start = || {
            program
                .command(&["migrate", "up"])
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        };
        let both = [start(), start(), start()];
        for process in both {
            let output = process.wait_with_output().unwrap();
            let error = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "round {round}: {error}");
        }
        assert_eq!(applied(&program), vec![true; names().len()], "round {round}");
        assert_eq!(described(&program.rows().await).await, whole, "round {round}");
        let rows = program.rows().await;
        let sql = "SELECT COUNT(*) AS n FROM access_version";
        let one = Statement::from_string(rows.get_database_backend(), sql);
        let count: i64 = rows.query_one_raw(one).await.unwrap().unwrap().try_get("", "n").unwrap();
        assert_eq!(count, 1, "what a migration writes is written once");
    }
}

#[tokio::test]
async fn a_schema_of_a_newer_program_is_left_alone() {
    let program = Program::migrated().await;
    let rows = program.rows().await;
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m99_later', 1)";
    rows.execute_unprepared(newer).await.unwrap();
    let before = described(&rows).await;
    for command in
        [&["migrate", "status"][..], &["migrate", "up"], &["serve", "--listen", "127.0.0.1:0"]]
    {
        let error = program.fails(command);
        assert!(
            error.contains("m99_later") && error.contains("newer version"),
            "{command:?}: {error}"
        );
    }
    program.fails(&["migrate", "down", "--yes"]);
    assert_eq!(described(&rows).await, before);
}
