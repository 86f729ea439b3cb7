//! What whoever starts the demo needs to know, for people and for scripts.

use std::fmt::{self, Display};
use std::net::SocketAddr;

use serde::Serialize;

use super::{GUESTS, email};
use crate::auth::local::LocalIssuer;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Code, Error, Result};
use crate::store::Db;

/// Tokens of the demo are good for half a day.
const TOKEN_SECONDS: u32 = 12 * 3_600;

/// As JSON, for scripts. No text in it has a single quote, so that a shell takes it in a pair of them.
const FEED: &str = r#"{"query":"{ feed(first: 20) { edges { node { title publishedAt author { displayName } space { name } tags { name } commentCount } } } }"}"#;

/// How to use the demo. `Display` is for people; as JSON it is for scripts.
#[derive(Debug, Serialize)]
pub struct Facts {
    /// Where the server is.
    pub address: String,
    /// Where GraphQL is.
    pub graphql: String,
    /// Where GraphiQL is.
    pub graphiql: String,
    /// The data folder.
    pub data: String,
    /// Whom to try it as.
    pub people: Vec<Signed>,
    /// A shell's command that shows the feed of the first of them.
    pub curl: String,
    /// A shell's command that prints a token of someone else.
    pub another_token: String,
}

/// A guest who is signed in.
#[derive(Debug, Serialize)]
pub struct Signed {
    /// Their name.
    pub name: &'static str,
    /// Who they are.
    pub role: &'static str,
    /// Their address, for `parvis token issue`.
    pub email: String,
    /// A bearer token, good for 12 hours.
    pub token: String,
}

/// The facts of a demo that is served at `address` by the program called `program`.
///
/// # Errors
/// `INVALID_ARGUMENT` when a guest is no longer in the data; `UNAVAILABLE` or `INTERNAL`.
pub async fn facts(
    db: &Db,
    config: &Config,
    clock: &Clock,
    address: SocketAddr,
    program: &str,
) -> Result<Facts> {
    let issuer = LocalIssuer::open_or_create(config)?;
    let mut people = Vec::new();
    for guest in GUESTS {
        let email = email(guest.name);
        let id = db.operator_find_person(&email).await?.ok_or_else(|| {
            let message = format!("{email} is not in the demo's data any more.");
            Error::new(Code::InvalidArgument, message)
        })?;
        let token = issuer.issue(&id.to_string(), TOKEN_SECONDS, clock.now())?;
        db.operator_issued_token(id, TOKEN_SECONDS, clock).await?;
        people.push(Signed { name: guest.name, role: guest.role, email, token });
    }
    let address = format!("http://{}", reachable(address));
    let token = people.first().map(|guest| guest.token.as_str()).unwrap_or_default();
    let curl = format!(
        "curl -s {address}/graphql -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json' --data '{FEED}'"
    );
    let data = config.data.display().to_string();
    // The database's address may hold a password, so it is not repeated.
    let database = if config.database.is_empty() { "" } else { " --database URL" };
    let another_token = format!(
        "{} token issue --data {}{database} --person {}",
        quoted(program),
        quoted(&data),
        email("Hélène Lumière")
    );
    Ok(Facts {
        graphql: format!("{address}/graphql"),
        graphiql: format!("{address}/"),
        address,
        data,
        people,
        curl,
        another_token,
    })
}

impl Display for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nLumière & Fils is ready.\n")?;
        writeln!(f, "  GraphQL   {}", self.graphql)?;
        writeln!(f, "  GraphiQL  {}   (paste a token there)", self.graphiql)?;
        writeln!(f, "  Data      {}", self.data)?;
        writeln!(f, "\nTokens, good for 12 hours:")?;
        for guest in &self.people {
            writeln!(f, "\n  {}, {}\n  {}", guest.name, guest.role, guest.token)?;
        }
        writeln!(f, "\nThe feed of the first:\n\n  {}\n", self.curl)?;
        writeln!(f, "Another person's token:\n\n  {}\n", self.another_token)?;
        writeln!(f, "Stop with ctrl-c; the data stays, and a second run serves it again.\n")
    }
}

/// Where a server that listens on every address can be asked from this machine.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

/// The text as one word of a POSIX shell.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
