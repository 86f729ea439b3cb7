//! The feed as the data grows: one request after the other, for readers of few and many spaces.

use std::time::Duration;

use fastrand::Rng;
use parvis::store::Dialect;

use crate::database::Data;
use crate::measure::{SEED, median};
use crate::options::Options;
use crate::organisation::{Doors, Organisation};
use crate::server::Server;
use crate::{Result, alone, machine, operations, posts, readers};

const POSTS: [u32; 3] = [10_000, 100_000, 1_000_000];
const SPACES: u32 = 2_500;
/// Spaces of each reader.
const READERS: [usize; 4] = [1, 50, 500, 2_000];
/// Requests whose median counts, after a tenth of them as warm-up.
const REQUESTS: usize = 300;

pub(crate) async fn run(options: &Options) -> Result<()> {
    println!("{}\n", machine::headline());
    println!(
        "{SPACES} spaces, {} people; milliseconds for one feed of 20 posts over HTTP, median of {REQUESTS}.\n",
        options.people
    );
    println!("| engine, posts | reader of 1 space | of 50 | of 500 | of 2,000 |");
    println!("|---|---|---|---|---|");
    for dialect in options.engine.dialects() {
        for posts in POSTS {
            let medians = medians(*dialect, posts, options.people).await?;
            let cells: Vec<String> =
                medians.iter().map(|time| format!("{:.1}", time.as_secs_f64() * 1e3)).collect();
            println!(
                "| {}, {} | {} |",
                machine::engine(*dialect),
                machine::grouped(posts.into()),
                cells.join(" | ")
            );
        }
    }
    Ok(())
}

async fn medians(dialect: Dialect, count: u32, people: u32) -> Result<Vec<Duration>> {
    let mut rng = Rng::with_seed(SEED);
    let mut data = Data::create(dialect).await?;
    eprintln!("bench: {dialect:?}: filling with {count} posts");
    let organisation = Organisation::invent(SPACES, people, Doors::Closed, &mut rng);
    let connection = data.fill().await?;
    organisation.write(&connection, &mut rng).await?;
    posts::write(&connection, &organisation, count, false, &mut rng).await?;
    let readers = readers::granted(&data, &connection, &organisation, &READERS, &mut rng).await?;
    data.settle(connection).await?;

    let (server, _) = Server::start(&data).await?;
    let mut medians = Vec::new();
    for (reader, size) in readers.iter().zip(READERS) {
        if reader.spaces < size {
            return Err(format!("a reader of {} instead of {size} spaces", reader.spaces).into());
        }
        let (feed, _) = server.ask(&reader.token, &operations::feed()).await?;
        alone::same(&data, reader, &feed).await?;
        let mut times = Vec::new();
        for turn in 0..REQUESTS + REQUESTS / 10 {
            let (_, took) = server.ask(&reader.token, &operations::feed()).await?;
            times.extend((turn >= REQUESTS / 10).then_some(took));
        }
        medians.push(median(&mut times));
    }
    Ok(medians)
}
