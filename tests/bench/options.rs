//! What is asked for on the command line. Everything is bounded: a benchmark must end.

use clap::{Parser, ValueEnum};
use parvis::store::Dialect;

/// Measures the released server with data of a given size.
#[derive(Clone, Debug, Parser)]
pub(crate) struct Options {
    /// Posts
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1_000..=2_000_000))]
    pub(crate) posts: u32,
    /// Spaces
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(30..=20_000))]
    pub(crate) spaces: u32,
    /// People
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(100..=200_000))]
    pub(crate) people: u32,
    /// Where the data is
    #[arg(long, value_enum, default_value = "both")]
    pub(crate) engine: Engine,
    /// How long each load lasts, after a warm-up of two seconds
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=60))]
    pub(crate) seconds: u32,
    /// Connections of the load generator
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub(crate) connections: u32,
    /// Pages of the imported site
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(10..=20_000))]
    pub(crate) pages: u32,
    /// Instead: the feed with ten thousand to a million posts, for readers of 1 to 2,000 spaces
    #[arg(long)]
    pub(crate) scaling: bool,
    /// Instead: whether the time of an answer tells a hidden post from one that never was
    #[arg(long)]
    pub(crate) silence: bool,
    /// Instead: the rights of a reader of 2,000 spaces among 10,000 units, while grants are given
    #[arg(long)]
    pub(crate) access: bool,
    /// Instead: documents a second of an import, its memory, and what readers notice
    #[arg(long)]
    pub(crate) imports: bool,
    /// Measure the released program that is there, without building it
    #[arg(long)]
    pub(crate) built: bool,
    /// Instead: fill, start the server, print where it is and a token, and wait: for a profiler
    #[arg(long)]
    pub(crate) hold: bool,
    /// What cargo itself passes
    #[arg(long, hide = true)]
    bench: bool,
}

/// Where the data is.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Engine {
    /// SQLite
    Sqlite,
    /// PostgreSQL
    Postgres,
    /// One after the other
    Both,
}

impl Engine {
    pub(crate) fn dialects(self) -> &'static [Dialect] {
        match self {
            Self::Sqlite => &[Dialect::Sqlite],
            Self::Postgres => &[Dialect::Postgres],
            Self::Both => &[Dialect::Sqlite, Dialect::Postgres],
        }
    }
}
