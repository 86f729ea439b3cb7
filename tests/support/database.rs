//! A database of its own for every test: a SQLite file or a PostgreSQL database, copied from one
//! that was migrated once.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use migration::{Migrator, MigratorTrait};
use parvis::config::Config;
use parvis::store::Db;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use tokio::sync::OnceCell;

/// The server to test on, as `tests/run` names it; none for SQLite.
pub(crate) fn server() -> Option<String> {
    std::env::var("PARVIS_TEST_DATABASE").ok().filter(|url| !url.is_empty())
}

/// The address of a new, migrated database on that server.
pub(crate) async fn create(server: &str) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let template = template(server).await;
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("test_{}_{number}", std::process::id());
    run(server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    on(server, &name)
}

/// The address of a new, empty database on that server.
pub(crate) async fn create_empty(server: &str) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("empty_{}_{number}", std::process::id());
    run(server, &format!("CREATE DATABASE {name}")).await;
    on(server, &name)
}

/// Removes a database of that server which nothing is connected to any more.
pub(crate) async fn remove(server: &str, database: &str) {
    let url = url::Url::parse(database).unwrap();
    run(server, &format!("DROP DATABASE {} WITH (FORCE)", &url.path()[1..])).await;
}

/// A new, migrated SQLite file.
pub(crate) async fn copy(file: &Path) {
    static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
    let make = || async {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { data: folder.path().to_path_buf(), ..Config::default() };
        let db = Db::create(&config).await.unwrap();
        db.migrate_up().await.unwrap();
        // The last connection to close moves the log into the file.
        db.close().await.unwrap();
        std::fs::read(config.sqlite_file()).unwrap()
    };
    std::fs::write(file, TEMPLATE.get_or_init(make).await).unwrap();
}

async fn template(server: &str) -> String {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let make = || async {
        let name = format!("template_{}", std::process::id());
        run(server, &format!("CREATE DATABASE {name}")).await;
        let database = connect(&on(server, &name)).await;
        Migrator::up(&database, None).await.unwrap();
        database.close().await.unwrap();
        name
    };
    TEMPLATE.get_or_init(make).await.clone()
}

async fn run(server: &str, statement: &str) {
    let database = connect(server).await;
    database.execute_unprepared(statement).await.unwrap();
    database.close().await.unwrap();
}

/// A plain connection, for tests that look at rows.
pub(crate) async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

fn on(server: &str, name: &str) -> String {
    let mut url = url::Url::parse(server).unwrap();
    url.set_path(name);
    url.to_string()
}
