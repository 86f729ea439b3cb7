//! When and on what it was measured, and how numbers are written.

use parvis::clock::Clock;
use parvis::store::Dialect;

/// Date, command and machine.
pub(crate) fn headline() -> String {
    let date = Clock::system().now().to_string();
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    arguments.retain(|argument| argument != "--bench");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory =
        memory.lines().next().and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    let memory = memory.unwrap_or(0_u64) / 1_048_576;
    let command = ["cargo bench -p parvis-tests --", &*arguments.join(" ")].join(" ");
    let command = command.trim_end_matches([' ', '-']);
    let date = date.get(..10).unwrap_or(&date);
    format!(
        "{date}, `{command}`, {cores} cores and {memory} GiB of memory shared by server, database and load."
    )
}

pub(crate) fn engine(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "SQLite",
        Dialect::Postgres => "PostgreSQL",
    }
}

/// With commas between thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
