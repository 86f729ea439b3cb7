//! A database of its own for every test: a SQLite file or a PostgreSQL database, copied from one
//! that was migrated once.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use migration::{Migrator, MigratorTrait};
use parvis::config::Config;
use parvis::store::Db;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr};
use tokio::sync::OnceCell;

/// The server to test on, as `tests/run` names it; none for SQLite.
pub(crate) fn server() -> Option<String> {
    std::env::var("PARVIS_TEST_DATABASE").ok().filter(|url| !url.is_empty())
}

/// A database on that server, removed with the making of the first after its test has ended: a run
/// has hundreds, of ten megabytes each.
pub(crate) struct Lent {
    pub(crate) url: String,
}

static ENDED: Mutex<Vec<String>> = Mutex::new(Vec::new());

impl Drop for Lent {
    fn drop(&mut self) {
        ENDED.lock().unwrap().push(std::mem::take(&mut self.url));
    }
}

/// A new, migrated database on that server.
pub(crate) async fn create(server: &str) -> Lent {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let template = template(server).await;
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("test_{}_{number}", std::process::id());
    make(server, &name, &format!(" TEMPLATE {template}")).await
}

/// A new, empty database on that server.
pub(crate) async fn create_empty(server: &str) -> Lent {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("empty_{}_{number}", std::process::id());
    make(server, &name, "").await
}

async fn make(server: &str, name: &str, from: &str) -> Lent {
    let ended = std::mem::take(&mut *ENDED.lock().unwrap());
    for database in ended {
        let url = url::Url::parse(&database).unwrap();
        let remove = format!("DROP DATABASE {} WITH (FORCE)", &url.path()[1..]);
        // One whose connections do not end in time stays: it is in nobody's way.
        let _ = ran(server, &remove).await;
    }
    run(server, &format!("CREATE DATABASE {name}{from}")).await;
    Lent { url: on(server, name) }
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
    ran(server, statement).await.unwrap();
}

async fn ran(server: &str, statement: &str) -> Result<(), DbErr> {
    // A server that has gone would cost every test its patience: the first one's is enough.
    static GONE: AtomicBool = AtomicBool::new(false);
    assert!(!GONE.load(Ordering::Relaxed), "the database server did not answer an earlier test");
    let database = Database::connect(options(server)).await;
    GONE.fetch_or(database.is_err(), Ordering::Relaxed);
    let database = database.unwrap();
    database.execute_unprepared(statement).await?;
    database.close().await
}

/// A plain connection, for tests that look at rows.
pub(crate) async fn connect(url: &str) -> DatabaseConnection {
    Database::connect(options(url)).await.unwrap()
}

fn options(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    options
}

fn on(server: &str, name: &str) -> String {
    let mut url = url::Url::parse(server).unwrap();
    url.set_path(name);
    url.to_string()
}
