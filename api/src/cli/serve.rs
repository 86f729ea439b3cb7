//! `parvis serve`.

use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use tracing_subscriber::EnvFilter;

use super::{Common, clock, database, failed};
use crate::app::App;
use crate::config::Config;
use crate::error::Result;
use crate::server;

/// Answer GraphQL over HTTP
///
/// GraphQL is at /graphql, GraphiQL
/// at /, media at /media/ID; /health/live, /health/ready and /metrics tell how it is. It starts only on
/// a schema that it knows: run `parvis migrate up` first.
///
/// Stops on SIGTERM or ctrl-c after finishing the requests in flight.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Settings come from the command line, else PARVIS_* variables, else the TOML file; the README lists them.\n\nExamples:\n  parvis serve --listen 0.0.0.0:8080\n  PARVIS_OIDC_ISSUER=https://login.example.org parvis serve --database postgres://parvis@db/parvis"
)]
pub(super) struct Serve {
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
}

impl Serve {
    pub(super) async fn run(self, common: &Common) -> Result<ExitCode> {
        let mut config = common.config()?;
        if let Some(listen) = self.listen {
            config.listen = listen;
        }
        log(&config)?;
        if config.oidc_issuer.is_empty() && !config.local_issuer {
            tracing::warn!(
                "no oidc_issuer and no local_issuer: only application tokens can sign in"
            );
        }
        let db = database(&config, "serve").await?;
        let app = Arc::new(App::new(config, clock(), db)?);
        serve(app, |address| println!("Listening on http://{address}")).await
    }
}

/// Starts the log as the settings say.
pub(super) fn log(config: &Config) -> Result<()> {
    let filter = EnvFilter::try_new(&config.log).map_err(|cause| failed("log", cause))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let started = match config.log_format.as_str() {
        "json" => builder.json().try_init(),
        "text" => builder.try_init(),
        other => return Err(failed("log_format", format!("`{other}` is neither text nor json"))),
    };
    started.map_err(|cause| failed("log", cause))
}

/// Serves until told to stop; `ready` hears the address once it listens.
pub(super) async fn serve(
    app: Arc<App>,
    ready: impl FnOnce(std::net::SocketAddr),
) -> Result<ExitCode> {
    use crate::http::Engine;
    let listen = app.config().listen.clone();
    let bound = server::bind(app.config()).await.map_err(|cause| failed(&listen, cause))?;
    ready(bound.address());
    let keys = app.clone();
    tokio::spawn(async move { keys.warm_up().await });
    bound.serve(app, server::stop_signal()).await.map_err(|cause| failed(&listen, cause))?;
    Ok(ExitCode::SUCCESS)
}
