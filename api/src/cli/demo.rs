//! `parvis demo`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use serde_json::{Value, json};

use super::serve::{log, serve};
use super::{Common, clock, failed};
use crate::app::App;
use crate::auth::local::LocalIssuer;
use crate::config::Config;
use crate::demo::{GUESTS, SOURCE, build, email};
use crate::error::{Code, Error, Result};
use crate::store::Db;

/// Tokens of the demo are good for half a day.
const TOKEN_SECONDS: u32 = 12 * 3600;

/// Make a believable organisation with posts and an imported site, serve it, and print how to query it
///
/// The organisation is a French company of some 40 people: directions, teams, projects, an executive
/// committee with a SECRET space, six months of posts and comments, and the old site of its
/// communication department. Its data stays: a second run serves what is there.
///
/// Afterwards `parvis serve --data demo-data` serves it too, and
/// `parvis token issue --data demo-data --person yann.le-goff@lumiere.example` gives further tokens.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Address and port to listen on; the next free port if that is taken [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Make the data, print how to query it, and stop
    #[arg(long)]
    no_serve: bool,
    /// Print the facts as JSON, for scripts
    #[arg(long)]
    json: bool,
}

impl Demo {
    pub(super) async fn run(self, mut common: Common) -> Result<ExitCode> {
        let folder = common.data.get_or_insert_with(|| PathBuf::from("demo-data")).clone();
        let mut config = common.config()?;
        config.local_issuer = true;
        if std::env::var_os("PARVIS_LOG").is_none() {
            "warn".clone_into(&mut config.log);
        }
        config.listen = self.free_address(&config).await?;
        log(&config)?;
        let db = prepare(&config).await?;
        keep_settings(&folder)?;
        let facts = facts(&db, &config).await?;
        if self.json {
            println!("{facts:#}");
        } else {
            tell(&facts);
        }
        if self.no_serve {
            return Ok(ExitCode::SUCCESS);
        }
        let app = Arc::new(App::new(config, clock(), db)?);
        serve(app, |_| {}).await
    }

    /// The address asked for, or one with a free port in its place.
    async fn free_address(&self, config: &Config) -> Result<String> {
        let asked = match self.listen {
            Some(asked) => asked,
            None => config.listen.parse().map_err(|cause| failed(&config.listen, cause))?,
        };
        for port in asked.port()..=asked.port().saturating_add(20) {
            let address = SocketAddr::new(asked.ip(), port);
            if tokio::net::TcpListener::bind(address).await.is_ok() {
                if port != asked.port() {
                    eprintln!("{asked} is taken: listening on {address} instead.");
                }
                return Ok(address.to_string());
            }
        }
        Err(failed(&asked.to_string(), "neither this port nor the twenty after it is free"))
    }
}

/// The demo's database: what is there, or a new one. A SQLite file appears only once it is whole.
async fn prepare(config: &Config) -> Result<Db> {
    let [guest, ..] = GUESTS;
    if config.database.is_empty() && !config.sqlite_file().exists() {
        let folder = config.data.join("building");
        let _ = std::fs::remove_dir_all(&folder);
        let building = Config { data: folder.clone(), ..config.clone() };
        let db = Db::create(&building).await?;
        db.migrate_up().await?;
        // Media go to their final place: they are named by their content.
        build(&db, config, clock().now()).await?;
        db.close().await?;
        std::fs::rename(building.sqlite_file(), config.sqlite_file())
            .map_err(|cause| failed(&folder.display().to_string(), cause))?;
        let _ = std::fs::remove_dir_all(&folder);
    }
    let db = Db::create(config).await?;
    db.migrate_up().await?;
    if !db.has_company().await? {
        build(&db, config, clock().now()).await?;
    } else if db.operator_find_person(&email(guest.name)).await?.is_none() {
        let message = "The database holds another organisation: give the demo a place of its own \
                       with --data or --database.";
        return Err(Error::new(Code::InvalidArgument, message));
    } else if !db.operator_has_imported(SOURCE).await? {
        let message = "The demo in this database was interrupted while it was made: empty the \
                       database and run it again.";
        return Err(Error::new(Code::InvalidArgument, message));
    }
    Ok(db)
}

/// Lets `serve` and `token issue` work on the folder afterwards.
fn keep_settings(folder: &Path) -> Result<()> {
    let file = folder.join("parvis.toml");
    if file.exists() {
        return Ok(());
    }
    let settings = "# Made by `parvis demo`: tokens signed by the key in this folder are accepted.\n\
                    local_issuer = true\n";
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&file, settings))
        .map_err(|cause| failed(&file.display().to_string(), cause))
}

async fn facts(db: &Db, config: &Config) -> Result<Value> {
    let issuer = LocalIssuer::open_or_create(config)?;
    let clock = clock();
    let mut guests = Vec::new();
    for guest in GUESTS {
        let email = email(guest.name);
        let id = db.operator_find_person(&email).await?;
        let id = id.ok_or_else(|| failed(&email, "not in the demo's data any more"))?;
        let token = issuer.issue(&id.to_string(), TOKEN_SECONDS, clock.now())?;
        guests.push(
            json!({ "name": guest.name, "role": guest.role, "email": email, "token": token }),
        );
    }
    let address = format!("http://{}", config.listen);
    let token = guests.first().and_then(|guest| guest.get("token")).and_then(Value::as_str);
    let query = r#"{"query":"{ feed(first: 20) { edges { node { title publishedAt author { displayName } space { name } tags { name } commentCount } } } }"}"#;
    let curl = format!(
        "curl -s {address}/graphql -H 'Authorization: Bearer {}' -H 'Content-Type: application/json' --data '{query}'",
        token.unwrap_or_default()
    );
    Ok(json!({
        "address": address,
        "graphql": format!("{address}/graphql"),
        "graphiql": format!("{address}/"),
        "data": config.data,
        "people": guests,
        "curl": curl,
    }))
}

fn tell(facts: &Value) {
    let text = |key: &str| facts.get(key).and_then(Value::as_str).unwrap_or_default();
    println!("\nLumière & Fils is ready.\n");
    println!("  GraphQL   {}", text("graphql"));
    println!("  GraphiQL  {}   (paste a token there)", text("graphiql"));
    println!("  Data      {}", text("data"));
    println!("\nTokens, good for 12 hours:");
    for guest in facts.get("people").and_then(Value::as_array).into_iter().flatten() {
        let text = |key: &str| guest.get(key).and_then(Value::as_str).unwrap_or_default();
        println!("\n  {}, {}\n  {}", text("name"), text("role"), text("token"));
    }
    println!("\nThe feed of the first:\n\n  {}\n", text("curl"));
    println!("Another person's token: parvis token issue --data {} --person EMAIL", text("data"));
    println!("Stop with ctrl-c; the data stays. Remove {} to begin anew.\n", text("data"));
}
