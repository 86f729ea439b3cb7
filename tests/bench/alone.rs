//! The feed's SQL alone, with the parameters that the server passes: what the engine itself can do.

use std::process::Command;
use std::time::{Duration, Instant};

use entity::id::PostId;
use entity::post;
use parvis::clock::Clock;
use parvis::store::{Dialect, feed_statement};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, Value};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::database::Data;
use crate::options::Options;
use crate::readers::Reader;
use crate::statements::Logged;
use crate::{Result, process};

/// Times a second that the feed's statement runs by itself.
pub(crate) async fn per_second(data: &Data, reader: &Reader, options: &Options) -> Result<f64> {
    match data.dialect() {
        Dialect::Sqlite => looped(data, reader, options).await,
        Dialect::Postgres => {
            let sql = feed_statement(Dialect::Postgres);
            let now = Clock::system().now();
            let parameters = [
                Dialect::Postgres.list(&reader.keys),
                post::feed_key_after(now).to_string(),
                Uuid::nil().to_string(),
                now.micros().to_string(),
                "21".to_owned(),
            ];
            let parameters = parameters.into_iter().map(Some).collect();
            pgbench(data, &[Logged { sql, parameters }], options).await
        }
    }
}

/// Fails unless the server's feed is the statement's: what is compared must be the same.
pub(crate) async fn same(data: &Data, reader: &Reader, feed: &Json) -> Result<()> {
    let connection = data.read().await?;
    let mut wanted = keys(&connection, &statement(data.dialect(), reader)).await?;
    wanted.truncate(20);
    let edges = feed.pointer("/feed/edges").and_then(Json::as_array).ok_or("no feed")?;
    let mut shown = Vec::new();
    for edge in edges {
        let id: PostId = edge.pointer("/node/id").and_then(Json::as_str).ok_or("no id")?.parse()?;
        shown.push(Uuid::from(id).as_u64_pair().1);
    }
    let wanted: Vec<u64> = wanted.iter().map(|key| key.as_u64_pair().1).collect();
    if wanted == shown && !shown.is_empty() {
        Ok(())
    } else {
        Err(format!("{}: another feed", reader.name).into())
    }
}

/// Loops of prepared statements, as many at once as there are cores.
async fn looped(data: &Data, reader: &Reader, options: &Options) -> Result<f64> {
    let length = Duration::from_secs(options.seconds.into());
    let mut loops = tokio::task::JoinSet::new();
    for _ in 0..std::thread::available_parallelism()?.get() {
        let (connection, statement) = (data.read().await?, statement(data.dialect(), reader));
        loops.spawn(async move {
            let (begun, mut runs) = (Instant::now(), 0_u32);
            while begun.elapsed() < length {
                keys(&connection, &statement).await?;
                runs += 1;
            }
            Ok::<f64, crate::Error>(f64::from(runs) / begun.elapsed().as_secs_f64())
        });
    }
    let mut sum = 0.0;
    while let Some(looped) = loops.join_next().await {
        sum += looped??;
    }
    Ok(sum)
}

/// Times a second that PostgreSQL answers these statements, one after the other.
pub(crate) async fn pgbench(data: &Data, statements: &[Logged], options: &Options) -> Result<f64> {
    let mut command = Command::new("pgbench");
    command.args(["--no-vacuum", "--protocol=prepared", "--jobs=2"]);
    command
        .arg(format!("--client={}", options.connections))
        .arg(format!("--time={}", options.seconds));
    let mut text = String::new();
    for (number, Logged { sql, parameters }) in statements.iter().enumerate() {
        let mut sql = sql.clone();
        // From the last, so that $1 is not taken for the beginning of $12.
        for (place, value) in parameters.iter().enumerate().rev() {
            let (placeholder, name) = (format!("${}", place + 1), format!("s{number}p{place}"));
            match value {
                Some(value) => {
                    sql = sql.replace(&placeholder, &format!(":{name}"));
                    command.arg(format!("--define={name}={value}"));
                }
                None => sql = sql.replace(&placeholder, "NULL"),
            }
        }
        text += &sql;
        text += ";\n";
    }
    let script = data.path("statements.sql");
    std::fs::write(&script, text)?;
    let printed = process::output(command.arg("--file").arg(script).arg(data.url())).await?;
    let rate = printed
        .lines()
        .find_map(|line| line.strip_prefix("tps = "))
        .ok_or("pgbench printed no tps")?;
    Ok(rate.split_whitespace().next().ok_or("no number")?.parse()?)
}

fn statement(dialect: Dialect, reader: &Reader) -> Statement {
    let now = Clock::system().now();
    let values: [Value; 5] = [
        dialect.list(&reader.keys).into(),
        post::feed_key_after(now).into(),
        Uuid::nil().into(),
        now.into(),
        21_i64.into(),
    ];
    Statement::from_sql_and_values(dialect.backend(), feed_statement(dialect), values)
}

async fn keys(connection: &DatabaseConnection, statement: &Statement) -> Result<Vec<Uuid>> {
    let rows = connection.query_all_raw(statement.clone()).await?;
    Ok(rows.iter().map(|row| row.try_get("", "feed_key")).collect::<std::result::Result<_, _>>()?)
}
