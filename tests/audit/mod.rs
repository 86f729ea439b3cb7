//! The audit log: a line for every change of a right, for good.

mod chain;
mod line;
mod read;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde_json::json;

use crate::support::{Cast, Who};

async fn acts(rows: &DatabaseConnection) -> Vec<String> {
    let sql = "SELECT act FROM audit_log ORDER BY id";
    let statement = Statement::from_string(rows.get_database_backend(), sql);
    let found = rows.query_all_raw(statement).await.unwrap();
    found.iter().map(|row| row.try_get("", "act").unwrap()).collect()
}

async fn version(rows: &DatabaseConnection) -> i64 {
    let sql =
        "SELECT version + CAST((SELECT COALESCE(SUM(version), 0) FROM person_access) AS bigint)
        AS version FROM access_version";
    let statement = Statement::from_string(rows.get_database_backend(), sql);
    rows.query_one_raw(statement).await.unwrap().unwrap().try_get("", "version").unwrap()
}

#[tokio::test]
async fn every_change_of_a_right_leaves_a_line_and_a_new_access_version() {
    let cast = Cast::start().await;
    let rows = cast.app.rows().await;
    let person = cast.id(Who::Child);
    let changes = [
        (
            Who::Administrator,
            "unitCreate",
            json!({ "parentId": cast.acme, "kind": "TEAM", "name": "New" }),
            "UNIT_CREATED",
        ),
        (
            Who::Administrator,
            "unitMove",
            json!({ "id": cast.shops, "parentId": cast.finance }),
            "UNIT_CHANGED",
        ),
        (
            Who::Administrator,
            "leaderAppoint",
            json!({ "unitId": cast.shops, "personId": person }),
            "LEADER_APPOINTED",
        ),
        (
            Who::Leader,
            "deputyName",
            json!({ "unitId": cast.sales, "personId": person }),
            "DEPUTY_NAMED",
        ),
        (
            Who::Leader,
            "personAssign",
            json!({ "unitId": cast.sales, "personId": person }),
            "PERSON_ASSIGNED",
        ),
        (Who::Leader, "spaceOpen", json!({ "unitId": cast.sales, "name": "New" }), "SPACE_OPENED"),
        (
            Who::Leader,
            "spaceUpdate",
            json!({ "id": cast.news, "memberRole": "READER" }),
            "SPACE_CHANGED",
        ),
        (
            Who::Leader,
            "spaceChangeVisibility",
            json!({ "id": cast.news, "visibility": "UNIT" }),
            "SPACE_VISIBILITY",
        ),
        (Who::Leader, "spaceClose", json!({ "id": cast.news }), "SPACE_CLOSED"),
        (Who::Leader, "spaceReopen", json!({ "id": cast.news }), "SPACE_REOPENED"),
        (
            Who::Leader,
            "spaceGrant",
            json!({ "spaceId": cast.home, "grantee": { "person": person }, "role": "EDITOR" }),
            "SPACE_GRANTED",
        ),
        (
            Who::Leader,
            "unitGrant",
            json!({ "unitId": cast.sales, "grantee": { "branchOf": cast.finance }, "role": "READER" }),
            "UNIT_GRANTED",
        ),
        (Who::Administrator, "personDeactivate", json!({ "id": person }), "PERSON_STATUS"),
        (Who::Administrator, "personAdd", json!({ "displayName": "New" }), "PERSON_ADDED"),
    ];
    for (who, field, input, act) in changes {
        cast.app.wait(1);
        let (lines, before) = (acts(&rows).await.len(), version(&rows).await);
        cast.done(who, field, input, "").await;
        let after = acts(&rows).await;
        assert_eq!(
            (after.len(), after.last().map(String::as_str)),
            (lines + 1, Some(act)),
            "{field}"
        );
        assert!(version(&rows).await > before, "{field}");
    }
    let (lines, before) = (acts(&rows).await.len(), version(&rows).await);
    cast.publish(Who::Leader, &cast.home, "Post").await;
    cast.refused(Who::Member, "spaceClose", json!({ "id": cast.news }), "FORBIDDEN").await;
    assert_eq!(
        (acts(&rows).await.len(), version(&rows).await),
        (lines, before),
        "no right has changed"
    );
}

#[tokio::test]
async fn it_can_be_neither_changed_nor_shortened() {
    let cast = Cast::start().await;
    let rows = cast.app.rows().await;
    let before = acts(&rows).await;
    assert!(before.len() > 20);
    let mut all = vec!["UPDATE audit_log SET act = 'X'", "DELETE FROM audit_log"];
    if rows.get_database_backend() == DbBackend::Sqlite {
        // Which takes a line out without the trigger for that.
        all.extend([
            "INSERT OR REPLACE INTO audit_log (id, at, act) SELECT id, at, 'X' FROM audit_log LIMIT 1",
            "INSERT OR REPLACE INTO audit_log (id, seq, at, act) SELECT randomblob(16), seq, at, 'X' FROM audit_log LIMIT 1",
        ]);
    }
    for sql in all {
        let error = rows.execute_unprepared(sql).await.unwrap_err().to_string();
        assert!(error.contains("append-only"), "{sql}: {error}");
    }
    assert_eq!(acts(&rows).await, before);
}
