//! Whether the time of an answer admits what a SECRET space holds (rule R17): someone off its roster
//! asks for its posts and itself, and for ids of the same kind that never existed.

use std::collections::{BTreeSet, HashSet};

use entity::Timestamp;
use entity::id::{PostId, SpaceId};
use entity::space::Visibility;
use fastrand::Rng;
use parvis::clock::Clock;
use parvis::store::Dialect;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use crate::database::Data;
use crate::measure::SEED;
use crate::options::Options;
use crate::organisation::{Doors, END, Organisation, START};
use crate::readers::{self, Reader};
use crate::samples::Comparison;
use crate::server::Server;
use crate::{Result, machine, operations, posts, random, rights};

/// Requests of each root field: half for what is hidden, half for what never was.
const REQUESTS: usize = 2_000;
/// Requests before, whose times do not count.
const WARM_UP: usize = 400;

/// As many ids of each: what is asked for equally often is equally warm.
struct Ids {
    hidden: Vec<String>,
    absent: Vec<String>,
}

pub(crate) async fn run(options: &Options) -> Result<()> {
    println!("{}\n", machine::headline());
    println!(
        "{} posts, {} spaces; {REQUESTS} requests of each field in random order, half for a hidden id, half for one that never was.\n",
        machine::grouped(options.posts.into()),
        options.spaces
    );
    println!("| engine, field | hidden, µs | absent, µs | difference, µs (95 %) | AUC | z |");
    println!("|---|---:|---:|---:|---:|---:|");
    let mut told = Vec::new();
    for dialect in options.engine.dialects() {
        for (field, compared) in engine(*dialect, options).await? {
            let Comparison { medians: [hidden, absent], difference, interval, auc, z } = &compared;
            let name = format!("{}, `{field}`", machine::engine(*dialect));
            println!(
                "| {name} | {hidden:.0} | {absent:.0} | {difference:+.1} ({:+.1} to {:+.1}) | {auc:.3} | {z:+.1} |",
                interval[0], interval[1]
            );
            told.extend(compared.separable().then_some(name));
        }
    }
    if told.is_empty() { Ok(()) } else { Err(format!("told apart: {}", told.join("; ")).into()) }
}

async fn engine(dialect: Dialect, options: &Options) -> Result<Vec<(&'static str, Comparison)>> {
    let mut rng = Rng::with_seed(SEED);
    let mut data = Data::create(dialect).await?;
    eprintln!("bench: {dialect:?}: filling");
    let organisation = Organisation::invent(options.spaces, options.people, Doors::Mixed, &mut rng);
    let connection = data.fill().await?;
    organisation.write(&connection, &mut rng).await?;
    posts::write(&connection, &organisation, options.posts, true, &mut rng).await?;
    // Without a grant: a member of one unit, off the roster of nearly all.
    let reader = readers::granted(&data, &connection, &organisation, &[0], &mut rng).await?;
    let reader = reader.into_iter().next().ok_or("no reader")?;
    let (spaces, posts) = hidden(&connection, &organisation, &mut rng).await?;
    data.settle(connection).await?;
    let (server, _) = Server::start(&data).await?;
    let mut compared = Vec::new();
    for (field, ids) in [
        ("post", &posts),
        ("space", &spaces),
        ("node", &posts),
        ("feed", &spaces),
        ("commentAdd", &posts),
    ] {
        compared.push((field, times(&server, &reader, field, ids, &mut rng).await?));
    }
    Ok(compared)
}

/// SECRET spaces that the reader is not to know of, and live posts in them.
async fn hidden(
    connection: &DatabaseConnection,
    organisation: &Organisation,
    rng: &mut Rng,
) -> Result<(Ids, Ids)> {
    let person = organisation.person(organisation.people.len() - 1)?;
    let readable = rights::of(person, Clock::system().now(), connection).await?;
    let readable: HashSet<SpaceId> = readable.iter().map(|one| one.space).collect();
    let secret: BTreeSet<SpaceId> = organisation
        .spaces
        .iter()
        .filter(|space| space.visibility == Visibility::Secret && !readable.contains(&space.id))
        .map(|space| space.id)
        .collect();
    let backend = connection.get_database_backend();
    let sql = "SELECT id, space_id FROM post WHERE feed_key IS NOT NULL AND expires_at IS NULL AND published_at < $1";
    let live = Statement::from_sql_and_values(backend, sql, [Timestamp::from_micros(END).into()]);
    let mut posts: Vec<PostId> = Vec::new();
    for row in connection.query_all_raw(live).await? {
        if secret.contains(&row.try_get("", "space_id")?) {
            posts.push(row.try_get("", "id")?);
        }
    }
    posts.sort_unstable();
    rng.shuffle(&mut posts);
    posts.truncate(REQUESTS / 2);
    let spaces = Ids {
        hidden: secret.iter().map(ToString::to_string).collect(),
        absent: secret.iter().map(|_| random::id::<SpaceId>(rng, START).to_string()).collect(),
    };
    let mut never = || {
        let at = rng.i64(START..END);
        random::id::<PostId>(rng, at).to_string()
    };
    let absent = posts.iter().map(|_| never()).collect();
    let posts = Ids { hidden: posts.iter().map(ToString::to_string).collect(), absent };
    if spaces.hidden.is_empty() || posts.hidden.is_empty() {
        return Err("nothing is hidden".into());
    }
    Ok((spaces, posts))
}

/// The times of both kinds, one request after the other.
async fn times(
    server: &Server,
    reader: &Reader,
    field: &str,
    ids: &Ids,
    rng: &mut Rng,
) -> Result<Comparison> {
    let each = |requests: usize| {
        let hidden = ids.hidden.iter().cycle().take(requests / 2).map(|id| (true, id));
        let absent = ids.absent.iter().cycle().take(requests / 2).map(|id| (false, id));
        hidden.chain(absent).collect::<Vec<_>>()
    };
    let (mut hidden, mut absent, mut one) = (Vec::new(), Vec::new(), None);
    for (requests, counts) in [(WARM_UP, false), (REQUESTS, true)] {
        let mut requests = each(requests);
        rng.shuffle(&mut requests);
        for (is_hidden, id) in requests {
            let (answer, took) = server.ask(&reader.token, &operations::by_id(field, id)).await?;
            // With what never was among them, no answer has anything in it.
            if *one.get_or_insert_with(|| answer.clone()) != answer {
                return Err(format!("{field} of {id}: {answer}").into());
            }
            if counts {
                if is_hidden { &mut hidden } else { &mut absent }.push(took);
            }
        }
    }
    Ok(Comparison::of(&hidden, &absent))
}
