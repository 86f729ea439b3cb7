//! `parvis demo`.

use std::io::{ErrorKind, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::serve::{log, serve};
use super::{Common, clock, failed};
use crate::app::App;
use crate::demo::{Facts, facts, keep_settings, prepare};
use crate::error::Result;

/// Make a believable organisation with posts and an imported site, serve it, and print how to query it
///
/// The organisation is a French company of some 40 people: directions, teams, projects, an executive
/// committee with a SECRET space, six months of posts and comments, and the old site of its
/// communication department. Its data stays: a second run serves what is there.
///
/// Afterwards `parvis serve --data demo-data` serves it too, and
/// `parvis token issue --data demo-data --person yann.le-goff@lumiere.example` gives further tokens.
#[derive(Debug, Args)]
#[command(
    after_long_help = "The data is in ./demo-data unless --data names another folder; remove that folder to begin anew. With --database it is in that database, which must be empty at first.\n\nExamples:\n  parvis demo\n  parvis demo --listen 127.0.0.1:9000\n  parvis demo --no-serve --json | jq -r .people[0].token\n  parvis demo --database postgres://parvis@localhost/demo"
)]
pub(super) struct Demo {
    /// Address and port to listen on; the next free port if that is taken [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Make the data, print how to query it, and stop
    #[arg(long)]
    no_serve: bool,
    /// Print the facts as JSON, for scripts
    #[arg(long)]
    json: bool,
}

impl Demo {
    pub(super) async fn run(self, mut common: Common) -> Result<ExitCode> {
        common.data.get_or_insert_with(|| PathBuf::from("demo-data"));
        let mut config = common.config()?;
        config.local_issuer = true;
        if let Some(listen) = &self.listen {
            config.listen.clone_from(listen);
        }
        if std::env::var_os("PARVIS_LOG").is_none() {
            "warn".clone_into(&mut config.log);
        }
        log(&config)?;
        let mut address = resolve(&config.listen).await?;
        let db = prepare(&config, &clock()).await?;
        keep_settings(&config.data)?;
        if !self.no_serve {
            // Without serving, the address is where another run serves or will.
            address = free_port(address).await?;
        }
        config.listen = address.to_string();
        let program = std::env::args().next().unwrap_or_else(|| "parvis".to_owned());
        let facts = facts(&db, &config, &clock(), address, &program).await?;
        let text = self.text(&facts);
        if self.no_serve {
            print(&text);
            return Ok(ExitCode::SUCCESS);
        }
        let app = Arc::new(App::new(config, clock(), db)?);
        serve(app, |_| print(&text)).await
    }

    fn text(&self, facts: &Facts) -> String {
        if self.json {
            // Texts and a list of texts: always JSON.
            serde_json::to_string_pretty(facts).unwrap_or_default() + "\n"
        } else {
            facts.to_string()
        }
    }
}

async fn resolve(listen: &str) -> Result<SocketAddr> {
    let found = tokio::net::lookup_host(listen).await;
    let first = found.map_err(|cause| failed(listen, cause))?.next();
    first.ok_or_else(|| failed(listen, "no such address"))
}

/// The address, with the next free port if its own is taken.
async fn free_port(asked: SocketAddr) -> Result<SocketAddr> {
    for port in asked.port()..=asked.port().saturating_add(20) {
        match tokio::net::TcpListener::bind(SocketAddr::new(asked.ip(), port)).await {
            Ok(listener) => {
                let free = listener.local_addr().map_err(|cause| failed("port", cause))?;
                if port != asked.port() {
                    eprintln!("{asked} is taken: listening on {free} instead.");
                }
                return Ok(free);
            }
            Err(cause) if cause.kind() == ErrorKind::AddrInUse => {}
            Err(cause) => return Err(failed(&asked.to_string(), cause)),
        }
    }
    Err(failed(&asked.to_string(), "neither this port nor the twenty after it is free"))
}

/// To standard output, whose reader may have had enough.
fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
