//! Rights in a large organisation: what resolving them costs, and what a reader's feed pays while
//! grants are given elsewhere (rule R16).

use std::sync::Arc;
use std::time::{Duration, Instant};

use entity::id::PersonId;
use fastrand::Rng;
use parvis::clock::Clock;
use parvis::store::Dialect;
use sea_orm::ConnectionTrait;
use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::database::Data;
use crate::measure::{SEED, median};
use crate::options::Options;
use crate::organisation::{Doors, Organisation};
use crate::readers::{self, Reader};
use crate::samples::{micros, quantile};
use crate::server::Server;
use crate::{Result, machine, operations, posts, rights};

const UNITS: u32 = 10_000;
const SPACES: u32 = 5_000;
const PEOPLE: u32 = 100_000;
/// Spaces of the reader.
const READS: usize = 2_000;
/// Runs of the rights statement whose median counts, after a tenth of them as warm-up.
const RUNS: usize = 50;
/// Grants a second, and for how long.
const GRANTS: u32 = 100;
const SECONDS: u32 = 10;

pub(crate) async fn run(options: &Options) -> Result<()> {
    println!("{}\n", machine::headline());
    println!(
        "{} units, {} spaces, {} people, {} posts; a reader of {} spaces; feeds one after the other, \
         {SECONDS} s at rest and {SECONDS} s with {GRANTS} `spaceGrant` a second.\n",
        machine::grouped(UNITS.into()),
        machine::grouped(SPACES.into()),
        machine::grouped(PEOPLE.into()),
        machine::grouped(options.posts.into()),
        machine::grouped(READS as u64),
    );
    println!(
        "| engine | rights statement, ms | feed at rest, p50 and p99 ms | with grants, p50 and p99 ms | ratio | grants/s |"
    );
    println!("|---|---:|---:|---:|---:|---:|");
    for dialect in options.engine.dialects() {
        let measured = engine(*dialect, options).await?;
        let [rest, busy] = [&measured.rest, &measured.busy];
        println!(
            "| {} | {:.2} | {:.1}, {:.1} | {:.1}, {:.1} | {:.2}, {:.2} | {:.0} |",
            machine::engine(*dialect),
            measured.statement.as_secs_f64() * 1e3,
            rest.p50,
            rest.p99,
            busy.p50,
            busy.p99,
            busy.p50 / rest.p50,
            busy.p99 / rest.p99,
            measured.grants,
        );
    }
    Ok(())
}

struct Measured {
    statement: Duration,
    rest: Feeds,
    busy: Feeds,
    /// A second, as they came about.
    grants: f64,
}

/// Milliseconds of feeds.
struct Feeds {
    p50: f64,
    p99: f64,
}

impl Feeds {
    fn of(times: &[Duration]) -> Self {
        let mut times = micros(times);
        let [p50, p99] = [0.5, 0.99].map(|share| quantile(&mut times, share) / 1e3);
        Self { p50, p99 }
    }
}

async fn engine(dialect: Dialect, options: &Options) -> Result<Measured> {
    let mut rng = Rng::with_seed(SEED);
    let mut data = Data::create(dialect).await?;
    eprintln!("bench: {dialect:?}: filling");
    let organisation = Organisation::of_units(UNITS, SPACES, PEOPLE, Doors::Closed, &mut rng);
    let connection = data.fill().await?;
    organisation.write(&connection, &mut rng).await?;
    posts::write(&connection, &organisation, options.posts, false, &mut rng).await?;
    let sizes = [READS];
    let reader = readers::granted(&data, &connection, &organisation, &sizes, &mut rng).await?;
    let reader = reader.into_iter().next().ok_or("no reader")?;
    data.settle(connection).await?;
    let person = organisation.person(organisation.people.len() - 1)?;
    let statement = statement(&data, person, reader.spaces).await?;

    let server = Arc::new(Server::start(&data).await?.0);
    // Who leads the second unit leads its home, the second space.
    let leader = readers::token(&data, &Organisation::address(1)).await?;
    let space = organisation.spaces.get(1).ok_or("no space")?.id;
    let requests = (0..GRANTS * SECONDS)
        .map(|number| Ok(operations::grant(space, organisation.person((UNITS + number) as usize)?)))
        .collect::<Result<Vec<_>>>()?;
    // What is asked for the first time does not count.
    feeds(&server, &reader, |begun| begun.elapsed().as_secs() >= 2).await?;
    let rest = feeds(&server, &reader, |begun| begun.elapsed().as_secs() >= SECONDS.into()).await?;
    let giving = tokio::spawn(give(server.clone(), leader, requests));
    let busy = feeds(&server, &reader, |_| giving.is_finished()).await?;
    let grants = giving.await??;
    Ok(Measured { statement, rest: Feeds::of(&rest), busy: Feeds::of(&busy), grants })
}

/// The median time of the rights statement, with its rows read.
async fn statement(data: &Data, person: PersonId, spaces: usize) -> Result<Duration> {
    let connection = data.read().await?;
    let mut times = Vec::new();
    for turn in 0..RUNS + RUNS / 10 {
        let statement = rights::statement(person, Clock::system().now(), &connection);
        let begun = Instant::now();
        let rows = connection.query_all_raw(statement).await?.len();
        times.extend((turn >= RUNS / 10).then_some(begun.elapsed()));
        if rows != spaces || spaces < READS {
            return Err(format!("{rows} rows for a reader of {spaces} spaces").into());
        }
    }
    Ok(median(&mut times))
}

/// The times of feeds, one after the other until it is done. None is empty.
async fn feeds(
    server: &Server,
    reader: &Reader,
    done: impl Fn(Instant) -> bool,
) -> Result<Vec<Duration>> {
    let (begun, mut times) = (Instant::now(), Vec::new());
    while !done(begun) {
        let (feed, took) = server.ask(&reader.token, &operations::feed()).await?;
        if feed.pointer("/feed/edges").and_then(Value::as_array).is_none_or(Vec::is_empty) {
            return Err(format!("an empty feed: {feed}").into());
        }
        times.push(took);
    }
    Ok(times)
}

/// Sends each at its time, whether or not those before are answered; all must succeed. How many a
/// second were answered.
async fn give(server: Arc<Server>, token: String, requests: Vec<String>) -> Result<f64> {
    let (begun, mut pace) = (Instant::now(), interval(Duration::from_secs(1) / GRANTS));
    pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut under_way: JoinSet<Result<()>> = JoinSet::new();
    for request in requests {
        pace.tick().await;
        let (server, token) = (server.clone(), token.clone());
        under_way.spawn(async move {
            let (answer, _) = server.ask(&token, &request).await?;
            let granted = answer.pointer("/spaceGrant/grant/id").is_some_and(Value::is_string);
            if granted { Ok(()) } else { Err(format!("not granted: {answer}").into()) }
        });
    }
    while let Some(given) = under_way.join_next().await {
        given??;
    }
    Ok(f64::from(GRANTS * SECONDS) / begun.elapsed().as_secs_f64())
}
