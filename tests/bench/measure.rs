//! Everything that is measured on one engine.

use std::time::{Duration, Instant};

use fastrand::Rng;
use parvis::store::Dialect;
use serde_json::Value;

use crate::database::Data;
use crate::import::Import;
use crate::load::Load;
use crate::options::Options;
use crate::organisation::{Doors, Organisation};
use crate::readers::{self, Reader};
use crate::server::Server;
use crate::{Result, alone, operations, posts, statements};

/// Starts of the server whose median counts.
const STARTS: usize = 5;
/// Turns of the feed, which share its time.
const TURNS: u32 = 3;
/// Seed of everything invented.
pub(crate) const SEED: u64 = 20_261_124;

pub(crate) struct Measured {
    pub(crate) dialect: Dialect,
    pub(crate) cold_start: Duration,
    pub(crate) loads: Vec<(String, Load)>,
    pub(crate) feeds: Vec<Feed>,
    pub(crate) peak_memory: u64,
    pub(crate) import: Import,
}

/// What a reader's feeds come to in a second.
pub(crate) struct Feed {
    pub(crate) spaces: usize,
    pub(crate) server: f64,
    /// The statement that finds the posts, by itself.
    pub(crate) statement: f64,
    /// All statements that the server sends for one feed, by `pgbench`.
    pub(crate) all: Option<f64>,
}

pub(crate) async fn engine(dialect: Dialect, options: &Options) -> Result<Measured> {
    let mut rng = Rng::with_seed(SEED);
    let mut data = Data::create(dialect).await?;
    eprintln!("bench: {dialect:?}: filling");
    let begun = Instant::now();
    let organisation = Organisation::invent(options.spaces, options.people, Doors::Mixed, &mut rng);
    let connection = data.fill().await?;
    organisation.write(&connection, &mut rng).await?;
    posts::write(&connection, &organisation, options.posts, true, &mut rng).await?;
    let readers = readers::mixed(&data, &connection, &organisation, &mut rng).await?;
    data.settle(connection).await?;
    eprintln!("bench: {dialect:?}: filled in {:.0?}; measuring", begun.elapsed());

    if options.hold {
        return hold(&data, &readers).await;
    }
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(Server::start(&data).await?.1);
    }
    let (server, _) = Server::start(&data).await?;
    let mut measured = Measured {
        dialect,
        cold_start: median(&mut starts),
        loads: Vec::new(),
        feeds: Vec::new(),
        peak_memory: 0,
        import: Import::run(&data, &organisation, options.pages, &mut rng).await?,
    };
    for reader in &readers {
        let (feed, _) = server.ask(&reader.token, &operations::feed()).await?;
        alone::same(&data, reader, &feed).await?;
        let (load, feed) = in_turns(&data, &server, reader, options).await?;
        let name = format!("feed, {} reader ({} spaces)", reader.name, reader.spaces);
        measured.loads.push((name, load));
        measured.feeds.push(feed);
    }
    let [_, ordinary, _] = &readers;
    for (name, requests) in others(&server, ordinary, &organisation).await? {
        let load = Load::run((&data, &server), &ordinary.token, &requests, options).await?;
        measured.loads.push((name.into(), load));
    }
    measured.peak_memory = server.peak_memory()?;
    Ok(measured)
}

/// The server and the SQL alone, one after the other and again, so that what else the machine does
/// falls on each: the median turn of each counts.
async fn in_turns(
    data: &Data,
    server: &Server,
    reader: &Reader,
    options: &Options,
) -> Result<(Load, Feed)> {
    let mut options = options.clone();
    options.seconds = (options.seconds / TURNS).max(1);
    let sent = match data.dialect() {
        Dialect::Sqlite => None,
        Dialect::Postgres => {
            Some(statements::of(data, server, &reader.token, &operations::feed()).await?)
        }
    };
    let (mut loads, mut alone, mut all) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let request = [operations::feed()];
        loads.push(Load::run((data, server), &reader.token, &request, &options).await?);
        alone.push(alone::per_second(data, reader, &options).await?);
        if let Some(sent) = &sent {
            all.push(alone::pgbench(data, sent, &options).await?);
        }
    }
    loads.sort_by(|a, b| a.per_second().total_cmp(&b.per_second()));
    let load = *loads.get(loads.len() / 2).ok_or("no turn")?;
    let middle = |mut rates: Vec<f64>| {
        rates.sort_by(f64::total_cmp);
        rates.get(rates.len() / 2).copied()
    };
    let statement = middle(alone).ok_or("no turn")?;
    let feed =
        Feed { spaces: reader.spaces, server: load.per_second(), statement, all: middle(all) };
    Ok((load, feed))
}

/// Serves until the benchmark is interrupted.
async fn hold(data: &Data, readers: &[Reader]) -> Result<Measured> {
    let (server, _) = Server::start(data).await?;
    eprintln!("bench: {} on {}", server.url(), data.url());
    for reader in readers {
        eprintln!("bench: {} reader: {}", reader.name, reader.token);
    }
    std::future::pending().await
}

/// What else the ordinary reader asks.
async fn others(
    server: &Server,
    reader: &Reader,
    organisation: &Organisation,
) -> Result<[(&'static str, Vec<String>); 3]> {
    let (feed, _) = server.ask(&reader.token, &operations::feed()).await?;
    let edges = feed.pointer("/feed/edges").and_then(Value::as_array).ok_or("no feed")?;
    let ids = edges.iter().filter_map(|edge| edge.pointer("/node/id").and_then(Value::as_str));
    let posts: Vec<String> = ids.map(operations::post).collect();
    let own = organisation.units.len() - 1;
    let own = organisation.spaces.iter().find(|space| space.unit == own).ok_or("no space")?;
    let creations: Vec<String> =
        (1..=1_000).map(|number| operations::create(own.id, number)).collect();
    let requests = [
        ("post by id, with its text", posts),
        ("spaces, the first 50", vec![operations::spaces()]),
        ("new draft", creations),
    ];
    for (_, requests) in &requests {
        let (answer, _) = server.ask(&reader.token, requests.first().ok_or("no request")?).await?;
        let first = answer.as_object().and_then(|data| data.values().next());
        if first
            .is_none_or(|field| field.is_null() || field.get("post").is_some_and(Value::is_null))
        {
            return Err(format!("nothing to measure: {answer}").into());
        }
    }
    Ok(requests)
}

pub(crate) fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
