//! Where the demo's data lives: made once, whole or not at all, and kept.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::site::SOURCE;
use super::{GUESTS, build, email};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Code, Error, Result};
use crate::store::Db;

/// The demo's database: the one that is there, or a new one. A SQLite file in the data folder
/// appears only once it is whole, so a run that is killed leaves nothing half-made there.
///
/// # Errors
/// `INVALID_ARGUMENT` with what to do when the database holds something else, or (on PostgreSQL) a
/// demo that was interrupted; `UNAVAILABLE` or `INTERNAL`.
pub async fn prepare(config: &Config, clock: &Clock) -> Result<Db> {
    let _alone = lock(config.data.clone()).await?;
    if config.database.is_empty() && !config.sqlite_file().exists() {
        make_file(config, clock).await?;
    }
    let db = Db::create(config).await?;
    db.migrate_up().await?;
    if db.has_company().await? {
        check_whole(&db).await?;
    } else {
        build(&db, config, clock.now()).await?;
    }
    Ok(db)
}

/// Lets `serve` and `token issue` work on the folder afterwards. Settings that are there stay.
///
/// # Errors
/// When the file cannot be written.
pub fn keep_settings(folder: &Path) -> Result<()> {
    let file = folder.join("parvis.toml");
    if file.exists() {
        return Ok(());
    }
    let settings = "# Made by `parvis demo`: tokens signed by the key in this folder are accepted.\n\
                    local_issuer = true\n";
    std::fs::write(&file, settings).map_err(|cause| failed(&file, &cause))
}

/// Builds beside, and moves the finished file to its place.
async fn make_file(config: &Config, clock: &Clock) -> Result<()> {
    let folder = config.data.join("building");
    let _ = std::fs::remove_dir_all(&folder);
    let building = Config { data: folder.clone(), ..config.clone() };
    let db = Db::create(&building).await?;
    db.migrate_up().await?;
    // Media go to their final place: they are named by their content.
    build(&db, config, clock.now()).await?;
    db.close().await?;
    std::fs::rename(building.sqlite_file(), config.sqlite_file())
        .map_err(|cause| failed(&folder, &cause))?;
    let _ = std::fs::remove_dir_all(&folder);
    Ok(())
}

async fn check_whole(db: &Db) -> Result<()> {
    let [guest, ..] = GUESTS;
    let message = if db.operator_find_person(&email(guest.name)).await?.is_none() {
        "The database holds another organisation, or the first rows of an interrupted demo: give the \
         demo an empty place of its own with --data or --database."
    } else if !db.operator_has_imported(SOURCE).await? {
        "The demo in this database was interrupted while it was made: empty the database and run it \
         again."
    } else {
        return Ok(());
    };
    Err(Error::new(Code::InvalidArgument, message))
}

/// Holds back another demo in the same folder until this one's data is there. The lock ends with
/// this process, even if it is killed.
async fn lock(folder: std::path::PathBuf) -> Result<File> {
    std::fs::create_dir_all(&folder).map_err(|cause| failed(&folder, &cause))?;
    let path = folder.join("demo.lock");
    let locked = tokio::task::spawn_blocking(move || {
        let open = || {
            let file = File::create(&path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    eprintln!("Another demo is being made in this folder: waiting for it.");
                    file.lock()?;
                }
                Err(TryLockError::Error(cause)) => return Err(cause),
            }
            Ok(file)
        };
        open().map_err(|cause| failed(&path, &cause))
    });
    locked.await.map_err(Error::internal)?
}

fn failed(path: &Path, cause: &std::io::Error) -> Error {
    Error::new(Code::InvalidArgument, format!("{}: {cause}", path.display()))
}
