//! Counts every row of every table, to see that nothing was written.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::support::TestApp;

/// The number of rows of each table, and the access version.
pub(crate) async fn rows(app: &TestApp) -> BTreeMap<String, i64> {
    let connection = app.rows().await;
    let backend = connection.get_database_backend();
    let tables = match backend {
        DbBackend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table'",
        _ => {
            "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public'"
        }
    };
    let tables = connection.query_all_raw(Statement::from_string(backend, tables)).await.unwrap();
    let mut counts = BTreeMap::new();
    for table in tables {
        let name: String = table.try_get("", "name").unwrap();
        let count = format!("SELECT COUNT(*) AS n FROM \"{name}\"");
        let row = connection.query_one_raw(Statement::from_string(backend, count)).await.unwrap();
        counts.insert(name, row.unwrap().try_get("", "n").unwrap());
    }
    assert!(counts.len() > 20, "{counts:?}");
    let version =
        "SELECT version + CAST((SELECT COALESCE(SUM(version), 0) FROM person_access) AS bigint)
        AS n FROM access_version";
    let version = Statement::from_string(backend, version);
    let version = connection.query_one_raw(version).await.unwrap().unwrap();
    counts.insert("version".into(), version.try_get("", "n").unwrap());
    counts
}
