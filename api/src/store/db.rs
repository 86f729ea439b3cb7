//! The connection, and the only maker of [`Seen`] rows. Nothing outside `store` reaches it.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use entity::id::PostId;
use entity::post;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection,
    DatabaseTransaction, DbBackend, DbErr, EntityTrait, ExecResult, FromQueryResult,
    IntoActiveModel, ModelTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect, Select,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

use super::Dialect;
use super::rights::RightsCache;
use crate::access::{Access, PartOfPost, Visible};
use crate::config::Config;
use crate::error::{Code, Error, Result};
use crate::meter::Meter;

/// A row that the viewer of the request sees. Only [`Visibly`] and the store's writes make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen<M>(M);

impl<M> Deref for Seen<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.0
    }
}

impl<A, B> Seen<(A, B)> {
    /// Two seen rows as one, for acts that need both.
    #[must_use]
    pub fn pair(first: Seen<A>, second: Seen<B>) -> Self {
        Self((first.0, second.0))
    }
}

impl<A> Seen<A> {
    /// A seen row with another, if there is one, for acts that hang on both.
    #[must_use]
    pub fn with<B>(self, other: Option<Seen<B>>) -> Seen<(A, Option<B>)> {
        Seen((self.0, other.map(|other| other.0)))
    }
}

impl<M> Seen<M> {
    /// A row that a permitted write has just made or changed: its writer sees it.
    pub(in crate::store) fn written(row: M) -> Self {
        Self(row)
    }
}

/// A post that the viewer of the request sees, by its id: who sees a post sees its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SeenPost(PostId);

impl From<&Seen<post::Model>> for SeenPost {
    fn from(post: &Seen<post::Model>) -> Self {
        Self(post.id)
    }
}

impl SeenPost {
    /// Whose id it is.
    #[must_use]
    pub fn id(self) -> PostId {
        self.0
    }
}

/// The database. A clone shares the connections and the request's meter.
#[derive(Clone, Debug)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
    dialect: Dialect,
    data: PathBuf,
    rights: Arc<RightsCache>,
    meter: Arc<Meter>,
}

impl Db {
    /// Connects as the settings say.
    ///
    /// # Errors
    /// `UNAVAILABLE` when the database cannot be reached, or the SQLite file is not there.
    pub async fn connect(config: &Config) -> Result<Self> {
        if config.database.is_empty() && !config.sqlite_file().exists() {
            let file = config.sqlite_file();
            let message = format!(
                "there is no database at {}: run `parvis migrate up` first, or name another with \
                 --data or --database",
                file.display()
            );
            return Err(Error::new(Code::Unavailable, message));
        }
        Self::open(config, Some(Duration::from_secs(config.request_timeout_seconds.into()))).await
    }

    /// As [`Db::connect`], but makes an empty SQLite file if there is none.
    ///
    /// # Errors
    /// `UNAVAILABLE` when the database cannot be reached.
    pub async fn create(config: &Config) -> Result<Self> {
        // A migration may take as long as it needs.
        Self::open(config, None).await
    }

    async fn open(config: &Config, limit: Option<Duration>) -> Result<Self> {
        let url = config.database_url();
        let dialect = Dialect::of(&url);
        let (read, write) = match dialect {
            Dialect::Sqlite => {
                make_folder(&config.data)?;
                // One writer: SQLite has one, and waiting in line here beats busy errors there.
                let write = open(&url, 1, limit).await?;
                (open(&url, config.database_connections, limit).await?, write)
            }
            Dialect::Postgres => {
                let both = open(&url, config.database_connections, limit).await?;
                (both.clone(), both)
            }
        };
        Ok(Self {
            read,
            write,
            dialect,
            data: config.data.clone(),
            rights: Arc::default(),
            meter: Arc::default(),
        })
    }

    /// Closes the connections, after which a SQLite file can be moved.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn close(self) -> Result<()> {
        self.read.close().await?;
        Ok(self.write.close().await?)
    }

    /// The same database, its statements counted by `meter`.
    #[must_use]
    pub fn metered(&self, meter: Arc<Meter>) -> Self {
        Self { meter, ..self.clone() }
    }

    /// Which engine it is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The rows of a table that the viewer sees, to be narrowed further.
    pub fn visible<E: Visible>(&self, access: &Access) -> Visibly<'_, E> {
        Visibly { db: self, select: E::find().filter(E::scope(access)) }
    }

    /// The parts of these posts, to be narrowed further.
    pub fn parts<E: PartOfPost>(&self, posts: &[SeenPost]) -> Visibly<'_, E> {
        let ids = in_few_lengths(posts.iter().map(|post| post.0));
        Visibly { db: self, select: E::find().filter(E::POST.is_in(ids)) }
    }

    /// The posts that a statement of the store's own finds, which must begin from what the viewer
    /// reads.
    pub(in crate::store) async fn seen_posts(
        &self,
        statement: Statement,
    ) -> Result<Vec<Seen<post::Model>>> {
        let rows = self.reader().query_all_raw(statement).await?;
        let posts = rows.iter().map(|row| post::Model::from_query_result(row, "").map(Seen));
        Ok(posts.collect::<Result<_, _>>()?)
    }

    /// A connection for reading, for the store's own statements.
    pub(in crate::store) fn reader(&self) -> Counted<'_> {
        Counted { connection: &self.read, meter: &self.meter }
    }

    /// A transaction for writing. It is rolled back unless committed.
    pub(in crate::store) async fn begin(&self) -> Result<Transaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.write.begin_with_options(options).await?;
        Ok(Transaction { transaction, meter: self.meter.clone() })
    }

    /// A transaction that changes rights. The new access version, by which every process drops what
    /// it has resolved, is its first write: so that such changes come one after the other, and each
    /// sees the one before.
    pub(in crate::store) async fn begin_change(&self) -> Result<Transaction> {
        let transaction = self.begin().await?;
        transaction.execute_unprepared("UPDATE access_version SET version = version + 1").await?;
        Ok(transaction)
    }

    /// The data folder.
    pub(in crate::store) fn data(&self) -> &Path {
        &self.data
    }

    /// The connection that may change the schema.
    pub(in crate::store) fn owner(&self) -> &DatabaseConnection {
        &self.write
    }

    pub(in crate::store) fn rights_cache(&self) -> &RightsCache {
        &self.rights
    }
}

fn make_folder(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|cause| {
        let message = format!("cannot create the data folder {}: {cause}", folder.display());
        Error::new(Code::Unavailable, message)
    })
}

/// The same keys, the last one repeated to the next power of two: a list in a statement then has few
/// lengths, and each length is a statement to prepare and keep.
pub fn in_few_lengths<K: Clone>(keys: impl IntoIterator<Item = K>) -> Vec<K> {
    let mut keys: Vec<K> = keys.into_iter().collect();
    if let Some(last) = keys.last().cloned() {
        keys.resize(keys.len().next_power_of_two(), last);
    }
    keys
}

/// `limit` bounds a statement on PostgreSQL, so that one whose request is gone frees its connection.
async fn open(
    url: &str,
    connections: u32,
    limit: Option<Duration>,
) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections.max(1))
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
                .pragma("cache_size", "-8192")
                .pragma("temp_store", "memory")
        });
    if let Some(limit) = limit {
        options.statement_timeout(limit);
    }
    Database::connect(options).await
}

/// A select that began with what the viewer sees. Further conditions only narrow it.
///
/// Its reads are boxed: sea-orm's futures are large, and each resolver's would have room for them.
#[derive(Debug)]
#[must_use]
pub struct Visibly<'a, E: EntityTrait> {
    db: &'a Db,
    select: Select<E>,
}

impl<E: EntityTrait> Visibly<'_, E> {
    /// Narrows: the condition is and-ed with what the viewer sees.
    pub fn filter(mut self, condition: impl sea_orm::sea_query::IntoCondition) -> Self {
        self.select = self.select.filter(condition);
        self
    }

    /// Sorts.
    pub fn order_by(mut self, column: impl sea_orm::IntoSimpleExpr, order: sea_orm::Order) -> Self {
        self.select = self.select.order_by(column, order);
        self
    }

    /// At most this many rows.
    pub fn limit(mut self, rows: u64) -> Self {
        self.select = self.select.limit(rows);
        self
    }

    /// The first row, if any.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn one(self) -> Result<Option<Seen<E::Model>>> {
        Ok(Box::pin(self.select.one(&self.db.reader())).await?.map(Seen))
    }

    /// All rows.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn all(self) -> Result<Vec<Seen<E::Model>>> {
        let rows = Box::pin(self.select.all(&self.db.reader())).await?;
        Ok(rows.into_iter().map(Seen).collect())
    }

    /// How many there are.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn count(self) -> Result<u64>
    where
        E::Model: Send + Sync,
    {
        use sea_orm::PaginatorTrait;
        Ok(Box::pin(self.select.count(&self.db.reader())).await?)
    }
}

/// A connection whose statements are counted.
pub(in crate::store) struct Counted<'a> {
    connection: &'a DatabaseConnection,
    meter: &'a Meter,
}

/// A transaction whose statements are counted.
pub(in crate::store) struct Transaction {
    transaction: DatabaseTransaction,
    meter: Arc<Meter>,
}

impl Transaction {
    /// Writes a new row.
    pub(in crate::store) async fn insert<M>(&self, row: M) -> Result<()>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
        <M::Entity as EntityTrait>::ActiveModel: Send,
    {
        let row = row.into_active_model().reset_all();
        // Boxed, like the two below: sea-orm's futures are large, and writes hold several.
        Box::pin(M::Entity::insert(row).exec_without_returning(self)).await?;
        Ok(())
    }

    /// Writes a row unless one with the same key is there. Whether it was written.
    pub(in crate::store) async fn insert_new<M>(&self, row: M) -> Result<bool>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
        <M::Entity as EntityTrait>::ActiveModel: Send,
    {
        let row = row.into_active_model().reset_all();
        let conflict = OnConflict::new().do_nothing().to_owned();
        let written =
            Box::pin(M::Entity::insert(row).on_conflict(conflict).exec_without_returning(self))
                .await?;
        Ok(written > 0)
    }

    /// Writes every column of a row that is there.
    pub(in crate::store) async fn update<M>(&self, row: M) -> Result<()>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
        <M::Entity as EntityTrait>::ActiveModel: Send,
    {
        let row = row.into_active_model().reset_all();
        Box::pin(M::Entity::update(row).exec_without_returning(self)).await?;
        Ok(())
    }

    /// Makes the changes last.
    pub(in crate::store) async fn commit(self) -> Result<()> {
        Ok(self.transaction.commit().await?)
    }
}

macro_rules! counted {
    ($name:ty, $inner:ident) => {
        #[async_trait::async_trait]
        impl ConnectionTrait for $name {
            fn get_database_backend(&self) -> DbBackend {
                self.$inner.get_database_backend()
            }

            async fn execute_raw(
                &self,
                statement: Statement,
            ) -> std::result::Result<ExecResult, DbErr> {
                self.meter.count_statement();
                self.$inner.execute_raw(statement).await
            }

            async fn execute_unprepared(
                &self,
                sql: &str,
            ) -> std::result::Result<ExecResult, DbErr> {
                self.meter.count_statement();
                self.$inner.execute_unprepared(sql).await
            }

            async fn query_one_raw(
                &self,
                statement: Statement,
            ) -> std::result::Result<Option<QueryResult>, DbErr> {
                self.meter.count_statement();
                self.$inner.query_one_raw(statement).await
            }

            async fn query_all_raw(
                &self,
                statement: Statement,
            ) -> std::result::Result<Vec<QueryResult>, DbErr> {
                self.meter.count_statement();
                self.$inner.query_all_raw(statement).await
            }
        }
    };
}

counted!(Counted<'_>, connection);
counted!(Transaction, transaction);
