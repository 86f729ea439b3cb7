//! The whole database as text, to see that nothing was written; and rows written past the program.

use std::collections::BTreeMap;

use entity::id::SpaceGrantId;
use entity::space_grant::{self, GrantRole, GranteeKind};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, IntoActiveModel,
    Statement,
};

use crate::support::{Cast, TestApp, Who};

/// Every row of every table, with all its columns.
pub(super) async fn dump(app: &TestApp) -> BTreeMap<String, Vec<String>> {
    let rows = app.rows().await;
    let tables = match rows.get_database_backend() {
        DbBackend::Sqlite => "SELECT name AS text FROM sqlite_master WHERE type = 'table'",
        _ => {
            "SELECT table_name::text AS text FROM information_schema.tables WHERE table_schema = 'public'"
        }
    };
    let mut all = BTreeMap::new();
    for table in texts(&rows, tables).await {
        let line = match rows.get_database_backend() {
            DbBackend::Sqlite => {
                let columns = format!(
                    "SELECT 'quote(\"' || name || '\")' AS text FROM pragma_table_info('{table}')"
                );
                texts(&rows, &columns).await.join(" || ', ' || ")
            }
            _ => "t::text".to_owned(),
        };
        let sql = format!("SELECT {line} AS text FROM \"{table}\" AS t ORDER BY 1");
        all.insert(table, texts(&rows, &sql).await);
    }
    assert!(all.len() > 20 && all["person"].len() > 1 && all["post"].len() > 1, "{all:?}");
    all
}

async fn texts(rows: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(rows.get_database_backend(), sql);
    let found = rows.query_all_raw(statement).await.unwrap();
    found.iter().map(|row| row.try_get("", "text").unwrap()).collect()
}

/// Lets every process notice that rights were changed past the program.
pub(super) async fn rights_changed(app: &TestApp) {
    let sql = "UPDATE access_version SET version = version + 1";
    app.rows().await.execute_unprepared(sql).await.unwrap();
}

/// Grants a role to a directory group, as no mutation can yet.
pub(super) async fn grant_to_group(
    cast: &Cast,
    space: &str,
    group: entity::id::GroupId,
    role: GrantRole,
) {
    let row = space_grant::Model {
        id: cast.app.clock.new_id::<SpaceGrantId>(),
        space_id: space.parse().unwrap(),
        role,
        grantee_kind: GranteeKind::Group,
        grantee_id: group.into(),
        from_at: cast.app.clock.now(),
        until_at: None,
        granted_by: cast.id(Who::Leader).parse().unwrap(),
        created_at: cast.app.clock.now(),
    };
    let rows = cast.app.rows().await;
    space_grant::Entity::insert(row.into_active_model().reset_all()).exec(&rows).await.unwrap();
    rights_changed(&cast.app).await;
}
