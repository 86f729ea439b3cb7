//! The app as it runs: real router, real database, a clock that stands until a test moves it.

use std::sync::Arc;

use entity::{Timestamp, platform_role, unit};
use parvis::app::App;
use parvis::auth::local::LocalIssuer;
use parvis::clock::Clock;
use parvis::config::Config;
use parvis::http::endpoint;
use parvis::server;
use parvis::store::{Db, NewUnit};
use poem::endpoint::BoxEndpoint;
use poem::test::{TestClient, TestForm, TestFormField, TestResponse};
use sea_orm::DatabaseConnection;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::database::{self, Lent};
use super::log;

/// When the clock stands at first: 2026-01-15T08:00:00Z.
pub(crate) const START: &str = "2026-01-15T08:00:00Z";

/// What is sent where an input asks for a file.
const FILE: &[u8] = b"A file that was sent.\n";

/// One running app with a database of its own.
pub(crate) struct TestApp {
    pub(crate) clock: Clock,
    pub(crate) config: Config,
    pub(crate) db: Db,
    pub(crate) client: TestClient<BoxEndpoint<'static>>,
    engine: Arc<App>,
    issuer: LocalIssuer,
    home: Arc<Home>,
}

/// Where an app's data are, for as long as one is there.
struct Home {
    folder: TempDir,
    database: Option<Lent>,
}

impl TestApp {
    /// An app on an empty, migrated database.
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// As [`TestApp::start`], with other settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::on(Clock::manual(START.parse().unwrap()), change).await
    }

    /// With the machine's clock, for tokens of others, and other settings.
    pub(crate) async fn at_real_time(change: impl FnOnce(&mut Config)) -> Self {
        Self::on(Clock::system(), change).await
    }

    async fn on(clock: Clock, change: impl FnOnce(&mut Config)) -> Self {
        log::keep();
        let mut home = Home { folder: tempfile::tempdir().unwrap(), database: None };
        let mut config = Config {
            data: home.folder.path().to_path_buf(),
            local_issuer: true,
            database_connections: 4,
            // Unoptimised and beside others, a long text takes a while: that is no fault.
            request_timeout_seconds: 60,
            ..Config::default()
        };
        match database::server() {
            Some(server) => {
                let lent = home.database.insert(database::create(&server).await);
                config.database.clone_from(&lent.url);
            }
            None => database::copy(&config.sqlite_file()).await,
        }
        change(&mut config);
        Self::open(config, clock, Arc::new(home)).await
    }

    /// Another process on the same database and folder, with the same clock.
    pub(crate) async fn second(&self) -> Self {
        Self::open(self.config.clone(), self.clock.clone(), self.home.clone()).await
    }

    async fn open(config: Config, clock: Clock, home: Arc<Home>) -> Self {
        let db = Db::create(&config).await.unwrap();
        db.migrate_up().await.unwrap();
        let issuer = LocalIssuer::open_or_create(&config).unwrap();
        let engine = Arc::new(App::new(config.clone(), clock.clone(), db.clone()).unwrap());
        let client = TestClient::new(endpoint(engine.clone()));
        Self { clock, config, db, client, engine, issuer, home }
    }

    /// Closes its connections now, for tests that start hundreds.
    pub(crate) async fn close(self) {
        self.db.close().await.unwrap();
    }

    /// Listens on a port of its own for as long as the test runs. The address of GraphQL.
    pub(crate) async fn listen(&self) -> String {
        let config = Config { listen: "127.0.0.1:0".into(), ..self.config.clone() };
        let bound = server::bind(&config).await.unwrap();
        let address = format!("http://{}/graphql", bound.address());
        tokio::spawn(bound.serve(self.engine.clone(), std::future::pending()));
        address
    }

    /// A plain connection to the same database, for looking at rows.
    pub(crate) async fn rows(&self) -> DatabaseConnection {
        database::connect(&self.config.database_url()).await
    }

    /// Moves the clock on.
    pub(crate) fn wait(&self, seconds: i64) {
        self.clock.set(self.clock.now().plus_seconds(seconds));
    }

    /// Moves the clock to an instant in RFC 3339.
    pub(crate) fn wait_until(&self, at: &str) {
        self.clock.set(at.parse::<Timestamp>().unwrap());
    }

    /// The company, founded by the operator. Its id.
    pub(crate) async fn found(&self, name: &str) -> String {
        let new = NewUnit { kind: unit::Kind::Company, name: name.into(), slug: None };
        self.db.operator_create_company(new, &self.clock).await.unwrap().id.to_string()
    }

    /// A person added by the operator. Their id.
    pub(crate) async fn person(&self, name: &str, roles: &[platform_role::Role]) -> String {
        let email = format!("{}@acme.example", name.to_lowercase().replace(' ', "."));
        let added = self.db.operator_add_person(name.into(), Some(email), roles, &self.clock);
        added.await.unwrap().id.to_string()
    }

    /// A token of the local issuer, valid for an hour from now.
    pub(crate) fn token(&self, person: &str) -> String {
        self.issuer.issue(person, 3600, self.clock.now()).unwrap()
    }

    /// Posts an operation as the person, and gives the whole answer with its status.
    pub(crate) async fn post(&self, person: &str, query: &str, variables: Value) -> (u16, Value) {
        self.post_with(&self.token(person), query, variables).await
    }

    /// As [`TestApp::post`], with a bearer token.
    pub(crate) async fn post_with(
        &self,
        token: &str,
        query: &str,
        variables: Value,
    ) -> (u16, Value) {
        let response = self.send(token, query, variables).await;
        let status = response.0.status().as_u16();
        let text = response.0.into_body().into_string().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    /// As [`TestApp::post_with`], the response itself; it asks for the cost.
    pub(crate) async fn send(&self, token: &str, query: &str, variables: Value) -> TestResponse {
        let request = self
            .client
            .post("/graphql")
            .header("Authorization", format!("Bearer {token}"))
            .header("X-Parvis-Cost", "1");
        let operation = json!({ "query": query, "variables": variables });
        // As the GraphQL multipart request specification has it: null stands for a file.
        if variables.pointer("/input/file") == Some(&Value::Null) {
            let form = TestForm::new()
                .text("operations", operation.to_string())
                .text("map", r#"{"0":["variables.input.file"]}"#)
                .field(TestFormField::bytes(FILE).name("0").filename("sent.txt"));
            return request.header("GraphQL-Require-Preflight", "1").multipart(form).send().await;
        }
        request.body_json(&operation).send().await
    }

    /// The `data` of an operation that must have no top-level error.
    pub(crate) async fn ask(&self, person: &str, query: &str, variables: Value) -> Value {
        let (status, mut answer) = self.post(person, query, variables).await;
        assert!(answer.get("errors").is_none(), "{status}: {answer:#}\n{query}");
        answer["data"].take()
    }

    /// Runs the mutation `field` with this input, asking for `selection` of its payload and the
    /// errors. The payload.
    pub(crate) async fn mutate(
        &self,
        person: &str,
        field: &str,
        input: Value,
        selection: &str,
    ) -> Value {
        let (name, mut rest) = (field.chars().next().unwrap().to_uppercase(), field.chars());
        rest.next();
        let kind = format!("{name}{}Input", rest.as_str());
        let query = format!(
            "mutation($input: {kind}!) {{ {field}(input: $input) {{ {selection} errors {{ code message field rule }} }} }}"
        );
        self.ask(person, &query, json!({ "input": input })).await[field].take()
    }

    /// As [`TestApp::mutate`], which must succeed.
    pub(crate) async fn done(
        &self,
        person: &str,
        field: &str,
        input: Value,
        selection: &str,
    ) -> Value {
        let payload = self.mutate(person, field, input, selection).await;
        assert_eq!(payload["errors"], json!([]), "{field}");
        payload
    }

    /// As [`TestApp::mutate`], which must be refused with this code. The error.
    pub(crate) async fn refused(
        &self,
        person: &str,
        field: &str,
        input: Value,
        code: &str,
    ) -> Value {
        let mut payload = self.mutate(person, field, input, "").await;
        assert_eq!(payload["errors"][0]["code"], code, "{field}: {payload:#}");
        payload["errors"][0].take()
    }

    /// The code of the top-level error that the operation must have.
    pub(crate) async fn error(&self, person: &str, query: &str, variables: Value) -> String {
        let (_, answer) = self.post(person, query, variables).await;
        let code = answer["errors"][0]["extensions"]["code"].as_str();
        code.unwrap_or_else(|| panic!("no error: {answer:#}")).to_owned()
    }
}
