//! `parvis token`.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{Common, clock, database, failed};
use crate::auth::local::LocalIssuer;
use crate::error::Result;

/// Issue tokens of the local issuer
///
/// For trials and installations without single sign-on. The server accepts these tokens when
/// `local_issuer` is set; whoever reads the key in the data folder can act as anyone.
#[derive(Debug, Args)]
pub(super) struct Token {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Print a token of a person who is in the directory
    Issue {
        /// Address of the person
        #[arg(long, value_name = "EMAIL")]
        person: String,
        /// How long it is valid, in seconds: at most `oidc_max_lifetime_seconds`
        #[arg(long, default_value_t = 3600, value_name = "SECONDS")]
        ttl: u32,
        /// As JSON, for scripts
        #[arg(long)]
        json: bool,
    },
}

impl Token {
    pub(super) async fn run(self, common: &Common) -> Result<ExitCode> {
        let Act::Issue { person, ttl, json } = self.act;
        let config = common.config()?;
        if !config.local_issuer {
            let message = "is off: set `local_issuer = true`, or PARVIS_LOCAL_ISSUER=true, here and for the server";
            return Err(failed("local_issuer", message));
        }
        let db = database(&config, "token issue").await?;
        let Some(id) = db.operator_find_person(&person).await? else {
            return Err(failed(&person, "not the address of exactly one active person"));
        };
        let clock = clock();
        db.operator_link_local(id, &clock).await?;
        db.operator_issued_token(id, ttl, &clock).await?;
        let token =
            LocalIssuer::open_or_create(&config)?.issue(&id.to_string(), ttl, clock.now())?;
        if json {
            println!(
                "{}",
                serde_json::json!({ "token": token, "expiresIn": ttl, "person": id.to_string() })
            );
        } else {
            println!("{token}");
        }
        Ok(ExitCode::SUCCESS)
    }
}
