//! The tables, ready for the README.

use std::fmt::Write;

use crate::machine::{engine, grouped, headline};
use crate::measure::{Feed, Measured};
use crate::options::Options;

pub(crate) fn tables(options: &Options, results: &[Measured]) -> String {
    let mut text = format!(
        "{}\n\n{} posts, {} spaces, {} people; {} connections, {} s each, no error.\n\n",
        headline(),
        grouped(options.posts.into()),
        options.spaces,
        grouped(options.people.into()),
        options.connections,
        options.seconds,
    );
    // Writing into a String cannot fail.
    let _ = operations(&mut text, results);
    let _ = feeds(&mut text, results);
    let _ = others(&mut text, options, results);
    text
}

fn operations(text: &mut String, results: &[Measured]) -> std::fmt::Result {
    writeln!(
        text,
        "| operation | engine | requests/s | p50 ms | p99 ms |\n|---|---|---:|---:|---:|"
    )?;
    for result in results {
        for (name, load) in &result.loads {
            let (rate, p50, p99) = (whole(load.per_second()), load.p50(), load.p99());
            writeln!(
                text,
                "| {name} | {} | {rate} | {p50:.1} | {p99:.1} |",
                engine(result.dialect)
            )?;
        }
    }
    writeln!(text)
}

fn feeds(text: &mut String, results: &[Measured]) -> std::fmt::Result {
    writeln!(
        text,
        "| feed of a reader of | engine | server, feeds/s | its posts' statement alone, /s | ratio | all its statements alone, /s | ratio |"
    )?;
    writeln!(text, "|---|---|---:|---:|---:|---:|---:|")?;
    for result in results {
        for Feed { spaces, server, statement, all } in &result.feeds {
            write!(text, "| {spaces} spaces | {} | {} ", engine(result.dialect), whole(*server))?;
            for alone in [Some(statement), all.as_ref()] {
                match alone {
                    Some(alone) => write!(text, "| {} | {:.2} ", whole(*alone), server / alone)?,
                    None => write!(text, "| | ")?,
                }
            }
            writeln!(text, "|")?;
        }
    }
    writeln!(text)
}

fn others(text: &mut String, options: &Options, results: &[Measured]) -> std::fmt::Result {
    let pages = grouped(options.pages.into());
    writeln!(
        text,
        "| engine | cold start, ms | peak memory of the server, MiB | import of {pages} pages, pages/s | again, pages/s |"
    )?;
    writeln!(text, "|---|---:|---:|---:|---:|")?;
    for result in results {
        let (start, memory) =
            (result.cold_start.as_secs_f64() * 1e3, result.peak_memory / 1_048_576);
        let (first, again) = (whole(result.import.first()), whole(result.import.again()));
        writeln!(
            text,
            "| {} | {start:.0} | {memory} | {first} | {again} |",
            engine(result.dialect)
        )?;
    }
    Ok(())
}

fn whole(number: f64) -> String {
    format!("{number:.0}").parse().map_or_else(|_| number.to_string(), grouped)
}
