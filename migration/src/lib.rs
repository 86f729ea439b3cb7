//! The tables, as one set of migrations for SQLite and PostgreSQL.
//!
//! Column types are written once in words that both engines take (SQLite keeps any declared type
//! and stores what it is given): `uuid` is 16 bytes, `bigint` instants are microseconds since
//! 1970 in UTC, enums are text held by a `CHECK`.

pub use sea_orm_migration::prelude::MigratorTrait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

mod m01_organisation;
mod m02_space;
mod m03_post;
mod m04_media_and_import;
mod m05_application;
mod m06_audit;
mod m07_rights;
mod m08_import;
mod m09_import_approval;
mod m10_help_request;
mod m11_text_compression;
mod m12_person_access;
mod m13_text_in_rows;
mod m14_audit_replace;
mod m15_import_standing;

/// All migrations, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m01_organisation::MIGRATION),
            Box::new(m02_space::MIGRATION),
            Box::new(m03_post::MIGRATION),
            Box::new(m04_media_and_import::MIGRATION),
            Box::new(m05_application::MIGRATION),
            Box::new(m06_audit::MIGRATION),
            Box::new(m07_rights::MIGRATION),
            Box::new(m08_import::MIGRATION),
            Box::new(m09_import_approval::MIGRATION),
            Box::new(m10_help_request::MIGRATION),
            Box::new(m11_text_compression::MIGRATION),
            Box::new(m12_person_access::MIGRATION),
            Box::new(m13_text_in_rows::MIGRATION),
            Box::new(m14_audit_replace::MIGRATION),
            Box::new(m15_import_standing::MIGRATION),
        ]
    }
}

/// One migration: what both engines run in each direction, and what only one of them takes, after.
#[derive(Debug)]
struct Sql {
    name: &'static str,
    up: &'static str,
    up_sqlite: &'static str,
    up_postgres: &'static str,
    down: &'static str,
    down_sqlite: &'static str,
    down_postgres: &'static str,
}

impl MigrationName for Sql {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Sql {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let own = match manager.get_database_backend() {
            DbBackend::Sqlite => self.up_sqlite,
            _ => self.up_postgres,
        };
        run(manager, self.up).await?;
        run(manager, own).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let own = match manager.get_database_backend() {
            DbBackend::Sqlite => self.down_sqlite,
            _ => self.down_postgres,
        };
        run(manager, self.down).await?;
        run(manager, own).await
    }
}

async fn run(manager: &SchemaManager<'_>, statements: &str) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(statements).await.map(|_| ())
}
