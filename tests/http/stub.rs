//! A small engine behind the real HTTP side: fields that fail, sleep, panic and nest at will.

use std::io::Read;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use async_graphql::{Context, EmptySubscription, Object, Request, Response, Schema};
use parvis::clock::Clock;
use parvis::config::Config;
use parvis::error::{Code, Error, Result};
use parvis::http::metrics::Metrics;
use parvis::http::{Engine, ImportedFile, MediaFile, MediaUpload, endpoint};
use parvis::meter::{Meter, Metering};
use poem::endpoint::BoxEndpoint;
use poem::test::TestClient;

use crate::support::log;

pub(crate) const TOKEN: &str = "good-token";
pub(crate) const AUTHORIZATION: &str = "Bearer good-token";
pub(crate) const CALLER: &str = "person_01";

pub(crate) struct Stub {
    config: Config,
    clock: Clock,
    metrics: Metrics,
    schema: Schema<Query, Mutation, EmptySubscription>,
    mutations: Arc<AtomicI32>,
    folder: PathBuf,
}

impl Stub {
    pub(crate) fn new(change: impl FnOnce(&mut Config)) -> Arc<Self> {
        log::keep();
        let mut config = Config { listen: "127.0.0.1:0".into(), ..Config::default() };
        change(&mut config);
        let mutations = Arc::new(AtomicI32::new(0));
        let schema = Schema::build(Query(false), Mutation(mutations.clone()), EmptySubscription)
            .extension(Metering)
            .limit_depth(config.max_depth as usize)
            .limit_complexity(config.max_complexity as usize)
            .disable_suggestions()
            .finish();
        Arc::new(Self {
            config,
            clock: Clock::system(),
            metrics: Metrics::new().unwrap(),
            schema,
            mutations,
            folder: FOLDER.path().to_path_buf(),
        })
    }

    /// Mutations executed so far.
    pub(crate) fn mutations(&self) -> i32 {
        self.mutations.load(Ordering::SeqCst)
    }
}

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

/// A client of a stub with these settings.
pub(crate) fn client(change: impl FnOnce(&mut Config)) -> TestClient<BoxEndpoint<'static>> {
    TestClient::new(endpoint(Stub::new(change)))
}

impl Engine for Stub {
    type Viewer = String;

    fn config(&self) -> &Config {
        &self.config
    }

    fn clock(&self) -> &Clock {
        &self.clock
    }

    fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    async fn identify(&self, _: &Arc<Meter>, bearer: Option<&str>) -> Result<String> {
        match bearer {
            Some(TOKEN) => Ok(CALLER.to_owned()),
            _ => Err(Error::new(Code::Unauthenticated, "Sign in.")),
        }
    }

    fn log_name(&self, viewer: &String) -> String {
        viewer.clone()
    }

    async fn execute(&self, _: &String, meter: Arc<Meter>, request: Request) -> Response {
        meter.count_statement();
        self.schema.execute(request.data(meter)).await
    }

    async fn ready(&self) -> Result<()> {
        Err(Error::new(Code::Unavailable, "The database cannot be reached."))
    }

    fn body_limit(&self, _: &String) -> usize {
        self.config.max_body_bytes as usize
    }

    async fn import_media(
        &self,
        _: &String,
        _: &Arc<Meter>,
        mut sent: MediaUpload,
    ) -> Result<ImportedFile> {
        let mut text = String::new();
        sent.file.read_to_string(&mut text).map_err(Error::internal)?;
        Ok(ImportedFile {
            id: sent.external_id,
            url: text,
            sha256: sent.source,
            content_type: sent.name,
            byte_size: 0,
        })
    }

    async fn old_address(
        &self,
        viewer: Option<&String>,
        _: &Arc<Meter>,
        address: &str,
    ) -> Result<Option<String>> {
        let known = match viewer {
            Some(_) => "http://old.example/closed",
            None => "http://old.example/open",
        };
        Ok((address == known).then(|| "/posts/1".to_owned()))
    }

    async fn media(&self, _: &String, _: &Arc<Meter>, id: &str) -> Result<Option<MediaFile>> {
        let (content_type, content) = match id {
            "picture" => ("image/png", "PNG"),
            "page" => ("text/html", "<script>alert(1)</script>"),
            "vector" => ("image/svg+xml", "<svg/>"),
            "malformed" => return Err(Error::new(Code::InvalidId, "not the id of a media")),
            _ => return Ok(None),
        };
        let path = self.folder.join(id);
        std::fs::write(&path, content).unwrap();
        let name = "Über \"uns\"\r\nX: y.png".to_owned();
        let sha256 = "ab12".to_owned();
        Ok(Some(MediaFile { path, content_type: content_type.into(), name, inline: true, sha256 }))
    }
}

/// Holds `false`, which the compiler must not know.
struct Query(bool);

#[Object]
impl Query {
    async fn hello(&self) -> &str {
        "world"
    }

    async fn echo(&self, text: String) -> String {
        text
    }

    async fn number(&self, n: i32) -> i32 {
        n
    }

    async fn long(&self, length: usize) -> String {
        "lorem ipsum ".repeat(length)
    }

    #[graphql(complexity = "first as usize * child_complexity")]
    async fn items(&self, first: i32) -> Vec<Item> {
        (0..first.min(3)).map(|_| Item).collect()
    }

    async fn item(&self) -> Item {
        Item
    }

    async fn sleep(&self, milliseconds: u64) -> bool {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        true
    }

    async fn panic(&self) -> bool {
        assert!(self.0, "the inside of the server");
        self.0
    }

    /// An expected error of ours.
    async fn refused(&self) -> Option<async_graphql::Result<bool>> {
        Some(Err(Error::new(Code::InvalidCursor, "No cursor of this list.").into()))
    }

    /// An error that was given no code.
    async fn leaking(&self) -> Option<async_graphql::Result<bool>> {
        Some(Err(async_graphql::Error::new("SELECT secret FROM table")))
    }

    async fn statements(&self, ctx: &Context<'_>) -> u32 {
        ctx.data_unchecked::<Arc<Meter>>().statements()
    }
}

struct Item;

#[Object]
impl Item {
    async fn item(&self) -> Item {
        Item
    }

    async fn name(&self) -> &str {
        "item"
    }
}

struct Mutation(Arc<AtomicI32>);

#[Object]
impl Mutation {
    async fn count(&self) -> i32 {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }
}
