//! Everything that the server asks PostgreSQL for one request, as PostgreSQL itself logs it.

use std::fs::read_to_string;
use std::path::Path;

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::Result;
use crate::database::Data;
use crate::server::Server;

/// A statement with its parameters as text; `None` is NULL.
pub(crate) struct Logged {
    pub(crate) sql: String,
    pub(crate) parameters: Vec<Option<String>>,
}

/// Begins every entry of the log.
const MARK: &str = "parvis-bench ";

/// The statements of one request, in their order.
pub(crate) async fn of(
    data: &Data,
    server: &Server,
    token: &str,
    request: &str,
) -> Result<Vec<Logged>> {
    let connection = data.read().await?;
    let folder = Statement::from_string(DbBackend::Postgres, "SHOW data_directory");
    let folder = connection.query_one_raw(folder).await?.ok_or("no data directory")?;
    let log = Path::new(&folder.try_get::<String>("", "data_directory")?).join("../server.log");
    // Once before, so that all is prepared and the viewer's rights are known.
    server.ask(token, request).await?;
    let switch = async |sql: [&str; 2]| {
        for sql in sql.into_iter().chain(["SELECT pg_reload_conf()"]) {
            connection.execute_unprepared(sql).await?;
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        Ok::<_, crate::Error>(())
    };
    let prefix = format!("ALTER SYSTEM SET log_line_prefix = '{MARK}'");
    switch([&prefix, "ALTER SYSTEM SET log_statement = 'all'"]).await?;
    let before = read_to_string(&log)?.len();
    server.ask(token, request).await?;
    let text = read_to_string(&log)?;
    switch(["ALTER SYSTEM RESET log_line_prefix", "ALTER SYSTEM RESET log_statement"]).await?;
    parse(text.get(before..).unwrap_or_default())
}

fn parse(log: &str) -> Result<Vec<Logged>> {
    let mut all: Vec<Logged> = Vec::new();
    for entry in log.split(MARK) {
        // What a statement has in further lines is indented by a tab.
        let entry = entry.trim_end().replace("\n\t", "\n");
        if let Some((_, sql)) =
            entry.strip_prefix("LOG:  execute ").and_then(|rest| rest.split_once(": "))
        {
            all.push(Logged { sql: sql.to_owned(), parameters: Vec::new() });
        } else if let Some(rest) = entry.strip_prefix("DETAIL:  ")
            && let Some((_, parameters)) = rest.split_once("arameters: ")
        {
            let last = all.last_mut().ok_or("parameters without a statement")?;
            last.parameters = values(parameters)?;
        }
    }
    if all.is_empty() {
        Err(format!("PostgreSQL logged no statement: {log}").into())
    } else {
        Ok(all)
    }
}

/// Of `$1 = 'text', $2 = NULL`, where quotes are doubled.
fn values(mut text: &str) -> Result<Vec<Option<String>>> {
    let mut all = Vec::new();
    while let Some((_, rest)) = text.split_once(" = ") {
        let Some(quoted) = rest.strip_prefix('\'') else {
            all.push(None);
            text = rest;
            continue;
        };
        let mut value = String::new();
        let mut letters = quoted.char_indices().peekable();
        let end = loop {
            match letters.next().ok_or("a parameter without end")? {
                (_, '\'') if letters.next_if(|(_, next)| *next == '\'').is_some() => {
                    value.push('\'')
                }
                (at, '\'') => break at,
                (_, letter) => value.push(letter),
            }
        };
        all.push(Some(value));
        text = quoted.get(end..).unwrap_or_default();
    }
    Ok(all)
}
