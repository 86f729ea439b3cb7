//! The demo: a believable organisation, made by its own people through the product's own operations,
//! and a legacy site taken in by the real importer.

mod chart;
mod facts;
mod place;
mod plan;
mod site;
mod stage;
mod story;

use std::collections::HashMap;

use entity::Timestamp;
use import::Report;

use crate::clock::Clock;
use crate::config::Config;
use crate::content::slug;
use crate::error::{Error, Result};
use crate::fault::Fault;
use crate::graphql;
use crate::store::Db;
use stage::Stage;

pub use facts::{Facts, Signed, facts};
pub use place::{keep_settings, prepare};

const DAY: i64 = 86_400;
/// The first day of the demo's story, in days ago.
const BEGINNING: i64 = 180;
/// When the legacy site is taken in, in days ago: its undated pages carry that day, below what is new.
const IMPORTED: i64 = 21;

/// Someone to sign in as.
#[derive(Clone, Copy, Debug)]
pub struct Guest {
    /// Their name.
    pub name: &'static str,
    /// Who they are, for whoever tries the demo.
    pub role: &'static str,
}

/// Three people to try the demo as: a leader, an ordinary member, an administrator.
pub const GUESTS: [Guest; 3] = [
    Guest {
        name: "Claire Fontaine",
        role: "leads Communication and sits on the executive committee",
    },
    Guest { name: "Yann Le Goff", role: "works in the Oullins workshop: an ordinary member" },
    Guest { name: "Samir Benali", role: "administrator, and leads the IT team" },
];

/// The address of one of the demo's people.
#[must_use]
pub fn email(name: &str) -> String {
    let (given, family) = name.split_once(' ').unwrap_or((name, "x"));
    format!("{}.{}@lumiere.example", slug(given, "x"), slug(family, "x"))
}

/// Fills a migrated, empty database with the six months before `now`. What the import said.
///
/// # Errors
/// When the database cannot be written. A refusal would be a fault of the demo.
pub async fn build(db: &Db, config: &Config, now: Timestamp) -> Result<Report> {
    let organisation = plan::organisation()?;
    let clock = Clock::manual(now.plus_seconds(-BEGINNING * DAY));
    let schema = graphql::schema(config);
    let mut stage = Stage { db: db.clone(), clock, schema, people: HashMap::new() };
    chart::add_people(&mut stage, &organisation).await?;
    let spaces = chart::add_units(&stage, &organisation).await?;
    story::publish(&stage, &spaces, now).await?;
    // Told last, whenever it happened: that it is there says that the demo is whole.
    stage.clock.set(now.plus_seconds(-IMPORTED * DAY));
    site::import_into_communication(&stage, config).await
}

fn find<'a>(ids: &'a HashMap<String, String>, name: &str) -> Result<&'a String> {
    ids.get(name).ok_or_else(|| Error::internal(format!("the demo has no {name}")))
}

fn refused(fault: Fault) -> Error {
    match fault {
        Fault::Error(error) => error,
        Fault::Refused(refused) => Error::internal(format!("{refused:?}")),
    }
}
